// The contract between those who want a run and those who do it: a plan goes in, a verdict comes out.
// Any trainer reads this plan; nothing here knows how the numbers are made.

/** One point of the sweep: data dimension and hidden widths, first layer first. */
export interface Size {
  d: number;
  widths: number[];
}

export interface Plan {
  format: 'powercount-plan/1';
  name: string;
  /** The text that the plan came from, so that a verdict can be recognised as stale. */
  source: { hash: string; statement: string };
  network: { activation: 'erf' | 'linear'; hidden: 1 | 2 };
  /** y = He_m(w*.x)/sqrt(m!), unit w*, x ~ N(0, I_d): unit variance. */
  target: { kind: 'hermite'; degree: number };
  /** kappa in exp(-(1/(2 kappa)) sum of squared errors). */
  ridge: number;
  /** At least two different d, ascending. */
  sizes: Size[];
  /** Independent data sets per size. */
  seeds: number;
  /** `samples`: the number of samples P* at which the alignment crosses 1/2. */
  observable: 'samples';
  prediction: {
    /** Exact rational, "3/2": the observable ~ d^exponent along the sizes. */
    exponent: string;
    /** Optional finite-size prediction at each size, up to one common factor. */
    curve?: number[];
  };
  budget: { seconds: number };
  /** The difference of exponents that matters; 1/4 unless said otherwise. */
  margin?: number;
  /** Length of the chains in units of the trainer's own choice; 1 unless said otherwise. Longer chains close brackets. */
  effort?: number;
}

export interface MeasuredPoint {
  d: number;
  widths: number[];
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

/** A plan that cannot be run; the message names the field. */
export class PlanError extends Error {}

export const defaultMargin = 0.25;

type Fields = Record<string, unknown>;

function fail(path: string, expected: string): never {
  throw new PlanError(`plan: ${path} must be ${expected}`);
}

function object(value: unknown, path: string, known: string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'an object');
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new PlanError(`plan: ${path} has an unknown field "${unknown}"`);
  return value as Fields;
}

function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'a string');
}

function oneOf<T extends string | number>(value: unknown, path: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  return found ?? fail(path, choices.map((choice) => JSON.stringify(choice)).join(' or '));
}

function positive(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : fail(path, 'a number > 0');
}

function whole(value: unknown, path: string, min: number, max: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : fail(path, `a whole number from ${min} to ${max}`);
}

function list(value: unknown, path: string, least: number): unknown[] {
  return Array.isArray(value) && value.length >= least ? value : fail(path, `a list of at least ${least}`);
}

/** Value of an exact rational "p/q" or "p" as a float, for comparison with measured numbers only. */
export function rationalValue(rational: string): number {
  const match = /^(-?\d{1,9})(?:\/([1-9]\d{0,8}))?$/.exec(rational);
  return match
    ? Number(match[1]) / Number(match[2] ?? 1)
    : fail('prediction.exponent', 'a rational like "3/2"');
}

function readSize(value: unknown, path: string, hidden: number): Size {
  const size = object(value, path, ['d', 'widths']);
  const widths = list(size.widths, `${path}.widths`, hidden);
  if (widths.length !== hidden) fail(`${path}.widths`, `a list of ${hidden}, one per hidden layer`);
  return {
    d: whole(size.d, `${path}.d`, 2, 4096),
    widths: widths.map((width, i) => whole(width, `${path}.widths[${i}]`, 1, 4096)),
  };
}

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readPlan(value: unknown): Plan {
  const plan = object(value, 'the plan', [
    ...['format', 'name', 'source', 'network', 'target', 'ridge', 'sizes'],
    ...['seeds', 'observable', 'prediction', 'budget', 'margin', 'effort'],
  ]);
  const format = oneOf(plan.format, 'format', ['powercount-plan/1'] as const);
  const source = object(plan.source, 'source', ['hash', 'statement']);
  const network = object(plan.network, 'network', ['activation', 'hidden']);
  const hidden = oneOf(network.hidden, 'network.hidden', [1, 2] as const);
  const target = object(plan.target, 'target', ['kind', 'degree']);
  const prediction = object(plan.prediction, 'prediction', ['exponent', 'curve']);
  const budget = object(plan.budget, 'budget', ['seconds']);
  const sizes = list(plan.sizes, 'sizes', 2).map((size, i) => readSize(size, `sizes[${i}]`, hidden));
  if (sizes.some((size, i) => i > 0 && size.d <= sizes[i - 1]!.d)) fail('sizes', 'in ascending order of d');
  const exponent = text(prediction.exponent, 'prediction.exponent');
  rationalValue(exponent);
  const read: Plan = {
    format,
    name: text(plan.name, 'name'),
    source: {
      hash: text(source.hash, 'source.hash'),
      statement: text(source.statement, 'source.statement'),
    },
    network: {
      activation: oneOf(network.activation, 'network.activation', ['erf', 'linear'] as const),
      hidden,
    },
    target: {
      kind: oneOf(target.kind, 'target.kind', ['hermite'] as const),
      degree: whole(target.degree, 'target.degree', 1, 9),
    },
    ridge: positive(plan.ridge, 'ridge'),
    sizes,
    seeds: whole(plan.seeds, 'seeds', 1, 4096),
    observable: oneOf(plan.observable, 'observable', ['samples'] as const),
    prediction: { exponent },
    budget: { seconds: positive(budget.seconds, 'budget.seconds') },
  };
  if (prediction.curve !== undefined) {
    const curve = list(prediction.curve, 'prediction.curve', 1);
    if (curve.length !== sizes.length) fail('prediction.curve', 'a list with one number per size');
    read.prediction.curve = curve.map((value, i) => positive(value, `prediction.curve[${i}]`));
  }
  if (plan.margin !== undefined) read.margin = positive(plan.margin, 'margin');
  if (plan.effort !== undefined) read.effort = positive(plan.effort, 'effort');
  if (read.network.activation === 'linear' && read.target.degree !== 1)
    fail('target.degree', '1 for a linear network, which can learn nothing else');
  if (read.network.activation === 'erf' && read.target.degree % 2 === 0)
    fail('target.degree', 'odd for an erf network, which is an odd function');
  return read;
}
