import { Form, Order, Rational, type Region } from '../../../orders';

/** The root-mean-square size of a quantity; undefined where it is zero. */
export type Magnitude = Order | undefined;

/** Products and sums of sizes over one region, with zero. */
export class Magnitudes {
  readonly one: Order;

  /** Passes meet the same sizes again and again. */
  private readonly known = new Map<string, Order>();

  constructor(readonly region: Region) {
    this.one = Order.monomial(Form.zero, region);
  }

  of(form: Form): Order {
    return Order.monomial(form, this.region);
  }

  /** fan^exponent, and the like. */
  power(form: Form, exponent: Rational): Order {
    return this.of(form.times(exponent));
  }

  root(form: Form): Order {
    return this.power(form, Rational.of(1, 2));
  }

  product(first: Order, ...others: Order[]): Order;
  product(...factors: Magnitude[]): Magnitude;
  product(...factors: Magnitude[]): Magnitude {
    return factors.reduce((a, b) => (a && b ? this.once('*', a, b, times) : undefined));
  }

  sum(first: Order, ...others: Magnitude[]): Order;
  sum(...terms: Magnitude[]): Magnitude;
  sum(...terms: Magnitude[]): Magnitude {
    return terms.reduce((a, b) => (a && b ? this.once('+', a, b, plus) : (a ?? b)), undefined);
  }

  minimum(a: Order, b: Order): Order {
    return this.once('min', a, b, (x, y) => x.minimum(y));
  }

  private once(sign: string, a: Order, b: Order, make: (a: Order, b: Order) => Order): Order {
    if (single(a) && single(b) && sign === '*') return make(a, b);
    const key = `${a.key()} ${sign} ${b.key()}`;
    const known = this.known.get(key) ?? make(a, b);
    this.known.set(key, known);
    return known;
  }
}

/** Most sizes are one monomial: then nothing has to be cut. */
function times(a: Order, b: Order): Order {
  const [p, q] = [single(a), single(b)];
  if (p) return b.timesMonomial(p);
  return q ? a.timesMonomial(q) : a.product(b);
}

function plus(a: Order, b: Order): Order {
  const [p, q] = [single(a), single(b)];
  return p && q && p.equals(q) ? a : a.sum(b);
}

const single = (order: Order): Form | undefined =>
  order.pieces.length === 1 ? order.pieces[0]!.value : undefined;
