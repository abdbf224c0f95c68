// A plan that is quickly run, and a runner that needs no program.
import { appendResult, readResults } from '../../../trainer/results';
import { nameOf } from '../../../trainer/identity';
import type { Job, Runner } from '../../../trainer/runner';
import { readPlan, type Cell, type LeftOut, type Plan } from '../../../trainer/schema';

/** The size of u = W x, of root-mean-square dim^(1/2) * deviation. */
export const smallPlan = (changes: Partial<Plan> = {}, dims = [4, 8, 16]): Plan => ({
  ...readPlan({
    format: 'powercount-training/1',
    name: 'size(u)',
    source: { hash: '0123456789abcdef', statement: 'verify size(u) { n in 4 .. 16 }' },
    along: 'n',
    seeds: 16,
    prediction: { exponent: '1/2' },
    budget: { seconds: 60 },
    precision: 'double',
    optimizer: { name: 'sgd' },
    steps: 1,
    batch: 4,
    observable: { kind: 'size', of: 'u' },
    sizes: dims.map((n) => ({
      value: n,
      network: [
        { op: 'input', to: 'x', dim: n, of: 'gaussian', positions: 1 },
        { op: 'dense', to: 'u', from: 'x', width: n, deviation: 1, multiplier: 1, rate: 1 },
        { op: 'output', from: 'u' },
      ],
    })),
  }),
  ...(changes as object),
});

/** Some number around n^exponent, the same whenever it is asked for. */
export const cellOf = ({ task }: Pick<Job, 'task'>, size: number, seed: number, exponent = 0.5): Cell => {
  const value =
    task.plan.sizes[size]!.value ** exponent * Math.exp(0.1 * Math.sin(1 + 7.3 * seed + 2.1 * size));
  return {
    experiment: task.experiment,
    size: task.sizes[size]!,
    seed,
    found: [value, value],
    seconds: 0.25,
    on: 'imagined',
  };
};

const tooLarge = ({ experiment, size, seed, on }: Cell): LeftOut => ({
  ...{ experiment, size, seed, on },
  ...{ leftOut: 'dreams are smaller', held: 0 },
});

/**
 * Does what it is asked, one cell after the other; `before` is called before each. It has no memory for sizes above `most`.
 */
export function imagined(
  before: (job: Job, cell: Cell) => void | Promise<void> = () => {},
  most = Infinity,
): Runner & { jobs: Job[] } {
  const jobs: Job[] = [];
  return {
    kind: 'embedded',
    jobs,
    refusal: () => undefined,
    device: () => Promise.resolve({ name: 'a dream', flopsPerSecond: 1e9, memory: 1e9 }),
    async run(job) {
      jobs.push(job);
      const there = readResults(job.resultsPath, job.task.experiment, true);
      let done = 0;
      for (const { size, seed } of job.task.cells) {
        const cell = cellOf(job, size, seed);
        await before(job, cell);
        if (job.signal.aborted) return { kind: 'cancelled' };
        const fits = job.task.plan.sizes[size]!.value <= most;
        if (!there.has(nameOf(cell))) appendResult(job.resultsPath, fits ? cell : tooLarge(cell));
        const total = job.task.cells.length;
        job.onProgress({
          type: 'progress',
          done: ++done,
          total,
          secondsLeft: total - done,
          message: nameOf(cell),
        });
      }
      return { kind: 'done' };
    },
  };
}
