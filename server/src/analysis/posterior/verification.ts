import { Form, Rational, type Order, type Region } from '../../orders';
import type { Plan } from '../../../../trainer/schema';
import type { Expression, VerifyEquation, VerifyRange, VerifyStatement } from '../../syntax/tree';
import type { Architecture } from './network/architecture';
import type { Reporter } from '../diagnostic';
import type { Target } from './network/target';
import { numberOf } from './numeric';

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
export interface VerificationContext {
  readonly reporter: Reporter;
  readonly text: string;
  readonly region: Region;
  readonly base: string;
  /** A fingerprint of the text that the prediction follows from. */
  readonly hash: string;
  form(expression: Expression): Form | undefined;
  exponent(expression: Expression): Rational | undefined;
  /** The parts of `samples(p)`: its order, network, target and ridge. */
  subject(expression: Expression): Measured | undefined;
}

const DEFAULTS = { seeds: 4, sizes: 4, seconds: 110, effort: 1 };

/** Makes the plan of a verify block: finite sizes along the line that its equations draw, and the exponent to expect on it. */
export function planVerification(statement: VerifyStatement, context: VerificationContext): Plan | undefined {
  const { reporter, base, text } = context;
  const refuse = (span: { start: number; end: number }, message: string): undefined =>
    reporter.report('bad-verify', span, message);
  const subject = context.subject(statement.subject);
  if (!subject) return undefined;

  let range: VerifyRange | undefined;
  const equations: VerifyEquation[] = [];
  const settings = new Map<string, Expression>();
  for (const item of statement.items) {
    if (item.kind === 'bad') return undefined;
    if (item.kind === 'verify-range') {
      if (item.name.text !== base)
        return refuse(
          item.name,
          `Runs go along \`${base}\`; give the other scales as equations, as in \`N = ${base}\`.`,
        );
      range = item;
    } else if (item.kind === 'verify-equation') {
      if (equations.some((e) => e.name.text === item.name.text))
        return refuse(item.name, `\`${item.name.text}\` has an equation already.`);
      equations.push(item);
    } else {
      if (
        ![...Object.keys(DEFAULTS), 'expect'].includes(item.key.text) ||
        item.values.length !== 1 ||
        !item.values[0]
      )
        return refuse(
          item.key,
          'A verify block has a range, equations, `seeds`, `sizes`, `seconds`, `effort` and `expect`.',
        );
      if (settings.has(item.key.text)) return refuse(item.key, `\`${item.key.text}\` is set already.`);
      settings.set(item.key.text, item.values[0]);
    }
  }
  if (!range) return refuse(statement.subject, `Say at which sizes to run, as in \`${base} in 8 .. 64\`.`);

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

  const numbers = (name: keyof typeof DEFAULTS): number | undefined => {
    const given = settings.get(name);
    const value = given ? numberOf(given, new Map()) : DEFAULTS[name];
    return value !== undefined && value >= 1
      ? value
      : refuse(given ?? statement.subject, `\`${name}\` must be a number from 1.`);
  };
  const [seeds, count, seconds, effort] = [
    numbers('seeds'),
    numbers('sizes'),
    numbers('seconds'),
    numbers('effort'),
  ];
  const [low, high] = [numberOf(range.low, new Map()), numberOf(range.high, new Map())];
  if (seeds === undefined || count === undefined || seconds === undefined || effort === undefined)
    return undefined;
  if (low === undefined || high === undefined || low < 2 || high <= low)
    return refuse(range, 'The range must go from at least 2 up to a larger number.');

  const sizes = geometric(low, high, Math.max(2, Math.round(count))).map((d) => {
    const values = new Map([[base, d]]);
    // As often as there are equations: each may use any other one.
    for (const { name, value } of equations.flatMap(() => equations)) {
      const number = numberOf(value, values);
      if (number !== undefined) values.set(name.text, number);
    }
    return { d, values };
  });
  const widthOf = (layer: Architecture['layers'][number], values: ReadonlyMap<string, number>): number => {
    const expression = layer.item.value.kind === 'call' ? layer.item.value.args[1] : undefined;
    return Math.round((expression && numberOf(expression, values)) ?? NaN);
  };
  const grid = sizes.map(({ d, values }) => ({
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

  const stated = settings.get('expect');
  const expected = stated && context.exponent(stated);
  if (stated && !expected) return undefined;
  return {
    format: 'powercount-plan/1',
    name: text.slice(statement.subject.start, statement.subject.end),
    source: { hash: context.hash, statement: text.slice(statement.start, statement.end) },
    network: { activation, hidden },
    target: { kind: 'hermite', degree: part.degree },
    ridge,
    sizes: grid,
    seeds: Math.round(seeds),
    observable: 'samples',
    prediction: { exponent: (expected ?? derived).toString() },
    budget: { seconds },
    ...(effort === DEFAULTS.effort ? {} : { effort }),
  };
}

function geometric(low: number, high: number, count: number): number[] {
  const all = Array.from({ length: count }, (_, i) => Math.round(low * (high / low) ** (i / (count - 1))));
  return [...new Set(all)];
}
