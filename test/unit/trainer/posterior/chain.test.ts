import assert from 'node:assert/strict';
import { Engine, type Kernels } from '../../../../trainer/embedded/engine';
import { Noise } from '../../../../trainer/embedded/noise';
import { Chain } from '../../../../trainer/embedded/posterior/chain';
import type { Activation } from '../../../../trainer/network-schema';
import { compiledKernels } from '../kernels';
import { activation, dense, input, output } from '../training/networks';
import { erf } from './reference';

/** Solves a x = b for a symmetric positive matrix, and inverts it (Gauss-Jordan; float64). */
function inverse(matrix: number[][]): number[][] {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < n; i++) {
    const pivot = work[i]![i]!;
    work[i] = work[i]!.map((v) => v / pivot);
    for (let k = 0; k < n; k++)
      if (k !== i) {
        const factor = work[k]![i]!;
        work[k] = work[k]!.map((v, j) => v - factor * work[i]![j]!);
      }
  }
  return work.map((row) => row.slice(n));
}

/** Posterior mean and covariance of t ~ N(0, I) observed through y = F t with noise variance `ridge`. */
function exactPosterior(features: number[][], ys: number[], ridge: number) {
  const n = features[0]!.length;
  const precision = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) =>
      features.reduce((s, f) => s + (f[i]! * f[j]!) / ridge, i === j ? 1 : 0),
    ),
  );
  const covariance = inverse(precision);
  const pull = Array.from({ length: n }, (_, i) =>
    features.reduce((s, f, p) => s + (f[i]! * ys[p]!) / ridge, 0),
  );
  return { mean: covariance.map((row) => row.reduce((s, v, j) => s + v * pull[j]!, 0)), covariance };
}

/** Compares sampled mean and covariance of some coordinates with the exact ones, in units of the exact deviations. */
function compare(
  draws: number[][],
  exact: { mean: number[]; covariance: number[][] },
  tolerance: number,
): void {
  const n = exact.mean.length;
  const mean = exact.mean.map((_, i) => draws.reduce((s, z) => s + z[i]!, 0) / draws.length);
  for (let i = 0; i < n; i++) {
    const sd = Math.sqrt(exact.covariance[i]![i]!);
    assert.ok(
      Math.abs(mean[i]! - exact.mean[i]!) < tolerance * sd,
      `mean ${i}: ${mean[i]} for ${exact.mean[i]}`,
    );
    for (let j = 0; j <= i; j++) {
      const covariance =
        draws.reduce((s, z) => s + (z[i]! - mean[i]!) * (z[j]! - mean[j]!), 0) / draws.length;
      const unit = sd * Math.sqrt(exact.covariance[j]![j]!);
      const wanted = exact.covariance[i]![j]!;
      assert.ok(
        Math.abs(covariance - wanted) < 1.5 * tolerance * unit,
        `covariance ${i},${j}: ${covariance} for ${wanted}`,
      );
    }
  }
}

/** f(x) = a . act(W x), variances 1/fan-in. */
const network = (d: number, width: number, act: Activation) => [
  input('x', d),
  dense('h', 'x', width, { multiplier: 1, deviation: 1 / Math.sqrt(d) }),
  activation('phi', 'h', act),
  dense('f', 'phi', 1, { multiplier: 1, deviation: 1 / Math.sqrt(width) }),
  output('f'),
];

