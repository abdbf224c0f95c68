import { Rational } from '../../../server/src/orders';
import type { Derived } from './engine';

/** Values of the free exponents, in sequence. */
export type Exponents = readonly Rational[];

/** The same numbers in every run (mulberry32). */
export function dice(seed: number): (sides: number) => number {
  return (sides) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

export function randomPoint(free: number, top: number, roll: (sides: number) => number): Exponents {
  return Array.from({ length: free }, () => {
    const under = 1 + roll(12);
    return Rational.of(roll(top * under + 1), under);
  });
}

/** A point where two monomials of the energy meet, and one close to it on either side. */
export interface ThresholdPoint {
  readonly on: Exponents;
  readonly beside: readonly Exponents[];
}

/** Where straight lines between random points cross the thresholds of the energy, exactly. */
export function onThresholds(
  { energy, at }: Derived,
  free: number,
  top: number,
  distance: Rational,
  count: number,
): ThresholdPoint[] {
  const roll = dice(2);
  const found: ThresholdPoint[] = [];
  for (let line = 0; line < 1000 && found.length < count; line++) {
    const [from, to] = [randomPoint(free, top, roll), randomPoint(free, top, roll)];
    const along = (share: Rational): Exponents =>
      from.map((x, i) => x.plus((to[i] ?? x).minus(x).times(share)));
    const [p, q] = [at(from), at(to)];
    for (const [i, one] of energy.pieces.entries())
      for (const other of energy.pieces.slice(i + 1)) {
        const gap = one.value.minus(other.value);
        const [before, after] = [gap.evaluate(p), gap.evaluate(q)];
        if (before.sign() * after.sign() >= 0) continue;
        const share = before.over(before.minus(after));
        const on = at(along(share));
        if (![one, other].every((piece) => piece.region.closure().contains(on))) continue;
        const beside = [share.minus(distance), share.plus(distance)].filter(
          (s) => s.sign() >= 0 && s.compare(Rational.one) <= 0,
        );
        found.push({ on: along(share), beside: beside.map(along) });
      }
  }
  return found.slice(0, count);
}
