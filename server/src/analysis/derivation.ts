import {
  Form,
  list,
  relation,
  word,
  type Chart,
  type Interval,
  type Order,
  type Point,
  type Region,
} from '../orders';
import type { Derivation, Evaluation, FactContent, Piece } from './facts';
import { uncovered } from './domain';
import { formulaOf } from './formula';

/** A fact, standing on the derivations of its pieces; with one formula for all of it if it is defined on all of `domain`. */
export function factOf(
  name: string,
  order: Order,
  pieces: readonly Piece[],
  why: { readonly title: string; readonly source?: string },
  domain: Region,
  chart: Chart,
  at: (point: Point) => Evaluation | undefined,
): FactContent {
  const summary = uncovered(domain, order) ? undefined : formulaOf(order, chart);
  return {
    name,
    order,
    ...(summary ? { summary } : {}),
    pieces,
    derivation: {
      ...why,
      ...(summary ? { formula: relation(word(name), '~', summary) } : {}),
      steps: pieces.map((p) => p.derivation),
    },
    at,
  };
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
