// Activation functions with their derivatives, in double precision.
import type { Activation } from '../../../../../trainer/network-schema';

/** The error function: its series with positive terms only (Abramowitz & Stegun 7.1.6); beyond 6 it is 1 to double precision. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const erfSlope = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
/** Distribution and density of a standard normal. */
const below = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

export const functions: Record<
  Activation,
  { readonly value: (x: number) => number; readonly slope: (x: number) => number }
> = {
  linear: { value: (x) => x, slope: () => 1 },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  erf: { value: erf, slope: erfSlope },
  relu: { value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  quadratic: { value: (x) => x * x - 1, slope: (x) => 2 * x },
  gelu: { value: (x) => x * below(x), slope: (x) => below(x) + x * density(x) },
};
