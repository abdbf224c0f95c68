import type { Training } from '../analysis/dynamics/declaration';
import { holdingOf, type Requirement } from '../analysis/dynamics/counting/requirement';
import type { Standing } from '../analysis/dynamics/standing';
import type { Analysis } from '../analysis/facts';
import { regionsText } from '../analysis/say';
import { toText, type Point } from '../orders';
import { columns } from './columns';
import type { Style } from './style';
import { sideText } from './training-orders';
import { alternatives, standingText, whereText } from './training-properties';

/** A property of a training that `derive --of` asks for. */
export interface AskedProperty {
  readonly training: Training;
  readonly standing: Standing;
}

/** Every property of every training of a text. */
export const allProperties = ({ trainings }: Analysis): AskedProperty[] =>
  trainings.flatMap(({ training, standings }) => standings().map((standing) => ({ training, standing })));

/** What `derive --of "stable(t)"` prints: where the property holds; with `why`, where each thing does that it stands on. */
export function propertyText(
  { training, standing }: AskedProperty,
  { analysis, point, why, style }: { analysis: Analysis; point?: Point; why: boolean; style: Style },
): string[] {
  const { always, name, presupposed, requirements } = standing;
  const { region, chart } = analysis;
  const limits =
    always && !point && !always.isEmpty()
      ? `; for all scales where ${regionsText([always], region, chart)}`
      : '';
  const first = `${style(`${name} ${standingText(standing, analysis, point)}`, 'bold')}${limits}`;
  if (!why) return [first];
  // A property of sizes that are powers says so by requirements of its own.
  const all = [...new Set([...presupposed, ...requirements])];
  const rows = all.map((requirement) => [
    requirement.says,
    ...(point ? at(requirement, point) : anywhere(requirement)),
  ]);
  return [first, ...columns(rows).map((line) => style(line, 'faint'))];

  function anywhere(requirement: Requirement): string[] {
    const { left, relation, right } = requirement;
    const [l, r] = [left, right].map((order) => sideText(order, requirement, training, analysis));
    return [`${l} ${relation} ${r}`, whereText(holdingOf([requirement], region), analysis)];
  }

  function at(requirement: Requirement, here: Point): string[] {
    const { left, relation, right } = requirement;
    const isPower =
      training.counting.requirements.includes(requirement) ||
      training.counting.domain.some((d) => d.contains(here));
    const [l, r] = [left, right].map((order) => order.at(here));
    if (!isPower || !l || !r) return ['', 'nothing is derived here'];
    const holds = holdingOf([requirement], region).some((part) => part.contains(here));
    return [
      `${toText(chart.power(l))} ${relation} ${toText(chart.power(r))}`,
      holds ? 'holds' : 'does not hold',
    ];
  }
}

/** The same for `--json`: the keys of a property of a training. */
export const propertyData = (
  { name, property, weight, holds, requirements }: Standing,
  analysis: Analysis,
  point: Point | undefined,
): object => ({
  name,
  property,
  weight: weight ?? null,
  holds: point ? holds.some((region) => region.contains(point)) : alternatives(holds, analysis),
  requirements: requirements.map(({ says }) => says),
});
