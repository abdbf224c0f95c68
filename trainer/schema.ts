// The contract between those who want a run, those who do it, and those who judge it: a task goes in, cells come out.
// Any trainer reads these tasks; nothing here knows how the numbers are made.
import { fail, list, object, oneOf, text, whole, type Fields } from './fields';
import { readPosteriorPlan, type PosteriorPlan } from './posterior-schema';
import { readTrainingPlan, type TrainingPlan } from './training-schema';

export type Plan = PosteriorPlan | TrainingPlan;

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readPlan(value: unknown): Plan {
  const format = typeof value === 'object' && value !== null ? (value as Fields).format : undefined;
  const known = ['powercount-posterior/1', 'powercount-training/1'] as const;
  return oneOf(format, 'format', known) === 'powercount-posterior/1'
    ? readPosteriorPlan(value)
    : readTrainingPlan(value);
}

/** What is run at once: one size (by its place in the plan) with one seed. */
export interface CellKey {
  readonly size: number;
  readonly seed: number;
}

/** What a trainer is given: a plan, and which of its cells are wanted, the most urgent first. */
export interface Task {
  format: 'powercount-task/1';
  plan: Plan;
  /** Names what the numbers depend on beside size and seed: cells of other experiments do not count (identity.ts). */
  experiment: string;
  /** The names of the plan's sizes in results: value and a fingerprint. */
  sizes: string[];
  cells: CellKey[];
}

/** The task in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readTask(value: unknown): Task {
  const task = object(value, 'the task', ['format', 'plan', 'experiment', 'sizes', 'cells']);
  const format = oneOf(task.format, 'format', ['powercount-task/1'] as const);
  const plan = readPlan(task.plan);
  const sizes = list(task.sizes, 'sizes', 2).map((size, i) => text(size, `sizes[${i}]`));
  if (sizes.length !== plan.sizes.length) fail('sizes', 'one name for each size of the plan');
  const cells = list(task.cells, 'cells', 0).map((cell, i) => {
    const { size, seed } = object(cell, `cells[${i}]`, ['size', 'seed']);
    return {
      size: whole(size, `cells[${i}].size`, 0, sizes.length - 1),
      seed: whole(seed, `cells[${i}].seed`, 0, 2 ** 31 - 1),
    };
  });
  return { format, plan, experiment: text(task.experiment, 'experiment'), sizes, cells };
}

/** [samples, alignment] in the sequence in which a chain met them. */
export type Curve = [number, number][];

/** A finished cell: a line of the results file. */
export interface Cell {
  experiment: string;
  /** Of `task.sizes`. */
  size: string;
  seed: number;
  /**
   * The observable, as found by two kinds of chains: one from random weights that meets more and more samples, and one that
   * has learnt the target and meets fewer and fewer. A training finds one number, given twice. Null where there is none.
   */
  found: [number | null, number | null];
  /** Of a posterior's `samples`: the alignment that each kind of chain saw. */
  curves?: [Curve, Curve];
  /** Why there is no number, in words that follow "For 2 of 8 seeds". */
  trouble?: string;
  /** Seconds of the device's time. */
  seconds: number;
  /** Trainer and device, as in "torch, NVIDIA H100". */
  on: string;
}

/**
 * A line of the results file for a cell that a trainer has no memory for. It is no result, and nobody judges by it: a trainer
 * with more memory runs the cell.
 */
export interface LeftOut extends Pick<Cell, 'experiment' | 'size' | 'seed' | 'on'> {
  /** Why, in words that follow "d = 64 is left out:". */
  leftOut: string;
  /** Of a search for a number of samples: with so many it had not come to its end; else 0. */
  held: number;
}

export interface MeasuredPoint {
  /** The value of the scale along which the exponent is fitted. */
  size: number;
  note?: string;
  /** The observable at this size (geometric mean over seeds) and its interval, at the verdict's level. */
  value: number;
  low: number;
  high: number;
  /** True where the two kinds of chains did not meet, so that [low, high] spans both of their answers. */
  bracketed: boolean;
  /** Seeds that were used. */
  seeds: number;
}

/** An exponent with its interval. */
export interface Measured {
  exponent: number;
  low: number;
  high: number;
  /** The probability that the intervals of all looks at a run hold the exponent, however early it stops. */
  level: number;
}

/** Alignment against samples at one size: mean over seeds. */
export interface MeasuredCurve {
  size: number;
  /** [samples, samples / (predicted order of P* there), alignment from random weights, alignment from learnt ones]. */
  points: [number, number, number | null, number | null][];
}

export interface Collapse {
  /**
   * Root-mean-square distance of the curves of two sizes, in units of its own error: 1 is as close as noise allows
   * (docs/verdicts.md).
   */
  quality: number;
  /** The same over samples themselves, not divided by anything; null where the curves share no samples. */
  before: number | null;
  curves: MeasuredCurve[];
}

export interface Verdict {
  status: 'consistent' | 'refuted' | 'inconclusive';
  /** The scale that sizes are of. */
  along: string;
  predicted: string;
  measured?: Measured;
  /** consistent: the interval lies within predicted +- margin; refuted: wholly outside; else inconclusive. */
  margin: number;
  points: MeasuredPoint[];
  /** Of the fitted curve, over the range of sizes: a power, or a power with its first finite-size correction. */
  fit?: {
    model: 'power' | 'corrected';
    comparison: string;
    band: { size: number; value: number; low: number; high: number }[];
  };
  collapse?: Collapse;
  /** Sizes of the plan that the verdict does not rest on, as the trainer had no memory for them, and why. */
  leftOut?: { size: number; because: string }[];
  /** Looks that the end of a run's time forced in the middle of a round, by round (docs/verdicts.md); left out where none was. */
  forced?: number[];
  /** One or two plain sentences. */
  reason: string;
  /** What would decide an inconclusive run, and what it would cost. */
  wouldDecide?: string;
  /** Device-seconds spent on the cells that the verdict rests on, and the devices. */
  seconds: number;
  on: string[];
}

/** A line on a trainer's stdout: how many of the task's cells are done. */
export interface Progress {
  type: 'progress';
  done: number;
  total: number;
  secondsLeft: number;
  message: string;
}

export const defaultMargin = 0.25;