describe('trainer: sampler', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  interface Case {
    d: number;
    width: number;
    rows: number;
    act: Activation;
    ridge: number;
    frozen?: string[];
    precision?: 'single' | 'double';
  }

  /** Samples 3 to 3 + rows of an engine are the data; what lies around them does not count. */
  function setUp({ d, width, rows, act, ridge, frozen = [], precision = 'single' }: Case) {
    const noise = new Noise('sampler test', d, width);
    const engine = new Engine(kernels, network(d, width, act), { samples: rows + 6, precision });
    const [{ data }] = engine.inputs as [(typeof engine.inputs)[0]];
    data.forEach((_, i) => (data[i] = noise.gaussian()));
    engine.targets.forEach((_, p) => (engine.targets[p] = data[p * d]! + 0.3 * noise.gaussian()));
    const xs = Array.from({ length: rows }, (_, p) => [...data.subarray((p + 3) * d, (p + 4) * d)]);
    const ys = [...engine.targets.subarray(3, 3 + rows)];
    const chain = new Chain(engine, ridge, ['chain test', 1], 3, frozen);
    chain.refresh(rows);
    const sample = (count: number, of: (state: Float64Array) => number[]): number[][] => {
      for (let t = 0; t < 500; t++) chain.step *= Math.exp(0.1 * (chain.move(rows) - 0.8));
      return Array.from({ length: count }, () => {
        chain.move(rows);
        return of(chain.state);
      });
    };
    return { chain, engine, xs, ys, sample };
  }

  it('samples the prior when there are no data', () => {
    const { sample } = setUp({ d: 3, width: 2, rows: 0, act: 'erf', ridge: 1 });
    const draws = sample(6000, (z) => [...z]);
    const unit = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => (i === j ? 1 : 0)));
    compare(draws, { mean: unit.map(() => 0), covariance: unit }, 0.08);
  });

  it('samples the exact Gaussian posterior of the read-out over fixed erf features', () => {
    const [d, width, ridge] = [5, 6, 0.4];
    const { chain, xs, ys, sample } = setUp({ d, width, rows: 23, act: 'erf', ridge, frozen: ['h'] });
    const first = [...chain.state.slice(0, d * width)];
    const weight = (i: number, j: number): number => first[j * d + i]! / Math.sqrt(d);
    const features = xs.map((x) =>
      Array.from(
        { length: width },
        (_, j) => erf(x.reduce((s, v, i) => s + v * weight(i, j), 0)) / Math.sqrt(width),
      ),
    );
    const draws = sample(6000, (z) => [...z.slice(d * width)]);
    assert.deepEqual([...chain.state.slice(0, d * width)], first, 'the frozen layer stays');
    compare(draws, exactPosterior(features, ys, ridge), 0.08);
  });

  it('samples the exact Gaussian posterior of the first layer of a linear network, in double precision too', () => {
    for (const precision of ['single', 'double'] as const) {
      const [d, width, ridge] = [3, 2, 0.7];
      const given: Case = { d, width, rows: 9, act: 'linear', ridge, frozen: ['f'], precision };
      const { chain, xs, ys, sample } = setUp(given);
      const out = [...chain.state.slice(d * width)].map((z) => z / Math.sqrt(width));
      const features = xs.map((x) => out.flatMap((a) => x.map((v) => (v * a) / Math.sqrt(d))));
      const draws = sample(6000, (z) => [...z.slice(0, d * width)]);
      compare(draws, exactPosterior(features, ys, ridge), 0.08);
    }
  });

  it('begins at the draw of the prior that its name has, and kicks by trajectory and weight', () => {
    // One leapfrog step on no data is a rotation of the plane of z and p; so many are followed here by hand.
    const [d, width] = [3, 3];
    const { chain } = setUp({ d, width, rows: 0, act: 'erf', ridge: 1, precision: 'double' });
    const prior = (key: string, n: number): number[] => {
      const noise = new Noise('prior', key, 'chain test', 1);
      return Array.from({ length: n }, (_, i) => noise.gaussian(i));
    };
    let z = [...prior('h', 9), ...prior('f', 3)];
    assert.deepEqual([...chain.state], z);
    const [kicks, chances] = [new Noise('momentum', 'chain test', 1), new Noise('accept', 'chain test', 1)];
    for (let trajectory = 0; trajectory < 3; trajectory++) {
      const step = chain.step * (0.6 + 0.8 * chances.uniform(2 * trajectory));
      const after = z.map((start, i) => {
        // Twelve weights: an even number of them needs no filling.
        let [q, p] = [start, kicks.gaussian(12 * trajectory + i)];
        const energy = (q * q + p * p) / 2;
        for (let leap = 0; leap < 20; leap++) {
          p -= (step / 2) * q;
          q += step * p;
          p -= (step / 2) * q;
        }
        return { q, gain: energy - (q * q + p * p) / 2 };
      });
      const probability = Math.exp(
        Math.min(
          0,
          after.reduce((sum, { gain }) => sum + gain, 0),
        ),
      );
      assert.ok(Math.abs(chain.move(0) - probability) < 1e-12);
      if (chances.uniform(2 * trajectory + 1) < probability) z = after.map(({ q }) => q);
      z.forEach((v, i) => assert.ok(Math.abs(chain.state[i]! - v) < 1e-12));
    }
  });

  it('leaves the engine with the weights of the state, whether the last move was accepted or not', () => {
    const { chain, engine } = setUp({ d: 4, width: 3, rows: 10, act: 'erf', ridge: 0.5 });
    chain.step = 0.4;
    const seen = new Set<boolean>();
    for (let t = 0; t < 60; t++) {
      const before = [...chain.state];
      chain.move(10);
      seen.add(before.every((v, i) => v === chain.state[i]));
      engine.weights[1]!.data.forEach((v, j) =>
        assert.equal(v, Math.fround(chain.state[12 + j]! * (1 / Math.sqrt(3)))),
      );
    }
    assert.deepEqual([...seen].sort(), [false, true], 'both happened');
  });

  it('rejects a trajectory that runs away instead of keeping infinite weights', () => {
    const { chain } = setUp({ d: 4, width: 3, rows: 10, act: 'linear', ridge: 0.01 });
    chain.step = 50;
    for (let t = 0; t < 20; t++) assert.equal(chain.move(10), 0);
    assert.ok(chain.state.every((v) => Math.abs(v) < 10));
  });
});
