import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Form, Rational } from '../../../server/src/orders';
import { anyForm, form, point, smallRational } from './support';

const names = ['a', 'b', 'c'];
const anyPoint = fc
  .tuple(smallRational, smallRational, smallRational)
  .map((q) => new Map(names.map((name, i) => [name, q[i]!])));

describe('Form', () => {
  it('adds, scales and substitutes as its values do', () => {
    fc.assert(
      fc.property(anyForm(names), anyForm(names), smallRational, anyPoint, (f, g, q, at) => {
        assert(
          f
            .plus(g)
            .evaluate(at)
            .equals(f.evaluate(at).plus(g.evaluate(at))),
        );
        assert(
          f
            .minus(g)
            .evaluate(at)
            .equals(f.evaluate(at).minus(g.evaluate(at))),
        );
        assert(f.times(q).evaluate(at).equals(f.evaluate(at).times(q)));
        const swapped = f.substitute(
          new Map([
            ['a', g],
            ['b', Form.variable('a')],
          ]),
        );
        const moved = new Map([...at, ['a', g.evaluate(at)], ['b', at.get('a')!]] as const);
        assert(swapped.evaluate(at).equals(f.evaluate(moved)));
      }),
    );
  });

  it('has one key per function and one direction per half-space direction', () => {
    fc.assert(
      fc.property(anyForm(names), anyForm(names), smallRational, (f, g, q) => {
        assert(f.plus(g).minus(g).equals(f));
        assert.equal(f.equals(g), f.minus(g).isConstant() && f.minus(g).constant.isZero());
        const raised = f.plus(Form.constant(q));
        assert.equal(raised.times(Rational.of(2, 3)).direction(), f.direction());
        if (!f.isConstant()) assert.notEqual(f.negate().direction(), f.direction());
      }),
    );
  });

  it('lists its variables sorted and without those that cancelled', () => {
    assert.deepEqual(form('b + 2*a - b + 1/2').variables(), ['a']);
    assert.deepEqual(form('z + 3*a').variables(), ['a', 'z']);
    assert.equal(form('z + 3*a').coefficient('b').isZero(), true);
    assert.throws(() => form('a + b').evaluate(point({ a: '1' })), RangeError);
  });

  it('scales to coprime integers', () => {
    const { scale, entries } = form('2/3*a - 4/5*b + 2').whole();
    assert.deepEqual([`${scale}`, entries], ['15/2', [5, -6, 15]]);
  });
});
