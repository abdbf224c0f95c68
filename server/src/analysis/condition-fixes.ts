import { toText, type Chart, type Region } from '../orders';
import type { ClaimStatement } from '../syntax/tree';
import type { Fix } from './diagnostic';
import { conditionsOf } from './say';

/** Parts of a set for which a repair is offered. */
const PARTS = 3;

/**
 * Repairs that add conditions to a claim, one for each convex part of the set where it holds; the widest come first, and of
 * those as wide the ones that take the fewest conditions.
 * @param region where it is claimed
 */
export function conditionFixes(
  { claim, conditions }: Pick<ClaimStatement, 'claim' | 'conditions'>,
  holds: readonly Region[],
  region: Region,
  chart: Chart,
): Fix[] {
  const last = conditions[conditions.length - 1];
  const end = last?.end ?? claim.end;
  return holds
    .map((part) => ({ added: conditionsOf(part, region, chart), wide: part.fullDimensionalIn(region) }))
    .filter(({ added }) => added.length > 0)
    .sort((a, b) => Number(b.wide) - Number(a.wide) || a.added.length - b.added.length)
    .slice(0, PARTS)
    .map(({ added }) => {
      const text = added.map(toText).join(', ');
      return {
        title: `Add the condition ${text}`,
        span: { start: end, end },
        replacement: last ? `, ${text}` : ` when ${text}`,
      };
    });
}
