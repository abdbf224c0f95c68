// Steps with weights that act on each entry, row by row, and the loss.
import { addScaled, dot } from './product';

const size: usize = sizeof<Real>();

/** y[r, :] = x[r, :] + factor * b. */
export function addRow(x: usize, b: usize, y: usize, rows: usize, n: usize, factor: Real): void {
  const row = n * size;
  if (x != y) memory.copy(y, x, rows * row);
  for (let r: usize = 0; r < rows; r++) addScaled(y + r * row, b, factor, n);
}

/** g[:] += factor * sum_r d[r, :]. */
export function columnSums(d: usize, g: usize, rows: usize, n: usize, factor: Real): void {
  for (let r: usize = 0; r < rows; r++) addScaled(g, d + r * n * size, factor, n);
}

/** y[r, :] = factor * g x[r, :] / rms(x[r, :]), keeping 1/rms of each row (0 of a row of zeros, which stays one). */
export function normalize(
  x: usize,
  g: usize,
  y: usize,
  inverse: usize,
  rows: usize,
  n: usize,
  factor: Real,
): void {
  for (let r: usize = 0; r < rows; r++) {
    const square = dot(x, x, n) / (n as Real);
    const by: Real = square > 0 ? (1 as Real) / sqrt<Real>(square) : 0;
    store<Real>(inverse + r * size, by);
    const scale = factor * by;
    for (let at: usize = 0; at < n * size; at += size)
      store<Real>(y + at, scale * load<Real>(g + at) * load<Real>(x + at));
    x += n * size;
    y += n * size;
  }
}

/** gGradient[:] += factor * sum_r d[r, :] x[r, :] / rms. */
export function normalizeWeights(
  d: usize,
  x: usize,
  inverse: usize,
  gGradient: usize,
  rows: usize,
  n: usize,
  factor: Real,
): void {
  for (let r: usize = 0; r < rows; r++) {
    const by = factor * load<Real>(inverse + r * size);
    for (let at: usize = 0; at < n * size; at += size)
      store<Real>(gGradient + at, load<Real>(gGradient + at) + by * load<Real>(d + at) * load<Real>(x + at));
    d += n * size;
    x += n * size;
  }
}

/** to[r, :] (+)= (1 - u u'/n) (factor g d[r, :]) / rms, with u = x/rms: the derivative of x/rms(x). */
export function normalizeBack(
  d: usize,
  x: usize,
  inverse: usize,
  g: usize,
  to: usize,
  rows: usize,
  n: usize,
  factor: Real,
  add: bool,
): void {
  for (let r: usize = 0; r < rows; r++) {
    const by = load<Real>(inverse + r * size);
    let along: Real = 0;
    for (let at: usize = 0; at < n * size; at += size)
      along += load<Real>(g + at) * load<Real>(d + at) * load<Real>(x + at);
    along *= (by * by) / (n as Real);
    for (let at: usize = 0; at < n * size; at += size) {
      const here = factor * by * (load<Real>(g + at) * load<Real>(d + at) - along * load<Real>(x + at));
      store<Real>(to + at, add ? load<Real>(to + at) + here : here);
    }
    d += n * size;
    x += n * size;
    to += n * size;
  }
}

/** d = scale * (f - y) over n numbers; gives half the sum of squares of f - y. */
export function residual(f: usize, y: usize, d: usize, n: usize, scale: Real): f64 {
  let sum: f64 = 0;
  for (let at: usize = 0; at < n * size; at += size) {
    const error = load<Real>(f + at) - load<Real>(y + at);
    sum += (error as f64) * (error as f64);
    store<Real>(d + at, scale * error);
  }
  return sum / 2;
}

export function zero(to: usize, n: usize): void {
  memory.fill(to, 0, n * size);
}
