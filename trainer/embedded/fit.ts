// The exponent of P* against d, from scattered per-seed values: a straight line through the sizes' mean logarithms,
// with a bootstrap over seeds. Nothing here knows what was predicted.
import { Noise } from './noise';

/** Logarithms of the observable at one size: one entry per seed, from each of the two kinds of chains. */
export interface Sample {
  x: number;
  up: number[];
  down: number[];
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Fit {
  /** Mean logarithm at each size, its interval, and whether the two kinds of chains disagree there. */
  points: (Interval & { bracketed: boolean })[];
  slope: Interval;
  /** Second difference of the exponent, d(slope)/dx, from a parabola; undefined below four sizes. */
  drift?: Interval;
  /** Slope of that parabola at the largest size. */
  lastSlope?: Interval;
}

export const level = 0.95;
const resamples = 2000;
/** Legs further apart than this count as apart even when noise could explain it (10 % in P). */
const tolerance = 0.1;

const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function variance(values: number[]): number {
  const m = mean(values);
  return values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1);
}

/** 97.5 % quantile of Student's t (Cornish-Fisher expansion about the normal; below 1 % off from 3 degrees on). */
export function student(degrees: number): number {
  const z = 1.959963985;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((t, term, k) => t + term / degrees ** (k + 1), z);
}

/** Least-squares weights: the coefficient of the highest power of a polynomial fit is sum_i w_i value_i. */
function leading(xs: number[], degree: 1 | 2): number[] {
  const centre = mean(xs);
  const u = xs.map((x) => x - centre);
  const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  if (degree === 1) return u.map((v) => v / dot(u, u));
  const square = u.map((v) => v * v);
  const [m, tilt] = [mean(square), dot(square, u) / dot(u, u)];
  const q = square.map((v, i) => v - m - tilt * u[i]!);
  return q.map((v) => v / dot(q, q));
}

/** Fits at least two sizes with at least two seeds each. */
export function fitExponent(samples: Sample[], seed: string): Fit {
  const noise = new Noise('bootstrap', seed);
  const xs = samples.map((s) => s.x);
  const centred = samples.map(({ up, down }) => {
    const middle = up.map((v, i) => (v + down[i]!) / 2);
    const gap = up.map((v, i) => v - down[i]!);
    const apart = Math.abs(mean(gap)) / 2;
    const n = middle.length;
    const bracketed = 2 * apart > tolerance || 2 * apart > student(n - 1) * Math.sqrt(variance(gap) / n);
    return { middle, value: mean(middle), n, half: bracketed ? apart : 0, bracketed };
  });
  const points = centred.map(({ middle, value, n, half, bracketed }) => {
    const error = student(n - 1) * Math.sqrt(variance(middle) / n) + half;
    return { value, low: value - error, high: value + error, bracketed };
  });

  /** Interval of sum_i w_i value_i: resampled seeds, plus the most that the unsettled brackets can add. */
  const combine = (weights: number[]): Interval => {
    const value = weights.reduce((sum, w, i) => sum + w * centred[i]!.value, 0);
    const shares = centred.map(({ middle, n }, i) => (weights[i]! ** 2 * variance(middle)) / n);
    const total = mean(shares) * shares.length;
    const degrees =
      total === 0 ? Infinity : total ** 2 / shares.reduce((s, v, i) => s + v ** 2 / (centred[i]!.n - 1), 0);
    const deviations = Array.from({ length: resamples }, () =>
      centred.reduce((sum, { middle, value: at, n }, i) => {
        let drawn = 0;
        for (let k = 0; k < n; k++) drawn += middle[Math.floor(noise.uniform() * n)]!;
        // A resampled mean scatters less than a real one by sqrt((n-1)/n).
        return sum + weights[i]! * (drawn / n - at) * Math.sqrt(n / (n - 1));
      }, 0),
    ).sort((a, b) => a - b);
    // Few seeds know their own scatter badly: widen from the normal to Student's t (Welch-Satterthwaite degrees).
    const widen = student(degrees) / student(Infinity);
    const spread = weights.reduce((sum, w, i) => sum + Math.abs(w) * centred[i]!.half, 0);
    const quantile = (q: number): number => deviations[Math.min(resamples - 1, Math.floor(q * resamples))]!;
    return {
      value,
      low: value + widen * quantile((1 - level) / 2) - spread,
      high: value + widen * quantile((1 + level) / 2) + spread,
    };
  };

  const line = leading(xs, 1);
  const fit: Fit = { points, slope: combine(line) };
  if (xs.length < 4) return fit;
  const bend = leading(xs, 2);
  const centre = mean(xs);
  const u = xs.map((x) => x - centre);
  const tilt = u.reduce((s, v) => s + v ** 3, 0) / u.reduce((s, v) => s + v ** 2, 0);
  fit.drift = combine(bend.map((w) => 2 * w));
  fit.lastSlope = combine(line.map((w, i) => w + bend[i]! * (2 * u.at(-1)! - tilt)));
  return fit;
}
