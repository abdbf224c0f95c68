// One cell of a training plan: what is observed of one or more trainings at one size with one seed.
import type { Cell, CellKey } from '../../schema';
import type { TrainingPlan } from '../../training-schema';
import type { Kernels, Made } from '../engine';
import { difference, rootMeanSquare, type Floats } from './arrays';
import { bestRate } from './rates';
import { Training, type Manner } from './train';

type Observable = TrainingPlan['observable'];

/** What training-schema.ts says of each kind. */
export function observe(training: Training, { kind, of }: Observable): number | undefined {
  const { engine, start } = training;
  const weights = engine.vectors[0]!;
  const isObserved = (made: Made): boolean => (of === undefined ? made === engine.output : made.name === of);
  const part = (made: Made, vector: Floats): Float64Array =>
    Float64Array.from(engine.part(made, vector as typeof start));
  /** Of each of the observed values (one for every pass of a repeat), after a training. */
  const trained = (find: (made: Made, before: Floats) => Float64Array, manner?: Manner): Float64Array[] =>
    training.run(manner).flatMap(({ made, data }) => (isObserved(made) ? [find(made, data)] : []));
  const change = ({ data }: Made, before: Floats): Float64Array => difference(data, before);
  switch (kind) {
    case 'size':
    case 'gradient':
      return rootMeanSquare(
        training
          .begin()
          .filter(({ made }) => isObserved(made))
          .map(({ data, gradient }) => (kind === 'size' ? data : gradient)),
      );
    case 'change':
      return rootMeanSquare(trained(change));
    case 'update': {
      const updates = trained((made) => {
        const moved = engine.vectors[1]!;
        moved.set(difference(weights, start));
        return part(made, moved);
      });
      return rootMeanSquare(updates);
    }
    // The change with the first weights in the last evaluation, so that it is zero where nothing new comes in.
    case 'propagated':
      return rootMeanSquare(
        trained((made, before) => {
          const rest = difference(made.data, part(made, weights));
          const first = part(made, start);
          return difference(
            rest.map((r, i) => r + first[i]!),
            before,
          );
        }),
      );
    case 'transpose': {
      const shared = trained(change);
      const other = trained(change, { independent: true });
      return rootMeanSquare(shared.map((s, i) => difference(s, other[i]!))) / rootMeanSquare(shared);
    }
    case 'best_rate':
      return bestRate((factor) => {
        training.run({ factor });
        return training.loss();
      });
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
export function trainingCell(
  kernels: Kernels,
  plan: TrainingPlan,
  { size, seed }: CellKey,
): Pick<Cell, 'found' | 'trouble'> {
  const { optimizer, steps, batch: samples, observable } = plan;
  const { network, value } = plan.sizes[size]!;
  const precision = plan.precision === 'double' ? 'double' : 'single';
  const setup = { network, optimizer, steps, samples, seed, precision } as const;
  const { kind } = observable;
  const read = kind === 'best_rate' ? 'loss' : kind === 'gradient' ? 'gradients' : 'values';
  const found = observe(new Training(kernels, setup, read), observable);
  return found !== undefined && Number.isFinite(found) && found > 0
    ? { found: [found, found] }
    : { found: [null, null], trouble: trouble(observable, `${plan.along} = ${value}`) };
}
