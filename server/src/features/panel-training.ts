import { regimeAt } from '../analysis/dynamics/regimes';
import type { TrainingQuantity } from '../analysis/dynamics/quantities';
import type { WeightCount } from '../analysis/dynamics/counting/counting';
import type { Analysis, TrainingResult } from '../analysis/facts';
import { conditionsOf } from '../analysis/say';
import { relation, toText, word, type Order, type Point } from '../orders';
import { formula } from './panel-candidates';
import type { PointView, Reason, TrainingView, WeightCell, WeightRow } from './panel-contract';
import { holdingParts, orderAt, quantity, requirementAt, rulesOf, trainingTitle } from './trainings';

/** What the panel shows of a training, seen from one point. */

export function trainingView(result: TrainingResult, point: Point, analysis: Analysis): TrainingView {
  const { chart, region } = analysis;
  return {
    title: trainingTitle(result),
    weights: result.training.counting.weights.map((count) => weightRow(result, count, point, analysis)),
    properties: result.standings().map((standing) => ({
      name: standing.name,
      holds: holdingParts(standing, analysis).map((part) => conditionsOf(part, region, chart).map(formula)),
      ...(standing.always && !standing.always.isEmpty()
        ? { always: conditionsOf(standing.always, region, chart).map(formula) }
        : {}),
      here: standing.holds.some((part) => part.contains(point)),
    })),
    recognised: result.recognised().map(({ name, shifts }) => ({
      name,
      shifts: shifts.flatMap(({ weight, by }) => {
        const here = orderAt(by, point, chart);
        return here ? [{ weight, by: formula(here) }] : [];
      }),
    })),
  };
}

function weightRow(
  result: TrainingResult,
  { weight, multiplier, init, rate }: WeightCount,
  point: Point,
  { chart }: Analysis,
): WeightRow {
  const cell = (order: Order | undefined, from?: string): WeightCell => {
    const here = order && orderAt(order, point, chart);
    return { ...(here ? { formula: formula(here) } : {}), ...(from === undefined ? {} : { from }) };
  };
  const of = (name: TrainingQuantity): WeightCell => cell(quantity(result, name, weight.name));
  return {
    name: weight.name,
    role: weight.role,
    multiplier: cell(multiplier.value, multiplier.from),
    init: cell(init.value, init.from),
    rate: cell(rate.value, rate.from),
    update: of('update'),
    change: of('change'),
  };
}

export function regimeHere(result: TrainingResult | undefined, point: Point): PointView['order'] {
  const regime = result && regimeAt(result, point);
  return regime
    ? { kind: 'regime', name: `${regime.name}: ${regime.detail}` }
    : { kind: 'nothing', message: 'Nothing is derived at this point.' };
}

/** The requirements of stability with what stands in them at the point, and the rules that they follow from. */
export function regimeReason(result: TrainingResult | undefined, point: Point, { chart }: Analysis): Reason {
  const stable = result?.standings().find(({ property }) => property === 'stable')?.requirements ?? [];
  const steps = stable.flatMap((requirement) => {
    const here = requirementAt(requirement, point);
    if (!here) return [];
    const { quantity: name, relation: sign, says } = requirement;
    const step: Reason = {
      title: `${here.holds ? '✓' : '✗'} ${says}: \`${name} ${sign} ${toText(chart.power(here.right))}\``,
      formula: formula(
        / /.test(name) ? chart.power(here.left) : relation(word(name), '~', chart.power(here.left)),
      ),
      steps: [],
    };
    return [{ step, holds: here.holds }];
  });
  const fails = steps.filter(({ holds }) => !holds);
  const rules = result ? rulesOf(result) : [];
  return {
    title: fails.length === 0 ? 'Stable at this point: all that is required holds' : 'Unstable at this point',
    steps: [
      ...[...fails, ...steps.filter(({ holds }) => holds)].map(({ step }) => step),
      ...rules.map(({ title, source, because }): Reason => ({
        title,
        ...(source === undefined ? {} : { source }),
        ...(because === undefined ? {} : { because }),
        steps: [],
      })),
    ],
  };
}
