import { quantityOf, type TrainingQuantity } from '../analysis/dynamics/quantities';
import type { RuleNotes } from '../analysis/dynamics/rules/rule';
import type { Analysis, TrainingResult } from '../analysis/facts';
import type { Requirement } from '../analysis/dynamics/counting/requirement';
import type { Standing } from '../analysis/dynamics/standing';
import {
  merged,
  type Chart,
  type Notation,
  type Order,
  type Point,
  type Rational,
  type Region,
  type Relation,
} from '../orders';

/** What features ask of trainings: one order or another, as it stands at a point or everywhere. */

export const trainingNamed = ({ trainings }: Analysis, name: string): TrainingResult | undefined =>
  trainings.find(({ training }) => training.statement.name.text === name);

/** The order of a quantity of a weight or, without one, of the training; undefined where it is zero or has no meaning. */
export function quantity(
  { training }: TrainingResult,
  name: TrainingQuantity,
  weight: string | undefined,
): Order | undefined {
  const isOutput = training.counting.weight(weight ?? '')?.node === training.counting.program.output;
  const order = quantityOf(training, name, name === 'change' && isOutput ? undefined : weight);
  return order === 'unknown' ? undefined : order;
}

/** The monomial that an order is at a point, with the free exponents in it; undefined where it has none. */
export function orderAt(order: Order, point: Point, chart: Chart): Notation | undefined {
  const piece = order.pieces.find(({ region }) => region.contains(point));
  return piece && chart.monomial(piece.value);
}

const HOLDS: Readonly<Record<Relation, (sign: number) => boolean>> = {
  '~': (sign) => sign === 0,
  '<~': (sign) => sign <= 0,
  '>~': (sign) => sign >= 0,
  '<<': (sign) => sign < 0,
  '>>': (sign) => sign > 0,
};

/** A requirement at one point: the exponents of its sides, and whether it holds; undefined where a side has none. */
export function requirementAt(
  { left, relation, right }: Requirement,
  point: Point,
): { readonly left: Rational; readonly right: Rational; readonly holds: boolean } | undefined {
  const [l, r] = [left.at(point), right.at(point)];
  return l && r && { left: l, right: r, holds: HOLDS[relation](l.compare(r)) };
}

/** Where a property holds, as few convex sets as are seen at once, without those that have no points of the text. */
export const holdingParts = ({ holds }: Standing, { products }: Analysis): Region[] =>
  merged(holds.filter((part) => !products.close(part).isEmpty()));

/** `training of resnet: sgd, depth_mup, alignment coherent` */
export function trainingTitle({ training }: TrainingResult): string {
  const { statement, optimizer, parametrization, alignment } = training;
  return `training of ${statement.network.text}: ${optimizer.written}, ${parametrization.written}, alignment ${alignment.name}`;
}

/** The rules that all of a training follows from, with their sources. */
export function rulesOf({ training }: TrainingResult): readonly (RuleNotes & { readonly title: string })[] {
  const { optimizer, parametrization, alignment } = training;
  return [
    { ...optimizer, title: `Optimiser ${optimizer.written}` },
    { ...parametrization, title: `Parametrization ${parametrization.written}` },
    { ...alignment, title: `Alignment ${alignment.name}` },
  ];
}
