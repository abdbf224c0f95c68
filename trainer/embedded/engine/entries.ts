// Steps that act on each entry, or on each row: biases, gains, activations, sums.
import { activations } from '../../network-schema';
import type { ActivationNode, MeanNode, SumNode, WeightedNode } from './graph';
import { at, type Memory } from './memory';
import type { Operation, Weighted } from './operation';

export function bias(node: WeightedNode, memory: Memory, weights: number, gradient: number): Weighted {
  const [from] = node.from;
  const { multiplier, start } = node.weights;
  const { width, positions, storage: x } = from;
  const y = node.to.storage;
  const [b, own] = [weights + start * memory.size, gradient + start * memory.size];
  const [back] = node.back;
  return {
    forward: (first, samples) =>
      memory.kernels.addRow(at(x.data, first), b, at(y.data, first), samples * positions, width, multiplier),
    backward(first, samples) {
      const delta = at(y.gradient, first);
      memory.kernels.columnSums(delta, own, samples * positions, width, multiplier);
      if (back !== 'none') pass(memory, back, delta, at(x.gradient, first), 1, samples * x.size);
    },
    part(address, to, _first, samples) {
      memory.kernels.zero(to, samples * x.size);
      memory.kernels.addRow(to, address, to, samples * positions, width, multiplier);
    },
  };
}

/** Root-mean-square normalisation of each row (Zhang & Sennrich 2019), with gains; a row of zeros stays one. */
export function normalize(
  node: WeightedNode,
  memory: Memory,
  weights: number,
  gradient: number,
  whole: boolean,
): Weighted {
  const [from] = node.from;
  const { multiplier, start } = node.weights;
  const { width, positions, storage: x } = from;
  const y = node.to.storage;
  const [g, own] = [weights + start * memory.size, gradient + start * memory.size];
  /** 1/rms of each row. */
  const inverse = memory.rows(positions, whole);
  const [back] = node.back;
  const apply = (gains: number, to: number, first: number, samples: number): void =>
    memory.kernels.normalize(
      at(x.data, first),
      gains,
      to,
      at(inverse, first),
      samples * positions,
      width,
      multiplier,
    );
  return {
    forward: (first, samples) => apply(g, at(y.data, first), first, samples),
    backward(first, samples) {
      const common = [at(y.gradient, first), at(x.data, first), at(inverse, first)];
      const size = [samples * positions, width, multiplier];
      memory.kernels.normalizeWeights(...common, own, ...size);
      const add = back === 'add' ? 1 : 0;
      if (back !== 'none') memory.kernels.normalizeBack(...common, g, at(x.gradient, first), ...size, add);
    },
    part: apply,
  };
}

export function activation(node: ActivationNode, memory: Memory, whole: boolean): Operation {
  const [from] = node.from;
  const [x, y] = [from.storage, node.to.storage];
  const kind = activations.indexOf(node.function);
  const [back] = node.back;
  // The derivative waits where the gradient will be, if no other step writes there.
  const slope =
    back === 'none' ? y.data : back === 'set' && x.uses === 1 ? x.gradient : memory.rows(x.size, whole);
  return {
    forward: (first, samples) =>
      memory.kernels.activate(kind, at(x.data, first), at(y.data, first), at(slope, first), samples * x.size),
    ...(back !== 'none' && {
      backward(first: number, samples: number) {
        const delta = at(y.gradient, first);
        const add = back === 'add' ? 1 : 0;
        memory.kernels.activateBack(at(slope, first), delta, at(x.gradient, first), samples * x.size, add);
      },
    }),
  };
}

export function sum(node: SumNode, memory: Memory): Operation {
  const y = node.to.storage;
  return {
    forward(first, samples) {
      const to = at(y.data, first);
      for (let i = 0; i < node.from.length; i++) {
        const from = at(node.from[i]!.storage.data, first);
        pass(memory, i === 0 ? 'set' : 'add', from, to, node.factors[i]!, samples * y.size);
      }
    },
    backward(first, samples) {
      const delta = at(y.gradient, first);
      for (let i = 0; i < node.from.length; i++) {
        const to = at(node.from[i]!.storage.gradient, first);
        const back = node.back[i]!;
        if (back !== 'none') pass(memory, back, delta, to, node.factors[i]!, samples * y.size);
      }
    },
  };
}

/** The mean over positions: column sums of each sample's rows, and on the way back the same gradient for all of them. */
export function mean(node: MeanNode, memory: Memory): Operation {
  const { width, positions, storage: x } = node.from[0];
  const y = node.to.storage;
  /** Bytes of a sample, before and after. */
  const [whole, row] = [x.size * memory.size, y.size * memory.size];
  const [back] = node.back;
  return {
    forward(first, samples) {
      const [from, to] = [at(x.data, first), at(y.data, first)];
      memory.kernels.zero(to, samples * y.size);
      for (let p = 0; p < samples; p++)
        memory.kernels.columnSums(from + p * whole, to + p * row, positions, width, 1 / positions);
    },
    ...(back !== 'none' && {
      backward(first: number, samples: number) {
        const [delta, to] = [at(y.gradient, first), at(x.gradient, first)];
        if (back === 'set') memory.kernels.zero(to, samples * x.size);
        for (let p = 0; p < samples; p++) {
          const rows = to + p * whole;
          memory.kernels.addRow(rows, delta + p * row, rows, positions, width, 1 / positions);
        }
      },
    }),
  };
}

function pass(
  { kernels }: Memory,
  back: 'set' | 'add',
  from: number,
  to: number,
  factor: number,
  count: number,
): void {
  if (back === 'set') kernels.setScaled(to, from, factor, count);
  else kernels.addScaled(to, from, factor, count);
}
