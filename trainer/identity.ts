// What a measured number depends on, as names: cells are kept under them, and found again by other plans of the same
// experiment.
import { createHash } from 'node:crypto';
import type { Cell, CellKey, Plan, Task } from './schema';

/** Powers differ in their last digit from one version of a JavaScript engine to the next; what is run does not. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(12)) : value;

const fingerprint = (value: unknown, digits: number): string =>
  createHash('sha256').update(JSON.stringify(value, rounded)).digest('hex').slice(0, digits);

/**
 * Raised whenever trainers come to mean something else by the same plan. Of `samples`, 2 is without searches that memory ended
 * and that passed for ones that had found nothing; of `count`, 2 is without what chance would count.
 */
const versions: Readonly<Record<string, number>> = { samples: 2, count: 2 };

/** All but seeds, sizes, prediction, budget and words: a widened or reworded plan keeps its cells (but see `sizeNames`). */
export function experimentOf(plan: Plan): string {
  const { format, precision, observable } = plan;
  const rest =
    plan.format === 'powercount-posterior/1'
      ? [plan.target, plan.effort]
      : [plan.optimizer, plan.steps, plan.batch];
  return fingerprint([versions[observable.kind] ?? 1, format, precision, observable, ...rest], 16);
}

/**
 * "d=8 3f2a91bc": of posteriors with the ridge and the number of samples, or where these are searched, from where to where.
 */
export function sizeNames(plan: Plan): string[] {
  const name = (value: number, physics: unknown): string =>
    `${plan.along}=${value} ${fingerprint(physics, 8)}`;
  return plan.format === 'powercount-posterior/1'
    ? plan.sizes.map(({ value, network, ridge, samples, scale }) =>
        name(value, [network, ridge, samples ?? ['from', scale]]),
      )
    : plan.sizes.map(({ value, network }) => name(value, network));
}

export const taskOf = (plan: Plan, cells: CellKey[]): Task => ({
  format: 'powercount-task/1',
  plan,
  experiment: experimentOf(plan),
  sizes: sizeNames(plan),
  cells,
});

/** Under which a cell is found among others of the same experiment. */
export const cellName = (size: string, seed: number): string => `${size} seed=${seed}`;

export const nameOfKey = ({ sizes }: Task, { size, seed }: CellKey): string => cellName(sizes[size]!, seed);

export const nameOf = ({ size, seed }: Pick<Cell, 'size' | 'seed'>): string => cellName(size, seed);
