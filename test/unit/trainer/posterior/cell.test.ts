import assert from 'node:assert/strict';
import { type Kernels } from '../../../../trainer/embedded/engine';
import { mostRows, NoMemory, posteriorCell } from '../../../../trainer/embedded/posterior/cell';
import { crossing } from '../../../../trainer/embedded/posterior/crossing';
import { Noise } from '../../../../trainer/embedded/noise';
import { sizeNames } from '../../../../trainer/identity';
import type { Step } from '../../../../trainer/network-schema';
import { readPosteriorPlan, type PosteriorPlan } from '../../../../trainer/posterior-schema';
import type { Curve } from '../../../../trainer/schema';
import { compiledKernels } from '../kernels';
import { linearPlan, linearSizes } from '../plans';
import { activation, attend, dense, flatten, input, output } from '../training/networks';

describe('trainer: crossing of a curve', () => {
  it('is that of an exact logarithmic curve, in any order, and none where there is none', () => {
    const curve = [40, 50, 64, 80, 100, 128].map((p): [number, number] => [p, 0.5 + 0.2 * Math.log(p / 70)]);
    assert.ok(Math.abs(crossing(curve)! - 70) < 1e-9);
    assert.ok(Math.abs(crossing(curve.toReversed())! - 70) < 1e-9);
    assert.equal(crossing(curve.slice(0, 3)), null);
    assert.equal(crossing(curve.slice(3)), null);
  });

  it('lies between the rungs that a jump fell between', () => {
    const jump = [40, 50, 64, 80, 100].map((p): [number, number] => [p, p < 60 ? 0.02 : 0.95]);
    const found = crossing(jump)!;
    assert.ok(found > 50 && found < 64, `${found}`);
  });
});

