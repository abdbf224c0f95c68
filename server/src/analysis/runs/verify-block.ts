import type { Form, Rational } from '../../orders';
import { precisions, type Commission, type Precision } from '../../../../trainer/fields';
import type { Expression, Span, VerifyEquation, VerifyRange, VerifyStatement } from '../../syntax/tree';
import type { Reporter } from '../diagnostic';
import { numberOf } from '../numeric';

/** What planning any run needs from the rest of the analysis. */
export interface VerifyContext {
  readonly reporter: Reporter;
  readonly text: string;
  /** The first scale. */
  readonly base: string;
  /** Scales that grow, and those of order one. */
  readonly growing: ReadonlySet<string>;
  readonly constants: readonly string[];
  readonly freeExponents: ReadonlyMap<string, Form>;
  /** A fingerprint of the text that the prediction follows from. */
  readonly hash: string;
  form(expression: Expression): Form | undefined;
  exponent(expression: Expression): Rational | undefined;
}

/** One size of the sweep: the value of the scale that varies, and those of all names that the block gives. */
export interface FiniteSize {
  readonly value: number;
  readonly values: ReadonlyMap<string, number>;
  /** The other values, for a reader. */
  readonly note: string;
}

/** What a verify block says. */
export interface VerifyBlock<Key extends string> {
  readonly statement: VerifyStatement;
  readonly range: VerifyRange;
  readonly equations: readonly VerifyEquation[];
  /** Ascending. */
  readonly sizes: readonly FiniteSize[];
  readonly numbers: Readonly<Record<Key, number>>;
  /** What the block itself sets, as it is written. */
  setting(key: string): Expression | undefined;
  /**
   * What the fields say that all plans have; the block's own `expect` stands before the derived exponent. In place of one, a
   * sentence says why none is derived.
   */
  commission(derived: Rational | string): Commission | undefined;
}

/** What every block may set beside its sizes, and what it is without. */
interface Defaults {
  readonly seeds: number;
  readonly sizes: number;
  readonly seconds: number;
}

/** Settings that every block may have and need not. */
const OPTIONAL = ['margin', 'precision', 'expect'];

/** What a theory says of its own blocks. */
interface Own {
  /** Numbers that are any above 0; of the others, from 1. */
  readonly fractions?: readonly string[];
  /** Settings that it reads itself. */
  readonly expressions?: readonly string[];
  readonly precision: Precision;
}

/** Reads a verify block: a range, equations, numbers with defaults. Undefined after a diagnostic. */
export function readVerifyBlock<Key extends string>(
  statement: VerifyStatement,
  defaults: Readonly<Record<Key, number>> & Defaults,
  { reporter, base, text, hash, exponent }: VerifyContext,
  { fractions = [], expressions = [], precision }: Own,
): VerifyBlock<Key | keyof Defaults> | undefined {
  const refuse = refusal(reporter);
  let range: VerifyRange | undefined;
  const equations: VerifyEquation[] = [];
  const settings = new Map<string, Expression>();
  const keys = [...Object.keys(defaults), ...expressions, ...OPTIONAL];
  for (const item of statement.items) {
    if (item.kind === 'bad') return undefined;
    if (item.kind === 'verify-range') {
      if (range)
        return refuse(item.name, 'A verify block has one range; give the other scales as equations.');
      range = item;
    } else if (item.kind === 'verify-equation') {
      if (equations.some((e) => e.name.text === item.name.text))
        return refuse(item.name, `\`${item.name.text}\` has an equation already.`);
      equations.push(item);
    } else {
      if (!keys.includes(item.key.text) || item.values.length !== 1 || !item.values[0])
        return refuse(
          item.key,
          `A verify block has a range, equations, ${keys
            .slice(0, -1)
            .map((key) => `\`${key}\``)
            .join(', ')} and \`expect\`.`,
        );
      if (settings.has(item.key.text)) return refuse(item.key, `\`${item.key.text}\` is set already.`);
      settings.set(item.key.text, item.values[0]);
    }
  }
  if (!range) return refuse(statement.subject, `Say at which sizes to run, as in \`${base} in 8 .. 64\`.`);
  const numbers = new Map<string, number>();
  for (const [key, usual] of Object.entries<number>(defaults)) {
    const given = settings.get(key);
    const value = given ? numberOf(given, new Map()) : usual;
    const isFraction = fractions.includes(key);
    if (value === undefined || !(isFraction ? value > 0 : value >= 1))
      return refuse(
        given ?? statement.subject,
        `\`${key}\` must be a number ${isFraction ? 'above 0' : 'from 1'}.`,
      );
    numbers.set(key, value);
  }
  const margin = settings.get('margin');
  const room = margin && numberOf(margin, new Map());
  if (margin && !(room !== undefined && room > 0))
    return refuse(margin, 'The `margin` is the difference of exponents that matters: a number above 0.');
  const digits = settings.get('precision');
  const asked = precisions.find((name) => digits?.kind === 'name' && digits.text === name);
  if (digits && !asked) return refuse(digits, '`precision` is `single`, `double` or `tf32`.');
  const [low, high] = [numberOf(range.low, new Map()), numberOf(range.high, new Map())];
  if (low === undefined || high === undefined || low < 2 || high <= low)
    return refuse(range, 'The range must go from at least 2 up to a larger number.');
  const { name } = range;
  const sizes = geometric(low, high, Math.max(2, Math.round(numbers.get('sizes')!))).map((value) => {
    const values = valuesAt(name.text, value, equations);
    return { value, values, note: noteOf(values, name.text) };
  });
  return {
    ...{ statement, range, equations, sizes },
    numbers: Object.fromEntries(numbers) as Record<Key | keyof Defaults, number>,
    setting: (key) => settings.get(key),
    commission(derived) {
      const stated = settings.get('expect');
      const expected = stated && exponent(stated);
      if (stated && !expected) return undefined;
      if (!expected && typeof derived === 'string') return refuse(statement.subject, derived);
      return {
        name: text.slice(statement.subject.start, statement.subject.end),
        source: { hash, statement: text.slice(statement.start, statement.end) },
        along: name.text,
        seeds: Math.round(numbers.get('seeds')!),
        prediction: { exponent: (expected ?? derived).toString() },
        budget: { seconds: numbers.get('seconds')! },
        ...(room === undefined ? {} : { margin: room }),
        precision: asked ?? precision,
      };
    },
  };
}

export const refusal =
  (reporter: Reporter) =>
  (span: Span, message: string): undefined =>
    reporter.report('bad-verify', span, message);

/** Trainers know the rules of the library by their names. */
export const notTheLibrarys = (name: string): string =>
  `Trainers run the library's \`${name}\`, and this one is declared elsewhere.`;

const noteOf = (values: ReadonlyMap<string, number>, along: string): string =>
  [...values]
    .filter(([name]) => name !== along)
    .map(([name, value]) => `${name} = ${Number(value.toPrecision(6))}`)
    .join(', ');

function valuesAt(
  along: string,
  value: number,
  equations: readonly VerifyEquation[],
): ReadonlyMap<string, number> {
  const values = new Map([[along, value]]);
  // As often as there are equations: each may use any other one.
  for (const { name, value: expression } of equations.flatMap(() => equations)) {
    const number = numberOf(expression, values);
    if (number !== undefined) values.set(name.text, number);
  }
  return values;
}

function geometric(low: number, high: number, count: number): number[] {
  const all = Array.from({ length: count }, (_, i) => Math.round(low * (high / low) ** (i / (count - 1))));
  return [...new Set(all)];
}
