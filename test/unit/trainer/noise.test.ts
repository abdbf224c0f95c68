import assert from 'node:assert/strict';
import { Noise, hash32, threefry } from '../../../trainer/embedded/noise';

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

  it('is Threefry-2x32-20: the known answers that come with its paper (Random123 1.09, kat_vectors)', () => {
    const words = new Uint32Array(2);
    for (const [k0, k1, c0, c1, ...expected] of [
      [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
      [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
    ] as const) {
      threefry(words, k0, k1, c0, c1);
      assert.deepEqual([...words], expected);
    }
  });

  it('makes of these words, under keys of its name, what every trainer makes of them', () => {
    const words = new Uint32Array(2);
    const big = 3 * 2 ** 32 + 5;
    for (const block of [0, 1, 2 ** 31 + 7, big]) {
      threefry(
        words,
        hash32('0 weights u/3 7'),
        hash32('1 weights u/3 7'),
        block % 2 ** 32,
        block === big ? 3 : 0,
      );
      const [w0, w1] = words as unknown as [number, number];
      const noise = new Noise('weights', 'u/3', 7);
      const radius = Math.sqrt(-2 * Math.log((w0 + 0.5) / 2 ** 32));
      assert.equal(noise.gaussian(2 * block + 1), radius * Math.sin(2 * Math.PI * (w1 / 2 ** 32)));
      assert.equal(noise.gaussian(2 * block), radius * Math.cos(2 * Math.PI * (w1 / 2 ** 32)));
      assert.equal(noise.uniform(block), (w0 * 2 ** 21 + Math.floor(w1 / 2 ** 11) + 0.5) / 2 ** 53);
    }
    // Fowler, Noll & Vo's own value for "foobar", 0xbf9cf968, before it is spread.
    let spread = 0xbf9cf968;
    spread = Math.imul(spread ^ (spread >>> 16), 0x85ebca6b);
    spread = Math.imul(spread ^ (spread >>> 13), 0xc2b2ae35);
    assert.equal(hash32('foobar'), (spread ^ (spread >>> 16)) >>> 0);
  });

  it('gives at an index the same number as in sequence', () => {
    const noise = new Noise('moments');
    for (const i of [7, 6, 0, count - 1, 8, 9]) assert.equal(noise.gaussian(i), sample[i]);
    const uniforms = new Noise('uniform');
    const third = [0, 1, 2, 3].map(() => uniforms.uniform())[3];
    assert.equal(new Noise('uniform').uniform(3), third);
  });

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
