import { withinBudget, type Point, type Region, type Relation } from '../../orders';
import type { Training } from './declaration';
import { holdingOf, type Requirement } from './counting/requirement';
import type { Standing } from './standing';
import type { TrainingResult } from '../facts';

/** What training does on one convex set of exponents. */
export interface Regime {
  readonly name: 'stable' | 'unstable';
  /** `features learnt`, or the first requirement that fails. */
  readonly detail: string;
  readonly region: Region;
}

/** How a relation fails, and what is said of its left side then. */
const FAILURES: Readonly<Record<Relation, readonly (readonly [Relation, string])[]>> = {
  '~': [
    ['>>', 'too large'],
    ['<<', 'too small'],
  ],
  '<~': [['>>', 'too large']],
  '<<': [['>~', 'too large']],
  '>~': [['<<', 'too small']],
  '>>': [['<~', 'too small']],
};

/** Work for all regimes, in units of orders/budget: about three seconds; four free exponents of residual blocks take 30,000. */
const BUDGET = 1_000_000;

/** By training: that survives edits elsewhere, and its result is put together anew. */
const known = new WeakMap<Training, readonly Regime[]>();

/**
 * The regimes of a training: convex sets that cover its region, those of different regimes without common points. A regime may
 * have sets without inner points: features are often learnt on the edge of stability only. None when it takes too much work.
 */
export function regimesOf(result: TrainingResult): readonly Regime[] {
  const found = known.get(result.training) ?? withinBudget(BUDGET, () => derived(result)) ?? [];
  known.set(result.training, found);
  return found;
}

export const regimeAt = (result: TrainingResult, point: Point): Regime | undefined =>
  regimesOf(result).find(({ region }) => region.contains(point));

function derived(result: TrainingResult): Regime[] {
  const standings = result.standings();
  const unstable: Regime[] = [];
  let rest = [result.training.counting.region];
  for (const requirement of of('stable', standings)) {
    const { holds, fails } = divided(rest, requirement);
    for (const { parts, how } of fails)
      unstable.push(
        ...parts.map((region): Regime => ({
          name: 'unstable',
          detail: `${requirement.quantity} ${how}`,
          region,
        })),
      );
    rest = holds;
  }
  const stable: Regime[] = [];
  const [learning] = of('feature_learning', standings);
  const [moving] = of('nontrivial', standings);
  for (const features of alternatives(rest, learning))
    for (const output of alternatives(features.parts, moving)) {
      const detail = features.holds
        ? `features learnt${output.holds ? '' : ', output unmoved'}`
        : output.holds
          ? 'kernel'
          : 'nothing moves';
      stable.push(...output.parts.map((region): Regime => ({ name: 'stable', detail, region })));
    }
  return [...stable, ...unstable];
}

const of = (property: string, standings: readonly Standing[]): readonly Requirement[] =>
  standings.find((standing) => standing.property === property)?.requirements ?? [];

/** Where a property of one requirement holds and where not; nowhere without one. */
function alternatives(
  parts: readonly Region[],
  requirement: Requirement | undefined,
): { holds: boolean; parts: readonly Region[] }[] {
  if (!requirement) return [{ holds: false, parts }];
  const { holds, fails } = divided(parts, requirement);
  return [
    { holds: true, parts: holds },
    { holds: false, parts: fails.flatMap((f) => f.parts) },
  ];
}

function divided(
  parts: readonly Region[],
  requirement: Requirement,
): { holds: Region[]; fails: { how: string; parts: Region[] }[] } {
  const where = (relation: Relation): Region[] =>
    parts.flatMap((part) => holdingOf([{ ...requirement, relation }], part));
  return {
    holds: where(requirement.relation),
    fails: FAILURES[requirement.relation].map(([relation, how]) => ({ how, parts: where(relation) })),
  };
}
