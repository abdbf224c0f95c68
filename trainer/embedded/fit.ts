// The exponent of an observable against size: a straight line through mean logarithms, with a bootstrap over seeds. What
// is drawn at different sizes of a seed is not independent (posterior/cell.ts), so seeds are resampled whole. Nothing here
// knows the prediction.
import { Noise } from './noise';

/** Logarithms of the observable: [seed][size], from each of two kinds of chains; the same numbers twice where there is one. */
export interface Sample {
  sizes: number[];
  up: number[][];
  down: number[][];
}

export interface Interval {
  value: number;
  low: number;
  high: number;
  /** The part of the half-width that brackets cause and more seeds cannot shrink. */
  bracket: number;
}

export interface Fit {
  /** Mean logarithm at each size, and whether the two kinds of chains disagree there. */
  points: (Interval & { bracketed: boolean })[];
  /** log observable = c + slope log size. */
  slope: Interval;
  /** log observable = c + corrected.slope log size + corrected.bend least/size: the first finite-size correction; from four sizes on. */
  corrected?: { slope: Interval; bend: Interval };
}

export const level = 0.95;
const resamples = 2000;
/** Legs further apart than this count as apart even when noise could explain it (10 % in P). */
const tolerance = 0.1;

const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

function deviation(values: number[]): number {
  const m = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1));
}

/** 97.5 % quantile of Student's t with 1, 2, 3, 4 degrees, then its Cornish-Fisher expansion (0.2 % off at most). */
export function student(degrees: number): number {
  const z = 1.959963985;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return (
    [12.706, 4.303, 3.182, 2.776][degrees - 1] ?? terms.reduce((t, c, k) => t + c / degrees ** (k + 1), z)
  );
}

/** Least squares of values on a constant, `others` and `wanted`: the latter's coefficient is sum_i w_i value_i. */
function weightsOf(wanted: number[], others: number[][]): number[] {
  const basis: number[][] = [];
  const reduce = (v: number[]): number[] =>
    basis.reduce((rest, b) => rest.map((r, i) => r - (dot(v, b) / dot(b, b)) * b[i]!), v);
  for (const other of [wanted.map(() => 1), ...others]) basis.push(reduce(other));
  const rest = reduce(wanted);
  return rest.map((r) => r / dot(rest, rest));
}

/** Fits at least two sizes and two seeds. `name` seeds the bootstrap. */
export function fitExponent({ sizes, up, down }: Sample, name: string): Fit {
  const seeds = up.length;
  const noise = new Noise('bootstrap', name);
  const draws = Array.from({ length: resamples }, () =>
    Array.from({ length: seeds }, () => Math.floor(noise.uniform() * seeds)),
  );
  const middle = up.map((row, s) => row.map((v, i) => (v + down[s]![i]!) / 2));
  const gaps = sizes.map((_, i) => up.map((row, s) => row[i]! - down[s]![i]!));
  const error = (values: number[]): number => (student(seeds - 1) * deviation(values)) / Math.sqrt(seeds);
  const bracketed = gaps.map((gap) => Math.abs(mean(gap)) > Math.min(tolerance, error(gap)));
  const half = gaps.map((gap, i) => (bracketed[i] ? Math.abs(mean(gap)) / 2 : 0));

  /** sum_i w_i value_i: seeds resampled, plus the most that the brackets can add, whichever leg is right at each size. */
  const combine = (weights: number[]): Interval => {
    const each = middle.map((row) => dot(row, weights));
    const value = mean(each);
    const spread = weights.reduce((sum, w, i) => sum + Math.abs(w) * half[i]!, 0);
    // Few seeds know their own scatter badly: resampling shrinks it by sqrt((n-1)/n), and the normal's tails are thin.
    const widen = (Math.sqrt(seeds / (seeds - 1)) * student(seeds - 1)) / student(Infinity);
    const means = draws.map((draw) => mean(draw.map((s) => each[s]!)) - value).sort((a, b) => a - b);
    const low = value + widen * means[Math.floor(((1 - level) / 2) * resamples)]! - spread;
    const high = value + widen * means[Math.ceil(((1 + level) / 2) * resamples) - 1]! + spread;
    return { value, low, high, bracket: spread };
  };

  const x = sizes.map(Math.log);
  const unit = (i: number): number[] => sizes.map((_, k) => (k === i ? 1 : 0));
  const fit: Fit = {
    points: sizes.map((_, i) => ({ ...combine(unit(i)), bracketed: bracketed[i]! })),
    slope: combine(weightsOf(x, [])),
  };
  if (sizes.length < 4) return fit;
  const inverse = sizes.map((value) => sizes[0]! / value);
  fit.corrected = { slope: combine(weightsOf(x, [inverse])), bend: combine(weightsOf(inverse, [x])) };
  return fit;
}
