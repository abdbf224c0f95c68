/**
 * The least sum of exponentials of affine functions on a polyhedron: a geometric program, convex in the logarithms
 * (Boyd, Kim, Vandenberghe, Hassibi 2007, "A tutorial on geometric programming", section 2.5). In floating point.
 */
export interface GeometricProgram {
  /** Logarithms of the terms of the sum. */
  readonly terms: readonly Affine[];
  /** Each is to be at least zero. */
  readonly constraints: readonly Affine[];
}

/** constant + Σ coefficient · unknown */
export interface Affine {
  readonly constant: number;
  readonly coefficients: readonly number[];
}

export interface LeastSum {
  readonly point: readonly number[];
  /** Logarithm of the sum there. */
  readonly value: number;
  /** The part of the sum that each term makes up. */
  readonly shares: readonly number[];
  /** How fast `value` falls when a constraint is relaxed; never negative, and zero where it does not bind. */
  readonly multipliers: readonly number[];
}

/** The value of an affine function. */
export const valueAt = ({ constant, coefficients }: Affine, x: readonly number[]): number =>
  coefficients.reduce((sum, c, i) => sum + c * x[i]!, constant);

/** The logarithm is above its minimum by at most this times the number of constraints, and the size of the logarithms. */
const PRECISION = 1e-11;

/**
 * Follows the central path of a logarithmic barrier by Newton's method (Boyd, Vandenberghe 2004, "Convex optimization",
 * sections 9.5 and 11.3), from a point at which all constraints are positive. Where the minimum is attained on a face, the
 * path ends inside it. At first the sum is rounded off as well: its terms differ by powers of the scales, and Newton's
 * method wants a function that bends no faster than the point moves.
 */
export function leastSum(program: GeometricProgram, start: readonly number[]): LeastSum {
  const sizes = program.terms.map((term) => Math.abs(valueAt(term, start)));
  const height = Math.max(1, ...sizes);
  let point = [...start];
  let softness = height;
  let barrier = height;
  while (softness > 1 || barrier > PRECISION * height) {
    point = centred(program, point, { softness, barrier, accuracy: 0.1 });
    softness = Math.max(1, softness / 4);
    barrier /= softness > 1 ? 4 : 20;
  }
  point = centred(program, point, { softness, barrier, accuracy: 1e-6 });
  // To first order in the step that would be next, these multipliers balance the gradient exactly.
  const { step } = newton(program, point, softness, barrier);
  const multipliers = program.constraints.map((c) => {
    const room = valueAt(c, point);
    return Math.max(0, (barrier / room) * (1 - dot(c.coefficients, step) / room));
  });
  return { point, ...smoothMaximum(program.terms, point, 1), multipliers };
}

/** softness · log Σ exp(term / softness), and the weight of each term in its gradient. */
function smoothMaximum(
  terms: readonly Affine[],
  x: readonly number[],
  softness: number,
): { value: number; shares: number[] } {
  const values = terms.map((term) => valueAt(term, x));
  const largest = Math.max(...values);
  const parts = values.map((value) => Math.exp((value - largest) / softness));
  const sum = parts.reduce((a, b) => a + b, 0);
  return { value: largest + softness * Math.log(sum), shares: parts.map((part) => part / sum) };
}

/** Minimises smoothMaximum − barrier · Σ log(constraint), to this part of the barrier. */
function centred(
  program: GeometricProgram,
  start: number[],
  { softness, barrier, accuracy }: { softness: number; barrier: number; accuracy: number },
): number[] {
  const { terms, constraints } = program;
  const objective = (x: readonly number[]): number => {
    const slacks = constraints.map((c) => valueAt(c, x));
    if (slacks.some((s) => s <= 0)) return Infinity;
    return slacks.reduce((sum, s) => sum - barrier * Math.log(s), smoothMaximum(terms, x, softness).value);
  };
  let x = start;
  for (let iteration = 0; iteration < 100; iteration++) {
    const { step, slope } = newton(program, x, softness, barrier);
    const here = objective(x);
    // Beyond rounding there is nothing to gain.
    if (-slope < Math.max(accuracy * barrier, 1e-15 * (1 + Math.abs(here)))) return x;
    const moved = (length: number): number[] => x.map((value, i) => value + length * step[i]!);
    let length = 1;
    while (length > 1e-10 && !(objective(moved(length)) <= here + 0.1 * length * slope)) length /= 2;
    if (length <= 1e-10) return x;
    x = moved(length);
  }
  return x;
}

/** The step to the minimum of the quadratic approximation, and how fast the function falls along it. */
function newton(
  { terms, constraints }: GeometricProgram,
  x: readonly number[],
  softness: number,
  barrier: number,
): { step: number[]; slope: number } {
  const { shares } = smoothMaximum(terms, x, softness);
  const mean = combined(terms, shares, x.length);
  const slacks = constraints.map((c) => valueAt(c, x));
  const push = combined(
    constraints,
    slacks.map((s) => -barrier / s),
    x.length,
  );
  const curvature = x.map(() => x.map(() => 0));
  const add = (vector: readonly number[], weight: number): void => {
    for (const [i, row] of curvature.entries())
      for (const k of row.keys()) row[k]! += weight * vector[i]! * vector[k]!;
  };
  for (const [i, { coefficients }] of terms.entries())
    add(
      coefficients.map((c, k) => c - mean[k]!),
      shares[i]! / softness,
    );
  for (const [i, { coefficients }] of constraints.entries()) add(coefficients, barrier / slacks[i]! ** 2);
  const gradient = mean.map((m, k) => m + push[k]!);
  const step = solve(curvature, gradient).map((s) => -s);
  return { step, slope: dot(gradient, step) };
}

/** Σ weight · coefficients */
const combined = (rows: readonly Affine[], weights: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, k) =>
    rows.reduce((sum, { coefficients }, i) => sum + weights[i]! * coefficients[k]!, 0),
  );

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Solves a symmetric system that is positive definite but for rounding (Cholesky). */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const made: number[] = [];
    for (let k = 0; k < i; k++)
      made.push((row[k]! - dot(lower[k]!.slice(0, k), made.slice(0, k))) / lower[k]![k]!);
    const rest = row[i]! - dot(made, made);
    made.push(Math.sqrt(Math.max(rest, 1e-14 * row[i]!, Number.MIN_VALUE)));
    lower.push(made);
  }
  const forward: number[] = [];
  for (const [i, row] of lower.entries()) forward.push((right[i]! - dot(row.slice(0, i), forward)) / row[i]!);
  const result = [...forward];
  for (let i = result.length - 1; i >= 0; i--) {
    result[i]! /= lower[i]![i]!;
    for (let k = 0; k < i; k++) result[k]! -= lower[i]![k]! * result[i]!;
  }
  return result;
}
