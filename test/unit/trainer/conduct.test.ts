import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conduct, finishedCells, knownVerdict, runFiles } from '../../../trainer/conduct';
import type { Update } from '../../../trainer/follow';
import { taskOf } from '../../../trainer/identity';
import { judge, nextCells } from '../../../trainer/judge';
import { Lock } from '../../../trainer/lock';
import { appendResult } from '../../../trainer/results';
import type { Runner } from '../../../trainer/runner';
import { readTask, type Plan } from '../../../trainer/schema';
import { cellOf, imagined, smallPlan } from './conducted';

describe('conducting a run', () => {
  let folder = '';
  beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'powercount-conduct-')), 'runs')));
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  async function run(plan: Plan, runner: Runner, seconds?: number, signal = new AbortController().signal) {
    const updates: Update[] = [];
    const onUpdate = (update: Update): void => void updates.push(update);
    const options = { onUpdate, signal, ...(seconds === undefined ? {} : { seconds }) };
    return { outcome: await conduct(plan, folder, runner, options), updates };
  }

  it('has run what the judge wants, round by round, and keeps what came of it', async () => {
    const plan = smallPlan({ margin: 0.02 });
    const runner = imagined((job) => {
      const written = readTask(JSON.parse(readFileSync(job.taskPath, 'utf8')));
      assert.deepEqual(written, job.task);
      assert.ok(job.seconds > 50 && job.seconds <= 60, `${job.seconds}`);
    });
    const { outcome, updates } = await run(plan, runner);
    assert.ok(outcome.kind === 'verdict');
    assert.ok(runner.jobs.length > 1, 'a margin so small needs more than one round');
    // Each round is what the judge asks for after the one before.
    const files = runFiles(folder, plan);
    const lines = readFileSync(files.results, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    let before = 0;
    for (const { task } of runner.jobs) {
      assert.deepEqual(task.cells, nextCells(plan, lines.slice(0, before)));
      before += task.cells.length;
    }
    assert.equal(lines.length, before);
    assert.deepEqual(nextCells(plan, lines), []);
    assert.deepEqual(outcome.verdict, judge(plan, finishedCells(folder, plan)));
    assert.deepEqual(knownVerdict(folder, plan.source.hash), outcome.verdict);
    assert.deepEqual(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
      [files.task, files.results, files.verdict].sort(),
      'no lock and no part of a file is left',
    );
    assert.deepEqual(
      updates.map(({ done }) => done),
      lines.map((_, i) => i + 1),
    );
    assert.ok(updates.every(({ total }) => total === 48));
    updates.forEach(({ share }, i) => assert.ok(share <= 1 && share >= (updates[i - 1]?.share ?? 0)));
  });

  it('runs nothing again, and more seeds on top of what is there', async () => {
    const plan = smallPlan({ margin: 0.001, seeds: 4 });
    const { outcome } = await run(plan, imagined());
    const again = imagined();
    assert.deepEqual((await run(plan, again)).outcome, outcome);
    assert.equal(again.jobs.length, 0);
    const more = imagined();
    await run({ ...plan, seeds: 8, source: { ...plan.source, hash: 'f' } }, more);
    const seeds = more.jobs.flatMap(({ task }) => task.cells.map(({ seed }) => seed));
    assert.ok(seeds.length > 0 && seeds.every((seed) => seed >= 4), seeds.join());
  });

  it('goes on where it was cancelled, to the same verdict', async () => {
    const plan = smallPlan({ margin: 0.02 });
    const whole = await run(plan, imagined());
    rmSync(folder, { recursive: true });
    const abort = new AbortController();
    let left = 5;
    const stopped = await run(
      plan,
      imagined(() => void (--left < 0 && abort.abort())),
      undefined,
      abort.signal,
    );
    assert.deepEqual(stopped.outcome, { kind: 'cancelled' });
    assert.equal(finishedCells(folder, plan).length, 5);
    assert.ok(!existsSync(runFiles(folder, plan).verdict));
    assert.deepEqual((await run(plan, imagined())).outcome, whole.outcome);
  });

  it('judges what is there when the time is over, of all rounds together', async () => {
    const plan = smallPlan({ margin: 0.001 });
    const slow = imagined(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const { outcome } = await run(plan, slow, 0.1);
    assert.ok(outcome.kind === 'verdict');
    const cells = finishedCells(folder, plan);
    assert.deepEqual(outcome.verdict, judge(plan, cells, { forced: outcome.verdict.forced ?? [] }));
    assert.ok(cells.length < 48);
  });

  it('comes to a verdict without a size that the trainer has no memory for, and runs it where another one has', async () => {
    const plan = smallPlan({ margin: 0.02 }, [4, 8, 16, 32]);
    const small = imagined(undefined, 16);
    const { outcome } = await run(plan, small);
    assert.ok(outcome.kind === 'verdict');
    const [, ...later] = small.jobs;
    assert.ok(later.length > 0 && later.every(({ task }) => task.cells.every(({ size }) => size < 3)));
    assert.deepEqual(outcome.verdict.leftOut, [{ size: 32, because: 'dreams are smaller' }]);
    assert.match(outcome.verdict.reason, / n = 32 is left out: dreams are smaller\.$/);
    const without = judge({ ...plan, sizes: plan.sizes.slice(0, 3) } as Plan, finishedCells(folder, plan));
    assert.deepEqual([outcome.verdict.status, outcome.verdict.measured], [without.status, without.measured]);
    assert.deepEqual(knownVerdict(folder, plan.source.hash), outcome.verdict);
    const large = imagined();
    const whole = (await run(plan, large)).outcome;
    assert.ok(whole.kind === 'verdict' && whole.verdict.leftOut === undefined);
    assert.ok(
      large.jobs[0]!.task.cells.every(({ size }) => size === 3),
      'nothing is run again',
    );
  });

  it('is inconclusive, and asks for nothing more, where memory leaves one size', async () => {
    const runner = imagined(undefined, 4);
    const { outcome } = await run(smallPlan(), runner);
    assert.ok(outcome.kind === 'verdict');
    assert.equal(outcome.verdict.status, 'inconclusive');
    assert.match(outcome.verdict.reason, /two sizes\. n = 8 and 16 are left out: dreams are smaller\.$/);
    assert.equal(runner.jobs.length, 1);
  });

  it('counts looks that the end of the time forces, once for each round', async () => {
    const plan = smallPlan({ margin: 0.001 });
    /** The clock goes on by its whole time as soon as so many cells are there. */
    const until = (most: number): Runner => {
      const runner = imagined();
      return {
        ...runner,
        run: async (job) => {
          const cells = job.task.cells.slice(0, most - finishedCells(folder, plan).length);
          await runner.run({ ...job, task: { ...job.task, cells } });
          if (cells.length < job.task.cells.length) skipped += 1000 * job.seconds;
          return { kind: 'done' };
        },
      };
    };
    let skipped = 0;
    const clock = performance.now;
    performance.now = () => clock.call(performance) + skipped;
    const forced = async (most: number): Promise<readonly number[] | undefined> => {
      const { outcome } = await run(plan, until(most)).finally(() => (skipped = 0));
      assert.ok(outcome.kind === 'verdict');
      const cells = finishedCells(folder, plan);
      assert.equal(cells.length, most);
      const standing = { forced: outcome.verdict.forced ?? [] };
      assert.deepEqual(outcome.verdict, judge(plan, cells, standing));
      return outcome.verdict.forced;
    };
    try {
      assert.equal(await forced(3), undefined, 'one seed shows no exponent');
      assert.deepEqual(await forced(9), [1]);
      assert.deepEqual(await forced(11), [2]);
      assert.deepEqual(await forced(14), [2, 1]);
    } finally {
      performance.now = clock;
    }
    const { outcome } = await run(plan, imagined());
    assert.ok(outcome.kind === 'verdict');
    assert.deepEqual(outcome.verdict.forced, [2, 1]);
    rmSync(folder, { recursive: true });
    const whole = await run(plan, imagined());
    assert.ok(whole.outcome.kind === 'verdict' && whole.outcome.verdict.forced === undefined);
  });

  it('does not count the time in a queue', async () => {
    const plan = smallPlan({ margin: 0.001 });
    const quick = imagined();
    const queue: Runner = {
      ...quick,
      kind: 'slurm',
      run: async (job) => {
        await new Promise((resolve) => setTimeout(resolve, 350));
        return { ...(await quick.run(job)), waited: 1000 } as { kind: 'done'; waited: number };
      },
    };
    const { outcome } = await run(plan, queue, 0.3);
    assert.equal(outcome.kind, 'verdict');
    assert.deepEqual(nextCells(plan, finishedCells(folder, plan)), []);
    assert.ok(quick.jobs.length > 1);
  });

  it('fails with what the runner says, before or while it runs', async () => {
    const refusing = { ...imagined(), refusal: () => 'Too large.' };
    assert.deepEqual((await run(smallPlan(), refusing)).outcome, { kind: 'failed', message: 'Too large.' });
    assert.ok(!existsSync(folder));
    const failing: Runner = {
      ...imagined(),
      run: () => Promise.resolve({ kind: 'failed', message: 'No card.' }),
    };
    assert.deepEqual((await run(smallPlan(), failing)).outcome, { kind: 'failed', message: 'No card.' });
    const idle: Runner = { ...imagined(), run: () => Promise.resolve({ kind: 'done' }) };
    const { outcome } = await run(smallPlan(), idle);
    assert.deepEqual(outcome, {
      kind: 'failed',
      message: 'The trainer ended without what it was asked for.',
    });
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.lock')),
      [],
    );
  });

  it('fails with a sentence at results that are damaged, and at a folder that cannot be made', async () => {
    await run(smallPlan(), imagined());
    const { results } = runFiles(folder, smallPlan());
    const text = readFileSync(results, 'utf8');
    writeFileSync(results, `{"exp\n${text}`);
    const damaged = await run(smallPlan(), imagined());
    assert.ok(damaged.outcome.kind === 'failed');
    assert.match(damaged.outcome.message, /line 1 of .* is not JSON/);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    assert.equal((await run(smallPlan(), imagined())).outcome.kind, 'failed');
  });

  it('does not read a torn verdict', async () => {
    const { outcome } = await run(smallPlan(), imagined());
    assert.ok(outcome.kind === 'verdict');
    writeFileSync(runFiles(folder, smallPlan()).verdict, '{"status": "cons');
    assert.equal(knownVerdict(folder, smallPlan().source.hash), undefined);
  });

  it('waits for another one at the same experiment, follows its results, and takes over', async () => {
    const plan = smallPlan({ margin: 0.02 });
    const { lock: path, results } = runFiles(folder, plan);
    const first = imagined();
    await run({ ...plan, seeds: 2 }, first);
    const other = new Lock(path);
    assert.equal(other.take(), undefined);
    const runner = imagined();
    const updates: Update[] = [];
    const outcome = await conduct(plan, folder, runner, {
      signal: new AbortController().signal,
      onUpdate: (update) => {
        if (updates.length === 0) {
          assert.equal(runner.jobs.length, 0);
          const task = taskOf(plan, []);
          for (const size of [0, 1, 2]) appendResult(results, cellOf({ task }, size, 2));
          other.release();
        }
        updates.push(update);
      },
    });
    assert.match(updates[0]!.message, new RegExp(`^process ${process.pid} on .* runs this; waiting for it$`));
    assert.equal(
      updates[0]!.verdict?.status,
      judge(plan, finishedCells(folder, { ...plan, seeds: 2 })).status,
    );
    assert.equal(outcome.kind, 'verdict');
    const asked = runner.jobs.flatMap(({ task }) => task.cells.map(({ seed }) => seed));
    assert.ok(
      asked.every((seed) => seed > 2),
      'what the other one did is not done again',
    );
  });

  it('can be cancelled while it waits', async () => {
    const plan = smallPlan();
    await run(plan, imagined());
    const { lock: path, results } = runFiles(folder, plan);
    const other = new Lock(path);
    other.take();
    const before = readFileSync(results, 'utf8');
    const abort = new AbortController();
    const options = { signal: abort.signal, onUpdate: () => abort.abort() };
    assert.deepEqual(await conduct(plan, folder, imagined(), options), { kind: 'cancelled' });
    assert.ok(existsSync(path), 'the other one has its lock yet');
    assert.equal(readFileSync(results, 'utf8'), before);
    other.release();
  });

  it('passes over what a trainer that was killed left of a line', async () => {
    const plan = smallPlan({ margin: 0.02 });
    const whole = await run(plan, imagined());
    const { results } = runFiles(folder, plan);
    const lines = readFileSync(results, 'utf8').split('\n');
    writeFileSync(results, `${lines.slice(0, 7).join('\n')}\n`);
    appendFileSync(results, lines[7]!.slice(0, 30));
    assert.deepEqual((await run(plan, imagined())).outcome, whole.outcome);
  });
});
