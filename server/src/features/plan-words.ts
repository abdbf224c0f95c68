import type { Plan } from '../../../trainer/schema';
import { budgetText, durationText, estimate } from '../../../trainer/estimate';
import type { Device } from '../../../trainer/runner';
import { defaultMargin } from '../../../trainer/schema';

/**
 * What a plan measures, how, where and for how long, in sentences; backticks enclose names.
 * @param device where it would run: with it, they say what that costs
 */
export function planWords(plan: Plan, device?: Device): string[] {
  const { along, sizes, seeds, precision, budget, margin = defaultMargin } = plan;
  const notes = sizes.map(({ value, note }) => (note ? `${value} (${note})` : `${value}`));
  const count = `up to ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
  return [
    observed(plan),
    `Sizes: \`${along}\` = ${notes.join(', ')}; ${count} at each, in ${PRECISION[precision]}.`,
    `It takes at most ${durationText(budget.seconds)}, and less where fewer seeds decide. Exponents that differ by less than ${Number(margin.toPrecision(3))} count as the same.`,
    ...(device ? [`With all seeds: ${costOf(plan, device)}.`] : []),
  ];
}

function costOf(plan: Plan, device: Device): string {
  const all = estimate(plan, device);
  return budgetText(all, all, device);
}

const PRECISION: Readonly<Record<Plan['precision'], string>> = {
  single: 'single precision',
  double: 'double precision',
  tf32: 'TF32',
};

type Kind = Plan['observable']['kind'];

const OBSERVED: Readonly<Record<Kind, (of: string) => string>> = {
  samples: () => 'the number of samples at which the alignment with the target crosses 1/2',
  alignment: () => 'the alignment of the output with the target, on fresh data',
  error: () => 'the error on fresh data, relative to the target',
  eigenvalue: () => 'the eigenvalue of the target under the kernel that the read-out sees',
  count: (of) => `how many units of ${of} are specialised`,
  size: (of) => `the root-mean-square entry of ${of} at initialisation`,
  gradient: (of) => `the root-mean-square derivative of the loss by ${of} at initialisation`,
  update: (of) => `the root-mean-square change of ${of} by its own weights`,
  change: (of) => `the root-mean-square change of ${of} in training`,
  propagated: (of) => `the root-mean-square change of ${of} that what comes in brings`,
  transpose: (of) =>
    `the part of the change of ${of} that is there because gradients pass back through the weights themselves`,
  best_rate: () => 'the factor of all rates at which the loss is least',
};

function observed(plan: Plan): string {
  const { kind, of } = plan.observable;
  const what = OBSERVED[kind](of === undefined ? 'the output' : `\`${of}\``);
  if (plan.format === 'powercount-training/1') {
    const { steps, batch, optimizer } = plan;
    return `Trains networks for ${count(steps, 'step')} of ${optimizer.name} on ${count(batch, 'sample')} and measures ${what}.`;
  }
  return kind === 'samples'
    ? `Samples the posterior of networks, with more and more samples and then with fewer and fewer, and measures ${what}.`
    : `Samples the posterior of networks and measures ${what}.`;
}

const count = (n: number, noun: string): string => `${n} ${n === 1 ? noun : `${noun}s`}`;
