import {
  Form,
  list,
  relation,
  word,
  type Chart,
  type Interval,
  type Notation,
  type Order,
  type Point,
  withinBudget,
} from '../orders';
import type { Derivation, Evaluation, FactContent, Piece } from './facts';
import type { Candidates } from './posterior/energy/candidates';

/** What a fact is made from. What only a reader needs is made when one looks, and once. */
export interface FactParts {
  readonly name: string;
  order(): Order;
  pieces(): readonly Piece[];
  /** One formula for all of it, if it has one and is defined on all of its domain. */
  summary(order: Order): Notation | undefined;
  readonly title: string;
  readonly source?: string;
  at(point: Point): Evaluation | undefined;
  candidates?(point: Point): Candidates | undefined;
  nothingBecause?(point: Point): string | undefined;
}

/** Work for one formula; a fact without it is told region by region. */
const FORMULA_BUDGET = 100_000;

/** A fact, standing on the derivations of its pieces. */
export function factOf(parts: FactParts): FactContent {
  const order = once(() => parts.order());
  const pieces = once(() => parts.pieces());
  const summary = once(() => withinBudget(FORMULA_BUDGET, () => parts.summary(order())));
  const { name, title, source } = parts;
  return {
    name,
    get order() {
      return order();
    },
    get pieces() {
      return pieces();
    },
    get summary() {
      return summary();
    },
    get derivation() {
      const formula = summary();
      return {
        title: `${title}${pieces().length > 1 ? ', by region' : ''}`,
        ...(source === undefined ? {} : { source }),
        ...(formula ? { formula: relation(word(name), '~', formula) } : {}),
        steps: pieces().map((p) => p.derivation),
      };
    },
    at: (point) => parts.at(point),
    ...(parts.nothingBecause ? { nothingBecause: (point: Point) => parts.nothingBecause?.(point) } : {}),
    ...(parts.candidates ? { candidates: (point: Point) => parts.candidates?.(point) } : {}),
  };
}

/** Makes it when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The best value of a parameter, or the range that its best values lie in, which may depend on the other parameters. */
export function bestChoice(parameter: string, value: Form | Interval, chart: Chart): Derivation {
  const self = word(parameter);
  if (value instanceof Form)
    return { title: 'At the minimum', formula: relation(self, '~', chart.monomial(value)), steps: [] };
  const ends = [
    ...(value.low ? [relation(self, '>=', chart.monomial(value.low))] : []),
    ...(value.high ? [relation(self, '<=', chart.monomial(value.high))] : []),
  ];
  if (ends.length === 0) return { title: `${parameter} is not fixed by the minimum`, steps: [] };
  return {
    title: 'Not fixed by the minimum; together with the others it may lie in',
    formula: list(ends),
    steps: [],
  };
}
