import {
  factorsOf,
  Form,
  Order,
  productOf,
  quotient,
  Rational,
  Region,
  type Constraint,
  type Point,
  type Points,
} from '../orders';
import { simplestBetween } from '../orders/simplest';

/**
 * Products of free exponents and scales, the logarithms of `L^g`, as coordinates of their own. Regions then speak of points where
 * such a product has any value: more than there are. So what holds on all of a region holds; a point is one of the text only
 * where every product has the value that its factors give it.
 */
export class Products implements Points {
  static readonly none = new Products(new Set(), new Set());

  readonly key: string;
  /** Conditions on exponents and on scales whose products the regions to close have already. */
  private readonly done: readonly [onExponents: Region, onScales: Region];

  /** @param within where all of a text happens, closed: the regions to close lie in it */
  constructor(
    private readonly exponents: ReadonlySet<string>,
    private readonly scales: ReadonlySet<string>,
    within = Region.whole,
  ) {
    const conditions = within.constraints.map((c) => `${c.form.key()}${c.sense}`);
    this.key = [...exponents, '|', ...scales, '|', ...conditions].join(' ');
    this.done = [new Region(this.own(within, exponents)), new Region(this.own(within, scales))];
  }

  /** The same products for regions in this one. */
  within(region: Region): Products {
    return this.isEmpty ? this : new Products(this.exponents, this.scales, region);
  }

  private get isEmpty(): boolean {
    return this.exponents.size === 0 || this.scales.size === 0;
  }

  /**
   * The region with what its conditions say of the products: the product of two conditions that hold, one on exponents and one on
   * scales, holds, and so does an equality times anything (a first step of Sherali and Adams 1990).
   */
  close(region: Region): Region {
    if (this.isEmpty) return region;
    const onScales = new Region(this.own(region, this.scales));
    const divided = region.constraints.flatMap((c) => this.divided(c, onScales) ?? []);
    const onExponents = new Region([...this.own(region, this.exponents), ...divided]);
    const [doneExponents, doneScales] = this.done;
    const isNew = (c: Constraint): boolean => !doneExponents.implies(c) && !doneScales.implies(c);
    if (![...onExponents.constraints, ...onScales.constraints].some(isNew)) return region;
    const [es, ss] = [onExponents.reduced().constraints, onScales.reduced().constraints];
    const equality = (c: Constraint): boolean => c.sense === '=' && isNew(c);
    const times = (c: Constraint, names: ReadonlySet<string>): Constraint[] =>
      [...names].map((name) => this.multiplied(c, Form.variable(name)));
    return region.with(
      ...es,
      ...es.flatMap((e) => ss.flatMap((s) => (isNew(e) || isNew(s) ? (this.product(e, s) ?? []) : []))),
      ...es.filter(equality).flatMap((e) => times(e, this.scales)),
      ...ss.filter(equality).flatMap((s) => times(s, this.exponents)),
    );
  }

  /** An order as one reads it: without the pieces that have no points of the text, or only ones at the edges of others. */
  seen(order: Order): Order {
    if (this.isEmpty) return order;
    return new Order(
      order.pieces.flatMap(({ region, value }) => {
        const closed = this.close(region);
        return closed.codimension() === region.codimension() ? [{ region: closed.reduced(), value }] : [];
      }),
    );
  }

  /**
   * A point of the region that is one of the text, with a value for each of `names`; undefined when the region has none, or none
   * is found: with numbers for all scales, or for all exponents, every product is linear, and simple ones are tried.
   */
  point(region: Region, names: readonly string[] = []): Point | undefined {
    if (region.isEmpty()) return undefined;
    const found = this.search(region);
    if (!found) return undefined;
    const point = this.filled(found, [...names, ...region.variables()]);
    return region.contains(point) ? point : undefined;
  }

  /** The point with the products that its values fix, and 1 for what it leaves open. */
  private filled(point: Point, names: readonly string[]): Point {
    const filled = new Map(point);
    for (const name of names)
      for (const factor of this.factors(name).concat(factorsOf(name) ? [] : name))
        if (!filled.has(factor)) filled.set(factor, Rational.one);
    return this.complete(filled);
  }

