// A few steps of full-batch training.
import type { Step } from '../../../../../trainer/network-schema';
import type { Optimizer } from '../../../../../trainer/training-schema';
import { Noise } from '../../../../../trainer/embedded/noise';
import { Network, type Pass } from './network';
import { ruleOf } from './optimizer';

export interface Training {
  readonly network: readonly Step[];
  readonly optimizer: Optimizer;
  readonly steps: number;
  readonly samples: number;
  readonly seed: number;
  /** Of all rates; 1 unless said otherwise. */
  readonly factor?: number;
  /** Gradients pass back through other weights, drawn independently and moved alike. */
  readonly independent?: boolean;
}

/** The evaluations before the first step and after the last one. */
export interface Trained {
  readonly before: Pass;
  readonly after: Pass;
  /** After the last step. */
  readonly loss: number;
}

/** Half the squared error per row, averaged over rows, with its gradient in place. */
function lossOf({ output }: Pass, targets: Float64Array): number {
  const rows = output.data.length / output.width;
  let loss = 0;
  output.data.forEach((f, i) => {
    const error = f - targets[i]!;
    loss += error ** 2 / (2 * rows);
    output.gradient[i] = error / rows;
  });
  return loss;
}

/** The loss, whose gradient goes back to all weights. */
export function descend(pass: Pass, targets: Float64Array): number {
  const loss = lossOf(pass, targets);
  pass.tape.backward();
  return loss;
}

export function train({
  network: steps,
  optimizer,
  steps: count,
  samples,
  seed,
  factor = 1,
  independent = false,
}: Training): Trained {
  const network = new Network(steps, samples, seed, independent);
  const before = network.evaluate();
  const noise = new Noise('targets', seed);
  const targets = before.output.data.map((_, i) => noise.gaussian(i));
  const rules = new Map(network.weights.map((weights) => [weights, ruleOf(optimizer)]));
  let after = before;
  for (let step = 0; step < count; step++) {
    descend(after, targets);
    for (const [weights, rule] of rules) weights.move(rule(weights), factor * weights.rate);
    after = network.evaluate();
  }
  return { before, after, loss: lossOf(after, targets) };
}
