// A few steps of full-batch training, and what moved in them.
import type { Optimizer, Step, TrainingPlan } from '../../training-schema';
import { Noise } from '../noise';
import { Network, type Batch, type Made, type Pass } from './network';
import { ruleOf } from './optimizer';
import { difference, rootMeanSquare } from './values';

export interface Training {
  readonly network: readonly Step[];
  readonly optimizer: Optimizer;
  readonly steps: number;
  readonly batch: Batch;
  readonly seed: number;
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

/** Trains, and tells what can be observed of it: root-mean-square entries, as training-schema.ts says. */
export function train({
  network: steps,
  optimizer,
  steps: count,
  batch,
  seed,
}: Training): (observable: TrainingPlan['observable']) => number {
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
  return ({ kind, of }) => {
    const made = (pass: Pass): readonly Made[] =>
      of === undefined ? [{ name: '', value: pass.output }] : pass.made.filter(({ name }) => name === of);
    const [before, after] = [made(first), made(pass)];
    switch (kind) {
      case 'size':
        return rootMeanSquare(before.map(({ value }) => value.data));
      case 'gradient':
        return rootMeanSquare(before.map(({ value }) => value.gradient));
      case 'change':
        return rootMeanSquare(after.map(({ value }, i) => difference(value.data, before[i]!.value.data)));
      case 'update':
        return rootMeanSquare(
          after.flatMap(({ own }) =>
            own ? [own.part(difference(own.weights.data, own.weights.start))] : [],
          ),
        );
    }
  };
}