  /** The same point with a value for every product whose factors it knows. */
  complete(point: Point): Point {
    const complete = new Map(point);
    for (const exponent of this.exponents)
      for (const scale of this.scales) {
        const [g, l] = [point.get(exponent), point.get(scale)];
        if (g && l) complete.set(productOf(exponent, scale), g.times(l));
      }
    return complete;
  }

  /** The coordinates with the products that are linear in what these ones leave open: where one of the factors is a number. */
  along(coordinates: ReadonlyMap<string, Form>): Map<string, Form> {
    const all = new Map(coordinates);
    for (const exponent of this.exponents)
      for (const scale of this.scales) {
        const [g, l] = [exponent, scale].map((name) => coordinates.get(name) ?? Form.variable(name)) as [
          Form,
          Form,
        ];
        const form = l.isConstant() ? g.times(l.constant) : g.isConstant() ? l.times(g.constant) : undefined;
        if (form) all.set(productOf(exponent, scale), form);
      }
    return all;
  }

  /**
   * The region by conditions without products that are not known: some of them are conditions on exponents, others follow from
   * the rest. Undefined where neither is so, and its boundary is curved.
   */
  straight(region: Region, isKnown: (variable: string) => boolean): Region | undefined {
    const curved = region.constraints.filter(({ form }) => !form.variables().every(isKnown));
    if (curved.length === 0) return region;
    const large = new Region(this.own(region, this.scales));
    const straight = new Region([
      ...region.constraints.filter((c) => !curved.includes(c)),
      ...curved.flatMap((c) => this.divided(c, large) ?? []),
    ]);
    const closed = new Products(this.exponents, this.scales).close(straight);
    return curved.every((c) => closed.implies(c)) ? straight : undefined;
  }

  /** Whether the product of the two is no form. */
  couple(a: Form, b: Form): boolean {
    const has = (form: Form, names: ReadonlySet<string>): boolean =>
      form.variables().some((v) => names.has(v));
    return (has(a, this.exponents) && has(b, this.scales)) || (has(b, this.exponents) && has(a, this.scales));
  }

  private factors(variable: string): string[] {
    const factors = factorsOf(variable);
    return factors ? [factors.scale, factors.exponent] : [];
  }

  private search(region: Region): Point | undefined {
    const factors = region.variables().flatMap((variable) => factorsOf(variable) ?? []);
    const scales = [...new Set(factors.map(({ scale }) => scale))];
    const exponents = [...new Set(factors.map(({ exponent }) => exponent))];
    const simplest = this.pin(region, scales, new Map(), { left: scales.length });
    const witness = simplest ?? region.witness();
    if (simplest || !witness) return simplest;
    return (
      this.consistent(witness) ??
      this.pin(region, scales, witness, { left: TRIES }) ??
      this.pin(region, exponents, witness, { left: TRIES })
    );
  }

  /** A point of the region with simple values for these names, which make all products linear. */
  private pin(
    region: Region,
    [name, ...names]: readonly string[],
    witness: Point,
    tries: { left: number },
  ): Point | undefined {
    const point = name === undefined ? region.witness() : undefined;
    if (name === undefined) return point && this.consistent(point);
    for (const value of this.candidates(region, name, witness)) {
      if (tries.left-- <= 0) return undefined;
      const slice = this.pinned(region, name, value);
      const rest = slice.isEmpty() ? undefined : this.pin(slice, names, witness, tries);
      if (rest) return new Map([...rest, [name, value]]);
    }
    return undefined;
  }

  /** The point with the exponents that its products fix, if they agree. */
  private consistent(point: Point): Point | undefined {
    const result = new Map(point);
    for (const [variable, value] of point) {
      const factors = factorsOf(variable);
      if (!factors) continue;
      const scale = result.get(factors.scale) ?? Rational.one;
      result.set(factors.scale, scale);
      const known = result.get(factors.exponent);
      if (known || scale.isZero()) {
        if (!value.equals(scale.times(known ?? Rational.zero))) return undefined;
      } else result.set(factors.exponent, value.over(scale));
    }
    return result;
  }

