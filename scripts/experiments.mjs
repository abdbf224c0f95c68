// @ts-check
// `node scripts/experiments.mjs [part of a name …]`: runs the verify blocks of samples/experiments, and writes what came of them
// into docs/experiments.md, with pictures. What has been trained before (.cache/experiments) is not trained again, so it can
// be stopped and goes on where it was. `--on torch` and other options behind `--` are those of `powercount verify`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'samples/experiments');
const page = join(root, 'docs/experiments.md');
const pictures = 'docs/images/experiments';
const cli = join(root, 'dist/cli.js');

const asked = process.argv.slice(2);
const split = asked.includes('--') ? asked.indexOf('--') : asked.length;
const [parts, options] = [asked.slice(0, split), asked.slice(split + 1)];
const files = readdirSync(folder).filter((f) => parts.length === 0 || parts.some((part) => f.includes(part)));

await ensurePackages(root);
if (!existsSync(cli)) {
  const { buildAll } = await import('./build.mjs');
  await buildAll();
}
for (const file of files) {
  const name = basename(file, '.scale');
  mkdirSync(join(root, '.cache/experiments'), { recursive: true });
  const args = ['verify', join('samples/experiments', file), '--json', '--pictures', pictures];
  const run = spawnSync(
    process.execPath,
    [cli, ...args, '--runs', join('.cache/experiments', name), ...options],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e9 },
  );
  // A refuted verdict has status 1; with 2, some block has none, and why was said.
  if (!run.stdout) process.exit(run.status ?? 1);
  write(name, JSON.parse(run.stdout).verdicts);
}

/**
 * @typedef {{ exponent: number, low: number, high: number }} Measured
 * @typedef {{ block: number, name: string, along: string, statement: string, status: string, predicted: string, measured?: Measured, reason: string,
 *   points: { size: number, note?: string, value: number, low: number, high: number, seeds: number }[], seconds: number, on: string[],
 *   collapse?: { quality: number, before: number | null } }} Verdict
 */

/** Puts the results of a text between its two marks. @param {string} name @param {Verdict[]} verdicts */
function write(name, verdicts) {
  const [begin, end] = [`<!-- results of ${name} -->`, '<!-- end of results -->'];
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  if (from < 0) throw new Error(`docs/experiments.md has no place for ${name}: ${begin}`);
  const to = text.indexOf(end, from);
  const results = verdicts.map((verdict) => section(name, verdict.block, verdict)).join('\n\n');
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n${results}\n\n${text.slice(to)}`);
  console.error(`docs/experiments.md: ${name}, ${verdicts.length} verdicts`);
}

/** @param {string} name @param {number} number @param {Verdict} verdict */
function section(name, number, verdict) {
  const { collapse, points, statement, status, seconds, on, reason } = verdict;
  const decimals = (/** @type {number} */ n) => n.toFixed(2);
  const sizes = points.map(({ size, value, low, high, seeds }) => [
    `${size}`,
    ...[value, low, high].map((n) => `${Number(n.toPrecision(3))}`),
    `${seeds}`,
  ]);
  const picture = (/** @type {string} */ kind) => `${pictures}/${name}-${number}-${kind}.svg`;
  const shown = ['fit', 'curves'].filter((kind) => existsSync(join(root, picture(kind))));
  return [
    `\`${statement.replace(/\s+/g, ' ')}\``,
    `**${status}**: ${reason}`,
    ...(collapse
      ? [
          `Collapse of the curves: ${decimals(collapse.quality)}, ${collapse.before === null ? 'before, they share no samples' : `before ${decimals(collapse.before)}`} (1 is as close as noise allows).`,
        ]
      : []),
    ...(sizes.length > 0
      ? [
          `| ${verdict.along} | value | low | high | seeds |\n| --- | --- | --- | --- | --- |\n${sizes
            .map((row) => `| ${row.join(' | ')} |`)
            .join('\n')}`,
        ]
      : []),
    `${Math.round(seconds)} s, one run after another, on ${on.join('; ')}.`,
    ...(shown.length > 0
      ? [shown.map((kind) => `![${verdict.name}: ${kind}](${picture(kind).replace('docs/', '')})`).join('\n')]
      : []),
  ].join('\n\n');
}
