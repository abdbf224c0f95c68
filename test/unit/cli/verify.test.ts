import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount, started } from './program';

/** A linear network: its runs take a fraction of a second each. */
const text = (seeds: number) => `scale d
scale N = d^a, 0 <= a <= 2
scale kappa = 1
data x : gaussian(d)
target y = He1(w . x)
network f(x) {
  h = dense(x, N)
  out dense(h, 1)
}
posterior p of f on y { ridge kappa }
verify samples(p) { d in 3 .. 4; N = d; kappa = 1/10; seeds ${seeds} }
verify samples(p) { d in 3 .. 4 }
`;

const lines = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];

/** Waits until the results in a folder have this many lines (a header and the runs). */
async function grown(runs: string, least: number): Promise<string> {
  for (;;) {
    const file = existsSync(runs) && readdirSync(runs).find((name) => name.endsWith('.results.jsonl'));
    if (file && lines(join(runs, file)).length >= least) return join(runs, file);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('powercount verify', () => {
  before(bundle);

  it('runs a block to a verdict, keeps it beside the text, and does not run it again', () => {
    const cwd = folderWith({ 'linear.scale': text(2) });
    const first = powercount(cwd, 'verify', 'linear.scale', '--block', '1', '--json');
    assert.equal(first.status, 0, first.err);
    const [verdict] = JSON.parse(first.out).verdicts;
    assert.deepEqual([verdict.name, verdict.predicted], ['samples(p)', '1']);
    assert.ok(['consistent', 'inconclusive'].includes(verdict.status));
    const kept = ['plan.json', 'results.jsonl', 'verdict.json'].map((kind) => `${verdict.hash}.${kind}`);
    assert.deepEqual(readdirSync(join(cwd, '.scale-runs')).sort(), kept);

    const results = join(cwd, '.scale-runs', `${verdict.hash}.results.jsonl`);
    const before = readFileSync(results, 'utf8');
    const second = powercount(cwd, 'verify', 'linear.scale', '--block=1', '--json');
    assert.deepEqual(JSON.parse(second.out).verdicts, [verdict]);
    assert.equal(readFileSync(results, 'utf8'), before);
  });

  it('prints predicted beside measured, and why', () => {
    const cwd = folderWith({ 'linear.scale': text(2) });
    const { out } = powercount(cwd, 'verify', 'linear.scale', '--block', '1', '--runs', join(cwd, 'kept'));
    assert.match(out, /^verify samples\(p\) \{ d in 3 \.\. 4; /);
    assert.match(out, /\n {2}predicted {2}exponent 1 in d\n {2}measured {3}/);
    assert.match(out, /\n {2}(consistent|inconclusive): [A-Z]/);
    assert.equal(readdirSync(join(cwd, 'kept')).length, 3);
  });

  it('ends when interrupted, keeps what is finished, and goes on there', async () => {
    const cwd = folderWith({ 'linear.scale': text(400) });
    const child = started(cwd, 'verify', 'linear.scale', '--block', '1');
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const results = await grown(join(cwd, '.scale-runs'), 3);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'close'), [130, null]);
    assert.match(said, /Cancelled\. Results are kept in .*the next call goes on there/);

    const finished = lines(results);
    const again = powercount(cwd, 'verify', 'linear.scale', '--block', '1', '--seconds', '1');
    assert.match(again.err, new RegExp(`: ${finished.length - 1} of \\d+ runs`));
    assert.deepEqual(lines(results).slice(0, finished.length), finished);
    assert.ok(lines(results).length > finished.length);
  });

  it('says why it runs nothing', () => {
    const cwd = folderWith({ 'linear.scale': text(2), 'none.scale': 'scale d\n' });
    const cases: [string[], RegExp][] = [
      [['none.scale'], /none\.scale has no verify block/],
      [['linear.scale', '--block', '3'], /has 2 verify block/],
      [['linear.scale', '--block', '0'], /--block takes a whole number from 1/],
      [['linear.scale', '--of', 'energy(p)'], /verifies samples\(p\), samples\(p\), not energy\(p\)/],
      [['linear.scale', '--seconds', 'ten'], /--seconds takes a whole number/],
      [['linear.scale', '--block', '2'], /12:8: error bad-verify: [^]*cannot be run/],
    ];
    for (const [words, message] of cases) {
      const { status, out, err } = powercount(cwd, 'verify', ...words);
      assert.deepEqual([status, out], [2, ''], words.join(' '));
      assert.match(err, message);
    }
    assert.ok(!existsSync(join(cwd, '.scale-runs')));
  });
});
