import type { Order } from '../../orders';
import { PlanError } from '../../../../trainer/fields';
import {
  readTrainingPlan,
  trainingObservables,
  type Optimizer,
  type TrainingPlan,
} from '../../../../trainer/training-schema';
import type { Call, Name, VerifyStatement } from '../../syntax/tree';
import { numberOf } from '../numeric';
import { exponentAlong, lineOf } from '../runs/line';
import { notTheLibrarys, readVerifyBlock, refusal, type VerifyContext } from '../runs/verify-block';
import type { Training } from './declaration';
import { FiniteNetwork, planName } from './finite-network';
import { nodeOf, restricted } from './quantities';

/** What planning a run of a training needs from the rest of the analysis. */
export interface TrainingVerification extends VerifyContext {
  asked(call: Call): { training: Training; part: Name | undefined } | undefined;
  order(call: Call): Order | undefined;
  /** Optimisers and activations that are not the library's: a trainer knows those of the library only. */
  readonly replaced: readonly string[];
}

/** Steps, samples and seeds that show an exponent at sizes of hundreds within a minute. */
const DEFAULTS = { seeds: 8, sizes: 5, seconds: 110, steps: 2, batch: 8 };

/**
 * Rates at which a few steps change things of order one by a part of themselves: smaller where every entry moves by the rate.
 * Where a change is predicted to be larger than order one, the base rate is divided by the largest one, so that it stays small.
 */
const BASE_RATES: Readonly<Record<Optimizer['name'], number>> = {
  sgd: 0.2,
  momentum: 0.2,
  muon: 0.2,
  shampoo: 0.2,
  adam: 0.05,
  adamw: 0.05,
  sign: 0.05,
  adafactor: 0.05,
};

/** Makes the plan of a verify block that asks for a quantity of a training; undefined after a diagnostic. */
export function planTraining(
  statement: VerifyStatement,
  call: Call,
  context: TrainingVerification,
): TrainingPlan | undefined {
  const { reporter } = context;
  const refuse = refusal(reporter);
  const kind = observableOf(call);
  if (!kind) {
    const known = trainingObservables.map((name) => `\`${name}\``);
    return refuse(call, `Runs measure ${known.join(', ')} of a training; rates are what they are given.`);
  }
  const asked = context.asked(call);
  if (!asked) return undefined;
  const { training, part } = asked;
  const { counting, program } = training;
  const weight = part && counting.weight(part.text);
  const ofWeights = kind === 'update' || kind === 'propagated';
  const node = ofWeights ? weight?.node : part && nodeOf(counting, part.text);
  if (kind === 'propagated' && !weight)
    return refuse(
      call,
      `Ask for one of its weights: ${counting.weights.map((w) => `\`${kind}(${training.statement.name.text}.${w.weight.name})\``).join(', ')}.`,
    );
  if (kind === 'best_rate' && part)
    return refuse(part, 'All rates are multiplied by one number: leave this out.');
  const order = orderOf(kind, call, training, context);
  if (!order) return undefined;
  const optimizer = optimizerOf(training, context);
  if (typeof optimizer === 'string') return refuse(statement.subject, optimizer);
  const activation = training.program.nodes.find(
    (node) => node.op === 'activation' && context.replaced.includes(node.name),
  );
  if (activation?.op === 'activation') return refuse(statement.subject, notTheLibrarys(activation.name));

  const rate = BASE_RATES[optimizer.name];
  const block = readVerifyBlock(statement, { ...DEFAULTS, rate }, context, {
    fractions: ['rate'],
    precision: 'double',
  });
  const line = block && lineOf(block, context);
  if (!block || !line) return undefined;
  const places = block.sizes.map(({ values }) => line.place(values));
  const networks = places.map((place) => new FiniteNetwork(training, place));
  const changes = networks.flatMap((network) =>
    program.nodes.map((node) => network.number(counting.response.total(node))),
  );
  const base = block.setting('rate') ? block.numbers.rate : rate / Math.max(1, ...changes);
  const sizes = block.sizes.map(({ value, note }, i) => ({
    ...{ value, note },
    network: networks[i]!.steps(base),
  }));
  const [problem] = networks.flatMap(({ problems }) => [...problems]);
  if (problem !== undefined) return refuse(statement.subject, problem);

  const commission = block.commission(
    typeof order === 'string' ? order : exponentAlong(order, places, line.slopes),
  );
  if (!commission) return undefined;
  return checked({
    format: 'powercount-training/1',
    ...commission,
    optimizer,
    steps: Math.round(block.numbers.steps),
    batch: Math.round(block.numbers.batch),
    sizes,
    observable: node ? { kind, of: planName(node) } : { kind },
  });

  /** What the trainer would refuse is said here. */
  function checked(plan: TrainingPlan): TrainingPlan | undefined {
    try {
      return readTrainingPlan(plan);
    } catch (error) {
      if (error instanceof PlanError)
        return refuse(statement.subject, `This cannot be trained: ${error.message}.`);
      throw error;
    }
  }
}

type Observable = (typeof trainingObservables)[number];

/** What a call asks trainers to measure, if they can. */
export const observableOf = ({ callee }: Call): Observable | undefined =>
  trainingObservables.find((name) => callee.kind === 'name' && name === callee.text);

/** Why no rule gives these an order, so that a block must say what to expect. */
const UNDERIVED: Partial<Record<Observable, string>> = {
  propagated:
    'What comes in and what a layer learns are derived together, as `change`: say which exponent to `expect`.',
  transpose:
    'No rule derives what training owes to gradients that pass back through the weights themselves: say which exponent to `expect`.',
};

/**
 * The order of what is measured; a sentence where none is derived, undefined after a diagnostic. The best common factor of all
 * rates is taken to be the largest at which no weight alone moves anything by more than order one: a heuristic.
 */
function orderOf(
  kind: Observable,
  call: Call,
  { counting }: Training,
  context: TrainingVerification,
): Order | string | undefined {
  if (kind !== 'best_rate') return UNDERIVED[kind] ?? context.order(call);
  const ratios = counting.weights.flatMap(({ maximalRate, rate }) =>
    maximalRate && rate.value ? [maximalRate.quotient(rate.value)] : [],
  );
  const [first, ...others] = ratios;
  if (!first) return 'No weight of this training moves.';
  return restricted(
    others.reduce((least, ratio) => least.minimum(ratio), first),
    counting.domain,
  );
}

/** The optimiser as the trainer has it; a sentence where it does not. */
function optimizerOf(
  { optimizer, statement }: Training,
  { replaced }: TrainingVerification,
): Optimizer | string {
  const { name } = optimizer;
  if (replaced.includes(name)) return notTheLibrarys(name);
  if (name === 'shampoo') {
    const value = statement.settings.find((s) => s.key.text === 'optimizer')?.values[0];
    const [exponent, blocks] = value?.kind === 'call' ? value.args.map((a) => numberOf(a, new Map())) : [];
    return exponent !== undefined && blocks === 1
      ? { name, exponent }
      : 'Trainers run shampoo in one block with a number for its exponent, as in `shampoo(1/2, 1)`.';
  }
  if (Object.hasOwn(BASE_RATES, name)) return { name: name as Exclude<Optimizer['name'], 'shampoo'> };
  const known = Object.keys(BASE_RATES).map((known) => `\`${known}\``);
  return `No trainer runs \`${name}\`; they run ${known.join(', ')}.`;
}
