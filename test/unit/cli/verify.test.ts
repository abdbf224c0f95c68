import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount, started } from './program';

/** Two layers; their runs take a few milliseconds each. */
const text = (settings: string): string => `scale n
network f(x) {
  h = dense(x, n)
  out dense(tanh(h), 1)
}
training t of f { optimizer sgd; parametrization mup }
verify change(t.h) { n in 8 .. 32; ${settings} }
verify size(t.h) { n in 8 .. 32; seeds 2 }
verify change(t.h) { n in 8 .. n }
`;

const lines = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];

/** Waits until the results in a folder have this many lines. */
async function grown(runs: string, least: number): Promise<string> {
  for (;;) {
    const file = existsSync(runs) && readdirSync(runs).find((name) => name.endsWith('.results.jsonl'));
    if (file && lines(join(runs, file)).length >= least) return join(runs, file);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('powercount verify', function () {
  this.timeout(120_000);
  before(bundle);

  it('says what a block costs, runs it to a verdict, keeps it beside the text, and does not run it again', () => {
    const cwd = folderWith({ 'small.scale': text('seeds 4; seconds 120') });
    const first = powercount(cwd, 'verify', 'small.scale', '--block', '1', '--json', '--threads', '1');
    assert.equal(first.status, 0, first.err);
    assert.match(
      first.err,
      /^change\(t\.h\): \d+ runs, \de\d FLOPs, \d MB, under 1 s on 1 thread of this machine; its limit is 2 min\n/,
    );
    assert.match(first.err, /\nchange\(t\.h\): \d+ of \d+ runs/, 'progress, where there is no terminal');
    const [verdict] = JSON.parse(first.out).verdicts;
    const { name, along, statement, predicted, status } = verdict;
    assert.deepEqual([name, along, predicted], ['change(t.h)', 'n', '0']);
    assert.equal(statement, 'verify change(t.h) { n in 8 .. 32; seeds 4; seconds 120 }');
    assert.ok(['consistent', 'inconclusive'].includes(status));
    const runs = join(cwd, '.scale-runs');
    const results = readdirSync(runs).find((file) => /^[0-9a-f]{16}\.results\.jsonl$/.test(file)) ?? '';
    const kept = ['task.json', 'verdict.json'].map((kind) => `${verdict.hash}.${kind}`);
    assert.deepEqual(readdirSync(runs).sort(), [...kept, results].sort());

    const before = readFileSync(join(runs, results), 'utf8');
    const second = powercount(cwd, 'verify', 'small.scale', '--block=1', '--json');
    assert.deepEqual(JSON.parse(second.out).verdicts, [verdict]);
    assert.match(
      second.err,
      /^change\(t\.h\): nothing is left to run \(\d+ are there already\); --runs DIR begins anew\n$/,
    );
    assert.equal(readFileSync(join(runs, results), 'utf8'), before);
  });

  it('prints predicted beside measured, and why, and draws it', () => {
    const cwd = folderWith({ 'small.scale': text('seeds 2') });
    const words = ['--of', 'change( t.h )', '--block', '1', '--runs', join(cwd, 'kept')];
    const { out, err } = powercount(cwd, 'verify', 'small.scale', ...words, '--pictures', 'a/pictures');
    assert.match(out, /^verify change\(t\.h\) \{ n in 8 \.\. 32; /);
    assert.match(out, /\n {2}predicted {2}exponent 0 in n\n {2}measured {3}/);
    assert.match(out, /\n {2}(consistent|inconclusive): [A-Z]/);
    assert.equal(readdirSync(join(cwd, 'kept')).length, 3);
    assert.match(err, /Written: a\/pictures\/small-1-fit\.svg/);
    assert.match(readFileSync(join(cwd, 'a/pictures/small-1-fit.svg'), 'utf8'), /^<svg [^]*<\/svg>\n$/);
  });

  it('takes seeds and margin from the command line before those of the text', () => {
    const cwd = folderWith({ 'small.scale': text('seeds 64') });
    const words = ['--block', '1', '--json', '--seeds', '2', '--margin', '0.5'];
    const [verdict] = JSON.parse(powercount(cwd, 'verify', 'small.scale', ...words).out).verdicts;
    assert.equal(verdict.margin, 0.5);
    assert.ok(verdict.points.every(({ seeds }: { seeds: number }) => seeds === 2));
  });

  it('says with --dry-run what would be run, and runs nothing', () => {
    const cwd = folderWith({ 'small.scale': text('seeds 8; seconds 120') });
    const dry = powercount(cwd, 'verify', 'small.scale', '--block', '1', '--dry-run', '--threads', '1');
    assert.equal(dry.status, 0, dry.err);
    assert.match(
      dry.out,
      /^verify change\(t\.h\) \{ n in 8 \.\. 32; seeds 8; seconds 120 \}\n {2}n = 8\n[^]* {2}n = 32\n {2}change\(t\.h\): \d+ to \d+ runs, /,
    );
    const { out } = powercount(cwd, 'verify', 'small.scale', '--block', '1', '--dry-run', '--json');
    const [{ plan, device, least, most, seconds, finished }] = JSON.parse(out).plans;
    assert.deepEqual([plan.name, plan.seeds, seconds, finished], ['change(t.h)', 8, 120, 0]);
    assert.equal(most.runs, 8 * plan.sizes.length);
    assert.ok(least.runs < most.runs && least.flops < most.flops && device.flopsPerSecond > 0);
    assert.ok(!existsSync(join(cwd, '.scale-runs')));
  });

  it('says beforehand which sizes no run is possible of, for memory, and refuses where fewer than two are left', () => {
    const deep = text('seeds 8').replace('tanh(h), 1)', 'dense(tanh(h), n), 1)');
    const cwd = folderWith({
      'wide.scale': deep.replaceAll('8 .. 32', '8 .. 65536'),
      'huge.scale': deep.replaceAll('8 .. 32', '32768 .. 65536'),
    });
    const dry = (file: string) =>
      powercount(cwd, 'verify', file, '--block', '1', '--dry-run', '--threads', '1', '--seconds', '5');
    const wide = dry('wide.scale');
    assert.equal(wide.status, 0, wide.err);
    const why = 'a run needs about [\\d.]+ GB of memory, and the embedded trainer has [\\d.]+ GB\\.';
    assert.match(wide.out, new RegExp(`its limit is 5 s\\. .*n = 65536 is left out: ${why}`));
    const huge = dry('huge.scale');
    assert.deepEqual([huge.status, huge.out], [2, '']);
    assert.match(huge.err, new RegExp(`change\\(t\\.h\\): At n = 32768 ${why}`));
  });

  it('refuses what does not fit into its limit, before anything runs', () => {
    const large = text('seeds 8; seconds 1; batch 1024; steps 4096').replaceAll('8 .. 32', '1024 .. 2048');
    const cwd = folderWith({ 'large.scale': large });
    const refused = powercount(cwd, 'verify', 'large.scale', '--block', '1');
    assert.deepEqual([refused.status, refused.out], [2, '']);
    assert.match(
      refused.err,
      /powercount: change\(t\.h\): the first round would take about \d+ \w+, and it has 1 s; --limit \d+ gives it more\n$/,
    );
    const limited = powercount(cwd, 'verify', 'large.scale', '--block', '1', '--limit', '3', '--dry-run');
    assert.equal(limited.status, 2);
    assert.match(
      limited.err,
      /the first round would take about .*, and it has 3 min; --limit \d+ gives it more\n$/,
    );
    assert.match(limited.out, /its limit is 3 min/);
    assert.ok(!existsSync(join(cwd, '.scale-runs')));
  });

  it('ends when interrupted, keeps what is finished, and goes on there', async () => {
    const cwd = folderWith({
      'small.scale': text('seeds 4096; batch 256; steps 16; expect 0; margin 0.0001'),
    });
    const words = ['verify', 'small.scale', '--block', '1', '--seconds', '60'];
    const child = started(cwd, ...words);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const results = await grown(join(cwd, '.scale-runs'), 3);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [130, null]);
    assert.match(said, /Cancelled\. Results are kept in .*the next call goes on there/);

    const finished = lines(results);
    const again = started(cwd, ...words);
    let then = '';
    again.stderr.on('data', (chunk: Buffer) => (then += chunk.toString()));
    await grown(join(cwd, '.scale-runs'), finished.length + 1);
    again.kill('SIGINT');
    await once(again, 'close');
    assert.match(then, new RegExp(`\\(${finished.length} are there already\\)`));
    assert.deepEqual(lines(results).slice(0, finished.length), finished);
  });

  it('says why it runs nothing', () => {
    const cwd = folderWith({ 'small.scale': text('seeds 2'), 'none.scale': 'scale d\n' });
    const cases: [string[], RegExp][] = [
      [['none.scale'], /none\.scale has no verify block/],
      [['small.scale', '--block', '4'], /has 3 verify block/],
      [['small.scale', '--block', '0'], /--block takes a whole number from 1/],
      [
        ['small.scale', '--of', 'energy(p)'],
        /verifies change\(t\.h\), size\(t\.h\), change\(t\.h\), not energy\(p\)/,
      ],
      [['small.scale', '--block', '1', '--seconds', 'ten'], /--seconds takes a whole number/],
      [['small.scale', '--block', '1', '--margin=-1'], /--margin takes a number above 0, like 0\.1, not -1/],
      [['small.scale', '--on', 'mars'], /--on takes here, torch or slurm, not mars/],
      [['small.scale', '--device', 'cuda'], /--device belongs to --on torch/],
      [['small.scale', '--threads', '2', '--on', 'torch'], /--threads belongs to --on here/],
      [
        ['small.scale', '--block', '1', '--on', 'torch', '--python', '/nowhere/python'],
        /no \/nowhere\/python/,
      ],
      [['small.scale', '--block', '3'], /9:22: error [^]*cannot be run/],
    ];
    for (const [words, message] of cases) {
      const { status, out, err } = powercount(cwd, 'verify', ...words);
      assert.deepEqual([status, out], [2, ''], words.join(' '));
      assert.match(err, message);
    }
    assert.ok(!existsSync(join(cwd, '.scale-runs')));
  });
});
