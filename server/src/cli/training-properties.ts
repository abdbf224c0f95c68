import { conditionsOf } from '../analysis/say';
import type { Analysis, TrainingResult } from '../analysis/facts';
import type { Standing } from '../analysis/dynamics/standing';
import { merged, toText, type Point, type Region } from '../orders';
import { formula } from './training-orders';

/** Convex regions of the text as lists of conditions: none nowhere, one without conditions everywhere. */
export function alternatives(regions: readonly Region[], { region, chart, products }: Analysis): string[][] {
  const parts = merged(regions.filter((part) => !products.close(part).isEmpty()));
  return parts.map((part) => conditionsOf(part, region, chart).map(toText));
}

/** `iff c >= 1 and g <= 0`, `everywhere` or `nowhere`. */
export function whereText(regions: readonly Region[], analysis: Analysis): string {
  const all = alternatives(regions, analysis);
  if (all.length === 0) return 'nowhere';
  if (all.some((conditions) => conditions.length === 0)) return 'everywhere';
  const said = all.map((conditions) => {
    const together = conditions.join(' and ');
    return all.length > 1 && conditions.length > 1 ? `(${together})` : together;
  });
  return `iff ${said.join(' or ')}`;
}

/** Where a property holds; at a point, whether it does there. */
export const standingText = ({ holds }: Standing, analysis: Analysis, point: Point | undefined): string =>
  point
    ? holds.some((region) => region.contains(point))
      ? 'holds'
      : 'does not hold'
    : whereText(holds, analysis);

/** The parametrizations that a training is known as, but for its own name. */
export function recognisedText({ training, recognised }: TrainingResult, analysis: Analysis): string[] {
  return recognised()
    .filter(({ name, shifts }) => name !== training.parametrization.name || shifts.length > 0)
    .map(({ name, shifts }) => {
      const by = new Map<string, string[]>();
      for (const { weight, by: order } of shifts) {
        const shown = formula(order, analysis);
        const text = shown ? toText(shown) : 'what differs by region';
        by.set(text, [...(by.get(text) ?? []), weight]);
      }
      const said = [...by].map(([order, weights]) =>
        weights.length === 1
          ? `the multiplier of ${weights.join()} shifted by ${order}`
          : `the multipliers of ${weights.join(', ')} shifted by ${order}`,
      );
      return `The same as ${name}${said.length > 0 ? `, with ${said.join(' and ')}` : ''}`;
    });
}
