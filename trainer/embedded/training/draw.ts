// The weights and data that a seed stands for, in every trainer: drawn by name and index.
import type { Engine, Floats, Weights } from '../engine';
import { Noise } from '../noise';

function drawWeights(to: Floats, stream: string, { key, gain, deviation }: Weights, seed: number): void {
  to.fill(gain);
  if (deviation === 0) return;
  const noise = new Noise(stream, key, seed);
  for (let i = 0; i < to.length; i++) to[i]! += deviation * noise.gaussian(i);
}

/** Weights, inputs and targets. Tokens differ from row to row as long as there are enough of them. */
export function drawAll({ weights, inputs, targets }: Engine, seed: number): void {
  for (const one of weights) drawWeights(one.data, 'weights', one, seed);
  for (const { to, of, dim, data } of inputs) {
    const noise = new Noise('input', to, seed);
    if (of === 'gaussian') for (let i = 0; i < data.length; i++) data[i] = noise.gaussian(i);
    else for (let row = 0; row * dim < data.length; row++) data[row * dim + (row % dim)] = 1;
  }
  const noise = new Noise('targets', seed);
  for (let i = 0; i < targets.length; i++) targets[i] = noise.gaussian(i);
}

/** Weights of the same distribution and independent of those, for gradients to pass back through. */
export function drawBackward({ weights }: Engine, vector: Floats, seed: number): void {
  for (const one of weights) drawWeights(one.of(vector), 'backward', one, seed);
}
