// multiplier * W x, forward and backward: three products. Weights are packed once for an evaluation, inputs as they come.
import type { Node, WeightedNode } from './graph';
import { at, type Memory } from './memory';
import type { Weighted } from './operation';
import type { Weights } from './weights';

/** Columns of a panel, in bytes: those of the product's kernel. */
const wide = 32;

interface Panels {
  readonly forward: number;
  /** Where gradients pass back through these weights. */
  readonly back: number | undefined;
  readonly isNew: boolean;
}

/** Of all weights, which passes may share: packed once for all of them. */
export class DensePanels {
  private readonly of = new Map<Weights, Panels>();
  private readonly passed: ReadonlySet<Weights>;

  constructor(
    private readonly memory: Memory,
    nodes: readonly Node[],
  ) {
    this.passed = new Set(
      nodes.flatMap((node) => (node.op === 'dense' && node.back[0] !== 'none' ? [node.weights] : [])),
    );
  }

  get(weights: Weights): Panels {
    const known = this.of.get(weights);
    if (known) return { ...known, isNew: false };
    const { memory } = this;
    const { inputs, outputs } = weights;
    const full = (columns: number): number =>
      Math.ceil((columns * memory.size) / wide) * (wide / memory.size);
    const forward = memory.reserve(inputs * full(outputs));
    const back = this.passed.has(weights) ? memory.reserve(outputs * full(inputs)) : undefined;
    const panels = { forward, back, isNew: true };
    this.of.set(weights, panels);
    return panels;
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
        if (backPanels !== undefined)
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
      if (back === 'none' || backPanels === undefined) return;
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
