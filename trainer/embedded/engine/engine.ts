import type { Step } from '../../network-schema';
import { DensePanels, dense } from './dense';
import { activation, bias, mean, normalize, sum } from './entries';
import { attend } from './attend';
import { unroll, type Graph, type Named, type Node, type WeightedNode } from './graph';
import { at, Memory, type Floats, type Kernels } from './memory';
import type { Operation, Weighted } from './operation';
import { Rules } from './rules';
import type { Weights } from './weights';

export type { Floats } from './memory';

export interface Options {
  /** As many as will ever be evaluated. */
  readonly samples: number;
  readonly precision: 'single' | 'double';
  /** Values and gradients of all samples stay to be read; otherwise those of the samples under way. */
  readonly keep?: boolean;
  /** Vectors of the size of all weights: themselves, their gradient, and the caller's own; 2 at least. */
  readonly vectors?: number;
  /** Whether gradients of inputs are wanted too. */
  readonly inputGradients?: boolean;
}

/** A value by its name, once for each pass of a repeat. Rows are samples x positions. */
export interface Made {
  readonly name: string;
  readonly width: number;
  readonly positions: number;
  /** Its own weights. */
  readonly weights?: Weights;
  /** Of all samples, where the engine keeps them. */
  readonly data: Floats;
  readonly gradient: Floats;
}

/** Numbers of values that go through all steps together: they stay in the second cache. Speed hardly depends on it. */
const together = 16384;
/** Rows that make a product worth its preparation; blocks have 4. */
const leastRows = 32;

/** An input, to be filled by the caller: samples x positions x dim. */
interface Input {
  readonly to: string;
  readonly of: 'gaussian' | 'tokens';
  readonly dim: number;
  readonly positions: number;
  readonly data: Floats;
}

class Program {
  readonly operations: Operation[] = [];
  readonly byNode = new Map<WeightedNode, Weighted>();
  readonly memory: Memory;
  readonly graph: Graph;
  readonly size: number;
  /** Addresses of the vectors. */
  readonly vectors: number[];
  readonly targets;
  /** For what weights make by themselves. */
  readonly part: number;

  constructor(
    steps: readonly Step[],
    { samples, precision, keep = false, vectors = 2, inputGradients }: Options,
  ) {
    const graph = (this.graph = unroll(steps, keep, inputGradients === true));
    const sizes = graph.storages.map(({ size }) => size);
    const entries = sizes.reduce((a, b) => a + b, 0);
    const positions = Math.max(...graph.named.map(({ value }) => value.positions));
    const chunk = 4 * Math.ceil(Math.max(leastRows / positions, together / entries) / 4);
    const memory = (this.memory = new Memory(precision, samples, Math.min(samples, chunk)));
    this.size = graph.weights.reduce((a, { length }) => a + length, 0);
    this.vectors = Array.from({ length: vectors }, () => memory.reserve(this.size));
    for (const storage of graph.storages) {
      const isInput = graph.inputs.some(({ value }) => value.storage === storage);
      storage.data = memory.rows(storage.size, keep || isInput);
      if (storage.reached || keep) storage.gradient = memory.rows(storage.size, keep);
    }
    this.targets = memory.rows(graph.output.storage.size, true);
    const widest = Math.max(0, ...graph.named.map(({ node, value }) => (node ? value.storage.size : 0)));
    this.part = keep ? memory.reserve(samples * widest) : 0;
    const panels = new DensePanels(memory, graph.nodes);
    for (const node of graph.nodes) this.operations.push(this.operation(node, panels, keep));
  }

  private operation(node: Node, panels: DensePanels, keep: boolean): Operation {
    const { memory } = this;
    const [weights, gradient] = this.vectors as [number, number];
    switch (node.op) {
      case 'dense':
        return this.weighted(node, dense(node, memory, gradient, panels));
      case 'bias':
        return this.weighted(node, bias(node, memory, weights, gradient));
      case 'normalize':
        return this.weighted(node, normalize(node, memory, weights, gradient, keep));
      case 'activation':
        return activation(node, memory, keep);
      case 'sum':
        return sum(node, memory);
      case 'attend':
        return attend(node, memory);
      case 'mean':
        return mean(node, memory);
    }
  }

  private weighted(node: WeightedNode, made: Weighted): Weighted {
    this.byNode.set(node, made);
    return made;
  }
}

/** Bytes that an engine would take. */
export const bytesOf = (steps: readonly Step[], options: Options): number =>
  new Program(steps, options).memory.bytes;

export class Engine {
  /** In the sequence of the steps. */
  readonly weights: readonly Weights[];
  /** Numbers of all weights. */
  readonly size: number;
  readonly vectors: readonly Floats[];
  readonly inputs: readonly Input[];
  /** samples x positions x width of the output. */
  readonly targets: Floats;
  readonly made: readonly Made[];
  readonly output: Made;
  readonly rules: Rules;
  private readonly program: Program;
  private readonly named = new Map<Made, Named>();
  private readonly backwards: NonNullable<Operation['backward']>[];