describe('trainer: a cell of a posterior', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  /** Two sizes of the same network. */
  const twice = (network: Step[], rest: { ridge: number; scale: number; samples?: number }) =>
    [1, 2].map((value) => ({ value, network, ...rest }));

  it('is the same to the last bit, whatever ran before', () => {
    const plan = linearPlan({ effort: 0.3 });
    const key = { size: 0, seed: 3 };
    const cell = posteriorCell(kernels, plan, key);
    posteriorCell(kernels, plan, { size: 1, seed: 3 });
    assert.deepEqual(posteriorCell(kernels, plan, key), cell);
    assert.notDeepEqual(posteriorCell(kernels, plan, { size: 0, seed: 4 }).curves, cell.curves);
  });

  it('climbs until the alignment was above 1/2 twice running, and goes down until it was below twice', () => {
    const plan = linearPlan({ effort: 0.5 });
    const { found, curves } = posteriorCell(kernels, plan, { size: 1, seed: 0 });
    const [up, down] = curves as [Curve, Curve];
    assert.equal(up[0]![0], 2);
    up.slice(1).forEach(([rows], i) => {
      const [before, a] = up[i]!;
      assert.equal(rows, Math.ceil(before * (a < 0.35 ? 1.6 : 1.25)));
    });
    const beyond = (curve: Curve, up: boolean) => curve.map(([, a]) => a > 0.5 === up);
    const twiceAt = (flags: boolean[]) => flags.findIndex((flag, i) => flag && flags[i - 1] === true);
    assert.equal(twiceAt(beyond(up, true)), up.length - 1);
    assert.deepEqual(down.slice(0, 2), up.slice(-2));
    down
      .slice(2)
      .forEach(([rows], i) =>
        assert.equal(rows, Math.ceil((i === 0 ? up.at(-1)! : down[i + 1]!)[0] / 1.25) - 1),
      );
    assert.equal(twiceAt(beyond(down, false)), down.length - 1);
    assert.deepEqual(found, [crossing(up), crossing(down)]);
  });

  it('follows exact Bayesian regression when the network is wide and linear', () => {
    // For N >> d the posterior of a . W x is that of v . x with v ~ N(0, 1/d): a linear regression, solved exactly.
    const [d, ridge, width] = [2, 1, 160];
    const network = [
      ...[input('x', d), dense('h', 'x', width, { deviation: 1 / Math.sqrt(d) })],
      ...[dense('f', 'h', 1, { deviation: 1 / Math.sqrt(width) }), output('f')],
    ];
    const plan = linearPlan({ sizes: twice(network, { ridge, scale: 32 }), effort: 6 });
    const { curves } = posteriorCell(kernels, plan, { size: 0, seed: 0 });
    const along = new Noise('along', 'x', 0);
    const across = new Noise('across', 'x', sizeNames(plan)[0]!, 0);
    const [gram, pull] = [
      [ridge * d, 0, ridge * d],
      [0, 0],
    ] as [number[], number[]];
    const exact = [0];
    const [up, down] = curves as [Curve, Curve];
    while (exact.length <= Math.max(...[...up, ...down].map(([p]) => p))) {
      const p = exact.length - 1;
      const [z, u] = [along.gaussian(p), across.gaussian(2 * p + 1)];
      [gram[0]!, gram[1]!, gram[2]!].forEach((g, i) => (gram[i] = g + [z * z, z * u, u * u][i]!));
      [pull[0], pull[1]] = [pull[0]! + z * z, pull[1]! + u * z];
      exact.push((gram[2]! * pull[0]! - gram[1]! * pull[1]!) / (gram[0]! * gram[2]! - gram[1]! ** 2));
    }
    const error = [...up, ...down].map(([p, a]) => a - exact[p]!);
    assert.ok(error.length > 6);
    error.forEach((e, i) => assert.ok(Math.abs(e) < 0.25, `rung ${i}: ${e}`));
    assert.ok(Math.abs(error.reduce((sum, e) => sum + e, 0) / error.length) < 0.08, `${error}`);
  });

  it('brackets a first-order transition from both sides', () => {
    // One even unit, whose weights see nothing of the target before they are along it: a first-order transition.
    const d = 32;
    const network = [
      ...[
        input('x', d),
        dense('h', 'x', 2, { deviation: 1 / Math.sqrt(d) }),
        activation('q', 'h', 'quadratic'),
      ],
      ...[dense('f', 'q', 1, { deviation: 1 }), output('f')],
    ];
    const plan = linearPlan({
      sizes: twice(network, { ridge: 4, scale: 2 * d }),
      target: [{ input: 'x', coordinate: 0, degree: 2 }],
      effort: 0.3,
    });
    const logs = [0, 1, 2, 3, 4, 5, 6, 7].map((seed) => {
      const { found } = posteriorCell(kernels, plan, { size: 0, seed });
      return Math.log(found[0]! / found[1]!);
    });
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    // Draws of other names gave means from 0.26 to 0.43, and at least six of the eight above zero.
    assert.ok(mean > 0.15 && logs.filter((v) => v > 0).length >= 6, `${logs}`);
  });

  it('says where the alignment never reached 1/2, or was above it from the beginning', () => {
    const none = linearPlan({
      sizes: linearSizes(3, 4).map((size) => ({ ...size, ridge: 1e6, scale: 0.1 })),
      effort: 0.1,
    });
    const { found, curves, trouble } = posteriorCell(kernels, none, { size: 1, seed: 0 });
    assert.deepEqual(found, [null, null]);
    assert.equal(mostRows(none, 1), 359);
    assert.equal(trouble, 'the alignment did not reach 1/2 with up to 359 samples, at d = 4');
    assert.ok(curves![0].at(-1)![0] <= 359 && curves![1].length === 0);
    const at = linearPlan({ sizes: linearSizes(1, 2).map((size) => ({ ...size, ridge: 1e-3, scale: 320 })) });
    const early = posteriorCell(kernels, at, { size: 0, seed: 0 });
    assert.equal(early.found[0], null);
    assert.equal(early.trouble, 'the alignment was above 1/2 with 20 samples already, at d = 1');
  });

  it('finds nothing where memory ends the search, and says with how many samples', () => {
    const plan = linearPlan({
      sizes: linearSizes(3, 4).map((size) => ({ ...size, ridge: 1e6, scale: 0.1 })),
      effort: 0.1,
    });
    const key = { size: 1, seed: 0 };
    const most = mostRows(plan, 1, 20_000);
    assert.ok(most > 50 && most < 359, `${most}`);
    assert.throws(
      () => posteriorCell(kernels, plan, key, 20_000),
      (error) => error instanceof NoMemory && error.held === most && error.message.includes(` ${most} `),
    );
    // With more memory it is the plan that ends it, and that says something.
    assert.match(posteriorCell(kernels, plan, key).trouble!, /did not reach 1\/2 with up to 359 samples/);
  });

  it('runs what plans can say: patches, attention, two factors, biases', () => {
    const patches: Step[] = [
      ...[input('x', 3, 'gaussian', 4), dense('h', 'x', 5, { deviation: 0.6 })],
      { op: 'bias', to: 'b', from: 'h', multiplier: 1, deviation: 0.3, rate: 0 },
      ...[activation('a', 'b', 'erf'), flatten('all', 'a')],
      ...[dense('f', 'all', 1, { deviation: 0.5 }), output('f')],
    ];
    const attention: Step[] = [
      ...[input('x', 3, 'gaussian', 4), input('z', 3)],
      ...[dense('q', 'z', 4), dense('k', 'x', 2), dense('v', 'x', 4)],
      ...[attend('h', ['q', 'k', 'v'], 2, 1), dense('f', 'h', 1), output('f')],
    ];
    const kinds: PosteriorPlan['observable'][] = [
      ...(['alignment', 'error', 'eigenvalue'] as const).map((kind) => ({ kind })),
      { kind: 'count', of: 'h' },
    ];
    for (const observable of kinds) {
      const changes = { observable, effort: 0.05, target: [{ input: 'x', coordinate: 1, degree: 1 }] };
      const size = { ridge: 0.05, scale: 10, samples: 80 };
      const plan = linearPlan({ ...changes, sizes: twice(patches, size) });
      readPosteriorPlan(plan);
      const { found, trouble } = posteriorCell(kernels, plan, { size: 1, seed: 2 });
      assert.equal(trouble, undefined);
      const limits = { samples: 0, alignment: 1.1, error: 0.9, eigenvalue: 2, count: 5 };
      for (const v of found) assert.ok(v! > 0 && v! < limits[observable.kind], `${observable.kind} ${v}`);
      const target = [...changes.target, { input: 'z', coordinate: 0, degree: 1 }];
      const both = linearPlan({ ...changes, target, sizes: twice(attention, size) });
      if (observable.kind !== 'count') readPosteriorPlan(both);
      else both.observable = { kind: 'count', of: 'q' };
      const cell = posteriorCell(kernels, both, { size: 1, seed: 2 });
      assert.equal(cell.found.length, 2);
      for (const v of cell.found)
        assert.ok(v === null ? cell.trouble !== undefined : v > 0 && v < 5, `${observable.kind} ${v}`);
    }
  });

  it('knows the mean over a posterior that is known exactly', () => {
    // One weight: f = w x with prior N(0, 1): mean and variance of w from the data; alignment is w up to fresh samples' noise.
    const network = [input('x', 1), dense('f', 'x', 1, { deviation: 1 }), output('f')];
    const samples = 5;
    for (const kind of ['alignment', 'error'] as const) {
      const plan = linearPlan({
        sizes: twice(network, { ridge: 3, scale: 1, samples }),
        observable: { kind },
        effort: 5,
      });
      const { found } = posteriorCell(kernels, plan, { size: 0, seed: 1 });
      const along = new Noise('along', 'x', 1);
      const square = Array.from({ length: samples }, (_, p) => along.gaussian(p) ** 2).reduce(
        (a, b) => a + b,
        0,
      );
      const [mean, variance] = [square / (square + 3), 3 / (square + 3)];
      // f - y = (w - 1) x on the same fresh samples as y = x: both are exact in the data.
      const wanted = kind === 'alignment' ? mean : (mean - 1) ** 2 + variance;
      for (const v of found) assert.ok(Math.abs(v! / wanted - 1) < 0.12, `${kind}: ${v} for ${wanted}`);
    }
  });
});
