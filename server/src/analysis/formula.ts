import { Form, Rational, type Chart, type MinMax, type Notation, type Order } from '../orders';

type Node = Extract<MinMax, { kind: 'min' | 'max' }>;

/** One formula for an order times a monomial, if it has one; undefined where it must be told region by region. */
export function formulaOf(order: Order, chart: Chart, factor = Form.zero): Notation | undefined {
  const sum = order.asSum();
  if (sum && sum.length > 0)
    return join(
      'sum',
      sum.map((form) => chart.monomial(form.plus(factor))),
    );
  const nested = order.asMinMax();
  return (
    nested &&
    factored(
      mapped(nested, (form) => form.plus(factor)),
      chart,
    )
  );
}

/** What all monomials share is written once, in front: `kappa*min(d^3, d)`; equal powers likewise: `sqrt(d*min(N1, N2))`. */
function factored(value: MinMax, chart: Chart): Notation {
  if (value.kind === 'monomial') return chart.monomial(value.form);
  const shared = common(monomialsOf(value));
  const rest = mapped(value, (form) => form.minus(shared));
  const q = commonPower(rest);
  if (!q)
    return times(
      shared,
      join(
        rest.kind,
        rest.items.map((item) => factored(item, chart)),
      ),
      chart,
    );
  const inner = mapped(rest, (form) => form.times(Rational.one.over(q)));
  const base = join(
    inner.kind,
    inner.items.map((item) => factored(item, chart)),
  );
  return exponents(shared).every((e) => e.equals(q))
    ? { kind: 'root', exponent: q, inner: times(shared.times(Rational.one.over(q)), base, chart) }
    : times(shared, { kind: 'root', exponent: q, inner: base }, chart);
}

function times(factor: Form, notation: Notation, chart: Chart): Notation {
  return factor.equals(Form.zero) ? notation : { kind: 'product', items: [chart.monomial(factor), notation] };
}

/** The fraction q when every item is a monomial whose powers are all q: min(a^q, b^q) is min(a, b)^q. */
function commonPower({ items }: Node): Rational | undefined {
  const all = items.flatMap((item) => (item.kind === 'monomial' ? exponents(item.form) : [Rational.zero]));
  const [q] = all;
  return q && q.sign() > 0 && !q.isInteger() && all.every((e) => e.equals(q)) ? q : undefined;
}

const exponents = (form: Form): Rational[] =>
  [form.constant, ...form.variables().map((v) => form.coefficient(v))].filter((e) => !e.isZero());

const monomialsOf = (value: MinMax): Form[] =>
  value.kind === 'monomial' ? [value.form] : value.items.flatMap(monomialsOf);

function mapped<T extends MinMax>(value: T, map: (form: Form) => Form): T {
  return value.kind === 'monomial'
    ? { ...value, form: map(value.form) }
    : { ...value, items: value.items.map((item) => mapped(item, map)) };
}

/** The powers that all forms have alike. */
function common(forms: readonly Form[]): Form {
  const [first, ...others] = forms;
  if (!first) return Form.zero;
  const same = others.every((f) => f.constant.equals(first.constant));
  let shared = Form.constant(same ? first.constant : Rational.zero);
  for (const name of first.variables()) {
    const q = first.coefficient(name);
    if (others.every((f) => f.coefficient(name).equals(q))) shared = shared.plus(Form.variable(name, q));
  }
  return shared;
}

const join = (kind: 'sum' | 'min' | 'max', items: readonly Notation[]): Notation =>
  items.length === 1 && items[0] ? items[0] : { kind, items };
