// The plan of a run that trains networks for a few steps.
import {
  commissionFields,
  fail,
  finite,
  list,
  object,
  oneOf,
  positive,
  readCommission,
  text,
  whole,
  type Commission,
} from './fields';
import { readNetwork, type Step } from './network-schema';

/**
 * Root-mean-square entries of a value u, over samples, positions and passes of a repeat. `size`, `gradient`: of u and of
 * dLoss/du at initialisation. `change`: of u's change in training. `update`: of the part of it that u's own weights have.
 * `propagated`: of the rest, which what comes in brings. `transpose`: of the part of u's change that is there because
 * gradients pass back through the weights themselves, relative to the change: the difference to a training in which they pass
 * through other ones, drawn independently and then moved alike. `best_rate`: the common factor of all rates at which the loss
 * is least after training, of a grid.
 */
export const trainingObservables = [
  ...(['size', 'gradient', 'update', 'change', 'propagated', 'transpose', 'best_rate'] as const),
] as const;

/** Rates multiply these rules' directions; `embedded/training/optimizer.ts` says what each is. */
export type Optimizer =
  | { name: 'sgd' | 'momentum' | 'adam' | 'adamw' | 'sign' | 'adafactor' | 'muon' }
  /** (G G')^(-e/2) G (G' G)^(-e/2): e = 1/2 keeps the singular vectors only, e = 0 is plain descent. */
  | { name: 'shampoo'; exponent: number };

const plainOptimizers = ['sgd', 'momentum', 'adam', 'adamw', 'sign', 'adafactor', 'muon'] as const;

export interface TrainingPlan extends Commission {
  format: 'powercount-training/1';
  optimizer: Optimizer;
  /** Steps of full-batch training on half the squared error per row, averaged over rows; targets are standard normal. */
  steps: number;
  batch: number;
  /** At least two, in ascending order of value. */
  sizes: { value: number; note?: string; network: Step[] }[];
  observable: {
    kind: (typeof trainingObservables)[number];
    /** The name of the value; the network's output where none is given. */
    of?: string;
  };
}

const most = { steps: 4096, rows: 65536 };

function readOptimizer(value: unknown): Optimizer {
  const { name, exponent } = object(value, 'optimizer', ['name', 'exponent']);
  const known = oneOf(name, 'optimizer.name', [...plainOptimizers, 'shampoo'] as const);
  if (known === 'shampoo') return { name: known, exponent: finite(exponent, 'optimizer.exponent') };
  if (exponent !== undefined) fail('optimizer.exponent', 'left out, but for shampoo');
  return { name: known };
}

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readTrainingPlan(value: unknown): TrainingPlan {
  const plan = object(value, 'the plan', [
    ...['format', 'optimizer', 'steps', 'batch', 'sizes', 'observable'],
    ...commissionFields,
  ]);
  const format = oneOf(plan.format, 'format', ['powercount-training/1'] as const);
  const asked = object(plan.observable, 'observable', ['kind', 'of']);
  const kind = oneOf(asked.kind, 'observable.kind', trainingObservables);
  const of = asked.of === undefined ? undefined : text(asked.of, 'observable.of');
  const ofWeights = kind === 'update' || kind === 'propagated';
  if (ofWeights && of === undefined) fail('observable.of', 'given: weights update a value');
  if (kind === 'best_rate' && of !== undefined) fail('observable.of', 'left out: all rates are multiplied');
  const sizes = list(plan.sizes, 'sizes', 2).map((entry, i) => {
    const at = `sizes[${i}]`;
    const size = object(entry, at, ['value', 'note', 'network']);
    const { steps, made } = readNetwork(size.network, `${at}.network`);
    const observed =
      of === undefined ? undefined : (made.get(of) ?? fail('observable.of', `a value of ${at}`));
    if (ofWeights && !observed?.weighted) fail('observable.of', 'a value with weights of its own');
    return {
      value: positive(size.value, `${at}.value`),
      ...(size.note === undefined ? {} : { note: text(size.note, `${at}.note`) }),
      network: steps,
    };
  });
  if (sizes.some((size, i) => i > 0 && size.value <= sizes[i - 1]!.value))
    fail('sizes', 'in ascending order of value');
  return {
    format,
    ...readCommission(plan),
    optimizer: readOptimizer(plan.optimizer),
    steps: whole(plan.steps, 'steps', 1, most.steps),
    batch: whole(plan.batch, 'batch', 1, most.rows),
    sizes,
    observable: of === undefined ? { kind } : { kind, of },
  };
}
