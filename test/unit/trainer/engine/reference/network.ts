// Define-by-run differentiation, an independent reference for the engine: each operation with its backward pass.
// A network as a plan writes it, with its weights and a fixed batch of inputs.
import type { Step } from '../../../../../trainer/network-schema';
import { Noise } from '../../../../../trainer/embedded/noise';
import { attend } from './attention';
import { activate, bias, dense, flatten, mean, normalize, sum, type Weighted } from './operations';
import { Tape, type Value } from './values';
import { Weights } from './weights';

/** A value that an evaluation made, by its name in the plan: once for every pass of a repeat. */
export interface Made {
  readonly name: string;
  readonly value: Value;
  /** Its own weights, and the part that weights `of` in their place have in it. */
  readonly own?: { readonly weights: Weights; readonly part: (of: Float64Array) => Float64Array };
}

/** One evaluation. */
export interface Pass {
  readonly tape: Tape;
  readonly output: Value;
  /** In the sequence of evaluation. */
  readonly made: readonly Made[];
}

type Repeat = Extract<Step, { op: 'repeat' }>;

export class Network {
  private readonly inputs = new Map<string, Float64Array>();
  private readonly byPlace = new Map<string, Weights>();

  /**
   * `seed`: inputs and weights depend on it and on their names alone. `independent`: gradients pass back through dense weights
   * that were drawn independently.
   */
  constructor(
    private readonly steps: readonly Step[],
    private readonly samples: number,
    private readonly seed: number,
    private readonly independent = false,
  ) {}

  get weights(): readonly Weights[] {
    return [...this.byPlace.values()];
  }

  evaluate(): Pass {
    const tape = new Tape(this.samples);
    const made: Made[] = [];
    const values = new Map<string, Value>();
    this.follow(this.steps, '', values, tape, made);
    const last = this.steps.at(-1) as Extract<Step, { op: 'output' }>;
    return { tape, output: values.get(last.from)!, made };
  }

  /** `place` tells the passes of repeats apart whose weights differ. */
  private follow(
    steps: readonly Step[],
    place: string,
    values: Map<string, Value>,
    tape: Tape,
    made: Made[],
  ): void {
    const use = (name: string): Value => values.get(name)!;
    const keep = (name: string, value: Value, own?: Made['own']): void => {
      values.set(name, value);
      made.push(own ? { name, value, own } : { name, value });
    };
    const keepWeighted = (name: string, weights: Weights, { output, part }: Weighted): void =>
      keep(name, output, { weights, part });
    const repeat = ({ count, tied, carry, body }: Repeat): void => {
      let carried = carry.map(({ from }) => use(from));
      for (let pass = 0; pass < count; pass++) {
        const inner = new Map(values);
        carry.forEach(({ name }, i) => inner.set(name, carried[i]!));
        this.follow(body, tied ? place : `${place}/${pass}`, inner, tape, made);
        carried = carry.map(({ next }) => inner.get(next)!);
      }
      carry.forEach(({ name }, i) => keep(name, carried[i]!));
    };
    for (const step of steps)
      switch (step.op) {
        case 'input':
          keep(step.to, tape.leaf({ width: step.dim, positions: step.positions }, this.input(step)));
          break;
        case 'dense': {
          const from = use(step.from);
          const weights = this.at(place, step, [step.width, from.width], step.deviation);
          keepWeighted(step.to, weights, dense(tape, from, weights));
          break;
        }
        case 'bias': {
          const from = use(step.from);
          const weights = this.at(place, step, [from.width, 1], step.deviation);
          keepWeighted(step.to, weights, bias(tape, from, weights));
          break;
        }
        case 'normalize': {
          const from = use(step.from);
          const weights = this.at(place, step, [from.width, 1], 0, step.gain);
          keepWeighted(step.to, weights, normalize(tape, from, weights));
          break;
        }
        case 'activation':
          keep(step.to, activate(tape, use(step.from), step.function));
          break;
        case 'sum': {
          const terms = step.terms.map(({ from, factor }) => ({ value: use(from), factor }));
          keep(step.to, sum(tape, terms));
          break;
        }
        case 'attend': {
          const parts = { query: use(step.query), key: use(step.key), value: use(step.value) };
          keep(step.to, attend(tape, parts, step));
          break;
        }
        case 'flatten':
          keep(step.to, flatten(tape, use(step.from), step.size));
          break;
        case 'mean':
          keep(step.to, mean(tape, use(step.from)));
          break;
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
    { op, to, multiplier, rate }: Extract<Step, { rate: number }>,
    [rows, columns]: [number, number],
    deviation: number,
    mean = 0,
  ): Weights {
    const key = `${to}${place}`;
    const known = this.byPlace.get(key);
    if (known) return known;
    const draw = (stream: string): Float64Array => {
      const noise = new Noise(stream, key, this.seed);
      const data = new Float64Array(rows * columns).fill(mean);
      if (deviation !== 0) for (let i = 0; i < data.length; i++) data[i]! += deviation * noise.gaussian(i);
      return data;
    };
    const data = draw('weights');
    const backward = op === 'dense' && this.independent ? draw('backward') : data;
    const weights = new Weights(rows, columns, multiplier, rate, data, backward);
    this.byPlace.set(key, weights);
    return weights;
  }

  /** Tokens differ from row to row as long as there are enough of them. */
  private input({ to, dim, of, positions }: Extract<Step, { op: 'input' }>): Float64Array {
    const known = this.inputs.get(to);
    if (known) return known;
    const noise = new Noise('input', to, this.seed);
    const rows = this.samples * positions;
    const data = new Float64Array(rows * dim);
    if (of === 'gaussian') for (let i = 0; i < data.length; i++) data[i] = noise.gaussian(i);
    else for (let r = 0; r < rows; r++) data[r * dim + (r % dim)] = 1;
    this.inputs.set(to, data);
    return data;
  }
}