  /** Simple numbers of the range that is left for the name, and what the witness would have for it. */
  private candidates(region: Region, name: string, witness: Point): Rational[] {
    const [least, most] = [region.minimum(Form.variable(name)), region.maximum(Form.variable(name))];
    const low = least.status === 'finite' ? least.value : undefined;
    const high = most.status === 'finite' ? most.value : undefined;
    if (low && high && low.compare(high) >= 0) return [low];
    const own = witness.get(name);
    const ratios = [...witness].flatMap(([variable, value]) => {
      const factors = factorsOf(variable);
      const scale = factors?.exponent === name ? witness.get(factors.scale) : undefined;
      return scale && !scale.isZero() ? [value.over(scale)] : [];
    });
    const all = [simplestBetween(low, high), ...SIMPLE, ...(own ? [own] : []), ...ratios];
    const inside = all.filter((q) => !(low && q.compare(low) < 0) && !(high && q.compare(high) > 0));
    return [...new Map(inside.map((q) => [q.toString(), q])).values()];
  }

  /** The region where a factor has this value. */
  private pinned(region: Region, name: string, value: Rational): Region {
    const values = new Map([[name, Form.constant(value)]]);
    for (const variable of region.variables()) {
      const factors = factorsOf(variable);
      if (!factors || (factors.scale !== name && factors.exponent !== name)) continue;
      const other = factors.scale === name ? factors.exponent : factors.scale;
      values.set(variable, Form.variable(other, value));
    }
    return new Region(region.constraints.map((c) => ({ ...c, form: c.form.substitute(values) })));
  }

  /** The conditions on these variables alone. */
  private own({ constraints }: Region, variables: ReadonlySet<string>): Constraint[] {
    return constraints.filter(({ form }) => form.variables().every((v) => variables.has(v)));
  }

  /** `g·L >= L/2` where L is large: g >= 1/2. */
  private divided({ form, sense, label }: Constraint, large: Region): Constraint | undefined {
    const [scale, ...others] = new Set(form.variables().map((v) => factorsOf(v)?.scale ?? v));
    if (scale === undefined || others.length > 0 || !form.constant.isZero() || !this.scales.has(scale))
      return undefined;
    if (!form.variables().some(factorsOf)) return undefined;
    if (!large.implies({ form: Form.variable(scale), sense: '>' })) return undefined;
    return { form: quotient(form), sense, ...(label === undefined ? {} : { label }) };
  }

  private product(left: Constraint, right: Constraint): Constraint | undefined {
    if (left.sense === '=' || right.sense === '=') return undefined;
    const sense = left.sense === '>' && right.sense === '>' ? '>' : '>=';
    return { ...this.multiplied(left, right.form), sense };
  }

  private multiplied({ form, sense, label }: Constraint, other: Form): Constraint {
    const product = timesForm(form, other, (a, b) => this.of(a, b));
    if (!product) throw new Error('a condition on exponents times one on scales is a sum of products');
    return { form: product, sense, ...(label === undefined ? {} : { label }) };
  }

  private of(a: string, b: string): Form {
    return Form.variable(this.scales.has(b) ? productOf(a, b) : productOf(b, a));
  }
}

/** How many numbers to try for a point. */
const TRIES = 60;

const SIMPLE = [1, 2, 0, -1].map((n) => Rational.of(n)).concat(Rational.of(1, 2), Rational.of(-1, 2));

/** The product of two forms, if those of their variables are known. */
export function timesForm(
  left: Form,
  right: Form,
  product: (a: string, b: string) => Form | undefined,
): Form | undefined {
  let sum = left.times(right.constant).plus(right.times(left.constant));
  sum = sum.minus(Form.constant(left.constant.times(right.constant)));
  for (const a of left.variables())
    for (const b of right.variables()) {
      const term = product(a, b);
      if (!term) return undefined;
      sum = sum.plus(term.times(left.coefficient(a).times(right.coefficient(b))));
    }
  return sum;
}
