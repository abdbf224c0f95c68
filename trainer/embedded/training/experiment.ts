import { createHash } from 'node:crypto';
import type { Step, TrainingPlan } from '../../training-schema';
import type { Cell, Experiment } from '../experiment';
import { train } from './train';

/** A size is its value and a fingerprint of the network there: other rates or multipliers make another size of it. */
interface TrainingSize {
  value: number;
  network: string;
}

export interface TrainingCell extends Cell<TrainingSize> {
  /** The observable; null where it was zero or beyond what numbers can hold. */
  found: number | null;
}

const fingerprint = (network: readonly Step[]): string =>
  createHash('sha256').update(JSON.stringify(network)).digest('hex').slice(0, 8);

/** Multiplications of one evaluation per row, roughly: dense layers have nearly all of them. */
function cost(steps: readonly Step[], widths = new Map<string, number>()): number {
  let sum = 0;
  for (const step of steps) {
    if (step.op === 'output') continue;
    if (step.op === 'repeat') {
      for (const { name, from } of step.carry) widths.set(name, widths.get(from) ?? 1);
      sum += step.count * cost(step.body, widths);
      continue;
    }
    const from = widths.get('from' in step ? step.from : '') ?? 1;
    const width = step.op === 'dense' ? step.width : step.op === 'input' ? step.dim : from;
    widths.set(step.to, width);
    sum += step.op === 'dense' ? from * width : width;
  }
  return sum;
}

/** How much something moves in a few steps of training, against a width or a depth. */
export function trainingExperiment(plan: TrainingPlan): Experiment<TrainingCell> {
  const { optimizer, steps, batch: samples, context = 1, observable, along } = plan;
  const sizes = plan.sizes.map(({ value, network }) => ({
    network,
    size: { value, network: fingerprint(network) },
  }));
  return {
    plan,
    points: sizes.map(({ size, network }) => ({ size, value: size.value, cost: cost(network) })),
    physics: ['training', optimizer, steps, samples, context, observable],
    nameOf: ({ value, network }) => `${along}=${value} network=${network}`,
    run(_kernels, { size, seed }) {
      const began = performance.now();
      const { network } = sizes.find((s) => s.size.value === size.value)!;
      const value = train({ network, optimizer, steps, batch: { samples, context }, seed })(observable);
      return {
        size,
        seed,
        found: Number.isFinite(value) && value > 0 ? value : null,
        seconds: (performance.now() - began) / 1000,
      };
    },
    describe: ({ found }) => (found === null ? 'nothing that can be measured' : found.toPrecision(3)),
    logs: ({ found }) => (found === null ? undefined : [Math.log(found), Math.log(found)]),
    without: {
      reason: `${plan.name} was zero, or too large for a number, at some size`,
      help: 'Smaller rates, or fewer steps.',
    },
  };
}
