import type { Form, Point } from './form';
import { Rational } from './rational';

export type Sense = '>=' | '>' | '=';

/**
 * The condition `form sense 0`. `label` says where it comes from, for the reader.
 * A condition that was derived (by elimination, or by using equalities) says in `from` of which given ones it is
 * the combination: `form` is exactly the sum of weight times form; weights of inequalities are never negative.
 */
export interface Constraint {
  readonly form: Form;
  readonly sense: Sense;
  readonly label?: string;
  readonly from?: readonly Share[];
}

/** A given constraint's part in a derived one. */
export interface Share {
  readonly constraint: Constraint;
  readonly weight: Rational;
}

/** Whether the condition holds at a point that has a value for each of its variables. */
export function holds({ form, sense }: Constraint, point: Point): boolean {
  const sign = form.evaluate(point).sign();
  return sign > 0 ? sense !== '=' : sign === 0 && sense !== '>';
}

/** The conditions that together say the opposite: one, or two for an equality (either may hold). */
export function opposites({ form, sense }: Constraint): Constraint[] {
  const below: Constraint = { form: form.negate(), sense: sense === '>' ? '>=' : '>' };
  return sense === '=' ? [{ form, sense: '>' }, below] : [below];
}

/** The constraint itself as its own origin, unless it was derived from others. */
export function sharesOf(constraint: Constraint): readonly Share[] {
  return constraint.from ?? [{ constraint, weight: Rational.one }];
}
