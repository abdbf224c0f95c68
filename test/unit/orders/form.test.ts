import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Form, Rational } from '../../../server/src/orders';
import { anyForm, anyRational, form, point, smallRational } from './support';

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

  it('combines and negates as sums of multiples do, with the same integers', () => {
    const factor = anyRational.filter((q) => !q.isZero());
    fc.assert(
      fc.property(anyForm(names, anyRational), anyForm(names), factor, factor, anyPoint, (f, g, a, b, at) => {
        const [fAt, gAt] = [f.evaluate(at), g.evaluate(at)];
        const combined = Form.combined(f, a, g, b);
        assert(combined.evaluate(at).equals(fAt.times(a).plus(gAt.times(b))));
        assert.equal(combined.key(), f.times(a).plus(g.times(b)).key());
        f.whole();
        assert.deepEqual(f.negate().whole(), f.times(Rational.of(-1)).whole());
        assert.equal(combined.equals(f), combined.key() === f.key());
        if (!f.isConstant()) {
          const leading = f.coefficient(f.variables()[0]!);
          const size = leading.sign() < 0 ? leading.negate() : leading;
          assert(f.height().times(size).equals(f.constant));
        }
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

  it('scales to coprime integers whatever the size of its numbers', () => {
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
    const given = fc.oneof(
      anyForm(names, anyRational),
      // 0.30000000000000004 has a denominator that is not safe; so is the least common one of 1/94906267 and 1/94906249.
      fc.constant(form('7500000000000001/25000000000000000*a - b')),
      fc.constant(form('10000000000000000*a - 1/3*b')),
      fc.constant(form('1/94906267*a + 1/94906249*b')),
    );
    fc.assert(
      fc.property(given, (f) => {
        const { scale, entries } = f.whole();
        const numbers = [...f.variables().map((name) => f.coefficient(name)), f.constant];
        assert(scale.sign() > 0);
        assert.equal(entries.length, numbers.length);
        numbers.forEach((q, i) => {
          // entry = scale * q, in big integers only
          const [left, right] = [BigInt(entries[i]!) * scale.denominator, scale.numerator * q.numerator];
          assert.equal(left * q.denominator, right);
        });
        const divisor = entries.reduce<bigint>((g, n) => gcd(g, BigInt(n < 0 ? -n : n)), 0n);
        assert.equal(divisor, f.equals(Form.zero) ? 0n : 1n);
      }),
      { numRuns: 500 },
    );
  });
});
