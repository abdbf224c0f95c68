import assert from 'node:assert/strict';
import { type Engine, type Kernels } from '../../../../trainer/embedded/engine';
import { readNetwork, type Step } from '../../../../trainer/network-schema';
import { compiledKernels } from '../kernels';
import { small } from '../training/networks';
import { filled } from './filled';
import { randomNetwork } from './random';
import { Network } from './reference/network';
import { descend } from './reference/train';

const seed = 7;

/** Each number to within `error` of its own size and the others', and of a hundredth, for what nearly cancels. */
function near(found: ArrayLike<number>, wanted: ArrayLike<number>, error: number, what: string): void {
  assert.equal(found.length, wanted.length, what);
  const size = Math.sqrt(Array.from(wanted).reduce((a, v) => a + v * v, 0) / wanted.length);
  for (let i = 0; i < wanted.length; i++)
    assert.ok(
      Math.abs(found[i]! - wanted[i]!) <= error * (0.01 + size + Math.abs(wanted[i]!)),
      `${what}[${i}]: ${found[i]} for ${wanted[i]}`,
    );
}

describe('trainer: engine', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  /** Values, gradients of values and weights, and what weights make by themselves, against the define-by-run reference. */
  function compare(steps: Step[], samples: number, precision: 'single' | 'double', error: number): void {
    const pass = new Network(steps, samples, seed).evaluate();
    const options = { samples, precision, keep: true, inputGradients: true, vectors: 3 };
    const engine = filled(kernels, steps, options);
    engine.vectors[2]!.forEach((_, k) => (engine.vectors[2]![k] = Math.sin(k + 1)));
    const rows = samples * engine.output.positions;
    const half = engine.descend({ scale: 1 / rows });
    near([half / rows], [descend(pass, Float64Array.from(engine.targets))], 3 * error, 'loss');
    assert.deepEqual(
      engine.made.map(({ name }) => name),
      pass.made.map(({ name }) => name),
    );
    pass.made.forEach(({ name, value, own }, i) => {
      const made = engine.made[i]!;
      near(made.data, value.data, error, name);
      near(made.gradient, value.gradient, 3 * error, `gradient of ${name}`);
      if (!own) return;
      near(made.weights!.gradient, own.weights.gradient, 3 * error, `gradient of the weights of ${name}`);
      const other = Float64Array.from(made.weights!.of(engine.vectors[2]!));
      near(engine.part(made, engine.vectors[2]!), own.part(other), error, `part of ${name}`);
    });
  }

  for (const [name, steps] of Object.entries(small))
    it(`agrees with define-by-run differentiation: ${name}`, () => {
      for (const samples of [1, 3, 70]) {
        compare(steps, samples, 'double', 1e-13);
        compare(steps, samples, 'single', 4e-6);
      }
    });

  it('agrees with it in double precision on random networks', () => {
    for (let i = 0; i < 60; i++) {
      const steps = randomNetwork(i);
      readNetwork(steps, `network ${i}`);
      compare(steps, 1 + (i % 9), 'double', 1e-11);
    }
  });

  it('agrees with it on ragged widths and sample counts, around the sizes of blocks and panels', () => {
    for (const width of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33])
      for (const samples of [1, 2, 3, 4, 5, 33]) {
        const steps: Step[] = [
          { op: 'input', to: 'x', dim: 17 - (width % 17), of: 'gaussian', positions: 1 },
          { op: 'dense', to: 'u', from: 'x', width, multiplier: 0.8, deviation: 0.3, rate: 1 },
          { op: 'activation', to: 'h', from: 'u', function: 'erf' },
          {
            op: 'dense',
            to: 'f',
            from: 'h',
            width: 1 + (width % 3),
            multiplier: 1.2,
            deviation: 0.3,
            rate: 1,
          },
          { op: 'output', from: 'f' },
        ];
        compare(steps, samples, 'double', 1e-13);
        compare(steps, samples, 'single', 4e-6);
      }
  });

  it('sums products over more steps than go together', () => {
    const steps: Step[] = [
      { op: 'input', to: 'x', dim: 1300, of: 'gaussian', positions: 1 },
      { op: 'dense', to: 'u', from: 'x', width: 5, multiplier: 1, deviation: 0.03, rate: 1 },
      { op: 'output', from: 'u' },
    ];
    compare(steps, 6, 'double', 1e-12);
    compare(steps, 6, 'single', 2e-5);
  });

  it('has the gradients of finite differences', () => {
    for (let i = 100; i < 112; i++) {
      // Of functions without a kink.
      const steps = randomNetwork(i, 6).map((step): Step =>
        step.op === 'activation' && step.function === 'relu' ? { ...step, function: 'gelu' } : step,
      );
      const engine = filled(kernels, steps, { samples: 3, precision: 'double' });
      const [weights] = engine.vectors as [Float64Array];
      engine.descend();
      const gradient = engine.vectors[1]!.slice();
      const size = Math.max(...gradient.map(Math.abs));
      const step = 1e-4;
      for (let k = 0; k < engine.size; k += 1 + Math.floor(engine.size / 40)) {
        const value = weights[k]!;
        const at = (shift: number): number => {
          weights[k] = value + shift * step;
          return engine.descend();
        };
        // Fourth-order central difference.
        const difference = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
        weights[k] = value;
        assert.ok(Math.abs(difference - gradient[k]!) < 2e-7 * size, `${i}: ${difference} ${gradient[k]}`);
      }
    }
  });

  it('finds the same whether it keeps values or not, and for samples wherever they are', () => {
    for (let i = 200; i < 215; i++) {
      const steps = randomNetwork(i);
      const samples = 240;
      const kept = filled(kernels, steps, { samples, precision: 'double', keep: true });
      const passing = filled(kernels, steps, { samples, precision: 'double' });
      const some = { first: 13, count: 201 };
      const [a, b] = [kept.descend(some), passing.descend(some)];
      assert.ok(Math.abs(a / b - 1) < 1e-13);
      near(passing.vectors[1]!, kept.vectors[1]!, 1e-12, 'gradient');
      const seen: number[] = [];
      passing.forward(13, 201, (first, count) => {
        passing.made.forEach((made, m) => {
          const wanted = kept.made[m]!;
          const row = made.width * made.positions;
          near(
            passing.read(made, first, count),
            wanted.data.subarray(first * row, (first + count) * row),
            1e-13,
            made.name,
          );
        });
        for (let p = first; p < first + count; p++) seen.push(p);
      });
      assert.deepEqual(
        seen,
        Array.from({ length: 201 }, (_, p) => 13 + p),
      );
    }
  });

  it('reads what a dense step was made from', () => {
    const engine = filled(kernels, small['dense, tanh']!, { samples: 5, precision: 'double', keep: true });
    engine.forward();
    const [h, out] = ['h', 'out'].map((name) => engine.made.find((made) => made.name === name)!);
    assert.deepEqual([...engine.readInput(out!, 1, 3)], [...h!.data.subarray(5, 20)]);
    assert.throws(() => engine.part(h!, engine.vectors[0]!), /h has no weights of its own/);
  });

  it('passes gradients back through other weights where it is told to', () => {
    // dLoss/dh = multiplier * B' delta, and W's own gradient has delta and h in it only.
    const steps = small['dense, tanh']!;
    const engine = filled(kernels, steps, { samples: 4, precision: 'double', keep: true, vectors: 3 });
    const [u, h, out] = ['u', 'h', 'out'].map((name) => engine.made.find((made) => made.name === name)!);
    engine.vectors[2]!.forEach((_, k) => (engine.vectors[2]![k] = Math.cos(k)));
    engine.descend();
    const straight = [...out!.weights!.gradient];
    engine.descend({ through: engine.vectors[2]! });
    assert.deepEqual([...out!.weights!.gradient], straight);
    const other = out!.weights!.of(engine.vectors[2]!);
    for (let p = 0; p < 4; p++)
      for (let i = 0; i < 5; i++) {
        const back = 0.7 * (other[i]! * out!.gradient[2 * p]! + other[5 + i]! * out!.gradient[2 * p + 1]!);
        assert.ok(Math.abs(h!.gradient[5 * p + i]! - back) < 1e-14);
        const slope = 1 - h!.data[5 * p + i]! ** 2;
        assert.ok(Math.abs(u!.gradient[5 * p + i]! - slope * back) < 1e-14);
      }
  });

  it('gives the same numbers to the last bit, whatever it did before', () => {
    const steps = randomNetwork(300);
    const run = (busy: boolean): Engine => {
      const engine = filled(kernels, steps, { samples: 50, precision: 'single' });
      if (busy) {
        const weights = engine.vectors[0]!.slice();
        engine.vectors[0]!.fill(3);
        engine.descend({ count: 31 });
        engine.forward(7, 11);
        engine.vectors[0]!.set(weights);
      }
      engine.descend({ first: 2, count: 47 });
      return engine;
    };
    assert.deepEqual(run(true).vectors[1], run(false).vectors[1]);
  });
});
