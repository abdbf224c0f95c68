/**
 * Errors of exactly solved learning machines on power laws, as numbers: eigenvalues k^-b of the kernel, power k^-a of the target.
 * They share nothing with the engine, and know of no exponents but these two.
 */

export interface Modes {
  readonly eigenvalues: Float64Array;
  readonly powers: Float64Array;
  /** How many modes one entry stands for. */
  readonly counts: Float64Array;
}

/** Modes as far as they matter: the first hundred one by one, then eight entries for each power of e. */
export function modes(b: number, a: number, last = 1e30): Modes {
  const edges = Array.from({ length: 100 }, (_, i) => i + 1);
  const step = Math.exp(1 / 8);
  for (let k = 101; k < last; k *= step) edges.push(k);
  const middle = (i: number): number => (i < 99 ? edges[i]! : Math.sqrt(edges[i]! * edges[i + 1]!));
  const all = edges.slice(0, -1).map((edge, i) => ({ k: middle(i), count: edges[i + 1]! - edge }));
  return {
    eigenvalues: Float64Array.from(all, ({ k }) => k ** -b),
    powers: Float64Array.from(all, ({ k }) => k ** -a),
    counts: Float64Array.from(all, ({ count }) => count),
  };
}

function sum(
  { eigenvalues, powers, counts }: Modes,
  of: (eigenvalue: number, power: number) => number,
): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]! * of(eigenvalues[i]!, powers[i]!);
  return total;
}

export interface Regression {
  readonly samples: number;
  readonly width: number;
  /** Of the sum of squares plus ridge times the squared norm of the weights. */
  readonly ridge: number;
  /** Variance of the noise on the labels. */
  readonly noise: number;
}

/**
 * The test error of ridge regression on random features by its deterministic equivalent (Defilippis, Loureiro and Misiakiewicz,
 * arXiv:2405.15699, theorem 3.3), which a test compares with regressions on drawn numbers.
 */
export function regressionError(all: Modes, { samples, width, ridge, noise }: Regression): number {
  const seen = (v: number): number => sum(all, (s) => s / (s + v));
  let [low, high] = [-400, 40];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    const v = Math.exp(middle);
    const k = seen(v);
    const tooSmall = k >= Math.min(samples, width) || v * (1 - k / width) * (samples - k) < ridge;
    if (tooSmall) low = middle;
    else high = middle;
  }
  const v = Math.exp(high);
  const k = seen(v);
  const k2 = sum(all, (s) => (s / (s + v)) ** 2);
  const rest = 1 - k / width;
  const spread = k ** 2 / (samples * width) + (rest ** 2 * k2) / (samples * (1 - k2 / width));
  const features = sum(all, (s) => s / (s + v) ** 2) / (width - k2);
  const bias =
    v ** 2 * (sum(all, (s, p) => p / (s + v) ** 2) + features * sum(all, (s, p) => (p * s) / (s + v) ** 2));
  return (bias + noise * spread) / (1 - spread);
}

/** Gradient flow for a time, on all data with all features. */
export const flowError = (all: Modes, time: number): number =>
  sum(all, (s, p) => p * Math.exp(-2 * s * time));

/**
 * What a finite number of samples or features adds to it, times that number, to first order in its inverse: the kernel has a
 * random part, by which the modes act on each other while they are learnt. With independent Gaussian entries its matrix between
 * weights is sqrt(s_k s_l) G_kl for samples and s_l G_kl for features.
 */
export function spread(all: Modes, time: number, by: 'samples' | 'width'): number {
  const { eigenvalues, powers, counts } = all;
  let total = 0;
  for (let l = 0; l < counts.length; l++) {
    const strong = eigenvalues[l]!;
    const weight = counts[l]! * powers[l]! * (by === 'samples' ? 1 : strong);
    if (weight < 1e-40) continue;
    total += weight * sum(all, (s) => (by === 'samples' ? s ** 2 : s) * learnt(s, strong, time) ** 2);
  }
  return total;
}

/** The integral over t' of exp(-s (time - t')) exp(-r t'). */
function learnt(s: number, r: number, time: number): number {
  const gap = (r - s) * time;
  const common = Math.exp(-Math.min(s, r) * time);
  return Math.abs(gap) < 1e-8 ? time * common : (common * -Math.expm1(-Math.abs(gap)) * time) / Math.abs(gap);
}

/** What the noise of labels adds: each mode that is learnt has that of 1/samples. */
export const noiseError = (all: Modes, time: number, samples: number, noise: number): number =>
  (noise / samples) * sum(all, (s) => Math.expm1(-s * time) ** 2);

/** Steps of one-pass gradient descent on Gaussian data: the mean of the squared weights obeys a closed recursion. */
export function onePassError(all: Modes, steps: number, batch: number, noise: number, rate = 1 / 8): number {
  const { eigenvalues, powers, counts } = all;
  const error = Float64Array.from(powers);
  let total = sum(all, (_, p) => p);
  for (let t = 0; t < steps; t++) {
    let next = 0;
    for (let i = 0; i < counts.length; i++) {
      const s = rate * eigenvalues[i]!;
      error[i] = error[i]! * ((1 - s) ** 2 + s ** 2 / batch) + (s ** 2 * (total + noise)) / batch;
      next += counts[i]! * error[i]!;
    }
    total = next;
  }
  return total;
}

/** The first modes, one by one. */
export function firstModes(b: number, a: number, count: number): Modes {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return {
    eigenvalues: Float64Array.from(numbers, (k) => k ** -b),
    powers: Float64Array.from(numbers, (k) => k ** -a),
    counts: new Float64Array(count).fill(1),
  };
}
