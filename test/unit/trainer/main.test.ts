import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nameOf, nameOfKey, taskOf } from '../../../trainer/identity';
import { appendResult, readLines, readResults } from '../../../trainer/results';
import type { Cell, Plan, Progress, Task } from '../../../trainer/schema';
import { compiledKernels, embedded } from './kernels';
import { keysOf, linearPlan, linearSizes, wholeTask } from './plans';
import { dense, input, output, trainingPlan } from './training/networks';

/** How often a trainer is killed; more on request. */
const KILLS = Number(process.env.KILLS ?? 20);

describe('trainer: process', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'trainer-'));
  const trainer = join(folder, 'bundled.js');
  const at = (name: string): string => join(folder, name);
  const write = (name: string, content: unknown): string => {
    writeFileSync(at(name), JSON.stringify(content));
    return at(name);
  };
  /** Its stdin is a pipe that stays open until the test closes it. */
  const start = (...args: string[]): ChildProcess => spawn(process.execPath, [trainer, ...args]);
  const ended = async (child: ChildProcess) => {
    let [stdout, stderr] = ['', ''];
    child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
    const progress = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Progress);
    return { status, signal, stderr, stdout, progress };
  };
  const run = (...args: string[]) => ended(start('run', ...args));
  /** The cells of a results file in a fixed order, without the time they took. */
  const cells = (path: string, { experiment }: Task): Cell[] =>
    [...readResults(path, experiment).values()]
      .map((cell) => ({ ...cell, seconds: 0 }))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const lines = (path: string): number =>
    existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;

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

  /** Both kinds of plans, of cells that take some hundredths of a second. */
  const plans: Plan[] = [
    linearPlan({ sizes: linearSizes(3, 4), seeds: 4, effort: 0.2 }),
    trainingPlan({ seeds: 4, steps: 8, batch: 64, observable: { kind: 'change' } }),
  ];
  const endless = wholeTask(
    trainingPlan({ seeds: 2, steps: 4096, batch: 65536, observable: { kind: 'change' } }),
  );

  for (const plan of plans)
    describe(plan.format, () => {
      const task = wholeTask(plan);
      const name = plan.format.slice(11, 15);
      const [taskPath, whole] = [at(`${name}.task.json`), at(`${name}.whole.jsonl`)];
      before(() => write(`${name}.task.json`, task));

      it('runs all cells of a task and says how far it is', async () => {
        const { status, stderr, progress } = await run(taskPath, whole, '--threads', '2');
        assert.deepEqual([status, stderr], [0, '']);
        const found = cells(whole, task);
        assert.equal(lines(whole), task.cells.length);
        assert.deepEqual(
          found.map(({ size, seed }) => [size, seed]).sort(),
          task.cells.map(({ size, seed }) => [task.sizes[size]!, seed]).sort(),
        );
        assert.ok(found.every((cell) => cell.found[0]! > 0 || cell.trouble !== undefined));
        assert.ok(found.every((cell) => cell.on.startsWith('embedded, ')));
        assert.ok(found.every((cell) => (cell.curves === undefined) === (plan.format !== plans[0]!.format)));
        assert.ok(progress.every(({ type, total }) => type === 'progress' && total === task.cells.length));
        assert.deepEqual(progress.map(({ done }) => done).sort((a, b) => a - b)[0], 0);
        assert.deepEqual(
          progress.map(({ done }) => done),
          progress.map(({ done }) => done).sort((a, b) => a - b),
        );
        const last = progress.at(-1)!;
        assert.deepEqual([last.done, last.secondsLeft], [task.cells.length, 0]);
      });

      it('finds the same with one thread, and does nothing where nothing is to do', async () => {
        const one = at(`${name}.one.jsonl`);
        await run(taskPath, one, '--threads', '1');
        assert.deepEqual(cells(one, task), cells(whole, task));
        const bytes = readFileSync(one);
        const { status, progress } = await run(taskPath, one);
        assert.deepEqual([status, progress.length, progress[0]!.done], [0, 1, task.cells.length]);
        assert.deepEqual(readFileSync(one), bytes);
      });

      it('runs the cells that are asked for, and only those that are not there', async () => {
        const some = at(`${name}.some.jsonl`);
        const few = write(`${name}.few.json`, taskOf(plan, keysOf(plan, 2)));
        const { progress } = await run(few, some);
        assert.equal(progress.at(-1)!.total, 2 * plan.sizes.length);
        assert.equal(lines(some), 2 * plan.sizes.length);
        const { progress: rest } = await run(taskPath, some);
        assert.equal(rest[0]!.done, 2 * plan.sizes.length);
        assert.equal(lines(some), task.cells.length);
        assert.deepEqual(cells(some, task), cells(whole, task));
      });

      it('has the same results in the end when it is killed at any moment, again and again', async () => {
        const killed = at(`${name}.killed.jsonl`);
        const began = performance.now();
        await run(taskPath, at(`${name}.timed.jsonl`), '--threads', '2');
        const whileItRuns = performance.now() - began;
        const moments: number[] = [];
        let torn = 0;
        for (let i = 0; i < KILLS / 2; i++) {
          if (lines(killed) === task.cells.length) rmSync(killed);
          const child = start('run', taskPath, killed, '--threads', '2');
          const end = ended(child);
          moments.push(Math.round(Math.random() * whileItRuns));
          await pause(moments.at(-1)!);
          child.kill('SIGKILL');
          await end;
          // As if it had died in the middle of a write.
          if (existsSync(killed) && Math.random() < 0.5) {
            appendFileSync(killed, '{"experiment":"' + 'x'.repeat(Math.random() * 40));
            torn++;
          }
        }
        const { status } = await run(taskPath, killed);
        const when = `killed after ${moments.join(', ')} ms, torn ${torn} times`;
        assert.equal(status, 0, when);
        assert.deepEqual(cells(killed, task), cells(whole, task), when);
        assert.equal(lines(killed), task.cells.length, `a finished cell was run again: ${when}`);
      });

      it('shares a results file with another trainer', async () => {
        const shared = at(`${name}.shared.jsonl`);
        const backwards = write(`${name}.backwards.json`, { ...task, cells: task.cells.toReversed() });
        const both = await Promise.all([run(taskPath, shared), run(backwards, shared)]);
        assert.deepEqual(
          both.map(({ status }) => status),
          [0, 0],
        );
        assert.deepEqual(cells(shared, task), cells(whole, task));
      });
    });

  /** A trainer in the middle of its first cells, which take minutes. */
  const atWork = async (results: string): Promise<ChildProcess> => {
    const child = start('run', write('endless.task.json', endless), at(results), '--threads', '2');
    await once(child.stdout!, 'data');
    return child;
  };

  it('says how far it is again and again, however long a cell takes', async () => {
    const child = await atWork('talks.jsonl');
    for (let heard = 0; heard < 3; heard++) {
      const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
      const last = JSON.parse(chunk.toString().trim().split('\n').at(-1)!) as Progress;
      assert.deepEqual([last.type, last.done], ['progress', 0]);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('ends on SIGTERM and when its stdin closes, as its parent is gone then, in the middle of a cell', async () => {
    for (const end of ['SIGTERM', 'stdin'] as const) {
      const child = await atWork(`${end}.jsonl`);
      if (end === 'stdin') child.stdin!.end();
      else child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'exit'), [null, 'SIGTERM']);
      assert.ok(!existsSync(at(`${end}.jsonl`)), 'it did not wait for a cell');
    }
  });

  it('leaves out a size that it has no memory for, and runs the others', async () => {
    const plan = trainingPlan({ seeds: 2, observable: { kind: 'size', of: 'u' } });
    const wide = (width: number) => [...[input('x', width), dense('u', 'x', width), output('u')]];
    const sizes = [4, 8, 65536].map((n) => ({ value: n, network: wide(n) }));
    const task = wholeTask({ ...plan, sizes });
    const results = at('large.jsonl');
    for (let time = 0; time < 2; time++) {
      const { status, stderr, progress } = await run(write('large.json', task), results);
      assert.deepEqual([status, stderr, progress.at(-1)!.done], [0, '', 6]);
      const { cells, leftOut } = readLines(results, task.experiment);
      assert.deepEqual(
        [cells, leftOut].map((lines) => [...lines.keys()].sort()),
        [task.cells.slice(0, 4), task.cells.slice(4)].map((keys) =>
          keys.map((key) => nameOfKey(task, key)).sort(),
        ),
      );
      for (const { leftOut: why } of leftOut.values())
        assert.match(why, /^a run needs about \d+ GB of memory, and the embedded trainer has [\d.]+ GB$/);
    }
  });

  it('does not search again where memory ended a search with as many samples, but where it had fewer', async () => {
    const task = wholeTask(linearPlan({ sizes: linearSizes(3, 4), seeds: 1, effort: 0.01 }));
    const results = at('searched.jsonl');
    for (const [size, held] of [1 << 24, 100].entries())
      appendResult(results, {
        ...{ experiment: task.experiment, size: task.sizes[size]!, seed: 0 },
        ...{ leftOut: 'it is too large', held, on: 'a card' },
      });
    const { status, progress } = await run(write('searched.json', task), results);
    assert.deepEqual([status, progress.at(-1)!.done], [0, 2]);
    assert.deepEqual([...readResults(results, task.experiment).keys()], [nameOfKey(task, task.cells[1]!)]);
  });

  it('runs to its end where it was given no stdin', async () => {
    const { stdout, status } = await ended(
      spawn(process.execPath, [trainer, 'run', write('t.json', wholeTask(plans[1]!)), at('none.jsonl')], {
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    assert.equal(status, 0, stdout);
    assert.equal(lines(at('none.jsonl')), wholeTask(plans[1]!).cells.length);
  });

  it('exits with 2 and one plain sentence for what it cannot run', async () => {
    const task = wholeTask(plans[1]!);
    writeFileSync(at('torn.json'), '{"format":');
    writeFileSync(at('damaged.jsonl'), 'not JSON\n');
    const good = write('good.json', task);
    const bad = write('bad.json', { ...task, plan: { ...task.plan, steps: -1 } });
    const sizes = [1, 2].map((value) => ({
      value,
      network: [
        { op: 'input', to: 'x', dim: 65536, of: 'gaussian', positions: 1 },
        { op: 'dense', to: 'u', from: 'x', width: 65536, multiplier: 1, deviation: 1, rate: 1 },
        { op: 'output', from: 'u' },
      ],
    }));
    const huge = write('huge.json', { ...task, plan: { ...task.plan, sizes }, sizes: ['a', 'b'], cells: [] });
    const x = at('x.jsonl');
    for (const [args, message] of [
      [['run', bad, x], /^plan: steps must be a whole number from 1 to 4096\n$/],
      [['run', at('torn.json'), x], /^task: cannot read .*\n$/],
      [['run', at('missing.json'), x], /^task: cannot read .*\n$/],
      [
        ['run', huge, x],
        /^At n = 1 a run needs about \d+ GB of memory, and the embedded trainer has .* GB\.\n$/,
      ],
      [['run', good, at('damaged.jsonl')], /^results: line 1 of .* is not JSON\n$/],
      [['run', good, x, '--threads', '0'], /^usage: .*\n$/],
      [['run', good, x, '--threads', '1.5'], /^usage: .*\n$/],
      [['run', good, x, '--cores', '2'], /^usage: .*\n$/],
      [['run', good], /^usage: .*\n$/],
      [['train'], /^usage: .*\n$/],
      [[], /^usage: .*\n$/],
    ] as const) {
      const { status, stdout, stderr } = await ended(start(...args));
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
      assert.match(stderr, message);
    }
    assert.ok(!existsSync(x));
  });

  it('exits with 1 and one plain sentence where it cannot write', async () => {
    const good = write('good.json', wholeTask(plans[1]!));
    const { status, stderr } = await run(good, at('no/such/folder.jsonl'));
    assert.equal(status, 1);
    assert.match(stderr, /^ENOENT: .*\n$/);
  });
});
