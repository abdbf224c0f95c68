import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Form } from '../../../server/src/orders';
import { Order, Rational, type MinMax, type Point } from '../../../server/src/orders';
import { COARSE, anyForm, form, grid, point, region, smallRational } from './support';

const names = ['a', 'b'];
const square = region('a >= -1', 'a <= 3', 'b >= -1', 'b <= 2');
const points = grid(names, COARSE);

const best = (forms: readonly Form[], p: Point, sign: number): Rational =>
  forms.map((f) => f.evaluate(p)).reduce((x, y) => (x.compare(y) * sign >= 0 ? x : y));

/** An order and what it is to be at a point: a minimum of two maxima of monomials. */
const anyOrder = fc
  .array(fc.array(anyForm(names), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  .map((sums) => ({
    order: sums.map((forms) => Order.greatest(forms, square)).reduce((x, y) => x.minimum(y)),
    value: (p: Point): Rational => sums.map((forms) => best(forms, p, 1)).reduce((x, y) => x.min(y)),
  }));

function same(order: Order, expected: (p: Point) => Rational | undefined): void {
  for (const p of points) {
    const value = square.contains(p) ? expected(p) : undefined;
    assert.equal(`${order.at(p)}`, `${value}`);
    // Continuous: all pieces that contain a point agree there.
    for (const piece of order.pieces) {
      if (piece.region.contains(p)) assert(piece.value.evaluate(p).equals(value!));
    }
  }
}

const evaluate = (m: MinMax, p: Point): Rational => {
  if (m.kind === 'monomial') return m.form.evaluate(p);
  const values = m.items.map((item) => evaluate(item, p));
  return values.reduce((x, y) => (m.kind === 'min' ? x.min(y) : x.max(y)));
};

const show = (m: MinMax | undefined): string =>
  !m ? 'none' : m.kind === 'monomial' ? m.form.key() : `${m.kind}(${m.items.map(show).join(', ')})`;

describe('Order', () => {
  it('computes as its values do, point by point', () => {
    fc.assert(
      fc.property(anyOrder, anyOrder, smallRational, (x, y, q) => {
        same(x.order, x.value);
        same(x.order.sum(y.order), (p) => x.value(p).max(y.value(p)));
        same(x.order.minimum(y.order), (p) => x.value(p).min(y.value(p)));
        same(x.order.product(y.order), (p) => x.value(p).plus(y.value(p)));
        same(x.order.quotient(y.order), (p) => x.value(p).minus(y.value(p)));
        same(x.order.power(q), (p) => x.value(p).times(q));
      }),
      { numRuns: 10 },
    );
  });

  it('is defined where both operands are, thin sets included', () => {
    const left = Order.monomial(form('a'), region('a >= 1'));
    const right = Order.monomial(form('2'), region('a <= 1'));
    const sum = left.sum(right);
    assert.equal(`${sum.at(new Map([['a', Rational.one]]))}`, '2');
    assert.equal(sum.at(new Map([['a', Rational.zero]])), undefined);
    const gap = new Order([
      { region: region('a <= 1'), value: form('2') },
      { region: region('a >= 3'), value: form('2') },
    ]);
    const both = left.sum(gap);
    assert.equal(['1', '2', '3'].map((a) => `${both.at(point({ a }))}`).join(), '2,undefined,3');
    assert.equal(left.restrict(region('a <= 0')).pieces.length, 0);
    assert.equal(sum.sum(Order.monomial(form('0'), region('a > 1'))).pieces.length, 0);
  });

  it('keeps one piece per affine part', () => {
    const hat = Order.greatest([form('a'), form('-1*a')], square);
    assert.equal(hat.pieces.length, 2);
    assert.equal(hat.quotient(hat).pieces.length, 1);
    assert.equal(hat.sum(Order.monomial(form('5'), square)).pieces.length, 1);
    assert.equal(hat.sum(hat).pieces.length, 2);
  });

  it('lists the monomials of a sum or a minimum, no more than needed', () => {
    fc.assert(
      fc.property(fc.array(anyForm(names), { minLength: 1, maxLength: 5 }), (forms) => {
        const sum = Order.greatest(forms, square);
        const listed = sum.asSum();
        assert(listed && listed.every((f) => forms.some((g) => g.equals(f))));
        for (const p of points.filter((p) => square.contains(p))) {
          assert(best(listed, p, 1).equals(best(forms, p, 1)));
        }
        // Each listed monomial leads somewhere: it exceeds all the others at one of its own points.
        for (const f of listed) {
          const own = sum.pieces.find(({ value }) => value.equals(f))!.region.witness()!;
          for (const g of listed) {
            if (g !== f) assert(g.evaluate(own).compare(f.evaluate(own)) < 0);
          }
        }
        const least = Order.least(forms, square);
        assert(least.asMinimum());
        assert.equal(least.asSum() !== undefined, least.pieces.length === 1);
      }),
      { numRuns: 30 },
    );
  });

  it('treats monomials as equal when the assumptions make them so', () => {
    const line = region('a = 2*b', 'b >= 0');
    assert.equal(Order.greatest([form('a'), form('2*b')], line).asSum()!.length, 1);
    assert.equal(Order.greatest([form('a'), form('b')], line).asSum()!.length, 1);
  });

  it('nests minima and maxima with the same values', () => {
    fc.assert(
      fc.property(anyOrder, anyOrder, (x, y) => {
        const order = x.order.sum(y.order);
        const nested = order.asMinMax();
        assert(nested);
        same(order, (p) => evaluate(nested, p));
      }),
      { numRuns: 10 },
    );
  });

  it('nests minima and maxima where a monomial crosses the piece of another', () => {
    const order = Order.least([form('-3*a'), form('2*b')], square).sum(
      Order.least([form('-1*a'), form('-1*b')], square),
    );
    const nested = order.asMinMax();
    assert(nested);
    same(order, (p) => evaluate(nested, p));
  });

  it('finds the pencil form min(d^3, max(d, sqrt(d*min(N1, N2))))', () => {
    const over = region('a >= 0', 'a <= 6', 'b >= 0', 'b <= 6');
    const root = (v: string): Order => Order.monomial(form(`1/2*${v} + 1/2`), over);
    const order = Order.monomial(form('1'), over)
      .sum(root('a').minimum(root('b')))
      .minimum(Order.monomial(form('3'), over));
    assert.equal(show(order.asMinMax()), 'min(max(1, min(1/2*a + 1/2, 1/2*b + 1/2)), 3)');
    assert.equal(order.asSum(), undefined);
    assert.equal(order.asMinimum(), undefined);
  });
});
