import assert from 'node:assert/strict';
import { Engine, type Kernels } from '../../../../trainer/embedded/engine';
import { fresh, observer } from '../../../../trainer/embedded/posterior/observables';
import { byChance, explained, specialised } from '../../../../trainer/embedded/posterior/specialised';
import { Noise } from '../../../../trainer/embedded/noise';
import { Samples } from '../../../../trainer/embedded/posterior/target';
import type { Step } from '../../../../trainer/network-schema';
import type { Factor, PosteriorPlan } from '../../../../trainer/posterior-schema';
import { compiledKernels } from '../kernels';
import { activation, dense, flatten, input, output, repeat } from '../training/networks';

const name = ['a size', 5] as const;

type Planted = Record<string, number[][]>;

describe('trainer: observables of planted networks', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  /** Weights as rows of a matrix, by the name of what they make. */
  function observe(
    steps: Step[],
    planted: Planted,
    target: Factor[],
    observable: PosteriorPlan['observable'],
    precision: 'single' | 'double' = 'single',
  ): number {
    const engine = engineOf(steps, planted, target, precision);
    return observer(engine, observable, target, name)();
  }
  function engineOf(
    steps: Step[],
    planted: Planted,
    target: Factor[],
    precision: 'single' | 'double' = 'single',
  ): Engine {
    const engine = new Engine(kernels, steps, { samples: fresh, precision });
    for (const { key, data } of engine.weights) data.set(planted[key]?.flat() ?? []);
    new Samples(engine, target, 'fresh-', ...name, 0).need(fresh);
    return engine;
  }
  const near = (found: number, wanted: number, error: number): void =>
    assert.ok(Math.abs(found - wanted) < error, `${found} for ${wanted}`);

  const linear = [
    input('x', 3),
    dense('h', 'x', 4, { multiplier: 2, deviation: 0.5 }),
    dense('f', 'h', 1, { multiplier: 0.7, deviation: 0.3 }),
    output('f'),
  ];
  // h = 2 W x, f = 0.7 a.h = 1.4 (0.6 x_1 - 0.1 x_2 + 0.3 x_3)
  const planted: Planted = {
    h: [
      [0.6, 0, 0],
      [0, 0.1, 0],
      [0, 0, 0.3],
      [0.3, 0.4, 0],
    ],
    f: [[1, -1, 1, 0]],
  };
  const first: Factor[] = [{ input: 'x', coordinate: 0, degree: 1 }];

  it('find the alignment and the error of a linear network', () => {
    for (const precision of ['single', 'double'] as const) {
      const [a, b, c] = [1.4 * 0.6, -1.4 * 0.1, 1.4 * 0.3];
      const of = (kind: 'alignment' | 'error'): number =>
        observe(linear, planted, first, { kind }, precision);
      // Standard errors are |(b, c)|/64 and about twice that.
      near(of('alignment'), a, 0.03);
      near(of('error'), (1 - a) ** 2 + b ** 2 + c ** 2, 0.03);
      assert.equal(
        of('alignment'),
        observe(linear, planted, first, { kind: 'samples' }, precision),
        'samples are found by the alignment',
      );
    }
  });

  it("find the eigenvalue of the read-out's kernel, however small", () => {
    // variance (0.7 0.3)^2 times the sum over units of (2 W_i1)^2; with a target that is orthogonal to all, nothing is left.
    const variance = (0.7 * 0.3) ** 2;
    const total = 4 * (0.6 ** 2 + 0.3 ** 2);
    near(observe(linear, planted, first, { kind: 'eigenvalue' }), variance * total, 0.1 * variance * total);
    const cubic: Factor[] = [{ input: 'x', coordinate: 0, degree: 3 }];
    const biased = (variance * 4 * (0.6 ** 2 + 0.1 ** 2 + 0.3 ** 2 + 0.5 ** 2)) / fresh;
    const none = [5, 6, 7, 8].map(
      (degree) => observe(linear, planted, [{ ...first[0]!, degree }], { kind: 'eigenvalue' }) / biased,
    );
    none.push(observe(linear, planted, cubic, { kind: 'eigenvalue' }) / biased);
    // A squared mean would be near 1 or above each time.
    assert.ok(none.reduce((a, b) => a + b, 0) / none.length < 0.6, `${none}`);
  });

  /** Chance included: so few inputs are often along the target. */
  const count = (steps: Step[], planted: Planted, target: Factor[], of: string): number => {
    const counts = explained(engineOf(steps, planted, target), target, of)();
    return counts.reduce((a, b) => a + b, 0) / counts.length;
  };

  it('count units most of whose pre-activation the target explains', () => {
    // Shares of x_1 in the variance: 1, 0, 0, 9/25.
    assert.equal(count(linear, planted, first, 'h'), 1);
    // Of x_1 and x_2: 1, 1, 0, 1.
    const two: Factor[] = [...first, { input: 'x', coordinate: 1, degree: 2 }];
    assert.equal(count(linear, planted, two, 'h'), 3);
    // He_1 counts for a target of a higher degree too.
    assert.equal(count(linear, planted, [{ ...first[0]!, degree: 3 }], 'h'), 1);
  });

  it('count what nonlinear layers below have made of the directions', () => {
    // u: x_1^2 - 1, x_2^2 - 1, 2 x_1 x_2 (as a difference of two squares), x_3^2 - 1.
    const steps = [
      ...[input('x', 3), dense('h', 'x', 5), activation('q', 'h', 'quadratic')],
      ...[dense('u', 'q', 4), activation('a', 'u', 'tanh'), dense('f', 'a', 1), output('f')],
    ];
    const plus = Math.SQRT1_2;
    const weights: Planted = {
      h: [
        [1, 0, 0],
        [0, 1, 0],
        [plus, plus, 0],
        [plus, -plus, 0],
        [0, 0, 1],
      ],
      u: [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, -1, 0],
        [0, 0, 0, 0, 1],
      ],
      f: [[1, 1, 1, 1]],
    };
    const factor = (coordinate: number, degree: number): Factor => ({ input: 'x', coordinate, degree });
    assert.equal(count(steps, weights, [factor(0, 1)], 'u'), 0, 'x_1^2 is no polynomial of degree 1');
    assert.equal(count(steps, weights, [factor(0, 2)], 'u'), 1);
    assert.equal(count(steps, weights, [factor(0, 1), factor(1, 1)], 'u'), 1, 'the full product');
    assert.equal(
      count(steps, weights, [factor(0, 2), factor(1, 2)], 'u'),
      2,
      'the squares, as x_1 x_2 is not full',
    );
  });

  it('count units, not units and positions, at their own position or of all positions', () => {
    const steps = [
      ...[input('x', 2, 'gaussian', 3), dense('h', 'x', 2), flatten('all', 'h')],
      ...[dense('u', 'all', 2), dense('f', 'u', 1), output('f')],
    ];
    const weights: Planted = {
      h: [
        [1, 0],
        [0.2, 1],
      ],
      // x_1 at the third position and at the first and second; then x_2 at the first.
      u: [
        [1, 0, -1, 0, 2, 0],
        [0, 1, 0, 0, 0, 0],
      ],
      f: [[1, 1]],
    };
    assert.equal(count(steps, weights, first, 'h'), 1);
    assert.equal(count(steps, weights, first, 'u'), 1);
  });

  it('know what chance would count: of Gaussian weights exactly so much', () => {
    const [d, width] = [8, 64];
    const steps = [
      ...[input('x', d), dense('h', 'x', width, { deviation: 0.3 }), dense('f', 'h', 1), output('f')],
    ];
    for (const [k, share] of [
      [1, 0.0331],
      [2, 0.125],
    ] as const) {
      // Beta(k/2, (d - k)/2) above 1/2: for k = 2 it is 2^-3, for k = 1 by numerical integration.
      const target = Array.from({ length: k }, (_, coordinate): Factor => ({
        input: 'x',
        coordinate,
        degree: 1,
      }));
      const engine = engineOf(steps, {}, target);
      engine.weights.forEach(({ data }) => data.fill(2));
      const [found] = byChance(engine, explained(engine, target, 'h'), name);
      const error = Math.sqrt((share * (1 - share)) / (64 * width));
      near(found! / width, share, 4 * error);
      assert.ok(
        engine.weights.every(({ data }) => data.every((v) => v === 2)),
        'weights stay as they are',
      );
      // No unit is along x_1; then half of them are.
      const observe = specialised(engine, target, 'h', name);
      engine.weights[0]!.data.fill(0).forEach((_, i, data) => (data[i] = i % d === d - 1 ? 1 : 0));
      near(observe(), (-width * share) / (1 - share), width * 8 * error);
      engine.weights[0]!.data.forEach(
        (_, i, data) => (data[i] = i % d === (i < (d * width) / 2 ? 0 : d - 1) ? 1 : 0),
      );
      near(observe(), (width / 2 - width * share) / (1 - share), width * 8 * error);
    }
  });

  it('count none, on the mean, of networks in which nothing was learnt', () => {
    const [d, width] = [8, 64];
    const steps = [
      ...[input('x', d), dense('h', 'x', width), activation('a', 'h', 'erf'), dense('u', 'a', width)],
      ...[dense('f', 'u', 1), output('f')],
    ];
    for (const of of ['h', 'u']) {
      const engine = engineOf(steps, {}, first);
      const observe = specialised(engine, first, of, name);
      const counts = Array.from({ length: 60 }, (_, draw) => {
        for (const { key, data } of engine.weights) {
          const noise = new Noise('a test', key, draw);
          data.forEach((_, i) => (data[i] = noise.gaussian(i)));
        }
        return observe();
      });
      const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
      // Chance counts 2.1 of 64 in h. Its scatter is 1.4, of the mean 0.18, of the chance that is taken off 0.18.
      near(mean, 0, 1);
    }
  });

  it('count the mean over the passes of a repeat', () => {
    const steps = [
      ...[input('x', 2), repeat(2, false, [['g', 'x', 'u']], [dense('u', 'g', 2)])],
      ...[dense('f', 'g', 1), output('f')],
    ];
    const weights: Planted = {
      'u/0': [
        [1, 0],
        [0, 1],
      ],
      'u/1': [
        [1, 0],
        [1, 0.1],
      ],
      f: [[1, 1]],
    };
    assert.equal(count(steps, weights, first, 'u'), 1.5);
  });
});
