import { Form, Order, Rational, Region } from '../../../orders';
import type { Expression, OptimizerStatement } from '../../../syntax/tree';
import { notesOf, type Evaluate, type RuleNotes } from './rule';

/** What the rule of an update may speak of. */
export const OPTIMIZER_NAMES = ['gradient', 'weight', 'fan_in', 'fan_out', 'depth'] as const;

/** How an optimiser makes an update from a gradient; sizes are of entries, at rate 1. */
export interface Optimizer extends RuleNotes {
  /** With its arguments, as the reader writes it. */
  readonly written: string;
  update(orders: ReadonlyMap<string, Order>): Order | undefined;
  /** The damping up to which the update is what it is without; undefined for optimisers without one. */
  epsilon(orders: ReadonlyMap<string, Order>): Order | undefined;
  /** The update is proportional to the gradient, as for gradient descent with or without momentum. */
  readonly isProportional: boolean;
}

/** Reads a declaration; undefined when it has no rule for the update. */
export function optimizerOf(
  statement: OptimizerStatement,
  written: string,
  parameters: ReadonlyMap<string, Expression>,
  evaluate: Evaluate,
): Optimizer | undefined {
  const find = (kind: 'update' | 'epsilon'): Expression | undefined =>
    statement.items.flatMap((item) => (item.kind === kind ? [item.value] : [])).at(-1);
  const update = find('update');
  const epsilon = find('epsilon');
  if (!update) return undefined;
  const make = (expression: Expression) => (orders: ReadonlyMap<string, Order>) =>
    evaluate(expression, { orders, parameters });
  return {
    ...notesOf(statement.name, statement.notes),
    written,
    update: make(update),
    epsilon: epsilon ? make(epsilon) : () => undefined,
    get isProportional() {
      const one = (name: string): Order => Order.monomial(Form.variable(name), Region.whole);
      const order = make(update)(new Map(OPTIMIZER_NAMES.map((name) => [name, one(name)])));
      return order?.pieces.every((p) => p.value.coefficient('gradient').equals(Rational.one)) === true;
    },
  };
}
