import { Form, Rational, type Order, type Region } from '../../orders';
import type { PosteriorPlan } from '../../../../trainer/posterior-schema';
import type { Expression, VerifyStatement } from '../../syntax/tree';
import type { Architecture } from './network/architecture';
import type { Target } from './network/target';
import { numberOf } from '../numeric';
import { readVerifyBlock, refusal, type VerifyContext } from '../verify-block';

/** What a run measures: `samples` of a posterior. */
export interface Measured {
  readonly order: Order;
  readonly architecture: Architecture;
  readonly target: Target;
  readonly ridge: Expression | undefined;
  /** Modules and activations that are not the library's: a trainer knows those of the library only. */
  readonly replaced: readonly string[];
}

/** What planning a run needs from the rest of the analysis. */
export interface VerificationContext extends VerifyContext {
  readonly region: Region;
  /** The parts of `samples(p)`: its order, network, target and ridge. */
  subject(expression: Expression): Measured | undefined;
}

const DEFAULTS = { seeds: 4, sizes: 4, seconds: 110, effort: 1 };

/** Makes the plan of a verify block: finite sizes along the line that its equations draw, and the exponent to expect on it. */
export function planVerification(
  statement: VerifyStatement,
  context: VerificationContext,
): PosteriorPlan | undefined {
  const { reporter, base } = context;
  const refuse = refusal(reporter);
  const subject = context.subject(statement.subject);
  const block = subject && readVerifyBlock(statement, DEFAULTS, context, { along: base });
  if (!block) return undefined;
  const { equations, sizes, numbers } = block;

  const along: { form: Form; sense: '=' }[] = [];
  for (const { name, value } of equations) {
    const [left, right] = [context.form(name), context.form(value)];
    if (!left || !right) return undefined;
    along.push({ form: left.minus(right), sense: '=' });
  }
  const line = context.region.with(...along);
  const point = line.witness();
  if (!point) return refuse(statement.subject, 'The assumptions of this text do not allow these sizes.');
  const derived = subject.order.at(point);
  const determined =
    derived &&
    subject.order
      .restrict(line)
      .pieces.every((piece) =>
        piece.region.implies({ form: piece.value.minus(Form.constant(derived)), sense: '=' }),
      );
  if (!determined)
    return refuse(statement.subject, 'Some width is left open: give each one as an equation, as in `N = d`.');

  const widthOf = (layer: Architecture['layers'][number], values: ReadonlyMap<string, number>): number => {
    const expression = layer.item.value.kind === 'call' ? layer.item.value.args[1] : undefined;
    return Math.round((expression && numberOf(expression, values)) ?? NaN);
  };
  const grid = sizes.map(({ value: d, values }) => ({
    d,
    widths: subject.architecture.layers.map((l) => widthOf(l, values)),
  }));
  const ridges = sizes.map(({ values }) => (subject.ridge ? numberOf(subject.ridge, values) : 1));
  const [ridge] = ridges;
  if (ridge === undefined || ridge <= 0 || ridges.some((r) => r !== ridge))
    return refuse(statement.subject, 'Give the ridge one number for all sizes, as in `kappa = 1/10`.');
  if (grid.some(({ widths }) => widths.some((w) => !(w >= 1))))
    return refuse(
      statement.subject,
      'Every width must be a number from 1 at every size: give each one as an equation with numbers and the first scale, as in `N = 2*d`.',
    );

  const [part, ...others] = subject.target.parts;
  if (part?.view !== 'all' || part.directions.length !== 1 || others.length > 0)
    return refuse(statement.subject, 'Runs are for a target of one direction, as in `He3(w . x)`.');
  if (!part.size.equals(Form.constant(Rational.one)))
    return refuse(statement.subject, `Runs are for data in ${base} dimensions: \`gaussian(${base})\`.`);
  const modules = [...subject.architecture.layers, subject.architecture.network.readOut];
  if (modules.some(({ module }) => module.name !== 'dense'))
    return refuse(statement.subject, 'The embedded trainer runs networks of `dense` layers only.');
  const activations = new Set(subject.architecture.layers.map((l) => l.activation.name));
  const activation = { erf: 'erf', identity: 'linear', linear: 'linear' }[[...activations].join()];
  const names = [...modules.map(({ module }) => module.name), ...activations];
  const own = names.find((name) => subject.replaced.includes(name));
  if (own !== undefined)
    return refuse(
      statement.subject,
      `The embedded trainer runs the library's \`${own}\`, and this one is declared elsewhere.`,
    );
  const hidden = subject.architecture.layers.length;
  if ((activation !== 'erf' && activation !== 'linear') || (hidden !== 1 && hidden !== 2))
    return refuse(
      statement.subject,
      'The embedded trainer runs erf or linear networks with one or two hidden layers.',
    );

  const commission = block.commission(derived);
  return (
    commission && {
      format: 'powercount-plan/1',
      ...commission,
      network: { activation, hidden },
      target: { kind: 'hermite', degree: part.degree },
      ridge,
      sizes: grid,
      observable: 'samples',
      ...(numbers.effort === DEFAULTS.effort ? {} : { effort: numbers.effort }),
    }
  );
}
