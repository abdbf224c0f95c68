// Reading the fields of a plan, of either kind: each reader gives the value or says which field must be what.

/** A plan that cannot be run; the message names the field. */
export class PlanError extends Error {}

export type Fields = Record<string, unknown>;

export function fail(path: string, expected: string): never {
  throw new PlanError(`plan: ${path} must be ${expected}`);
}

/** An object with no fields but the known ones; which of them must be there is for their own readers to say. */
export function object(value: unknown, path: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'an object');
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new PlanError(`plan: ${path} has an unknown field "${unknown}"`);
  return value as Fields;
}

export function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'a string');
}

export function oneOf<T extends string | number>(value: unknown, path: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  return found ?? fail(path, choices.map((choice) => JSON.stringify(choice)).join(' or '));
}

export function boolean(value: unknown, path: string): boolean {
  return typeof value === 'boolean' ? value : fail(path, 'true or false');
}

export function finite(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(path, 'a number');
}

export function positive(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : fail(path, 'a number > 0');
}

export function whole(value: unknown, path: string, min: number, max: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : fail(path, `a whole number from ${min} to ${max}`);
}

export function list(value: unknown, path: string, least: number): unknown[] {
  return Array.isArray(value) && value.length >= least ? value : fail(path, `a list of at least ${least}`);
}

/** Value of an exact rational "p/q" or "p" as a float, for comparison with measured numbers only. */
export function rationalValue(rational: string): number {
  const match = /^(-?\d{1,9})(?:\/([1-9]\d{0,8}))?$/.exec(rational);
  return match
    ? Number(match[1]) / Number(match[2] ?? 1)
    : fail('prediction.exponent', 'a rational like "3/2"');
}

/** What every plan says, whatever is run. */
export interface Commission {
  name: string;
  /** The text that the plan came from, so that a verdict can be recognised as stale. */
  source: { hash: string; statement: string };
  /** The scale along which the exponent is fitted. */
  along: string;
  /** The most independent runs per size; fewer where they decide. */
  seeds: number;
  /** Exact rational, "3/2": the observable ~ size^exponent along the sizes. */
  prediction: { exponent: string };
  budget: { seconds: number };
  /** The difference of exponents that matters; 1/4 unless said otherwise. */
  margin?: number;
  /** `tf32`: products of single-precision numbers rounded to ten bits, where the device has them. */
  precision: Precision;
}

export const precisions = ['single', 'double', 'tf32'] as const;
export type Precision = (typeof precisions)[number];

export const commissionFields = [
  ...(['name', 'source', 'along', 'seeds', 'prediction', 'budget', 'margin', 'precision'] as const),
] as const;

export function readCommission(plan: Fields): Commission {
  const source = object(plan.source, 'source', ['hash', 'statement']);
  const prediction = object(plan.prediction, 'prediction', ['exponent']);
  const budget = object(plan.budget, 'budget', ['seconds']);
  const exponent = text(prediction.exponent, 'prediction.exponent');
  rationalValue(exponent);
  return {
    name: text(plan.name, 'name'),
    source: {
      hash: text(source.hash, 'source.hash'),
      statement: text(source.statement, 'source.statement'),
    },
    along: text(plan.along, 'along'),
    seeds: whole(plan.seeds, 'seeds', 1, 4096),
    prediction: { exponent },
    budget: { seconds: positive(budget.seconds, 'budget.seconds') },
    ...(plan.margin === undefined ? {} : { margin: positive(plan.margin, 'margin') }),
    precision: oneOf(plan.precision, 'precision', precisions),
  };
}
