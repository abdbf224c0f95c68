// A few steps of full-batch training.
import type { Step } from '../../network-schema';
import type { Optimizer } from '../../training-schema';
import { Engine, type Floats, type Kernels, type Made } from '../engine';
import { drawAll, drawBackward } from './draw';
import { remembered, ruleOf } from './optimizer';

export interface Setup {
  readonly network: readonly Step[];
  readonly optimizer: Optimizer;
  readonly steps: number;
  readonly samples: number;
  readonly seed: number;
  readonly precision: 'single' | 'double';
}

export interface Manner {
  /** Of all rates; 1 unless said otherwise. */
  readonly factor?: number;
  /** Gradients pass back through other dense weights, drawn independently and moved alike. */
  readonly independent?: boolean;
}

/** What all values of a network are at a moment, in the sequence of `engine.made`. */
type Moment = readonly { readonly made: Made; readonly data: Floats; readonly gradient: Floats }[];

/** A network with the weights and data of a seed, which can be trained from there again and again. */
export class Training {
  readonly engine: Engine;
  /** What the weights begin as. */
  readonly start: Floats;
  private readonly through: Floats;
  private readonly memory: Floats[];

  /** `read`: what can be read of it; gradients are those of inputs too. Throws RangeError where there is no memory for it. */
  constructor(
    kernels: Kernels,
    private readonly setup: Setup,
    private readonly read: 'loss' | 'values' | 'gradients' = 'gradients',
  ) {
    const { network, optimizer, samples, precision, seed } = setup;
    this.engine = new Engine(kernels, network, {
      ...{ samples, precision, keep: read !== 'loss', inputGradients: read === 'gradients' },
      vectors: 4 + remembered(optimizer),
    });
    [, , this.start, this.through, ...this.memory] = this.engine.vectors as [Floats, Floats, Floats, Floats];
    drawAll(this.engine, seed);
    this.start.set(this.engine.vectors[0]!);
  }

  private get rows(): number {
    return this.setup.samples * this.engine.output.positions;
  }

  /** All values before the first step, and their gradients. */
  begin({ independent = false }: Manner = {}): Moment {
    const { engine, through, setup } = this;
    engine.vectors[0]!.set(this.start);
    for (const vector of this.memory) vector.fill(0);
    if (independent) drawBackward(engine, through, setup.seed);
    this.descend(independent);
    if (this.read === 'loss') return [];
    return [...engine.made, engine.output].map((made) => ({
      ...{ made, data: made.data.slice(), gradient: made.gradient.slice() },
    }));
  }

  /** Trains, after which `engine.made` has the values after the last step, and gives those before the first one. */
  run(manner: Manner = {}): Moment {
    const { factor = 1, independent = false } = manner;
    const { engine, through, setup } = this;
    const before = this.begin(manner);
    const rule = ruleOf(setup.optimizer, engine, this.memory);
    for (let t = 1; t <= setup.steps; t++) {
      if (t > 1) this.descend(independent);
      rule(t);
      for (const weights of engine.weights) {
        const move = (vector: Floats): void =>
          engine.rules.addScaled(weights.of(vector), -factor * weights.rate, weights.gradient);
        move(engine.vectors[0]!);
        if (independent) move(through);
      }
    }
    engine.forward();
    return before;
  }

  /** Half the squared error per row, averaged over rows, as it is now. */
  loss(): number {
    const { engine, rows } = this;
    const { width, positions } = engine.output;
    let sum = 0;
    engine.forward(0, this.setup.samples, (first, count) => {
      const output = engine.read(engine.output, first, count);
      const begin = first * width * positions;
      for (let i = 0; i < output.length; i++) sum += (output[i]! - engine.targets[begin + i]!) ** 2;
    });
    return sum / (2 * rows);
  }

  private descend(independent: boolean): void {
    const { engine, through, rows } = this;
    engine.descend({ scale: 1 / rows, ...(independent && { through }) });
  }
}
