import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Rational } from '../../../server/src/orders';
import { gcd as gcdOfNumbers } from '../../../server/src/orders/rational';
import { simplestBetween } from '../../../server/src/orders/simplest';

/** Numerators and denominators on both sides of the border between numbers and big integers. */
const integer = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }),
  fc.constantFrom(2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n) + 1n, -(2n ** 53n)),
);
const pair = fc.tuple(
  integer,
  integer.filter((d) => d !== 0n),
);

const same = (q: Rational, n: bigint, d: bigint): boolean => q.numerator * d === n * q.denominator;
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

describe('Rational', () => {
  it('agrees with big-integer fractions in every operation', () => {
    fc.assert(
      fc.property(pair, pair, ([a, b], [c, d]) => {
        const [x, y] = [Rational.of(a, b), Rational.of(c, d)];
        assert(same(x.plus(y), a * d + c * b, b * d));
        assert(same(x.minus(y), a * d - c * b, b * d));
        assert(same(x.times(y), a * c, b * d));
        if (c !== 0n) assert(same(x.over(y), a * d, b * c));
        assert(same(x.negate(), -a, b));
        const gap = (a * d - c * b) * (b * d > 0n ? 1n : -1n);
        assert.equal(Math.sign(x.compare(y)), gap < 0n ? -1 : gap > 0n ? 1 : 0);
        assert.equal(x.equals(y), gap === 0n);
        assert(x.min(y).compare(x.max(y)) <= 0);
        assert.equal(x.sign(), a * b > 0n ? 1 : a === 0n ? 0 : -1);
        const below = x.floor();
        assert(below.isInteger() && below.compare(x) <= 0 && below.plus(Rational.one).compare(x) > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('is in lowest terms with a positive denominator, and equal numbers are built alike', () => {
    fc.assert(
      fc.property(pair, integer, ([a, b], factor) => {
        const q = Rational.of(a, b);
        assert(q.denominator > 0n);
        assert.equal(gcd(q.numerator < 0n ? -q.numerator : q.numerator, q.denominator), 1n);
        if (factor === 0n) return;
        // There and back over the border of safe integers.
        assert.deepEqual(q.times(Rational.of(factor)).over(Rational.of(factor)), q);
        assert.equal(Rational.parse(q.toString()).equals(q), true);
      }),
    );
  });

  it('reads and prints what one writes', () => {
    const cases = [
      ['3/2', '3/2'],
      ['6/4', '3/2'],
      ['0.5', '1/2'],
      ['-2', '-2'],
      ['-0.125', '-1/8'],
      ['+7', '7'],
      ['0/5', '0'],
      ['12345678901234567890/2', '6172839450617283945'],
    ];
    for (const [text, printed] of cases) assert.equal(Rational.parse(text!).toString(), printed);
    for (const text of ['', 'a', '1/', '/2', '1.5/2', '1e3', '.5'])
      assert.throws(() => Rational.parse(text), SyntaxError);
    assert.equal(Rational.parse('3/2').toNumber(), 1.5);
  });

  it('refuses division by zero and numbers that were rounded before they came', () => {
    assert.throws(() => Rational.of(1, 0), RangeError);
    assert.throws(() => Rational.of(1n, 0n), RangeError);
    assert.throws(() => Rational.one.over(Rational.zero), RangeError);
    assert.throws(() => Rational.of(2 ** 53), RangeError);
    assert.throws(() => Rational.of(0.5), RangeError);
  });

  it('has a divisor of safe integers only, and does not look for another for ever', () => {
    assert.equal(gcdOfNumbers(-12, 18), 6);
    assert.equal(gcdOfNumbers(2 ** 53 - 1, 0), 2 ** 53 - 1);
    for (const bad of [NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)]) {
      assert.throws(() => gcdOfNumbers(bad, 6), RangeError);
      assert.throws(() => gcdOfNumbers(6, bad), RangeError);
    }
  });
});

describe('simplestBetween', () => {
  it('finds the least denominator strictly between two numbers', () => {
    const q = fc
      .tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 12 }))
      .map(([n, d]) => Rational.of(n, d));
    fc.assert(
      fc.property(q, q, (a, b) => {
        if (a.equals(b)) return assert.throws(() => simplestBetween(a, b), RangeError);
        const [low, high] = [a.min(b), a.max(b)];
        const found = simplestBetween(low, high);
        assert(found.compare(low) > 0 && found.compare(high) < 0);
        for (let d = 1n; d < found.denominator; d++) {
          const next = low.times(Rational.of(d)).floor().plus(Rational.one).over(Rational.of(d));
          assert(next.compare(high) >= 0, `${next} is simpler than ${found}`);
        }
      }),
    );
  });

  it('prefers 1, then small integers', () => {
    const q = Rational.parse;
    assert.equal(`${simplestBetween(undefined, undefined)}`, '1');
    assert.equal(`${simplestBetween(q('1'), undefined)}`, '2');
    assert.equal(`${simplestBetween(undefined, q('1'))}`, '0');
    assert.equal(`${simplestBetween(undefined, q('-5/2'))}`, '-3');
    assert.equal(`${simplestBetween(q('1'), q('2'))}`, '3/2');
  });
});
