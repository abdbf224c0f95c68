// A few steps of full-batch training, and what moved in them.
import type { Optimizer, Step } from '../../training-schema';
import { Noise } from '../noise';
import { Network, type Batch, type Pass } from './network';
import { ruleOf } from './optimizer';
import { difference, rootMeanSquare } from './values';
import type { Weights } from './weights';

export interface Training {
  readonly network: readonly Step[];
  readonly optimizer: Optimizer;
  readonly steps: number;
  readonly batch: Batch;
  readonly seed: number;
}

/** Root-mean-square entries, over rows and passes; training-schema.ts says of what. */
export interface Movement {
  readonly size: number;
  readonly gradient: number;
  readonly update: number;
  readonly change: number;
}

/** The network's output is nobody's own. */
export interface Movements {
  readonly weights: ReadonlyMap<string, Movement>;
  readonly output: Omit<Movement, 'update'>;
}

/** Puts dLoss/doutput in place for half the squared error per row, averaged over rows, and takes it back to all weights. */
export function descend({ tape, output }: Pass, targets: Float64Array): number {
  let loss = 0;
  output.data.forEach((f, i) => {
    const error = f - targets[i]!;
    loss += error ** 2 / (2 * tape.rows);
    output.gradient[i] = error / tape.rows;
  });
  tape.backward();
  return loss;
}

export function train({ network: steps, optimizer, steps: count, batch, seed }: Training): Movements {
  const network = new Network(steps, batch, seed);
  const first = network.evaluate();
  const noise = new Noise('targets', seed);
  const targets = first.output.data.map(() => noise.gaussian());
  const rules = new Map(network.weights.map((weights) => [weights, ruleOf(optimizer)]));
  let pass = first;
  for (let step = 0; step < count; step++) {
    descend(pass, targets);
    for (const [weights, rule] of rules) weights.move(rule(weights));
    pass = network.evaluate();
  }
  return compare(first, pass);
}

function compare(first: Pass, last: Pass): Movements {
  const own = new Map<Weights, Float64Array>();
  const ownChange = (weights: Weights): Float64Array => {
    const change = own.get(weights) ?? difference(weights.data, weights.start);
    own.set(weights, change);
    return change;
  };
  const places = first.weighted.map(({ weights, output }, i) => {
    const after = last.weighted[i]!;
    return {
      name: weights.name,
      size: output.data,
      gradient: output.gradient,
      update: after.part(ownChange(weights)),
      change: difference(after.output.data, output.data),
    };
  });
  const names = [...new Set(places.map(({ name }) => name))];
  const movement = (name: string): Movement => {
    const own = places.filter((place) => place.name === name);
    const over = (kind: keyof Movement): number => rootMeanSquare(own.map((place) => place[kind]));
    return { size: over('size'), gradient: over('gradient'), update: over('update'), change: over('change') };
  };
  return {
    weights: new Map(names.map((name) => [name, movement(name)])),
    output: {
      size: rootMeanSquare([first.output.data]),
      gradient: rootMeanSquare([first.output.gradient]),
      change: rootMeanSquare([difference(last.output.data, first.output.data)]),
    },
  };
}
