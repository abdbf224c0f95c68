import { Rational, type Form, type Order } from '../../orders';
import { PlanError } from '../../../../trainer/fields';
import {
  observables,
  readTrainingPlan,
  type Optimizer,
  type TrainingPlan,
} from '../../../../trainer/training-schema';
import type { Call, Name, VerifyStatement } from '../../syntax/tree';
import { numberOf } from '../numeric';
import { readVerifyBlock, refusal, type VerifyBlock, type VerifyContext } from '../verify-block';
import type { Training } from './declaration';
import { exponentIn, monomialAt, type Place } from './finite';
import { FiniteNetwork, planName } from './finite-network';
import { nodeOf } from './quantities';

/** What planning a run of a training needs from the rest of the analysis. */
export interface TrainingVerification extends VerifyContext {
  /** Scales that grow, and those of order one. */
  readonly growing: ReadonlySet<string>;
  readonly constants: readonly string[];
  readonly freeExponents: ReadonlyMap<string, Form>;
  asked(call: Call): { training: Training; part: Name | undefined } | undefined;
  order(call: Call): Order | undefined;
  /** Optimisers and activations that are not the library's: a trainer knows those of the library only. */
  readonly replaced: readonly string[];
}

/** Positions of a sample in a network that attends. */
const CONTEXT = 4;

/** Steps, samples and seeds that show an exponent at sizes of hundreds within a minute. */
const DEFAULTS = { seeds: 8, sizes: 4, seconds: 110, steps: 2, batch: 8 };

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
  const kind = observables.find((name) => call.callee.kind === 'name' && name === call.callee.text);
  if (!kind)
    return refuse(
      call,
      'The trainer measures `size`, `gradient`, `update` and `change` of a training; rates are what it is given.',
    );
  const asked = context.asked(call);
  const order = asked && context.order(call);
  if (!order) return undefined;
  const { training, part } = asked;
  const optimizer = optimizerOf(training, context);
  if (typeof optimizer === 'string') return refuse(statement.subject, optimizer);
  const activation = training.program.nodes.find(
    (node) => node.op === 'activation' && context.replaced.includes(node.name),
  );
  if (activation?.op === 'activation') return refuse(statement.subject, notTheLibrarys(activation.name));

  const rate = BASE_RATES[optimizer.name];
  const block = readVerifyBlock(statement, { ...DEFAULTS, rate }, context, { fractions: ['rate'] });
  const line = block && lineOf(block, context);
  if (!block || !line) return undefined;
  const places = block.sizes.map(({ values }) => line.place(values));
  const networks = places.map((place) => new FiniteNetwork(training, place));
  const { counting, program } = training;
  const changes = networks.flatMap((network) =>
    program.nodes.map((node) => network.number(counting.response.total(node))),
  );
  const base = block.sets('rate') ? block.numbers.rate : rate / Math.max(1, ...changes);
  const sizes = block.sizes.map(({ value }, i) => ({ value, network: networks[i]!.steps(base) }));
  const [problem] = networks.flatMap(({ problems }) => [...problems]);
  if (problem !== undefined) return refuse(statement.subject, problem);

  const exponent = exponentAlong(order, places, line.slopes);
  if (typeof exponent === 'string') return refuse(block.range, exponent);
  const commission = block.commission(exponent);
  if (!commission) return undefined;
  const weight = part && counting.weight(part.text);
  const node = kind === 'update' ? weight?.node : part && nodeOf(counting, part.text);
  return checked({
    format: 'powercount-training/1',
    ...commission,
    along: block.range.name.text,
    optimizer,
    steps: Math.round(block.numbers.steps),
    batch: Math.round(block.numbers.batch),
    ...(program.nodes.some(({ op }) => op === 'mix') ? { context: CONTEXT } : {}),
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

/** The exponent of an order along the line through these places; a sentence where there is not one for all of them. */
function exponentAlong(
  order: Order,
  places: readonly Place[],
  slopes: ReadonlyMap<string, Rational>,
): Rational | string {
  const exponents = places.map((place) => {
    const monomial = monomialAt(order, place);
    return typeof monomial === 'string' ? monomial : exponentIn(monomial, slopes, place);
  });
  const [first = ''] = exponents;
  const isOne = typeof first === 'string' || exponents.every((e) => typeof e !== 'string' && e.equals(first));
  return isOne
    ? first
    : 'Between these sizes the exponent changes: choose a range on one side, or other values of the other scales.';
}

/** What an equation says: a free exponent, or how a scale goes along the line. */
function lineOf(
  { range, equations }: VerifyBlock<string>,
  { base, growing, constants, freeExponents, form, exponent, reporter }: TrainingVerification,
): { place(values: ReadonlyMap<string, number>): Place; slopes: ReadonlyMap<string, Rational> } | undefined {
  const refuse = refusal(reporter);
  if (!growing.has(range.name.text)) return refuse(range.name, 'Sizes are those of a scale that grows.');
  const exponents = new Map<string, Rational>();
  const monomials = new Map<string, Form>();
  for (const { name, value } of equations) {
    if (name.text === range.name.text) return refuse(name, `\`${name.text}\` has its range already.`);
    if (freeExponents.has(name.text)) {
      const number = exponent(value);
      if (!number) return undefined;
      exponents.set(name.text, number);
    } else {
      const [scale, monomial] = [form(name), form(value)];
      if (!scale || !monomial) return undefined;
      monomials.set(name.text, monomial);
    }
  }
  const place = (values: ReadonlyMap<string, number>): Place => ({
    base,
    sizes: new Map([...constants.map((name) => [name, 1] as const), ...values]),
    exponents,
  });
  const slopes = new Map([[range.name.text, Rational.one]]);
  // As often as there are equations: each may use any other one.
  for (const [name, monomial] of [...monomials.keys()].flatMap(() => [...monomials]))
    slopes.set(name, exponentIn(monomial, slopes, place(new Map())));
  return { place, slopes };
}

const notTheLibrarys = (name: string): string =>
  `The embedded trainer runs the library's \`${name}\`, and this one is declared elsewhere.`;

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
      : 'The embedded trainer runs shampoo in one block with a number for its exponent, as in `shampoo(1/2, 1)`.';
  }
  if (Object.hasOwn(BASE_RATES, name)) return { name: name as Exclude<Optimizer['name'], 'shampoo'> };
  const known = Object.keys(BASE_RATES).map((known) => `\`${known}\``);
  return `The embedded trainer does not run \`${name}\`; it runs ${known.join(', ')}.`;
}
