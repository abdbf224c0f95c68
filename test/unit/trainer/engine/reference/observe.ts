// What is observed of trainings, from two evaluations that hold everything.
import type { TrainingPlan } from '../../../../../trainer/training-schema';
import { bestRate } from '../../../../../trainer/embedded/training/rates';
import type { Made, Pass } from './network';
import type { Trained } from './train';
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
