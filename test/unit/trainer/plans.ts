// Plans, tasks and finished cells for the tests.
import { taskOf } from '../../../trainer/identity';
import type { Step } from '../../../trainer/network-schema';
import type { PosteriorPlan, PosteriorSize } from '../../../trainer/posterior-schema';
import type { Cell, CellKey, Plan, Task } from '../../../trainer/schema';
import { Noise } from '../../../trainer/embedded/noise';

/** f = a . W x with variances 1/fan-in, on inputs of dimension d. */
export function linearNetwork(d: number): Step[] {
  const weights = { multiplier: 1, deviation: 1 / Math.sqrt(d), rate: 0 };
  return [
    { op: 'input', to: 'x', dim: d, of: 'gaussian', positions: 1 },
    { op: 'dense', to: 'h', from: 'x', width: d, ...weights },
    { op: 'dense', to: 'f', from: 'h', width: 1, ...weights },
    { op: 'output', from: 'f' },
  ];
}

export const linearSizes = (...dims: number[]): PosteriorSize[] =>
  dims.map((d) => ({ value: d, network: linearNetwork(d), ridge: 1, scale: d }));

export function linearPlan(changes: Partial<PosteriorPlan> = {}): PosteriorPlan {
  return {
    format: 'powercount-posterior/1',
    name: 'linear',
    source: { hash: 'abc', statement: 'samples(p) ~ kappa * d' },
    along: 'd',
    target: [{ input: 'x', coordinate: 0, degree: 1 }],
    sizes: linearSizes(6, 10, 16, 26),
    seeds: 6,
    observable: { kind: 'samples' },
    effort: 1,
    prediction: { exponent: '1' },
    budget: { seconds: 120 },
    precision: 'single',
    ...changes,
  };
}

/** All cells of a plan's first seeds, size after size. */
export const keysOf = ({ sizes, seeds }: Plan, count = seeds): CellKey[] =>
  sizes.flatMap((_, size) => Array.from({ length: count }, (_, seed) => ({ size, seed })));

export const wholeTask = (plan: Plan): Task => taskOf(plan, keysOf(plan));

/** Cells as if the observable were 2 value^exponent, with scatter over seeds: independent ones, or those of whole data sets. */
export function cellsOfPower(plan: Plan, exponent: number, scatter = 0.05, common = 0): Cell[] {
  const { experiment, sizes, cells } = wholeTask(plan);
  const noise = new Noise('cells', exponent, scatter);
  const shared = new Noise('data sets', exponent, scatter);
  return cells.map(({ size, seed }): Cell => {
    const one = (): number =>
      2 *
      plan.sizes[size]!.value ** exponent *
      Math.exp(scatter * noise.gaussian() + common * shared.gaussian(seed));
    return {
      ...{ experiment, size: sizes[size]!, seed, found: [one(), one()] },
      ...{ seconds: 1, on: 'a test' },
    };
  });
}
