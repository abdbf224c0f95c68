import type { Fact } from '../analysis/facts';
import type { Point, Rational } from '../orders';

/** What stands behind the exponent of a posterior's samples or energy at one point of widths. */
export interface Standing {
  /** Named requirements without any one of which it would be less, and its exponent then. */
  readonly decisive: readonly { readonly name: string; readonly without: Rational }[];
  /** The next best patterns, and by what exponent each is above the best. */
  readonly next: readonly { readonly pattern: readonly string[]; readonly above: Rational }[];
}

const NEXT = 8;

/** Undefined where a fact is no energy of patterns. */
export function standingAt(fact: Fact, point: Point): Standing | undefined {
  const here = fact.at(point);
  // A count is told of the pattern that wins; what comes next is told with the energy.
  const all = fact.name.startsWith('count(') ? undefined : fact.candidates?.(point);
  const [best] = all?.list ?? [];
  if (!here || !all || !best) return undefined;
  const seen = new Set<string>();
  const first = ({ pattern }: { pattern: readonly string[] }): boolean =>
    !seen.has(pattern.join()) && seen.add(pattern.join()).size > 0;
  return {
    decisive: (here.decisive ?? []).map(({ name, energy }) => ({
      name,
      without: here.exponent.minus(best.energy.minus(energy)),
    })),
    next: all.list
      .filter(first) // a pattern may be possible with several degrees
      .filter(({ gap }) => !gap.isZero())
      .slice(0, NEXT)
      .map(({ pattern, gap }) => ({ pattern, above: gap })),
  };
}
