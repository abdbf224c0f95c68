// The contract between those who want a run and those who do it: a plan goes in, a verdict comes out.
// Any trainer reads these plans; nothing here knows how the numbers are made.
import { oneOf, type Fields } from './fields';
import { readPosteriorPlan, type PosteriorPlan } from './posterior-schema';
import { readTrainingPlan, type TrainingPlan } from './training-schema';

export type Plan = PosteriorPlan | TrainingPlan;

export interface MeasuredPoint {
  /** The value of the scale along which the exponent is fitted. */
  size: number;
  /** Of a posterior: the hidden widths there. */
  widths?: number[];
  /** The observable at this size and its interval (at the verdict's level), all disorder included. */
  value: number;
  low: number;
  high: number;
  /** True where the two kinds of chains did not meet, so that [low, high] spans both of their answers. */
  bracketed: boolean;
}

export interface Verdict {
  status: 'consistent' | 'refuted' | 'inconclusive';
  predicted: string;
  measured?: { exponent: number; low: number; high: number; level: number };
  /** consistent: the interval lies within predicted +- margin; refuted: wholly outside; else inconclusive. */
  margin: number;
  points: MeasuredPoint[];
  /** One or two plain sentences. */
  reason: string;
  /** What would decide an inconclusive run. */
  wouldDecide?: string;
  /** Thread-seconds spent on the cells that the verdict rests on. */
  seconds: number;
}

/** A line on a trainer's stdout. */
export type Message =
  | { type: 'progress'; done: number; total: number; secondsLeft: number; message: string }
  | ({ type: 'verdict' } & Verdict);

export const defaultMargin = 0.25;

/** The scale along which a plan's exponent is fitted. */
export const scaleOf = (plan: Plan): string => (plan.format === 'powercount-training/1' ? plan.along : 'd');

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readPlan(value: unknown): Plan {
  const format = typeof value === 'object' && value !== null ? (value as Fields).format : undefined;
  return oneOf(format, 'format', ['powercount-plan/1', 'powercount-training/1'] as const) ===
    'powercount-plan/1'
    ? readPosteriorPlan(value)
    : readTrainingPlan(value);
}
