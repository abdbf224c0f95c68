import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownVerdict, launch, runFiles, type Outcome, type Progress } from '../../../trainer/launch';
import type { Plan, Verdict } from '../../../trainer/schema';

const plan: Plan = {
  format: 'powercount-plan/1',
  name: 'samples(p)',
  source: { hash: '0123456789abcdef', statement: 'verify samples(p) { d in 3 .. 4 }' },
  network: { activation: 'linear', hidden: 1 },
  target: { kind: 'hermite', degree: 1 },
  ridge: 1,
  sizes: [
    { d: 3, widths: [3] },
    { d: 4, widths: [4] },
  ],
  seeds: 2,
  observable: 'samples',
  prediction: { exponent: '1' },
  budget: { seconds: 10 },
};

const verdict: Verdict = {
  status: 'inconclusive',
  predicted: '1',
  margin: 0.25,
  points: [],
  reason: 'Nothing was measured.',
  seconds: 0,
};

describe('launching a trainer', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'powercount-launch-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs this program as the trainer. */
  async function run(program: string, during: (progress: Progress, abort: () => void) => void = () => {}) {
    const trainer = join(folder, 'trainer.js');
    writeFileSync(trainer, program);
    const controller = new AbortController();
    const seen: Progress[] = [];
    const outcome: Outcome = await launch(plan, join(folder, 'runs'), {
      trainer,
      execPath: process.execPath,
      threads: 3,
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        during(progress, () => controller.abort());
      },
    });
    return { outcome, seen };
  }
  const runs = () => runFiles(join(folder, 'runs'), plan.source.hash);
  const say = (value: object): string => `console.log(${JSON.stringify(JSON.stringify(value))});`;
  const progress = { type: 'progress', done: 1, total: 4, secondsLeft: 3, message: 'one' } as const;

  it('gives it the plan and a place for results, hears its progress, and keeps its verdict', async () => {
    const program = `
      const [, , ...words] = process.argv;
      require('fs').writeFileSync(words[2], JSON.stringify({ words, plan: JSON.parse(require('fs').readFileSync(words[1])) }));
      console.log('something else'); console.log('{"type": "gossip"}'); console.log('null');
      ${say(progress)} ${say({ type: 'verdict', ...verdict })}`;
    const { outcome, seen } = await run(program);
    assert.deepEqual(seen, [progress]);
    assert.ok(outcome.kind === 'verdict');
    assert.equal(outcome.verdict.reason, verdict.reason);
    assert.deepEqual(knownVerdict(join(folder, 'runs'), plan.source.hash), outcome.verdict);
    assert.deepEqual(JSON.parse(readFileSync(runs().results, 'utf8')), {
      words: ['run', runs().plan, runs().results, '--threads', '3'],
      plan,
    });
  });

  it('repeats what a failing trainer says', async () => {
    const { outcome } = await run(
      `${say(progress)} console.error('plan: ridge must be a number'); process.exit(2)`,
    );
    assert.deepEqual(outcome, { kind: 'failed', message: 'plan: ridge must be a number' });
    assert.equal(knownVerdict(join(folder, 'runs'), plan.source.hash), undefined);
  });

  it('does not take silence for a verdict', async () => {
    const { outcome } = await run('');
    assert.deepEqual(outcome, {
      kind: 'failed',
      message: 'the trainer ended with status 0 without a verdict',
    });
  });

  it('says when there is no such program', async () => {
    const options = { trainer: 'x', onProgress: () => {}, signal: new AbortController().signal };
    const outcome = await launch(plan, folder, { ...options, execPath: join(folder, 'nowhere') });
    assert.equal(outcome.kind, 'failed');
  });

  it('ends it when the user cancels', async () => {
    const { outcome } = await run(`${say(progress)} setInterval(() => {}, 1000)`, (_, abort) => abort());
    assert.deepEqual(outcome, { kind: 'cancelled' });
  });

  it('ends also one that does not listen', async () => {
    const deaf = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(process.argv[4], String(process.pid));
      ${say(progress)} setInterval(() => {}, 1000)`;
    const { outcome } = await run(deaf, (_, abort) => abort());
    assert.deepEqual(outcome, { kind: 'cancelled' });
    assert.throws(() => process.kill(Number(readFileSync(runs().results, 'utf8')), 0), { code: 'ESRCH' });
  });

  it('starts nothing that was cancelled before', async () => {
    const trainer = join(folder, 'trainer.js');
    writeFileSync(trainer, `require('fs').writeFileSync(process.argv[4], 'run')`);
    const signal = AbortSignal.abort();
    const outcome = await launch(plan, folder, {
      trainer,
      execPath: process.execPath,
      onProgress: () => {},
      signal,
    });
    assert.deepEqual(outcome, { kind: 'cancelled' });
    assert.equal(existsSync(runFiles(folder, plan.source.hash).results), false);
  });

  it('does not read a torn verdict', () => {
    writeFileSync(runFiles(folder, plan.source.hash).verdict, '{"status": "cons');
    assert.equal(knownVerdict(folder, plan.source.hash), undefined);
  });
});
