import assert from 'node:assert/strict';
import { Chain } from '../../../../trainer/embedded/posterior/chain';
import { Network } from '../../../../trainer/embedded/posterior/network';
import { Noise } from '../../../../trainer/embedded/noise';
import { kernelModule } from '../kernels';
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

describe('trainer: sampler', () => {
  let module: WebAssembly.Module;
  before(async () => (module = await kernelModule()));

  function setUp(d: number, width: number, rows: number, linear: boolean, ridge: number, frozen: number[]) {
    const noise = new Noise('sampler test', d, width);
    const network = new Network(module, { d, widths: [width] }, linear, Math.max(rows, 1));
    const xs = Array.from({ length: rows }, () => Array.from({ length: d }, () => noise.gaussian()));
    const ys = xs.map((x) => x[0]! + 0.3 * noise.gaussian());
    xs.forEach((x, p) => network.setSample(p, x, ys[p]!));
    const chain = new Chain(network, ridge, new Noise('chain test', d, width), 12, frozen);
    chain.drawPrior();
    chain.refresh(rows);
    const sample = (count: number, of: (state: Float64Array) => number[]): number[][] => {
      for (let t = 0; t < 500; t++) chain.step *= Math.exp(0.1 * (chain.move(rows) - 0.8));
      return Array.from({ length: count }, () => {
        chain.move(rows);
        return of(chain.state);
      });
    };
    return { chain, network, xs, ys, sample };
  }

  it('samples the prior when there are no data', () => {
    const { sample } = setUp(3, 2, 0, false, 1, []);
    const draws = sample(12000, (z) => [...z]);
    const unit = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => (i === j ? 1 : 0)));
    compare(draws, { mean: unit.map(() => 0), covariance: unit }, 0.06);
  });

  it('samples the exact Gaussian posterior of the read-out over fixed erf features', () => {
    const [d, width, rows, ridge] = [5, 6, 23, 0.4];
    const { chain, xs, ys, sample } = setUp(d, width, rows, false, ridge, [0]);
    const first = [...chain.state.slice(0, d * width)];
    const weight = (i: number, j: number): number => first[i * width + j]! / Math.sqrt(d);
    const features = xs.map((x) =>
      Array.from(
        { length: width },
        (_, j) => erf(x.reduce((s, v, i) => s + v * weight(i, j), 0)) / Math.sqrt(width),
      ),
    );
    const draws = sample(12000, (z) => [...z.slice(d * width)]);
    assert.deepEqual([...chain.state.slice(0, d * width)], first, 'the frozen layer stays');
    compare(draws, exactPosterior(features, ys, ridge), 0.06);
  });

  it('samples the exact Gaussian posterior of the first layer of a linear network', () => {
    const [d, width, rows, ridge] = [3, 2, 9, 0.7];
    const { chain, xs, ys, sample } = setUp(d, width, rows, true, ridge, [1]);
    const out = [...chain.state.slice(d * width)].map((z) => z / Math.sqrt(width));
    const features = xs.map((x) => x.flatMap((v) => out.map((a) => (v * a) / Math.sqrt(d))));
    const draws = sample(12000, (z) => [...z.slice(0, d * width)]);
    compare(draws, exactPosterior(features, ys, ridge), 0.06);
  });

  it('leaves the network with the weights of the state, whether the last move was accepted or not', () => {
    const { chain, network } = setUp(4, 3, 10, false, 0.5, []);
    chain.step = 0.6;
    const seen = new Set<boolean>();
    for (let t = 0; t < 60; t++) {
      const before = [...chain.state];
      chain.move(10);
      seen.add(before.every((v, i) => v === chain.state[i]));
      const a = network.weights.slice(network.blocks[1]!.start, network.blocks[1]!.start + 3);
      a.forEach((v, j) => assert.equal(v, Math.fround(chain.state[12 + j]! / Math.sqrt(3))));
    }
    assert.deepEqual([...seen].sort(), [false, true], 'both happened');
  });

  it('rejects a trajectory that runs away instead of keeping infinite weights', () => {
    const { chain } = setUp(4, 3, 10, true, 0.01, []);
    chain.step = 50;
    for (let t = 0; t < 20; t++) assert.equal(chain.move(10), 0);
    assert.ok(chain.state.every((v) => Math.abs(v) < 10));
  });
});
