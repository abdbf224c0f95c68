// `node scripts/unit.mjs [part of a path …]`: bundles the matching unit tests into a folder of their own and runs them.
// For work on one room; `npm test` runs everything.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOptions, walk } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const tests = walk(join(root, 'test/unit')).filter(
  (f) => f.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((w) => f.includes(w))),
);
if (tests.length === 0) throw new Error(`no unit test matches ${wanted.join(' ')}`);
const outdir = mkdtempSync(join(root, 'node_modules/.unit-'));
try {
  await build({ ...bundleOptions, outdir, outbase: root, entryPoints: tests });
  process.exitCode =
    spawnSync('npx', ['mocha', '--recursive', '--timeout', '60000', outdir], { stdio: 'inherit', cwd: root })
      .status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
