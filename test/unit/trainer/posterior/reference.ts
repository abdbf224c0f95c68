// The error function, written another way than the kernels do.

/** erf to about 1e-15: Maclaurin series below 1.5, continued fraction of erfc above. */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x < 1.5) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = x;
  for (let k = 300; k >= 1; k--) fraction = x + k / 2 / fraction;
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
