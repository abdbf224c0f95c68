import { Order, type Form, type Rational, type Region } from '../orders';

/**
 * What an order expression is evaluated into. Two algebras share one evaluator: `maxima` (a finite list of monomials, read
 * as their maximum; needs no region and is what rules and minimands are made of) and `ordersOver` (piecewise monomials).
 * Operations answer with a sentence where the result is not of the algebra.
 */
export interface Algebra<V> {
  monomial(form: Form): V;
  /** The form of a value that is one monomial everywhere. */
  asMonomial(value: V): Form | undefined;
  fromOrder(order: Order): V | string;
  sum(a: V, b: V): V;
  minimum(a: V, b: V): V | string;
  product(a: V, b: V): V;
  quotient(a: V, b: V): V | string;
  power(a: V, exponent: Rational): V | string;
}

/** Maxima of monomials, as lists of forms. */
export const maxima: Algebra<readonly Form[]> = {
  monomial: (form) => [form],
  asMonomial: (value) => (value.length === 1 ? value[0] : undefined),
  fromOrder: (order) =>
    order.asSum() ?? 'here it would have to be a sum of monomials, but it is a minimum of several',
  sum: (a, b) => distinct([...a, ...b]),
  minimum: () => 'a minimum cannot stand here; use separate conditions',
  product: (a, b) => distinct(a.flatMap((x) => b.map((y) => x.plus(y)))),
  quotient: (a, b) =>
    b.length === 1 && b[0] ? a.map((x) => x.minus(b[0] as Form)) : 'a sum cannot stand below the line here',
  power: (a, q) =>
    q.sign() >= 0 || a.length === 1
      ? distinct(a.map((x) => x.times(q)))
      : 'a sum cannot have a negative power here',
};

function distinct(forms: readonly Form[]): readonly Form[] {
  return [...new Map(forms.map((f) => [f.key(), f])).values()];
}

/** Orders on a region of widths. */
export function ordersOver(region: Region): Algebra<Order> {
  return {
    monomial: (form) => Order.monomial(form, region),
    asMonomial: (order) => {
      const first = order.pieces[0]?.value;
      return first && order.pieces.every((p) => p.value.equals(first)) ? first : undefined;
    },
    fromOrder: (order) => order,
    sum: (a, b) => a.sum(b),
    minimum: (a, b) => a.minimum(b),
    product: (a, b) => a.product(b),
    quotient: (a, b) => a.quotient(b),
    power: (a, q) => a.power(q),
  };
}
