import { formulaOf } from '../analysis/formula';
import { conditionsOf } from '../analysis/say';
import type { Analysis, FactContent, TrainingResult } from '../analysis/facts';
import type { Requirement } from '../analysis/dynamics/counting/requirement';
import type { Training } from '../analysis/dynamics/declaration';
import { quantityOf, TRAINING_QUANTITIES, type TrainingQuantity } from '../analysis/dynamics/quantities';
import { Order, toText, withinBudget, type Notation } from '../orders';

/** What a table of a training tells of each weight. */
export const WEIGHT_ORDERS = ['multiplier', 'init', ...TRAINING_QUANTITIES] as const;

export type WeightOrder = 'multiplier' | 'init' | TrainingQuantity;

/** An order of a weight; undefined where it is zero, or where the optimiser has no such thing. */
export function orderOf(training: Training, what: WeightOrder, weight: string): Order | undefined {
  const count = training.counting.weight(weight);
  if (what === 'multiplier' || what === 'init') return count?.[what].value;
  const order = quantityOf(training, what, weight);
  return order === 'unknown' ? undefined : order;
}

/** What is derived of the training as a whole: `change(t)` and the like. */
export const wholeFacts = ({ training, facts }: TrainingResult): FactContent[] =>
  facts.filter(({ name }) => name.endsWith(`(${training.statement.name.text})`));

/** Work for one formula; an order without it is told region by region. */
const FORMULA_BUDGET = 100_000;

/** One formula that holds wherever the order is defined. */
export const formula = (order: Order, { chart }: Analysis): Notation | undefined =>
  order.pieces.length === 0 ? undefined : withinBudget(FORMULA_BUDGET, () => formulaOf(order, chart));

/** In place of a formula that would be too long. */
export const BY_REGION = 'by region';

/** A side of a requirement. Sizes that are no powers outside the domain are told on it; what the domain is made of, everywhere. */
export function sideText(
  order: Order,
  requirement: Requirement,
  training: Training,
  analysis: Analysis,
): string {
  const { domain, forward, backward } = training.counting;
  const isOfDomain = [...forward.requirements, ...backward.requirements].includes(requirement);
  const told = isOfDomain ? order : new Order(domain.flatMap((part) => order.restrict(part).pieces));
  const shown = formula(told, analysis);
  return shown ? toText(shown) : BY_REGION;
}

export interface OrderPiece {
  readonly when: readonly string[];
  readonly order: string;
}

/** Monomials by region. */
export const piecesOf = (order: Order, { chart, region, products }: Analysis): OrderPiece[] =>
  products.seen(order).pieces.map((piece) => ({
    when: conditionsOf(piece.region, region, chart).map(toText),
    order: toText(chart.monomial(piece.value)),
  }));

/** What stands in front of residual branches and of attention logits, by the place in the network. */
export function placedMultipliers({
  counting,
}: Training): { readonly place: string; readonly value: Order }[] {
  const { program, scalings } = counting;
  const branches = program.blocks.flatMap((block) =>
    (block.branches ?? []).map((branch) => ({
      place: `branches of ${block.name}`,
      value: scalings.branch(branch, block).value,
    })),
  );
  const logits = program.nodes.flatMap((node) =>
    node.op === 'logits' ? [{ place: `logits in ${node.item}`, value: scalings.logits(node).value }] : [],
  );
  return [...branches, ...logits].filter(
    ({ place, value }, i, all) => i === all.findIndex((o) => o.place === place && equal(o.value, value)),
  );
}

/** Equal piece by piece. */
export const equal = (a: Order, b: Order): boolean =>
  a === b ||
  (a.pieces.length === b.pieces.length &&
    a.pieces.every(
      (p, i) => p.value.equals(b.pieces[i]!.value) && p.region.key() === b.pieces[i]!.region.key(),
    ));
