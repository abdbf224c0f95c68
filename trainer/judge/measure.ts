// Means over seeds and their combinations as two kinds of chains find them: where the two do not meet, the truth is taken to
// lie between them, at each size on its own.
import { Design, dot, mean, scatterOf, type Estimate, type Rows } from './means';
import { halfWidth } from './student';

/** Logarithms of the observable: [seed][size], from each of two kinds of chains; the same numbers twice where there is one. */
export interface Sample {
  sizes: number[];
  up: Rows;
  down: Rows;
}

export interface Point extends Interval {
  /** The two kinds of chains disagree there. */
  bracketed: boolean;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
  /** The part of the half-width that brackets cause and more seeds cannot shrink. */
  bracket: number;
  /** Standard error, of seeds and of the scatter of sizes about the curve, and the degrees of freedom that know it. */
  error: number;
  degrees: number;
  /** The part of the squared standard error that is the scatter of sizes. */
  lack: number;
}

/** Variance of a size about the curve, beside what its seeds say, and the degrees of freedom that know it. */
export interface Lack {
  variance: number;
  degrees: number;
}

export interface Measurement {
  /** Mean logarithm at each size. */
  points: Point[];
  /** sum_i weights_i mean_i, whichever leg is right at each size. */
  combine(weights: number[], lack?: Lack): Interval;
  /** Its square, less what brackets can explain, and what the scatter of seeds lets expect of it where the truth is zero. */
  excess(weights: number[]): { found: number; expected: number };
}

/** Legs further apart than this count as apart even when noise could explain it (10 % in P). */
const tolerance = 0.1;

/** Every size needs two seeds; the intervals hold the truth with probability `level`. */
export function measure({ sizes, up, down }: Sample, level: number): Measurement {
  const pick = (choose: (up: number, down: number, size: number) => number): Rows =>
    up.flatMap((row, s) =>
      row.every((v) => v === undefined)
        ? []
        : [row.map((v, i) => (v === undefined ? undefined : choose(v, down[s]![i]!, i)))],
    );
  const middle = pick((u, d) => (u + d) / 2);
  const gaps = sizes.map((_, i) =>
    up.flatMap((row, s) => (row[i] === undefined ? [] : [row[i]! - down[s]![i]!])),
  );
  const bracketed = gaps.map((gap) => {
    const [m, n] = [mean(gap), gap.length];
    if (gap.every((v) => v === 0)) return false;
    const error = Math.sqrt(gap.reduce((sum, v) => sum + (v - m) ** 2, 0) / (n * (n - 1)));
    return Math.abs(m) > Math.min(tolerance, halfWidth(level, n - 1) * error);
  });
  /** At each size with a bracket the leg that is on this side; elsewhere the middle. */
  const side = (signs: number[]): Rows =>
    pick((u, d, i) =>
      !bracketed[i] || signs[i] === 0 ? (u + d) / 2 : mean(gaps[i]!) * signs[i]! > 0 ? u : d,
    );
  const design = new Design(middle, scatterOf(middle, sizes.length));

  const ends = (w: number[]): [Estimate, Estimate] => {
    const estimate = design.combine(w);
    if (!bracketed.includes(true)) return [estimate(middle), estimate(middle)];
    return [estimate(side(w.map((v) => -Math.sign(v)))), estimate(side(w.map(Math.sign)))];
  };
  const combine = (w: number[], lack: Lack = { variance: 0, degrees: 1 }): Interval => {
    const [low, high] = ends(w);
    const own = lack.variance * dot(w, w);
    const seeds = Math.max(low.variance, high.variance);
    const variance = seeds + own;
    const degrees =
      variance > 0 ? variance ** 2 / (seeds ** 2 / low.degrees + own ** 2 / lack.degrees) : low.degrees;
    const error = Math.sqrt(variance);
    const apart = high.value - low.value;
    const half = error > 0 ? error * halfWidth(level, degrees, apart / error) : 0;
    return {
      value: (low.value + high.value) / 2,
      low: low.value - half,
      high: high.value + half,
      bracket: apart / 2,
      ...{ error, degrees },
      lack: variance > 0 ? own / variance : 0,
    };
  };
  const excess = (w: number[]): { found: number; expected: number } => {
    const [low, high] = ends(w);
    const [value, bracket] = [(low.value + high.value) / 2, (high.value - low.value) / 2];
    return {
      found: Math.max(0, Math.abs(value) - bracket) ** 2,
      expected: Math.max(low.variance, high.variance),
    };
  };

  const points = sizes.map((_, i) => ({
    ...combine(sizes.map((_, k) => (k === i ? 1 : 0))),
    bracketed: bracketed[i]!,
  }));
  return { points, combine, excess };
}
