// A network's steps in the sequence in which they are evaluated, repeats pass by pass, and what of it gradients must reach.
import { flattened, type Activation, type Shape, type Step } from '../../network-schema';
import type { Buffer } from './memory';
import { Weights } from './weights';

/** Where the numbers of a value are. */
export interface Storage {
  /** Numbers of a sample. */
  readonly size: number;
  /** Whether it depends on weights, or its gradient is wanted all the same. */
  readonly varies: boolean;
  /** How many steps take it. */
  uses: number;
  /** Whether gradients reach it. */
  reached: boolean;
  data: Buffer;
  gradient: Buffer;
}

export interface Value {
  readonly width: number;
  readonly positions: number;
  readonly storage: Storage;
}

/** What a step does with the gradients of what it takes: nothing, or it writes them, or it adds to what others wrote. */
export type Back = 'none' | 'set' | 'add';

interface Taking {
  readonly from: readonly [Value, ...Value[]];
  readonly to: Value;
  /** For each of `from`. */
  readonly back: [Back, ...Back[]];
}

interface WeightedKind {
  readonly op: 'dense' | 'bias' | 'normalize';
  readonly weights: Weights;
}
interface ActivationKind {
  readonly op: 'activation';
  readonly function: Activation;
}
interface SumKind {
  readonly op: 'sum';
  readonly factors: readonly number[];
}
/** Takes query, key and value. */
interface AttendKind {
  readonly op: 'attend';
  readonly heads: number;
  readonly factor: number;
}
interface MeanKind {
  readonly op: 'mean';
}
type Kind = WeightedKind | ActivationKind | SumKind | AttendKind | MeanKind;

/** A step in one pass. */
export type WeightedNode = WeightedKind & Taking;
export type ActivationNode = ActivationKind & Taking;
export type SumNode = SumKind & Taking;
export type AttendNode = AttendKind & Taking;
export type MeanNode = MeanKind & Taking;
export type Node = WeightedNode | ActivationNode | SumNode | AttendNode | MeanNode;

/** A value by its name, which it has once in each pass of a repeat. */
export interface Named {
  readonly name: string;
  readonly value: Value;
  /** What made it, if that has weights. */
  readonly node?: WeightedNode;
}

export interface Input {
  readonly step: Extract<Step, { op: 'input' }>;
  readonly value: Value;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly weights: readonly Weights[];
  readonly inputs: readonly Input[];
  readonly named: readonly Named[];
  readonly storages: readonly Storage[];
  readonly output: Value;
}

const nowhere: Buffer = { address: 0, stride: 0, whole: false };

class Unrolled implements Graph {
  readonly nodes: Node[] = [];
  readonly named: Named[] = [];
  readonly storages: Storage[] = [];
  readonly output: Value;
  private readonly byKey = new Map<string, Weights>();
  private readonly byInput = new Map<string, Input>();
  private size = 0;

  constructor(
    steps: readonly Step[],
    private readonly keep: boolean,
    private readonly inputGradients: boolean,
  ) {
    const values = new Map<string, Value>();
    this.follow(steps, '', values);
    const last = steps.at(-1) as Extract<Step, { op: 'output' }>;
    this.output = values.get(last.from)!;
    this.reach();
  }

  get weights(): Weights[] {
    return [...this.byKey.values()];
  }

  get inputs(): Input[] {
    return [...this.byInput.values()];
  }

  private store(width: number, positions: number, varies: boolean): Value {
    const size = width * positions;
    const storage = { size, varies, uses: 0, reached: false, data: nowhere, gradient: nowhere };
    this.storages.push(storage);
    return { width, positions, storage };
  }

  private put<K extends Kind>(
    kind: K,
    from: readonly Value[],
    width: number,
    positions = from[0]!.positions,
  ): K & Taking {
    const varies = 'weights' in kind || from.some(({ storage }) => storage.varies);
    const to = this.store(width, positions, varies);
    for (const { storage } of from) storage.uses++;
    const back = from.map((): Back => 'none');
    const node = { ...kind, from, to, back } as K & Taking;
    this.nodes.push(node as Node);
    return node;
  }

