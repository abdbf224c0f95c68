import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Plan } from '../../../trainer/schema';
import { embedded, compiledKernels } from './kernels';
import { linearPlan } from './plans';
import { trainingPlan } from './training/networks';

describe('trainer: process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainer-'));
  const trainer = join(folder, 'bundled.js');
  const at = (name: string): string => join(folder, name);
  const write = (name: string, plan: Plan): string => {
    writeFileSync(at(name), JSON.stringify(plan));
    return at(name);
  };
  const run = (...args: string[]) => spawnSync(process.execPath, [trainer, ...args], { encoding: 'utf8' });
  const messages = (stdout: string): Message[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  /** The results' cells in a fixed order, without the time they took. */
  const cells = (path: string): string[] =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.stringify({ ...JSON.parse(line), seconds: 0 }))
      .sort();
  const withoutTime = (verdict: object): object => ({
    ...verdict,
    type: 'verdict',
    seconds: 0,
    wouldDecide: '',
  });

  before(async () => {
    await compiledKernels();
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(embedded, 'main.ts')],
      ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', outfile: trainer },
      loader: { '.wasm': 'binary' },
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  const plan = linearPlan({ sizes: [3, 6, 12].map((d) => ({ d, widths: [d] })), seeds: 4 });
  let whole: Message[] = [];

  it('runs a plan to a verdict that allows the right exponent', () => {
    const { stdout, stderr, status } = run(
      'run',
      write('plan.json', plan),
      at('whole.jsonl'),
      '--threads',
      '2',
    );
    assert.deepEqual([status, stderr], [0, '']);
    whole = messages(stdout);
    const verdict = whole.at(-1)!;
    assert.ok(verdict.type === 'verdict');
    assert.notEqual(verdict.status, 'refuted');
    assert.ok(
      verdict.measured!.low < 1.25 && verdict.measured!.high > 0.75,
      JSON.stringify(verdict.measured),
    );
    const progress = whole.filter((message) => message.type === 'progress');
    assert.deepEqual([progress[0]!.done, progress.at(-1)!.done, progress.at(-1)!.total], [0, 12, 12]);
    assert.ok(progress.every((p, i) => i === 0 || p.done >= progress[i - 1]!.done));
  });

  it('refutes a wrong exponent from the same results, with either command', () => {
    const wrong = write('wrong.json', { ...plan, prediction: { exponent: '4' } });
    const verdict = JSON.parse(run('verdict', wrong, at('whole.jsonl')).stdout);
    assert.equal(verdict.status, 'refuted');
    const again = messages(run('run', wrong, at('whole.jsonl')).stdout);
    assert.deepEqual(again.at(-1), { type: 'verdict', ...verdict }, 'nothing had to be run again');
  });

  it('continues after being killed, with the same results as in one piece', async () => {
    const results = at('killed.jsonl');
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const child = spawn(process.execPath, [trainer, 'run', at('plan.json'), results, '--threads', '2']);
      const lines = (): number =>
        existsSync(results) ? readFileSync(results, 'utf8').split('\n').length : 0;
      const enough = lines() + 2;
      child.stdout.on('data', () => {
        if (lines() >= enough) child.kill(signal);
      });
      assert.deepEqual(await once(child, 'exit'), [null, signal], 'it does not outlive the signal');
    }
    const killed = cells(results);
    assert.ok(killed.length >= 2 && killed.length < 12, `${killed.length}`);
    writeFileSync(results, '{"size":{"d":5,"wid', { flag: 'a' });
    const rest = messages(run('run', at('plan.json'), results).stdout);
    assert.equal(rest[0]!.type === 'progress' && rest[0]!.done, killed.length, 'finished cells are kept');
    assert.deepEqual(cells(results), cells(at('whole.jsonl')));
    assert.deepEqual(withoutTime(rest.at(-1)!), withoutTime(whole.at(-1)!));
  });

  it('trains networks to a verdict in the same way, and goes on where it was', () => {
    const few = write('training.json', trainingPlan({ seeds: 4 }));
    const first = messages(run('run', few, at('training.jsonl'), '--threads', '2').stdout);
    assert.deepEqual(first[0], {
      ...{ type: 'progress', done: 0, total: 12, secondsLeft: 60, message: 'starting' },
    });
    const more = write('more.json', trainingPlan({ seeds: 12 }));
    const rest = messages(run('run', more, at('training.jsonl')).stdout);
    assert.ok(rest[0]?.type === 'progress' && rest[0].done === 12 && rest[0].total === 36);
    const verdict = rest.at(-1)!;
    assert.ok(verdict.type === 'verdict');
    assert.deepEqual(
      [verdict.status, verdict.points.map(({ size, widths }) => [size, widths])],
      ['consistent', [16, 64, 256].map((n) => [n, undefined])],
    );
    const wrong = write('refuted.json', trainingPlan({ seeds: 12, prediction: { exponent: '-1/2' } }));
    assert.equal(JSON.parse(run('verdict', wrong, at('training.jsonl')).stdout).status, 'refuted');
  });

  it('ends with a verdict when its time is over', () => {
    const slow = write(
      'slow.json',
      linearPlan({ sizes: [200, 300].map((d) => ({ d, widths: [d] })), budget: { seconds: 1 } }),
    );
    const { stdout, status } = run('run', slow, at('slow.jsonl'), '--threads', '1');
    const verdict = messages(stdout).at(-1)!;
    assert.deepEqual([status, verdict.type === 'verdict' && verdict.status], [0, 'inconclusive']);
  });

  it('exits with 2 and one line for a bad plan, foreign results or a bad option', () => {
    const bad = write('bad.json', { ...plan, ridge: -1 });
    writeFileSync(at('torn.json'), '{"format":');
    const other = write('other.json', { ...plan, ridge: 3 });
    for (const [args, message] of [
      [['run', bad, at('x.jsonl')], /^plan: ridge must be a number > 0\n$/],
      [['verdict', at('torn.json'), at('x.jsonl')], /^plan: cannot read .*\n$/],
      [['run', at('missing.json'), at('x.jsonl')], /^plan: cannot read .*\n$/],
      [['run', other, at('whole.jsonl')], /^results: .* belongs to another plan; give a new file\n$/],
      [['run', at('plan.json'), at('x.jsonl'), '--threads', '0'], /^usage: .*\n$/],
      [['train'], /^usage: .*\n$/],
    ] as const) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(at('x.jsonl')));
  });
});
