// The target y = He_m(w*.x)/sqrt(m!) and the alignment with it. Data are isotropic, so w* = e_1 loses nothing.
import type { Network } from './network';

/** He_m(z)/sqrt(m!): probabilists' Hermite polynomial, unit variance under z ~ N(0,1). */
export function hermite(m: number, z: number): number {
  let [before, now] = [0, 1];
  for (let k = 0; k < m; k++) [before, now] = [now, (z * now - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
  return now;
}

/**
 * E[act(w.x) He_m(x_1)/sqrt(m!)] / w_1^m for |w|^2 = q and odd m: E[act^(m)(h)]/sqrt(m!), h ~ N(0,q), by Stein's lemma.
 * For erf, act^(m) is a derivative of a Gaussian, and averaging it widens that Gaussian to variance q + 1/2.
 */
export function neuronAlignment(linear: boolean, m: number, q: number): number {
  if (linear) return m === 1 ? 1 : 0;
  const k = (m - 1) / 2;
  let value = (2 / Math.sqrt(Math.PI)) * (1 + 2 * q) ** (-k - 0.5);
  for (let i = 1; i <= k; i++) value *= -2 * (2 * i - 1);
  for (let i = 2; i <= m; i++) value /= Math.sqrt(i);
  return value;
}

/** <f,y>/<y,y> on infinitely many fresh samples, exact for one hidden layer. */
export function exactAlignment(network: Network, linear: boolean, m: number): number {
  const [first, out] = network.blocks as [Network['blocks'][0], Network['blocks'][0]];
  let sum = 0;
  for (let j = 0; j < first.outputs; j++) {
    let q = 0;
    for (let i = 0; i < first.inputs; i++) q += network.weights[first.start + i * first.stride + j]! ** 2;
    const overlap = network.weights[first.start + j]!;
    sum += network.weights[out.start + j]! * overlap ** m * neuronAlignment(linear, m, q);
  }
  return sum;
}

/** The same from the samples held by `fresh`, for deeper networks; copies the weights over. */
export function sampledAlignment(network: Network, fresh: Network, rows: number, y: Float64Array): number {
  fresh.weights.set(network.weights);
  fresh.evaluate(rows);
  let [fy, yy] = [0, 0];
  for (let p = 0; p < rows; p++) {
    fy += (fresh.residual[p]! + y[p]!) * y[p]!;
    yy += y[p]! * y[p]!;
  }
  return fy / yy;
}
