// One cell of a training plan: what is observed of one or more trainings at one size with one seed.
import type { Cell, CellKey } from '../../schema';
import type { TrainingPlan } from '../../training-schema';
import type { Made, Pass } from './network';
import { bestRate } from './rates';
import { train, type Trained } from './train';
import { addScaled, difference, rootMeanSquare } from './values';

type Observable = TrainingPlan['observable'];

/** A value in one evaluation: once for every pass of a repeat. */
const observed = (pass: Pass, of: string | undefined): readonly Made[] =>
  of === undefined ? [{ name: '', value: pass.output }] : pass.made.filter(({ name }) => name === of);

/** The changes of a value in training. */
const changes = ({ before, after }: Trained, of: string | undefined): Float64Array[] => {
  const first = observed(before, of);
  return observed(after, of).map(({ value }, i) => difference(value.data, first[i]!.value.data));
};

/** The parts of those changes that the value's own weights have. */
const updates = ({ after }: Trained, of: string | undefined): Float64Array[] =>
  observed(after, of).map(({ own }) => own!.part(difference(own!.weights.data, own!.weights.start)));

/** The other parts: as with the first weights in the last evaluation, so that they are zero where nothing new comes in. */
const propagated = ({ before, after }: Trained, of: string | undefined): Float64Array[] => {
  const first = observed(before, of);
  return observed(after, of).map(({ value, own }, i) => {
    const rest = difference(value.data, own!.part(own!.weights.data));
    addScaled(rest, 0, 1, own!.part(own!.weights.start), 0, rest.length);
    return difference(rest, first[i]!.value.data);
  });
};

const differences = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
  a.map((entries, i) => difference(entries, b[i]!));

/** What training-schema.ts says of each kind, from trainings that `run` makes. */
export function observe(
  { kind, of }: Observable,
  run: (how?: { factor?: number; independent?: boolean }) => Trained,
): number | undefined {
  switch (kind) {
    case 'size':
      return rootMeanSquare(observed(run().before, of).map(({ value }) => value.data));
    case 'gradient':
      return rootMeanSquare(observed(run().before, of).map(({ value }) => value.gradient));
    case 'change':
      return rootMeanSquare(changes(run(), of));
    case 'update':
      return rootMeanSquare(updates(run(), of));
    case 'propagated':
      return rootMeanSquare(propagated(run(), of));
    case 'transpose': {
      const shared = changes(run(), of);
      const other = changes(run({ independent: true }), of);
      return rootMeanSquare(differences(shared, other)) / rootMeanSquare(shared);
    }
    case 'best_rate':
      return bestRate((factor) => run({ factor }).loss);
  }
}

/** In the words of a sentence that begins with "For 2 of 8 seeds". */
function trouble({ kind, of }: Observable, where: string): string {
  if (kind === 'best_rate') return `the loss was least at the last of the rates that were tried, at ${where}`;
  const words = { transpose: 'transposed part of the change', propagated: 'propagated part of the change' };
  const what = kind === 'transpose' || kind === 'propagated' ? words[kind] : kind;
  return `the ${what} of ${of ?? 'the output'} was zero, or too large for a number, at ${where}`;
}

/** The observable of a cell, and why there is none. */
export function trainingCell(plan: TrainingPlan, { size, seed }: CellKey): Pick<Cell, 'found' | 'trouble'> {
  const { optimizer, batch: samples, observable } = plan;
  const { network, value } = plan.sizes[size]!;
  // Before the first step all is known of sizes, and after the first gradient of gradients.
  const steps = observable.kind === 'size' || observable.kind === 'gradient' ? 1 : plan.steps;
  const found = observe(observable, (how) => train({ network, optimizer, steps, samples, seed, ...how }));
  return found !== undefined && Number.isFinite(found) && found > 0
    ? { found: [found, found] }
    : { found: [null, null], trouble: trouble(observable, `${plan.along} = ${value}`) };
}
