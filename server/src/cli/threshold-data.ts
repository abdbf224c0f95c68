import type { Analysis, Fact } from '../analysis/facts';
import { conditionsOf } from '../analysis/say';
import { thresholdsOf } from '../analysis/thresholds';
import { toText } from '../orders';

export interface ThresholdSide {
  readonly order: string;
  readonly pattern?: readonly string[];
}

/** A threshold of a posterior in the scales of the text. */
export interface ThresholdData {
  /** `N2 ~ d^5` */
  readonly equation: string;
  readonly between: readonly [ThresholdSide, ThresholdSide];
  /** The parts of that hyperplane which are the threshold, each by its conditions. */
  readonly when: readonly (readonly string[])[];
}

/** Where the samples of a posterior change their form; of the energy it is the same, and other orders have no cells. */
export function thresholdData({ name, pieces }: Fact, { region, chart }: Analysis): ThresholdData[] {
  if (!name.startsWith('samples(')) return [];
  const side = ({ formula, pattern }: (typeof pieces)[number]): ThresholdSide => ({
    order: toText(formula),
    ...(pattern ? { pattern } : {}),
  });
  return thresholdsOf(pieces, region).map(({ at, between: [one, two], where }) => {
    const plane = region.with({ form: at, sense: '=' });
    const when = where.map((part) => conditionsOf(part, plane, chart).map(toText));
    return {
      equation: toText(chart.condition({ form: at, sense: '=' })),
      between: [side(one), side(two)],
      when: when.some((conditions) => conditions.length === 0) ? [] : when,
    };
  });
}
