import type { Modes, Regression } from './learning-curve';

/** Learning machines on drawn numbers, without any theory. */

/** Standard normal numbers from a seed: mulberry32, Box and Muller. */
export function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

type Matrix = readonly Float64Array[];

const draw = (rows: number, columns: number, normal: () => number): Float64Array[] =>
  Array.from({ length: rows }, () => Float64Array.from({ length: columns }, normal));

const dot = (x: Float64Array, y: Float64Array): number =>
  x.reduce((total, value, i) => total + value * y[i]!, 0);

/** A B^T */
const product = (a: Matrix, b: Matrix): Float64Array[] =>
  a.map((row) => Float64Array.from(b, (other) => dot(row, other)));

const transposed = (a: Matrix): Float64Array[] =>
  Array.from({ length: a[0]!.length }, (_, j) => Float64Array.from(a, (row) => row[j]!));

/** Columns of drawn functions: root of the eigenvalues times normal numbers. */
const drawnData = (rows: number, { eigenvalues }: Modes, normal: () => number): Float64Array[] =>
  draw(rows, eigenvalues.length, normal).map((row) => row.map((z, k) => z * Math.sqrt(eigenvalues[k]!)));

/** Weights of the target on the drawn functions. */
const goal = ({ eigenvalues, powers }: Modes, normal: () => number): Float64Array =>
  powers.map((p, k) => Math.sign(normal()) * Math.sqrt(p / eigenvalues[k]!));

const error = ({ eigenvalues }: Modes, wanted: Float64Array, found: Float64Array): number =>
  wanted.reduce((total, w, k) => total + eigenvalues[k]! * (w - found[k]!) ** 2, 0);

/** The test error of ridge regression on random features, for one draw of features, data, signs and noise. */
export function drawnRegression(
  all: Modes,
  { samples, width, ridge, noise }: Regression,
  seed: number,
): number {
  const normal = normals(seed);
  const features = draw(width, all.counts.length, normal).map((row) => row.map((z) => z / Math.sqrt(width)));
  const data = drawnData(samples, all, normal);
  const wanted = goal(all, normal);
  const seen = product(data, features);
  const labels = Float64Array.from(data, (x) => dot(x, wanted) + Math.sqrt(noise) * normal());
  const kernel = product(seen, seen);
  kernel.forEach((row, i) => (row[i]! += ridge + 1e-12));
  const dual = solved(kernel, labels);
  const weights = Float64Array.from(transposed(seen), (column) => dot(column, dual));
  return error(
    all,
    wanted,
    Float64Array.from(transposed(features), (column) => dot(column, weights)),
  );
}

/** Gradient descent at a small rate on all data with few features, or on few data with all features. */
export function drawnFlow(
  all: Modes,
  time: number,
  by: 'samples' | 'width',
  size: number,
  seed: number,
): number {
  const normal = normals(seed);
  const rate = 1 / 8;
  const drawn = transposed(
    by === 'samples' ? drawnData(size, all, normal) : draw(size, all.counts.length, normal),
  );
  const kernel = product(drawn, drawn);
  const wanted = goal(all, normal);
  let left = wanted;
  for (let t = 0; t < time; t += rate) {
    const seen = by === 'samples' ? left : left.map((w, k) => w * all.eigenvalues[k]!);
    left = left.map((w, k) => w - (rate / size) * dot(kernel[k]!, seen));
  }
  return error(all, left, new Float64Array(left.length));
}

/** Gradient descent with new data in each step. */
export function drawnOnePass(all: Modes, steps: number, batch: number, noise: number, seed: number): number {
  const normal = normals(seed);
  const rate = 1 / 8;
  let left = goal(all, normal);
  for (let t = 0; t < steps; t++) {
    const data = drawnData(batch, all, normal);
    const gaps = data.map((x) => dot(x, left) + Math.sqrt(noise) * normal());
    left = left.map((w, k) => w - (rate / batch) * data.reduce((total, x, i) => total + x[k]! * gaps[i]!, 0));
  }
  return error(all, left, new Float64Array(left.length));
}

/** By elimination; the matrix is positive definite. */
function solved(matrix: Matrix, right: Float64Array): Float64Array {
  const a = matrix.map((row) => row.slice());
  const x = right.slice();
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const factor = a[j]![i]! / a[i]![i]!;
      for (let k = i; k < x.length; k++) a[j]![k]! -= factor * a[i]![k]!;
      x[j]! -= factor * x[i]!;
    }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= a[i]![k]! * x[k]!;
    x[i]! /= a[i]![i]!;
  }
  return x;
}
