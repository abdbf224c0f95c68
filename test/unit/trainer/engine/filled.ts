import { Engine, type Kernels, type Options } from '../../../../trainer/embedded/engine';
import { Noise } from '../../../../trainer/embedded/noise';
import type { Step } from '../../../../trainer/network-schema';

/** An engine with the weights, inputs and targets of a seed, as the reference draws them. */
export function filled(kernels: Kernels, steps: readonly Step[], options: Options, seed = 7): Engine {
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
