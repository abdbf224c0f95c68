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

/**
 * Minimises smoothMaximum − barrier · Σ log(constraint), to this part of the barrier. Steps are judged by the slope at their
 * end: the function is convex, and near its minimum its values differ by less than their rounding.
 */
function centred(
  program: GeometricProgram,
  start: number[],
  { softness, barrier, accuracy }: { softness: number; barrier: number; accuracy: number },
): number[] {
  const inside = (x: readonly number[]): boolean => program.constraints.every((c) => valueAt(c, x) > 0);
  let x = start;
  for (let iteration = 0; iteration < 100; iteration++) {
    const { step, slope } = newton(program, x, softness, barrier);
    if (-slope < accuracy * barrier) return x;
    const moved = (length: number): number[] => x.map((value, i) => value + length * step[i]!);
    const stops = (to: readonly number[]): boolean =>
      inside(to) && dot(gradientAt(program, to, softness, barrier), step) <= -slope / 2;
    let length = 1;
    while (length > 1e-10 && !stops(moved(length))) length /= 2;
    if (length <= 1e-10) return x;
    x = moved(length);
  }
  return x;
}

function gradientAt(
  { terms, constraints }: GeometricProgram,
  x: readonly number[],
  softness: number,
  barrier: number,
): number[] {
  const mean = combined(terms, smoothMaximum(terms, x, softness).shares, x.length);
  const push = combined(
    constraints,
    constraints.map((c) => -barrier / valueAt(c, x)),
    x.length,
  );
  return mean.map((m, k) => m + push[k]!);
}

/** The step to the minimum of the quadratic approximation, and how fast the function falls along it. */
function newton(
  program: GeometricProgram,
  x: readonly number[],
  softness: number,
  barrier: number,
): { step: number[]; slope: number } {
  const { terms, constraints } = program;
  const { shares } = smoothMaximum(terms, x, softness);
  const mean = combined(terms, shares, x.length);
  // The curvature is the sum of these rows' squares; their sizes differ too much for forming it.
  const rows = [
    ...terms.map(({ coefficients }, i) => {
      const weight = Math.sqrt(shares[i]! / softness);
      return coefficients.map((c, k) => weight * (c - mean[k]!));
    }),
    ...constraints.map((constraint) => {
      const weight = Math.sqrt(barrier) / valueAt(constraint, x);
      return constraint.coefficients.map((c) => weight * c);
    }),
  ];
  const gradient = gradientAt(program, x, softness, barrier);
  const step = solve(triangle(rows, x.length), gradient).map((s) => -s);
  return { step, slope: dot(gradient, step) };
}

/** Σ weight · coefficients */
const combined = (rows: readonly Affine[], weights: readonly number[], count: number): number[] =>
  Array.from({ length: count }, (_, k) =>
    rows.reduce((sum, { coefficients }, i) => sum + weights[i]! * coefficients[k]!, 0),
  );

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** R of the decomposition A = QR, by Householder's reflections on rows sorted by size, which suits rows of unlike sizes. */
function triangle(rows: readonly (readonly number[])[], count: number): number[][] {
  const a = rows
    .map((row) => [...row])
    .sort((x, y) => Math.max(...y.map(Math.abs)) - Math.max(...x.map(Math.abs)));
  for (let k = 0; k < count; k++) {
    const tail = a.slice(k);
    const norm = Math.hypot(...tail.map((row) => row[k]!));
    if (norm === 0) continue;
    const alpha = a[k]![k]! > 0 ? -norm : norm;
    const v = tail.map((row) => row[k]!);
    v[0]! -= alpha;
    const half = dot(v, v) / 2;
    for (let j = k; j < count; j++) {
      const factor = v.reduce((sum, x, i) => sum + x * tail[i]![j]!, 0) / half;
      for (const [i, row] of tail.entries()) row[j]! -= factor * v[i]!;
    }
  }
  return a.slice(0, count);
}

/** Solves RᵀR x = right. */
function solve(r: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const x = [...right];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= r[k]![i]! * x[k]!;
    x[i]! /= r[i]![i]! || Number.MIN_VALUE;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= r[i]![k]! * x[k]!;
    x[i]! /= r[i]![i]! || Number.MIN_VALUE;
  }
  return x;
}