  /** Throws RangeError where there is no memory for it. */
  constructor(
    kernels: Kernels,
    steps: readonly Step[],
    private readonly options: Options,
  ) {
    const program = (this.program = new Program(steps, options));
    const { memory, graph } = program;
    memory.create(kernels);
    this.weights = graph.weights;
    this.size = program.size;
    this.vectors = program.vectors.map((address) => memory.view(address, program.size));
    for (const weights of this.weights) {
      weights.data = weights.of(this.vectors[0]!);
      weights.gradient = weights.of(this.vectors[1]!);
    }
    const { samples, keep = false } = options;
    this.inputs = graph.inputs.map(({ step: { to, of, dim, positions }, value }) => ({
      ...{ to, of, dim, positions },
      data: memory.read(value.storage.data, 0, samples),
    }));
    this.targets = memory.read(program.targets, 0, samples);
    const view = (named: Named): Made => {
      const { width, positions, storage } = named.value;
      const kept = keep ? samples : 0;
      const made = {
        ...{ name: named.name, width, positions },
        ...(named.node && { weights: named.node.weights }),
        data: memory.read(storage.data, 0, kept),
        gradient: memory.read(storage.gradient, 0, kept),
      };
      this.named.set(made, named);
      return made;
    };
    this.made = graph.named.map(view);
    this.output = view({ name: '', value: graph.output });
    this.rules = new Rules(memory.kernels);
    const order = graph.nodes.map((node, i) => ({ node, operation: program.operations[i]! }));
    this.backwards = order
      .reverse()
      .flatMap(({ node, operation }) =>
        node.to.storage.reached && operation.backward ? [operation.backward] : [],
      );
  }

  /** Evaluates some samples; `visit` is told of those that went through together, whose values can be read then. */
  forward(first = 0, count = this.options.samples, visit?: (first: number, count: number) => void): void {
    this.prepare();
    this.each(first, count, (from, samples) => {
      for (const { forward } of this.program.operations) forward(from, samples);
      visit?.(from, samples);
    });
  }

  /**
   * Evaluates some samples, and takes `scale` times half the sum of squared errors back to all weights (and, through those
   * of the vector `through`, to values). Returns half the sum of squared errors.
   */
  descend({
    first = 0,
    count = this.options.samples,
    scale = 1,
    through,
  }: { first?: number; count?: number; scale?: number; through?: Floats } = {}): number {
    const { memory, graph, operations, targets, vectors } = this.program;
    const { data, gradient, size } = graph.output.storage;
    this.prepare(through);
    memory.kernels.zero(vectors[1]!, this.size);
    let sum = 0;
    this.each(first, count, (from, samples) => {
      for (const { forward } of operations) forward(from, samples);
      const [f, y, d] = [at(data, from), at(targets, from), at(gradient, from)];
      sum += memory.kernels.residual(f, y, d, samples * size, scale);
      for (const backward of this.backwards) backward(from, samples);
    });
    return sum;
  }

  /** The values of samples that are under way. */
  read(made: Made, first: number, count: number): Floats {
    return this.program.memory.read(this.named.get(made)!.value.storage.data, first, count);
  }

  /** What `made` was made from by its weights, of samples that are under way. */
  readInput(made: Made, first: number, count: number): Floats {
    return this.program.memory.read(this.node(made).from[0].storage.data, first, count);
  }

  /**
   * What a vector makes of the input of `made`, in the place of its own weights and without what else comes in; of all samples,
   * until the next call. The engine must keep values.
   */
  part(made: Made, vector: Floats): Floats {
    const { memory, byNode, part } = this.program;
    const { samples } = this.options;
    const node = this.node(made);
    byNode.get(node)!.part(vector.byteOffset + node.weights.start * memory.size, part, 0, samples);
    return memory.view(part, samples * made.positions * made.width);
  }

  private node(made: Made): WeightedNode {
    const { node } = this.named.get(made)!;
    if (!node) throw new Error(`${made.name} has no weights of its own`);
    return node;
  }

  private prepare(through = this.vectors[0]!): void {
    const { byNode, memory, vectors } = this.program;
    for (const [{ weights }, { prepare }] of byNode) {
      const start = weights.start * memory.size;
      prepare?.(vectors[0]! + start, through.byteOffset + start);
    }
  }

  private each(first: number, count: number, visit: (first: number, count: number) => void): void {
    const { chunk } = this.program.memory;
    for (let from = first; from < first + count; from += chunk)
      visit(from, Math.min(chunk, first + count - from));
  }
}
