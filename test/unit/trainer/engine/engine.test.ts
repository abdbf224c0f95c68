import assert from 'node:assert/strict';
import { Engine, type Kernels, type Options } from '../../../../trainer/embedded/engine';
import { Noise } from '../../../../trainer/embedded/noise';
import { Network } from '../../../../trainer/embedded/training/network';
import { descend } from '../../../../trainer/embedded/training/train';
import type { Step } from '../../../../trainer/network-schema';
import { compiledKernels } from '../kernels';
import { small } from '../training/networks';

const seed = 7;

/** An engine with the weights and inputs of a seed, as every trainer draws them. */
function filled(kernels: Kernels, steps: Step[], options: Options): Engine {
  const engine = new Engine(kernels, steps, options);
  for (const { key, gain, deviation, data } of engine.weights) {
    const noise = new Noise('weights', key, seed);
    data.forEach((_, i) => (data[i] = gain + (deviation === 0 ? 0 : deviation * noise.gaussian(i))));
  }
  for (const { to, of, dim, data } of engine.inputs) {
    const noise = new Noise('input', to, seed);
    data.forEach((_, i) => {
      const row = Math.floor(i / dim);
      data[i] = of === 'gaussian' ? noise.gaussian(i) : i % dim === row % dim ? 1 : 0;
    });
  }
  const noise = new Noise('targets', seed);
  engine.targets.forEach((_, i) => (engine.targets[i] = noise.gaussian(i)));
  return engine;
}

describe('trainer: engine', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, error: number, what: string): void => {
    assert.equal(found.length, wanted.length, what);
    const size = Math.sqrt(Array.from(wanted).reduce((a, v) => a + v * v, 0) / wanted.length);
    for (let i = 0; i < wanted.length; i++)
      assert.ok(
        Math.abs(found[i]! - wanted[i]!) <= error * (size + Math.abs(wanted[i]!)),
        `${what}[${i}]: ${found[i]} for ${wanted[i]}`,
      );
  };

  for (const [precision, error] of [
    ['double', 1e-13],
    ['single', 4e-6],
  ] as const)
    for (const [name, steps] of Object.entries(small))
      for (const samples of [1, 3, 70])
        it(`agrees with define-by-run differentiation in ${precision} precision: ${name}, ${samples}`, () => {
          const reference = new Network(steps, samples, seed);
          const pass = reference.evaluate();
          const engine = filled(kernels, steps, { samples, precision, keep: true, inputGradients: true });
          const rows = samples * engine.output.positions;
          const half = engine.descend({ scale: 1 / rows });
          const loss = descend(pass, Float64Array.from(engine.targets));
          near([half / rows], [loss], error, 'loss');
          assert.equal(engine.made.length, pass.made.length);
          pass.made.forEach(({ name, value, own }, i) => {
            const made = engine.made[i]!;
            assert.equal(made.name, name);
            near(made.data, value.data, error, name);
            near(made.gradient, value.gradient, 3 * error, `gradient of ${name}`);
            if (!own) return;
            near(
              made.weights!.gradient,
              own.weights.gradient,
              3 * error,
              `gradient of the weights of ${name}`,
            );
            const other = Float64Array.from(engine.vectors[0]!, (_, k) => Math.sin(k + 1));
            engine.vectors[1]!.set(other);
            near(
              engine.part(made, engine.vectors[1]!),
              own.part(Float64Array.from(made.weights!.of(engine.vectors[1]!))),
              error,
              `part of ${name}`,
            );
            engine.descend({ scale: 1 / rows });
          });
        });
});
