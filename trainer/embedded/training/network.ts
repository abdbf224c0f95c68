// A network as a plan writes it, with its weights and a fixed batch of inputs.
import type { Step } from '../../training-schema';
import { Noise } from '../noise';
import { attend } from './attention';
import { activate, bias, dense, normalize, sum, type Weighted } from './operations';
import { Tape, type Value } from './values';
import { Weights } from './weights';

export interface Batch {
  readonly samples: number;
  /** Positions of a sample. */
  readonly context: number;
}

/** One evaluation. */
export interface Pass {
  readonly tape: Tape;
  readonly output: Value;
  /** What the weights did, in the sequence of evaluation: once for every pass of a repeat. */
  readonly weighted: readonly (Weighted & { readonly weights: Weights })[];
}

type Repeat = Extract<Step, { op: 'repeat' }>;

export class Network {
  private readonly inputs = new Map<string, Float64Array>();
  private readonly byPlace = new Map<string, Weights>();

  /** `seed`: inputs and weights depend on it and on their names alone. */
  constructor(
    private readonly steps: readonly Step[],
    private readonly batch: Batch,
    private readonly seed: number,
  ) {}

  get weights(): readonly Weights[] {
    return [...this.byPlace.values()];
  }

  evaluate(): Pass {
    const tape = new Tape(this.batch.samples * this.batch.context);
    const weighted: (Weighted & { weights: Weights })[] = [];
    const values = new Map<string, Value>();
    this.follow(this.steps, '', values, tape, weighted);
    const last = this.steps.at(-1) as Extract<Step, { op: 'output' }>;
    return { tape, output: values.get(last.from)!, weighted };
  }

  /** `place` tells the passes of repeats apart whose weights differ. */
  private follow(
    steps: readonly Step[],
    place: string,
    values: Map<string, Value>,
    tape: Tape,
    weighted: (Weighted & { weights: Weights })[],
  ): void {
    const use = (name: string): Value => values.get(name)!;
    const keep = (weights: Weights, done: Weighted): Value => {
      weighted.push({ ...done, weights });
      return done.output;
    };
    const repeat = ({ count, tied, carry, body }: Repeat): void => {
      let carried = carry.map(({ from }) => use(from));
      for (let pass = 0; pass < count; pass++) {
        const inner = new Map(values);
        carry.forEach(({ name }, i) => inner.set(name, carried[i]!));
        this.follow(body, tied ? place : `${place}/${pass}`, inner, tape, weighted);
        carried = carry.map(({ next }) => inner.get(next)!);
      }
      carry.forEach(({ name }, i) => values.set(name, carried[i]!));
    };
    for (const step of steps)
      switch (step.op) {
        case 'input':
          values.set(step.to, tape.leaf(this.input(step, tape.rows)));
          break;
        case 'dense': {
          const weights = this.at(place, step, [step.width, use(step.from).width], step.deviation);
          values.set(step.to, keep(weights, dense(tape, use(step.from), weights)));
          break;
        }
        case 'bias': {
          const weights = this.at(place, step, [use(step.from).width, 1], step.deviation);
          values.set(step.to, keep(weights, bias(tape, use(step.from), weights)));
          break;
        }
        case 'normalize': {
          const weights = this.at(place, step, [use(step.from).width, 1], 0, step.gain);
          values.set(step.to, keep(weights, normalize(tape, use(step.from), weights)));
          break;
        }
        case 'activation':
          values.set(step.to, activate(tape, use(step.from), step.function));
          break;
        case 'sum': {
          const terms = step.terms.map(({ from, factor }) => ({ value: use(from), factor }));
          values.set(step.to, sum(tape, terms));
          break;
        }
        case 'attend': {
          const { heads, factor } = step;
          const parts = { query: use(step.query), key: use(step.key), value: use(step.value) };
          values.set(step.to, attend(tape, parts, { heads, factor, context: this.batch.context }));
          break;
        }
        case 'repeat':
          repeat(step);
          break;
        case 'output':
          return;
      }
  }

  /** The weights of a step at a place, drawn when it is met first: mean + deviation * normal. */
  private at(
    place: string,
    { weight, multiplier, rate }: { weight: string; multiplier: number; rate: number },
    [rows, columns]: [number, number],
    deviation: number,
    mean = 0,
  ): Weights {
    const key = `${weight}${place}`;
    const known = this.byPlace.get(key);
    if (known) return known;
    const noise = new Noise('weights', key, this.seed);
    const data = new Float64Array(rows * columns).fill(mean);
    if (deviation !== 0) for (let i = 0; i < data.length; i++) data[i]! += deviation * noise.gaussian();
    const weights = new Weights(weight, rows, columns, multiplier, rate, data);
    this.byPlace.set(key, weights);
    return weights;
  }

  /** Tokens differ from row to row as long as there are enough of them. */
  private input({ to, dim, of }: Extract<Step, { op: 'input' }>, rows: number): Float64Array {
    const known = this.inputs.get(to);
    if (known) return known;
    const noise = new Noise('input', to, this.seed);
    const data = new Float64Array(rows * dim);
    if (of === 'gaussian') for (let i = 0; i < data.length; i++) data[i] = noise.gaussian();
    else for (let r = 0; r < rows; r++) data[r * dim + (r % dim)] = 1;
    this.inputs.set(to, data);
    return data;
  }
}