  private follow(steps: readonly Step[], place: string, values: Map<string, Value>): void {
    const use = (name: string): Value => values.get(name)!;
    const keep = (name: string, value: Value, node?: Named['node']): void => {
      values.set(name, value);
      this.named.push(node ? { name, value, node } : { name, value });
    };
    for (const step of steps)
      switch (step.op) {
        case 'input':
          keep(step.to, this.input(step));
          break;
        case 'dense':
        case 'bias':
        case 'normalize': {
          const from = use(step.from);
          const width = step.op === 'dense' ? step.width : from.width;
          const weights = this.weightsAt(`${step.to}${place}`, step, width, from.width);
          const node = this.put({ op: step.op, weights }, [from], width);
          keep(step.to, node.to, node);
          break;
        }
        case 'activation': {
          const from = use(step.from);
          keep(step.to, this.put({ op: step.op, function: step.function }, [from], from.width).to);
          break;
        }
        case 'sum': {
          const from = step.terms.map((term) => use(term.from));
          const factors = step.terms.map(({ factor }) => factor);
          keep(step.to, this.put({ op: step.op, factors }, from, from[0]!.width).to);
          break;
        }
        case 'attend': {
          const from = [use(step.query), use(step.key), use(step.value)];
          const { op, heads, factor } = step;
          keep(step.to, this.put({ op, heads, factor }, from, from[2]!.width).to);
          break;
        }
        case 'flatten': {
          const from = use(step.from);
          const shape: Shape = flattened(from, step);
          // The same numbers; but where its gradient is read, it is that of this value, not of all that is made of them.
          const { storage } = this.keep ? this.put({ op: 'sum', factors: [1] }, [from], from.width).to : from;
          keep(step.to, { ...shape, storage });
          break;
        }
        case 'mean': {
          const from = use(step.from);
          keep(step.to, this.put({ op: step.op }, [from], from.width, 1).to);
          break;
        }
        case 'repeat': {
          let carried = step.carry.map(({ from }) => use(from));
          for (let pass = 0; pass < step.count; pass++) {
            const inner = new Map(values);
            step.carry.forEach(({ name }, i) => inner.set(name, carried[i]!));
            this.follow(step.body, step.tied ? place : `${place}/${pass}`, inner);
            carried = step.carry.map(({ next }) => inner.get(next)!);
          }
          step.carry.forEach(({ name }, i) => keep(name, carried[i]!));
          break;
        }
        case 'output':
          return;
      }
  }

  private input(step: Extract<Step, { op: 'input' }>): Value {
    const known = this.byInput.get(step.to);
    if (known) return known.value;
    const value = this.store(step.dim, step.positions, this.inputGradients);
    this.byInput.set(step.to, { step, value });
    return value;
  }

  private weightsAt(
    key: string,
    step: Extract<Step, { op: 'dense' | 'bias' | 'normalize' }>,
    width: number,
    inputs: number,
  ): Weights {
    const known = this.byKey.get(key);
    if (known) return known;
    const { op, multiplier, rate } = step;
    const [deviation, gain] = op === 'normalize' ? [0, step.gain] : [step.deviation, 0];
    const columns = op === 'dense' ? inputs : 1;
    const weights = new Weights(op, key, width, columns, multiplier, rate, deviation, gain, this.size);
    this.size += weights.length;
    this.byKey.set(key, weights);
    return weights;
  }

  /** From the output back: the first that writes a gradient sets it, all others add. */
  private reach(): void {
    this.output.storage.reached = true;
    for (const { from, to, back } of this.nodes.toReversed()) {
      if (!to.storage.reached) continue;
      from.forEach(({ storage }, i) => {
        if (!storage.varies) return;
        back[i] = storage.reached ? 'add' : 'set';
        storage.reached = true;
      });
    }
  }
}

/** `keep`: values and gradients are read. `inputGradients`: those of inputs too, which no weights depend on. */
export const unroll = (steps: readonly Step[], keep: boolean, inputGradients: boolean): Graph =>
  new Unrolled(steps, keep, inputGradients);
