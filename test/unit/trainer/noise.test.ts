import assert from 'node:assert/strict';
import { Noise } from '../../../trainer/embedded/noise';

const count = 200000;
const gaussians = (...name: (string | number)[]): Float64Array => {
  const noise = new Noise(...name);
  return Float64Array.from({ length: count }, () => noise.gaussian());
};
const meanOf = (values: Float64Array, f: (v: number, i: number) => number): number =>
  values.reduce((sum, v, i) => sum + f(v, i), 0) / values.length;
/** Five standard errors of a mean over `count` numbers of standard deviation `sd`. */
const fiveErrors = (sd: number): number => (5 * sd) / Math.sqrt(count);

describe('trainer: noise', () => {
  const sample = gaussians('moments');

  it('has the moments of a standard normal up to the eighth', () => {
    const moment = (k: number): number => (k % 2 === 1 ? 0 : k === 0 ? 1 : (k - 1) * moment(k - 2));
    for (let k = 1; k <= 8; k++) {
      const sd = Math.sqrt(moment(2 * k) - moment(k) ** 2);
      assert.ok(Math.abs(meanOf(sample, (v) => v ** k) - moment(k)) < fiveErrors(sd), `moment ${k}`);
    }
  });

  it('has its quantiles', () => {
    for (const [z, probability] of [
      [-3, 0.001349898],
      [-1, 0.158655254],
      [0, 0.5],
      [2, 0.977249868],
    ] as const) {
      const below = meanOf(sample, (v) => (v < z ? 1 : 0));
      assert.ok(
        Math.abs(below - probability) < fiveErrors(Math.sqrt(probability * (1 - probability))),
        `${z}`,
      );
    }
  });

  it('has no serial correlation, of values or of squares', () => {
    for (const lag of [1, 2, 3, 4, 8, 64]) {
      const next = (i: number): number => sample[(i + lag) % count]!;
      assert.ok(Math.abs(meanOf(sample, (v, i) => v * next(i))) < fiveErrors(1), `lag ${lag}`);
      assert.ok(
        Math.abs(meanOf(sample, (v, i) => (v * v - 1) * (next(i) ** 2 - 1))) < fiveErrors(2),
        `lag ${lag}`,
      );
    }
  });

  it('gives independent streams to neighbouring names, and the same stream to the same name', () => {
    for (const [a, b] of [
      [gaussians('data', 8, 0), gaussians('data', 8, 1)],
      [gaussians(1, 23), gaussians(12, 3)],
    ] as const)
      assert.ok(Math.abs(meanOf(a, (v, i) => v * b[i]!)) < fiveErrors(1));
    assert.deepEqual(gaussians('moments'), sample);
  });

  it('draws uniforms inside (0, 1) with the right mean and variance', () => {
    const noise = new Noise('uniform');
    const values = Float64Array.from({ length: count }, () => noise.uniform());
    assert.ok(values.every((v) => v > 0 && v < 1));
    assert.ok(Math.abs(meanOf(values, (v) => v) - 0.5) < fiveErrors(Math.sqrt(1 / 12)));
    assert.ok(Math.abs(meanOf(values, (v) => (v - 0.5) ** 2) - 1 / 12) < fiveErrors(Math.sqrt(1 / 180)));
  });
});
