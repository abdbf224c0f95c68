import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cellName } from '../../../../trainer/identity';
import { readLines, readResults } from '../../../../trainer/results';
import type { Cell, Progress, Task } from '../../../../trainer/schema';
import type { TrainingPlan } from '../../../../trainer/training-schema';
import { torchPython } from '../../torch';
import { linearPlan, linearSizes, wholeTask } from '../plans';
import { trainingPlan } from '../training/networks';
import { ask, cellsOf, environment, within } from './package';

const plan = (changes: Partial<TrainingPlan> = {}): TrainingPlan =>
  trainingPlan({ seeds: 4, sizes: trainingPlan().sizes.slice(0, 2), ...changes });

/** Short trajectories: what is tested here is who makes them when. */
const fast = 'from powercount_torch import chains; chains.LEAPS = 2';

const numbers = (cells: Iterable<Cell>): unknown =>
  [...cells].map(({ size, seed, found }) => [size, seed, found]);

describe('torch trainer: runs', function () {
  this.timeout(180_000);
  let python = '';
  before(function () {
    python = torchPython(this);
  });

  function files(folder: string, task: Task): { path: string; results: string; words: string[] } {
    const [path, results] = [join(folder, 'task.json'), join(folder, 'results.jsonl')];
    writeFileSync(path, JSON.stringify(task));
    return {
      path,
      results,
      words: ['-m', 'powercount_torch', 'run', path, results, '--device', 'cpu', '--threads', '1'],
    };
  }

  const run = (words: string[]) =>
    spawnSync(python, words, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  it('do what is missing, mend a torn line, and say how far they are', () =>
    within((folder) => {
      const task = wholeTask(plan());
      const { results, words } = files(folder, task);
      const other = JSON.stringify({
        ...task.cells[0],
        experiment: 'another',
        size: task.sizes[0],
        found: [1, 1],
      });
      writeFileSync(results, `${other}\n`);
      assert.equal(run([...words, '--shard', '1/2']).status, 0);
      const first = readResults(results, task.experiment);
      assert.equal(first.size, 4);
      appendFileSync(results, '{"experiment":"');
      const { status, stdout, stderr } = run(words);
      assert.deepEqual([status, stderr], [0, '']);
      const text = readFileSync(results, 'utf8');
      assert.equal(text.split('\n').length, 1 + 8 + 1, 'no cell is run twice');
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Progress);
      assert.deepEqual(
        [lines[0], lines.at(-1)].map((line) => [line!.type, line!.done, line!.total]),
        [
          ['progress', 4, 8],
          ['progress', 8, 8],
        ],
      );
      assert.equal(lines[0]!.message, '4 cells were there already');
      const all = readResults(results, task.experiment);
      assert.deepEqual(
        [...all.keys()].sort(),
        task.cells.map(({ size, seed }) => cellName(task.sizes[size]!, seed)).sort(),
      );
      assert.equal(run(words).status, 0);
      assert.equal(readFileSync(results, 'utf8'), text);
    }));

  it('are shared out without gap or overlap, a part of every size to each', () => {
    const task = wholeTask(plan({ seeds: 5 }));
    const parts = ask(
      python,
      `from powercount_torch.task import Key, Task, shard
whole = json.loads(sys.argv[1])
task = Task(whole["plan"], "", whole["sizes"], [Key(**cell) for cell in whole["cells"]])
print(json.dumps([[[c.size, c.seed] for c in shard(task, i, 3).cells] for i in range(3)]))`,
      JSON.stringify(task),
    ) as [number, number][][];
    assert.deepEqual(parts.flat().sort(), task.cells.map(({ size, seed }) => [size, seed]).sort());
    for (const part of parts)
      for (const size of [0, 1]) assert.ok([1, 2].includes(part.filter(([s]) => s === size).length));
  });

  it('find the same when out of memory, with half as many at once', () => {
    const posterior = linearPlan({ sizes: linearSizes(3, 5), effort: 0.01, seeds: 5, precision: 'double' });
    const tasks = [
      wholeTask(plan({ seeds: 7 })),
      wholeTask(plan({ observable: { kind: 'best_rate' }, sizes: plan().sizes })),
      wholeTask(posterior),
    ];
    // The first products of batches of more than two networks, and of every fortieth trajectory, run out of memory.
    const short = `
from powercount_torch import chains, training
def limited(work, size, turns=[0]):
    def limit(self, *rest):
        turns[0] += 1
        if size(self) > 2 and turns[0] % 40 != 1:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate a test")
        if size(self) > 1 and turns[0] == 40:
            raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling a test")
        return work(self, *rest)
    return limit
training.Training.step = limited(training.Training.step, lambda t: len(t.batch.seeds))
chains.Chains._evaluate = limited(chains.Chains._evaluate, lambda c: c.count)
`;
    const [usual, limited] = [cellsOf(python, tasks, fast), cellsOf(python, tasks, `${fast}\n${short}`)];
    usual.forEach((cells, i) =>
      cells.forEach(({ found, trouble }, k) => {
        const other = limited[i]![k]!;
        assert.equal(trouble, other.trouble);
        if (i < 2) found.forEach((v, leg) => assert.ok(Math.abs(v! / other.found[leg]! - 1) < 1e-12));
      }),
    );
  });

  it('leave out what does not fit by itself, say so, and run it where there is memory', () =>
    within((folder) => {
      const tasks = [
        plan({ seeds: 3 }),
        linearPlan({ sizes: linearSizes(3, 5), seeds: 3, effort: 0.01 }),
      ].map((p) => wholeTask(p));
      const paths = tasks.map((task, i) => {
        const path = join(folder, `${i}.json`);
        writeFileSync(path, JSON.stringify(task));
        return path;
      });
      const said = ask(
        python,
        `import contextlib, io
from powercount_torch import chains, training
from powercount_torch.command import run
kept = training.Training.step, chains.Chains._evaluate
def no(self, *rest):
    raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
said = []
for has_memory in (False, True):
    training.Training.step, chains.Chains._evaluate = kept if has_memory else (no, no)
    for path in sys.argv[1:]:
        text = io.StringIO()
        with contextlib.redirect_stderr(text):
            run(path, path + "l", "cpu", "0/1", 1)
        said.append(text.getvalue())
        with open(path + "l") as file:
            said.append(len([line for line in file if "leftOut" in json.loads(line)]))
print(json.dumps(said))`,
        ...paths,
      );
      const held = 'the memory of the device does not hold one network';
      assert.deepEqual(said, [
        ...[`n = 16, seed 0 is left out: ${held}, and 5 more\n`, 6],
        ...[`d = 3, seed 0 is left out: ${held} with 2 samples, and 5 more\n`, 6],
        // Where there is memory, they are run.
        ...['', 6, '', 6],
      ]);
      tasks.forEach(({ experiment, cells }, i) => {
        const { cells: found, leftOut } = readLines(`${paths[i]!}l`, experiment);
        assert.deepEqual([found.size, leftOut.size], [cells.length, cells.length]);
        for (const line of leftOut.values()) assert.equal(line.held, 0);
      });
    }));

  it('refill places, drop those that are empty, and find what each cell finds alone', () => {
    const posterior = linearPlan({ sizes: linearSizes(3, 4), effort: 0.01, seeds: 5, precision: 'double' });
    const task = wholeTask(posterior);
    const narrow = `
${fast}
from powercount_torch.posterior_cells import PosteriorCells
PosteriorCells._fitting = lambda self: int(WIDTH)
`;
    // Rounding differs with the batch: what must agree is the beginning, before chains have had time to diverge.
    const [one, two] = [1, 2].map(
      (width) => cellsOf(python, [task], narrow.replace('WIDTH', `${width}`))[0]!,
    );
    one!.forEach(({ curves }, i) => {
      const [alone, beside] = [curves![0][0]!, two![i]!.curves![0][0]!];
      assert.equal(alone[0], beside[0]);
      assert.ok(Math.abs(alone[1] - beside[1]) < 1e-6, `${alone} and ${beside}`);
    });
    assert.notEqual(one!.length, 0);
  });

  it('end in time: on SIGTERM, and with the process that started them', async () => {
    for (const end of ['SIGTERM', 'stdin'] as const)
      await within(async (folder) => {
        const { words, results } = files(folder, wholeTask(plan({ steps: 4096 })));
        const child = spawn(python, words, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
        const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
        assert.equal((JSON.parse(line) as Progress).done, 0);
        const ended = once(child, 'exit');
        if (end === 'stdin') child.stdin.end();
        else child.kill('SIGTERM');
        const [status, signal] = await ended;
        assert.deepEqual([status, signal], end === 'stdin' ? [1, null] : [null, 'SIGTERM']);
        assert.equal(existsSync(results), false);
      });
  });

  it('find after SIGKILL at any moment what they find without', async () => {
    const task = wholeTask(plan({ seeds: 6 }));
    const [whole] = cellsOf(python, [task]);
    await within(async (folder) => {
      const { words, results } = files(folder, task);
      // One by one, so that some are done and others are not.
      const slow = `import sys; sys.argv[0] = "powercount_torch"
from powercount_torch import command, training_cells
training_cells.TrainingCells._fitting = lambda self: 1
command.main(sys.argv[1:])`;
      const child = spawn(python, ['-c', slow, ...words.slice(2)], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const line of createInterface({ input: child.stdout }))
        if ((JSON.parse(line) as Progress).done >= 2) break;
      child.kill('SIGKILL');
      appendFileSync(results, '{"exp');
      assert.equal(run(words).status, 0);
      const found = readResults(results, task.experiment);
      const cells = task.cells.map(({ size, seed }) => found.get(cellName(task.sizes[size]!, seed))!);
      cells.forEach(({ found: [value] }, i) =>
        assert.ok(Math.abs(value! / whole![i]!.found[0]! - 1) < 1e-12, `cell ${i}`),
      );
      assert.deepEqual(
        (numbers(cells) as unknown[][]).map(([size, seed]) => [size, seed]),
        (numbers(whole!) as unknown[][]).map(([size, seed]) => [size, seed]),
      );
    });
  });

  it('refuse in one sentence what they cannot run', () =>
    within((folder) => {
      const { path, words } = files(folder, wholeTask(plan()));
      const [bad, broken] = ['bad', 'broken'].map((name) => join(folder, `${name}.json`));
      writeFileSync(bad!, JSON.stringify({ ...wholeTask(plan()), format: 'powercount-task/9' }));
      writeFileSync(broken!, '{');
      const results = join(folder, 'results.jsonl');
      const commands = [
        [path, results, '--device', 'cuda:7'],
        [path, results, '--shard', '2/2'],
        [path],
        [bad!, results],
        [broken!, results],
      ];
      const expected = [
        /does not find the device cuda:7 on this machine, but .*cpu$/,
        /^--shard is I\/N with I from 0 to N - 1, not 2\/2$/,
        /required: results; usage: powercount_torch run/,
        /^a task of the format powercount-task\/9 is not known to this trainer$/,
        /broken\.json cannot be read/,
      ];
      const refusals = `import contextlib, io
from powercount_torch.command import main
said = []
for words in json.loads(sys.argv[1]):
    text = io.StringIO()
    with contextlib.redirect_stderr(text), contextlib.suppress(SystemExit):
        main(["run", *words])
    said.append(text.getvalue())
print(json.dumps(said))`;
      const said = ask(python, refusals, JSON.stringify(commands)) as string[];
      said.forEach((text, i) => {
        assert.match(text.trim(), expected[i]!);
        assert.equal(text.split('\n').length, 2, text);
      });
      const { status, stdout } = run([...words.slice(0, 3), broken!, results]);
      assert.deepEqual([status, stdout], [2, '']);
    }));
});
