import type { Constraint } from './constraint';
import { Form } from './form';
import { Order } from './order';
import { Rational } from './rational';
import type { Region } from './region';

/**
 * The least value of a variable as a function of the others.
 * - bounded: `order` on `domain`; `bounds` has, for each piece of it, the constraint that gives its value.
 * - unbounded: every point of `domain` lets the variable fall for ever.
 * - infeasible: no point of `over` is allowed.
 */
export type LowerBound =
  | {
      readonly status: 'bounded';
      readonly order: Order;
      readonly domain: Region;
      readonly bounds: readonly { region: Region; value: Form; constraint: Constraint }[];
    }
  | { readonly status: 'unbounded'; readonly domain: Region }
  | { readonly status: 'infeasible' };

/**
 * Reads the lower end of `variable` in a region from which all but it and the variables of `over` were eliminated.
 * Where a strict constraint gives the bound, it is approached and not attained; as an order it is the same.
 */
export function lowerBound(region: Region, variable: string, over: Region): LowerBound {
  const all = region.intersect(over);
  if (all.isEmpty()) return { status: 'infeasible' };
  const domain = all.project(all.variables().filter((name) => name !== variable));
  const given = new Map<string, { value: Form; constraint: Constraint }>();
  for (const constraint of all.constraints) {
    const factor = constraint.form.coefficient(variable);
    if (factor.sign() <= 0 && (constraint.sense !== '=' || factor.isZero())) continue;
    const value = Form.variable(variable).minus(constraint.form.times(Rational.one.over(factor)));
    const key = domain.modulo(value).key();
    if (!given.has(key)) given.set(key, { value, constraint });
  }
  if (given.size === 0) return { status: 'unbounded', domain };
  const order = Order.greatest(
    [...given.values()].map(({ value }) => value),
    domain,
  );
  const bounds = order.pieces.map(({ region, value }) => ({
    region,
    value,
    constraint: given.get(domain.modulo(value).key())!.constraint,
  }));
  return { status: 'bounded', order, domain, bounds };
}
