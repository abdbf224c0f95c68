import type { Analysis, Fact, Piece } from '../analysis/facts';
import type { Posterior } from '../analysis/posterior/declaration';
import {
  estimatesAt,
  HEURISTIC,
  type Estimate,
  type Estimates,
} from '../analysis/posterior/finite-size/estimates';
import { numberOf } from '../analysis/numeric';
import { sizesOf, type Sizes } from '../analysis/posterior/finite-size/sizes';
import { Form, toText, type Interval, type Rational } from '../orders';
import type { Expression } from '../syntax/tree';
import { parse } from '../syntax/parse';
import { rational } from './assignments';
import { UsageError } from './command';

/** What `derive` says of a text at finite sizes. Numbers are natural logarithms. */
export interface FiniteSize {
  readonly sizes: Sizes;
  /** Each fact's order, as a number. */
  readonly orders: readonly { readonly fact: Fact; readonly piece: Piece; readonly value: number }[];
  readonly posteriors: readonly (Estimates & { readonly name: string; readonly ridge: number })[];
}

/** `d=64, N=2*d`: with a size of the first scale every value is a size. Throws UsageError where that makes no sense. */
export function sizesGiven(text: string, analysis: Analysis): Sizes | undefined {
  const { base } = analysis.chart;
  const parts = text.split(',').map((part) => part.split('=').map((word) => word.trim()));
  const first = parts.find(([name]) => name === base)?.[1];
  if (first === undefined || first === '1') return undefined;
  const refuse = (why: string): never => {
    throw new UsageError(`--at ${text}: ${why}`);
  };
  const given = new Map<string, number>();
  const powers = new Map<string, Rational>();
  for (const [name = '', value = '', ...rest] of parts) {
    if (analysis.chart.isExponent(name)) {
      const power = rest.length === 0 ? rational(value) : undefined;
      if (!power || powers.has(name)) refuse(`${name} is an exponent: give it one number, as in ${name}=1/2`);
      else powers.set(name, power);
      continue;
    }
    if (analysis.exponents.has(name))
      refuse(
        `with ${base}=${first} every value is a size, and ${name} is an exponent; give sizes of scales, or exponents without ${base}`,
      );
    if (given.has(name)) refuse(`${name} is given twice`);
    const expression = rest.length === 0 ? expressionOf(value) : undefined;
    const size = expression && numberOf(expression, given);
    if (name === '' || size === undefined)
      refuse(`${[name, value, ...rest].join('=')} is not a size, as in N=64`);
    else given.set(name, size);
  }
  const sizes = sizesOf(analysis, given, powers);
  return typeof sizes === 'string' ? refuse(sizes) : sizes;
}

function expressionOf(text: string): Expression | undefined {
  const { statements, diagnostics } = parse(`let size = ${text}`);
  const [only] = statements;
  return statements.length === 1 && diagnostics.length === 0 && only?.kind === 'let' ? only.value : undefined;
}

export function finiteSizeOf(analysis: Analysis, facts: readonly Fact[], sizes: Sizes): FiniteSize {
  const log = (form: Form): number => form.evaluate(sizes.logs).toNumber() * sizes.unit;
  const ridgeOf = ({ ridge, ridgeExpression }: Posterior): number => {
    const number = ridgeExpression && numberOf(ridgeExpression, sizes.values);
    return number === undefined ? log(ridge) : Math.log(number);
  };
  return {
    sizes,
    orders: facts.flatMap((fact) => {
      const piece = fact.pieces.find(({ region }) => region.contains(sizes.exponents));
      return piece ? [{ fact, piece, value: log(piece.value) }] : [];
    }),
    posteriors: analysis.posteriors
      .filter(({ statement }) => facts.some((fact) => fact.statement.start === statement.start))
      .map((posterior) => ({
        ...estimatesAt(posterior.theory, sizes),
        name: posterior.statement.name.text,
        ridge: ridgeOf(posterior),
      })),
  };
}

/** Six digits: what the minimisation is good for. No number where it is too large for one. */
const number = (log: number | undefined): number | null => {
  const value = log === undefined ? NaN : Number(Math.exp(log).toPrecision(6));
  return Number.isFinite(value) ? value : null;
};

/** The same for `--json`. */
export function finiteSizeData({ sizes, orders, posteriors }: FiniteSize, analysis: Analysis): object {
  const orderText = (order: Form | Interval | undefined): string | null | (string | null)[] => {
    if (order instanceof Form) return toText(analysis.chart.monomial(order));
    return order ? [order.low, order.high].map((end) => orderText(end) as string | null) : null;
  };
  const estimate = (e: Estimate, ridge: number): object => ({
    pattern: e.pattern,
    degrees: e.degrees,
    energy: number(e.energy),
    log10Energy: Number((e.energy / Math.LN10).toPrecision(6)),
    samples: number(e.energy + ridge),
    slopes: e.slopes
      ? Object.fromEntries([...e.slopes].map(([name, slope]) => [name, rounded(slope)]))
      : null,
    parameters: Object.fromEntries(
      e.parameters.map(({ name, value, low, high, asymptotic }) => [
        name,
        {
          value: number(value),
          range: [number(low), number(high)],
          asymptotic: {
            order: orderText(asymptotic.order),
            range: [asymptotic.low, asymptotic.high].map((end) => number(end && end.toNumber() * sizes.unit)),
          },
        },
      ]),
    ),
    asymptotic: {
      order: orderText(e.asymptotic.order),
      energy: number(e.asymptotic.exponent && e.asymptotic.exponent.toNumber() * sizes.unit),
      least: e.asymptotic.least,
    },
  });
  return {
    note: HEURISTIC,
    sizes: Object.fromEntries(sizes.values),
    orders: Object.fromEntries(
      orders.map(({ fact, piece, value }) => [
        fact.name,
        { order: toText(piece.formula), value: number(value), pattern: piece.pattern ?? null },
      ]),
    ),
    posteriors: Object.fromEntries(
      posteriors.map(({ name, ridge, shown, others, within, complete }) => [
        name,
        {
          ridge: number(ridge),
          patterns: shown.map((e) => estimate(e, ridge)),
          others,
          within: Number.isFinite(within) ? within : null,
          complete,
        },
      ]),
    ),
  };
}

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4 || 0;
