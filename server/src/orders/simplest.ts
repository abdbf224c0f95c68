import { Rational } from './rational';

/**
 * A simple number strictly between two bounds (an absent bound is infinite): 1 if it fits, else the integer nearest to
 * zero, else the number of least denominator (the first of the Stern–Brocot tree). Throws RangeError when low >= high.
 */
export function simplestBetween(low: Rational | undefined, high: Rational | undefined): Rational {
  if (low && high && low.compare(high) >= 0) throw new RangeError(`no number between ${low} and ${high}`);
  const fits = (q: Rational): boolean => (!low || q.compare(low) > 0) && (!high || q.compare(high) < 0);
  for (const wanted of [Rational.one, Rational.zero]) if (fits(wanted)) return wanted;
  if (!low || low.sign() < 0) return simplestBetween(high?.negate(), low?.negate()).negate();
  const whole = low.floor();
  const next = whole.plus(Rational.one);
  if (fits(next) || !high) return next;
  // Both bounds lie in [whole, next]: the fraction is simple when its reciprocal is.
  const fraction = low.minus(whole);
  const upper = Rational.one.over(high.minus(whole));
  return whole.plus(
    Rational.one.over(simplestBetween(upper, fraction.isZero() ? undefined : Rational.one.over(fraction))),
  );
}
