// Activations and rules of optimisers, entry by entry.
import assert from 'node:assert/strict';
import { Engine, type Floats, type Kernels } from '../../../../trainer/embedded/engine';
import { activations, type Activation, type Step } from '../../../../trainer/network-schema';
import { compiledKernels } from '../kernels';
import { erf } from '../posterior/reference';

const below = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Value and derivative, and the size that errors are measured by. */
const wanted: Record<Activation, (x: number) => [value: number, slope: number]> = {
  linear: (x) => [x, 1],
  tanh: (x) => [Math.tanh(x), 1 / Math.cosh(x) ** 2],
  erf: (x) => [erf(x), (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
  relu: (x) => [Math.max(0, x), x > 0 ? 1 : 0],
  gelu: (x) => [x * below(x), below(x) + x * density(x)],
  quadratic: (x) => [x * x - 1, 2 * x],
};

describe('trainer: kernels', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  const points = [
    0, 1e-9, 1e-6, 1e-3, 0.01, 0.1, 0.3, 0.49, 0.51, 0.9, 1, 1.5, 2, 3, 4, 5.9, 6.1, 9, 15, 100,
  ];
  for (const [precision, near0, error] of [
    ['double', 7e-16, 1e-15],
    ['single', 4e-7, 3e-7],
  ] as const)
    for (const name of activations)
      it(`know ${name} and its derivative from the smallest to the largest numbers, in ${precision} precision`, () => {
        const fine = Array.from({ length: 3000 }, (_, i) => (i + 0.5) / 400);
        const xs = [...points, ...fine].flatMap((x) => [x, -x]);
        const engine = new Engine(
          kernels,
          [
            { op: 'input', to: 'x', dim: 1, of: 'gaussian', positions: 1 },
            { op: 'activation', to: 'f', from: 'x', function: name },
            { op: 'output', from: 'f' },
          ],
          { samples: xs.length, precision, keep: true, inputGradients: true },
        );
        const [x, f] = engine.made as [(typeof engine.made)[0], (typeof engine.made)[0]];
        x.data.set(xs);
        engine.forward();
        engine.targets.set(f.data.map((v) => v - 1));
        engine.descend();
        x.data.forEach((at, i) => {
          const [value, slope] = wanted[name](at);
          const size = Math.max(1, Math.abs(at));
          // Small numbers are good relative to themselves.
          const room = Math.min(
            near0 * Math.abs(value) + (Math.abs(at) < 0.5 ? 0 : Infinity),
            error * size * size,
          );
          assert.ok(
            Math.abs(f.data[i]! - value) <= (name === 'quadratic' ? error * size * size : room),
            `${name}(${at}) = ${f.data[i]} for ${value}`,
          );
          assert.ok(
            Math.abs(x.gradient[i]! - slope) <= 4 * error * size,
            `${name}'(${at}) = ${x.gradient[i]} for ${slope}`,
          );
        });
      });

  it('make no number of what is none, so that nothing hides that a training blew up', () => {
    const softmax = { op: 'attend', to: 'f', query: 'x', key: 'x', value: 'x', heads: 1, factor: 1 } as const;
    const one = { to: 'f', from: 'x' };
    const steps: Step[] = [
      ...activations.map((name): Step => ({ op: 'activation', ...one, function: name })),
      softmax,
      { op: 'normalize', ...one, gain: 1, multiplier: 1, rate: 1 },
      { op: 'sum', to: 'f', terms: [{ from: 'x', factor: 0 }] },
    ];
    for (const precision of ['single', 'double'] as const)
      for (const step of steps) {
        const input: Step = { op: 'input', to: 'x', dim: 3, of: 'gaussian', positions: 1 };
        const network: Step[] = [input, step, { op: 'output', from: 'f' }];
        const engine = new Engine(kernels, network, { samples: 1, precision, keep: true });
        engine.inputs[0]!.data.fill(NaN);
        engine.weights.forEach(({ data }) => data.fill(1));
        engine.forward();
        assert.ok(engine.output.data.every(Number.isNaN), `${step.op} ${engine.output.data}`);
      }
  });

  it('know the rules of optimisers', () => {
    const engine = new Engine(
      kernels,
      [
        { op: 'input', to: 'x', dim: 7, of: 'gaussian', positions: 1 },
        { op: 'dense', to: 'f', from: 'x', width: 3, multiplier: 1, deviation: 1, rate: 1 },
        { op: 'output', from: 'f' },
      ],
      { samples: 1, precision: 'double', vectors: 4 },
    );
    const [weights, gradient, mean, square] = engine.vectors as [Floats, Floats, Floats, Floats];
    const { rules } = engine;
    weights.forEach((_, i) => (weights[i] = i));
    gradient.forEach((_, i) => (gradient[i] = Math.sin(i)));
    rules.addScaled(weights, -0.5, gradient);
    weights.forEach((w, i) => assert.equal(w, i - 0.5 * Math.sin(i)));
    rules.momentum(mean, 0.9, gradient);
    rules.momentum(mean, 0.9, gradient);
    mean.forEach((m, i) => assert.ok(Math.abs(m - 1.9 * Math.sin(i)) < 1e-15));
    mean.fill(0);
    let [m, v] = [0, 0];
    for (let t = 1; t <= 4; t++) {
      const g = (i: number): number => Math.sin(i) / t ** 2;
      gradient.forEach((_, i) => (gradient[i] = g(i)));
      rules.adam(mean, square, gradient, [0.9, 0.95], t);
      [m, v] = [0.9 * m + 0.1 * g(5), 0.95 * v + 0.05 * g(5) ** 2];
      const direction = m / (1 - 0.9 ** t) / Math.sqrt(v / (1 - 0.95 ** t));
      assert.ok(Math.abs(gradient[5]! - direction) < 1e-14);
      assert.equal(gradient[0], 0, 'what never had a gradient stays');
    }
  });
});
