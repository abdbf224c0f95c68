// A dense network in plain float64 loops, written from the definition f(x) = a . act(W_L ... act(W_1 x)).

/** erf to about 1e-15: Maclaurin series below 3, continued fraction of erfc above. */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x < 3) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction;
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** Weights as [W_1, ..., W_L, a]; W_l[j][i] takes input i to neuron j. */
export interface Weights {
  layers: number[][][];
  readOut: number[];
}

const act = (linear: boolean, h: number): number => (linear ? h : erf(h));
const slope = (linear: boolean, h: number): number =>
  linear ? 1 : (2 / Math.sqrt(Math.PI)) * Math.exp(-h * h);
const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

export function predict(weights: Weights, linear: boolean, x: number[]): number {
  return dot(
    weights.readOut,
    weights.layers.reduce((z, w) => w.map((row) => act(linear, dot(row, z))), x),
  );
}

/** Half the sum of squared errors. */
export function loss(weights: Weights, linear: boolean, xs: number[][], ys: number[]): number {
  return xs.reduce((sum, x, p) => sum + (predict(weights, linear, x) - ys[p]!) ** 2 / 2, 0);
}

export function gradient(weights: Weights, linear: boolean, xs: number[][], ys: number[]): Weights {
  const sum: Weights = {
    layers: weights.layers.map((w) => w.map((row) => row.map(() => 0))),
    readOut: weights.readOut.map(() => 0),
  };
  xs.forEach((x, p) => {
    const z = [x];
    const h: number[][] = [];
    for (const w of weights.layers) {
      h.push(w.map((row) => dot(row, z.at(-1)!)));
      z.push(h.at(-1)!.map((v) => act(linear, v)));
    }
    const residual = dot(weights.readOut, z.at(-1)!) - ys[p]!;
    z.at(-1)!.forEach((v, j) => (sum.readOut[j]! += residual * v));
    let back = weights.readOut.map((a) => residual * a);
    for (let l = weights.layers.length - 1; l >= 0; l--) {
      const delta = back.map((v, j) => v * slope(linear, h[l]![j]!));
      delta.forEach((v, j) => z[l]!.forEach((u, i) => (sum.layers[l]![j]![i]! += v * u)));
      back = z[l]!.map((_, i) => delta.reduce((s, v, j) => s + v * weights.layers[l]![j]![i]!, 0));
    }
  });
  return sum;
}
