import assert from 'node:assert/strict';
import { Chart, Form, inReadingOrder, Order, Rational, Region, toText } from '../../../server/src/orders';
import { fact, analysisOf, networkText } from '../analysis/support';

describe('names with numbers', () => {
  it('are read in the order of their numbers', () => {
    assert.deepEqual(['N10', 'N2', 'M', 'N1', 'N'].sort(inReadingOrder), ['M', 'N', 'N1', 'N2', 'N10']);
    const form = ['N10', 'N2', 'N1'].reduce((sum, name) => sum.plus(Form.variable(name)), Form.zero);
    assert.equal(toText(new Chart('d').monomial(form)), 'N1*N2*N10');
  });

  it('in conditions, and the energy of twelve widths is one formula', () => {
    const energy = fact(analysisOf(networkText(12, 3, 'erf')), 'energy(p)');
    const names = Array.from({ length: 12 }, (_, i) => `N${i + 1}`);
    assert.equal(toText(energy.summary!), `min(max(d, sqrt(d*min(${names.join(', ')}))), d^3)`);
    const cubic = energy.pieces.find(({ pattern = [] }) => pattern.every((name) => name === 'lazy'));
    assert.deepEqual(
      cubic?.when.map((condition) => toText(condition)),
      names.map((name) => `${name} >= d^5`),
    );
  });
});

describe('a minimum of maxima', () => {
  it('of many widths has the value of the order at its corners and between them', () => {
    const names = Array.from({ length: 6 }, (_, i) => `N${i}`);
    const box = new Region(
      names.flatMap((name) => [
        { form: Form.variable(name), sense: '>=' as const },
        { form: Form.constant(Rational.of(4)).minus(Form.variable(name)), sense: '>=' as const },
      ]),
    );
    const one = Form.constant(Rational.one);
    const order = Order.least(
      names.map((name) => Form.variable(name)),
      box,
    ).sum(Order.monomial(one, box));
    const nested = order.asMinMax();
    const valueOf = (node: NonNullable<typeof nested>, at: ReadonlyMap<string, Rational>): Rational =>
      node.kind === 'monomial'
        ? node.form.evaluate(at)
        : node.items
            .map((item) => valueOf(item, at))
            .reduce((a, b) => (node.kind === 'min' ? a.min(b) : a.max(b)));
    for (let i = 0; i < 3 ** 6; i++) {
      const at = new Map(
        names.map((name, k) => [
          name,
          Rational.of(Math.floor(i / 3 ** k) % 3 === 2 ? 4 : Math.floor(i / 3 ** k) % 3, 1),
        ]),
      );
      assert.equal(valueOf(nested!, at).toString(), order.at(at)?.toString());
    }
  });
});
