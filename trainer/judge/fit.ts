// The exponent of an observable against size: a straight line through the mean logarithms of all sizes, each of the same
// weight, or that line and its first finite-size correction. Nothing here knows the prediction.
import { dot } from './means';
import { measure, type Interval, type Point, type Sample } from './measure';
import { outside } from './student';

export interface Curve {
  model: 'power' | 'corrected';
  /** log observable = c + slope log size + bend least/size, without the last term for a power. */
  slope: Interval;
  bend?: Interval;
  /** Of the curve, not of the means there. */
  at(size: number): Interval;
}

export interface Fit {
  points: Point[];
  power: Curve;
  /** From four sizes on: with three it would go through every point and could be tested against nothing. */
  corrected?: Curve;
  /** Probability of so strong a correction where there is none: an F test with one degree in the numerator. */
  chance?: number;
  /** The one that the data ask for. */
  chosen: Curve;
}

/**
 * A correction is taken up where chance alone has it in fewer than one run in a hundred. Laxer tests spoil the exponent of
 * true powers: a correction that is there by chance moves the exponent as far as it is itself from zero.
 */
export const strict = 0.01;

/** Least squares of values on these columns: coefficient j is sum_i result[j][i] value_i. By Gram and Schmidt. */
function leastSquares(all: number[][]): number[][] {
  return all.map((column, j) => {
    const basis: number[][] = [];
    const reduce = (v: number[]): number[] =>
      basis.reduce((rest, b) => rest.map((r, i) => r - (dot(v, b) / dot(b, b)) * b[i]!), v);
    all.forEach((other, o) => o !== j && basis.push(reduce(other)));
    const rest = reduce(column);
    return rest.map((r) => r / dot(rest, rest));
  });
}

const columns = (sizes: number[], model: Curve['model']): number[][] => [
  ...[sizes.map(() => 1), sizes.map(Math.log)],
  ...(model === 'corrected' ? [sizes.map((size) => sizes[0]! / size)] : []),
];

/** Of the exponent in the mean logarithms, if the observable is a power. */
export const powerWeights = (sizes: number[]): number[] => leastSquares(columns(sizes, 'power'))[1]!;

/** Fits at least two sizes with two seeds each; the intervals hold the truth with probability `level`. */
export function fitExponent(sample: Sample, level: number): Fit {
  const { sizes } = sample;
  const { points, combine, excess } = measure(sample, level);
  const curve = (model: Curve['model']): Curve => {
    const coefficients = leastSquares(columns(sizes, model));
    /** Weights of the curve's own height at a size. */
    const height = (size: number): number[] => {
      const x = columns([sizes[0]!, size], model).map((column) => column[1]!);
      return sizes.map((_, i) => coefficients.reduce((sum, c, j) => sum + x[j]! * c[i]!, 0));
    };
    const spare = sizes.length - coefficients.length;
    // Sizes may scatter about the curve by more than their errors say: as a random effect of a size, by moments.
    const rests = sizes.map((size, i) => excess(height(size).map((w, k) => (k === i ? 1 : 0) - w)));
    const beyond = rests.reduce((sum, { found, expected }) => sum + found - expected, 0);
    const lack = {
      variance: spare > 0 ? Math.max(0, beyond) / spare : 0,
      degrees: Math.max(1, spare),
    };
    const [, weights, bend] = coefficients;
    return {
      model,
      slope: combine(weights!, lack),
      ...(bend ? { bend: combine(bend, lack) } : {}),
      at: (size) => combine(height(size), lack),
    };
  };
  const power = curve('power');
  const fit: Fit = { points, power, chosen: power };
  if (sizes.length < 4) return fit;
  const corrected = curve('corrected');
  const { value, bracket, error, degrees } = corrected.bend!;
  const away = Math.max(0, Math.abs(value) - bracket);
  // Rounding is no correction.
  const chance = away < 1e-9 ? 1 : error > 0 ? outside(away / error, degrees) : 0;
  return { ...fit, corrected, chance, chosen: chance < strict ? corrected : power };
}
