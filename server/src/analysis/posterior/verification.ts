import { Form, type Order, type Rational, type Region } from '../../orders';
import { guessedPrefactor } from '../../../../trainer/cost';
import { PlanError } from '../../../../trainer/fields';
import {
  readPosteriorPlan,
  type PosteriorPlan,
  type posteriorObservables,
} from '../../../../trainer/posterior-schema';
import type { Expression, Name, VerifyStatement } from '../../syntax/tree';
import { numberOf } from '../numeric';
import { exponentAlong, lineOf, type Line } from '../runs/line';
import { monomialAt, numberAt } from '../runs/place';
import { readVerifyBlock, refusal, type VerifyBlock, type VerifyContext } from '../runs/verify-block';
import { FinitePosterior, type Subject } from './finite-network';

/** What a run measures of a posterior. */
export interface Measured extends Subject {
  readonly kind: (typeof posteriorObservables)[number];
  /** Whose units are counted. */
  readonly layer: Name | undefined;
  /** The order of `energy(p)`: a ridge times it is that of `samples(p)`. */
  readonly energy: Order;
  /** That of what is measured, where one is derived. */
  readonly order: Order | undefined;
  readonly ridge: Expression | undefined;
}

/** What planning a run needs from the rest of the analysis. */
export interface PosteriorVerification extends VerifyContext {
  readonly region: Region;
  /** What a block asks for; undefined after a diagnostic. */
  subject(expression: Expression): Measured | undefined;
}

const DEFAULTS = { seeds: 4, sizes: 5, seconds: 110, effort: 1 };

/** In units of the guess of what a search needs: more than any search has needed so far. */
const USUAL_SAMPLES = 2;

/** Makes the plan of a verify block: finite sizes along the line that its equations draw, and the exponent to expect on it. */
export function planPosterior(
  statement: VerifyStatement,
  context: PosteriorVerification,
): PosteriorPlan | undefined {
  const { reporter } = context;
  const refuse = refusal(reporter);
  const subject = context.subject(statement.subject);
  const block =
    subject &&
    readVerifyBlock(statement, DEFAULTS, context, { expressions: ['samples'], precision: 'single' });
  const line = block && lineOf(block, context);
  if (!line) return undefined;
  const derived = subject.order ? exponentOf(subject.order, block, line, context) : UNDERIVED;
  const scales = block.sizes.map(({ values }) => {
    const monomial = monomialAt(subject.energy, line.place(values));
    return typeof monomial === 'string' ? monomial : numberAt(monomial, line.place(values));
  });
  const [problem] = scales.filter((scale) => typeof scale === 'string');
  if (problem !== undefined) return refuse(statement.subject, problem);

  const given = block.setting('samples');
  if (given && subject.kind === 'samples')
    return refuse(given, 'A run searches the number of samples by itself: leave this out.');
  const sizes: PosteriorPlan['sizes'] = [];
  for (const [i, { value, values, note }] of block.sizes.entries()) {
    const ridge = subject.ridge ? numberOf(subject.ridge, values) : 1;
    if (ridge === undefined || ridge <= 0)
      return refuse(statement.subject, 'Give the ridge a number at every size, as in `kappa = 1/10`.');
    const network = new FinitePosterior(subject, values);
    const steps = network.steps();
    const [why] = network.problems;
    if (why !== undefined) return refuse(statement.subject, why);
    const scale = (scales[i] as number) * ridge;
    const samples = given
      ? numberOf(given, values)
      : USUAL_SAMPLES * guessedPrefactor(subject.target.parts[0]?.degree ?? 1) * scale;
    if (samples === undefined || !(samples >= 1))
      return refuse(
        given ?? statement.subject,
        'The number of samples must be a number from 1 at every size.',
      );
    sizes.push({
      ...{ value, note, network: steps, ridge, scale },
      ...(subject.kind === 'samples' ? {} : { samples: Math.round(samples) }),
    });
  }
  const commission = block.commission(derived);
  if (!commission) return undefined;
  const plan: PosteriorPlan = {
    format: 'powercount-posterior/1',
    ...commission,
    target: FinitePosterior.target(subject),
    sizes,
    observable: { kind: subject.kind, ...(subject.layer ? { of: subject.layer.text } : {}) },
    effort: block.numbers.effort,
  };
  try {
    return readPosteriorPlan(plan);
  } catch (error) {
    if (error instanceof PlanError) return refuse(statement.subject, `This cannot be run: ${error.message}.`);
    throw error;
  }
}

const UNDERIVED = 'No rule derives this: say which exponent to `expect`.';

/**
 * The exponent of an order along the line of a block. Along the first scale it is exact for large sizes, whatever the numbers
 * in front of powers are; along another one it is that of the sizes themselves.
 */
function exponentOf(
  order: Order,
  block: VerifyBlock<string>,
  line: Line,
  context: PosteriorVerification,
): Rational | string {
  if (block.range.name.text !== context.base) {
    const places = block.sizes.map(({ values }) => line.place(values));
    return exponentAlong(order, places, line.slopes);
  }
  const along = block.equations.map(({ name, value }) => {
    const free = context.freeExponents.get(name.text);
    const given = free && context.exponent(value);
    const [left, right] = free
      ? [free, given && Form.constant(given)]
      : [context.form(name), context.form(value)];
    return left && right && { form: left.minus(right), sense: '=' as const };
  });
  // Said already: these are the forms that the line of the block was made of.
  if (!along.every((equation) => equation !== undefined)) return 'Some width is left open.';
  const ray = context.region.with(...along);
  const point = ray.witness();
  if (!point) return 'The assumptions of this text do not allow these sizes.';
  const derived = order.at(point);
  const determined =
    derived &&
    order
      .restrict(ray)
      .pieces.every((piece) =>
        piece.region.implies({ form: piece.value.minus(Form.constant(derived)), sense: '=' }),
      );
  return determined ? derived : 'Some width is left open: give each one as an equation, as in `N = d`.';
}
