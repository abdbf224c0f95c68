// multiplier * W x, forward and backward: three products. Weights are packed once for an evaluation, inputs as they come.
import type { WeightedNode } from './graph';
import { at, type Memory } from './memory';
import type { Weighted } from './operation';
import type { Weights } from './weights';

/** Columns of a panel, in bytes: those of the product's kernel. */
const wide = 32;

/** Of weights that passes share, packed once for all of them. */
interface Panels {
  readonly forward: number;
  readonly back: number;
}

export class DensePanels {
  private readonly of = new Map<Weights, Panels>();

  constructor(private readonly memory: Memory) {}

  get(weights: Weights): Panels & { readonly isNew: boolean } {
    const known = this.of.get(weights);
    if (known) return { ...known, isNew: false };
    const { memory } = this;
    const { inputs, outputs } = weights;
    const full = (columns: number): number =>
      Math.ceil((columns * memory.size) / wide) * (wide / memory.size);
    const panels = {
      forward: memory.reserve(inputs * full(outputs)),
      back: memory.reserve(outputs * full(inputs)),
    };
    this.of.set(weights, panels);
    return { ...panels, isNew: true };
  }
}

export function dense(node: WeightedNode, memory: Memory, gradient: number, panels: DensePanels): Weighted {
  const { weights, to } = node;
  const [from] = node.from;
  const { inputs, outputs, multiplier } = weights;
  const rows = (samples: number): number => samples * from.positions;
  const [x, y] = [from.storage, to.storage];
  const own = gradient + weights.start * memory.size;
  const [back] = node.back;
  if (outputs === 1) return readOut();
  const { forward, back: backPanels, isNew } = panels.get(weights);
  memory.reserveScratch(memory.chunk * from.positions * (inputs + wide));
  const pack = (address: number): void =>
    memory.kernels.pack(address, 1, inputs, inputs, outputs, multiplier, forward);
  const multiply = (target: number, first: number, samples: number): void =>
    memory.kernels.product(
      at(x.data, first),
      inputs,
      1,
      forward,
      target,
      outputs,
      rows(samples),
      inputs,
      outputs,
      0,
    );
  return {
    ...(isNew && {
      prepare(address: number, through: number): void {
        pack(address);
        memory.kernels.pack(through, inputs, 1, outputs, inputs, multiplier, backPanels);
      },
    }),
    forward: (first, samples) => multiply(at(y.data, first), first, samples),
    backward(first, samples) {
      const delta = at(y.gradient, first);
      const { kernels, scratch } = memory;
      const count = rows(samples);
      kernels.pack(at(x.data, first), inputs, 1, count, inputs, multiplier, scratch);
      kernels.product(delta, 1, outputs, scratch, own, inputs, outputs, count, inputs, 1);
      if (back === 'none') return;
      const add = back === 'add' ? 1 : 0;
      const target = at(x.gradient, first);
      kernels.product(delta, outputs, 1, backPanels, target, inputs, count, outputs, inputs, add);
    },
    part(address, target, first, samples) {
      pack(address);
      multiply(target, first, samples);
    },
  };

  /** One output: products with a vector. */
  function readOut(): Weighted {
    let [present, through] = [0, 0];
    const multiply = (address: number, target: number, first: number, samples: number): void =>
      memory.kernels.rowDots(at(x.data, first), address, target, rows(samples), inputs, multiplier);
    return {
      prepare(address, throughAddress) {
        [present, through] = [address, throughAddress];
      },
      forward: (first, samples) => multiply(present, at(y.data, first), first, samples),
      backward(first, samples) {
        const [delta, count] = [at(y.gradient, first), rows(samples)];
        const { kernels } = memory;
        kernels.weightedRows(delta, at(x.data, first), own, count, inputs, multiplier);
        if (back === 'none') return;
        const add = back === 'add' ? 1 : 0;
        kernels.outer(delta, through, at(x.gradient, first), count, inputs, multiplier, add);
      },
      part: multiply,
    };
  }
}
