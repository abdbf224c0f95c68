// From finished cells to a verdict. The fit is made first and does not see the prediction; the rule then compares.
import { rationalValue } from '../fields';
import {
  defaultMargin,
  type Cell,
  type CellKey,
  type MeasuredPoint,
  type Plan,
  type Verdict,
} from '../schema';
import { collapseOf } from './collapse';
import type { Finding, Side } from './finding';
import { fitExponent, type Curve, type Fit } from './fit';
import { measure, type Point } from './measure';
import { cellsWanted, levelOf, together } from './rounds';
import { gather, type Gathered } from './sample';
import { comparisonOf, reasonOf, tolerated, whatIsMissing, whatWouldDecide } from './words';

/** Four digits, and what JSON can hold. */
const round = (value: number): number => Number(value.toPrecision(4));
const power = (log: number): number => round(Math.exp(Math.min(700, Math.max(-700, log))));

/** The verdict on a plan from the cells that are there, in any order; cells of others do not count. */
export function judge(plan: Plan, cells: readonly Cell[]): Verdict {
  const gathered = gather(plan, cells);
  const { seconds, on, sizes } = gathered;
  const margin = plan.margin ?? defaultMargin;
  const base = {
    along: plan.along,
    predicted: plan.prediction.exponent,
    margin,
    seconds: round(seconds),
    on,
  };
  const collapsed = plan.format === 'powercount-posterior/1' ? collapseOf(plan, gathered.cells) : undefined;
  const collapse = collapsed ? { collapse: collapsed } : {};
  const level = levelOf(plan);
  const missing = whatIsMissing(plan, gathered);
  if (missing) {
    const known = sizes.flatMap(({ seeds }, i) => (seeds > 1 ? [i] : []));
    return {
      status: 'inconclusive',
      ...base,
      points: pointsAt(known, gathered, level),
      ...collapse,
      ...missing,
    };
  }

  const fit = fitExponent(gathered.sample, level);
  const predicted = rationalValue(plan.prediction.exponent);
  const side = ({ slope: { low, high } }: Curve): Side =>
    low >= predicted - margin && high <= predicted + margin
      ? 'within'
      : low > predicted + margin || high < predicted - margin
        ? 'outside'
        : 'across';
  const status = statusOf(fit, side);
  const finding: Finding = { plan, gathered, fit, status, side, predicted, margin };
  const { slope } = fit.chosen;
  return {
    status,
    ...base,
    measured: {
      ...{ exponent: round(slope.value), low: round(slope.low), high: round(slope.high) },
      level: together,
    },
    points: sizes.map((size, i) => pointOf(size, fit.points[i]!)),
    fit: { model: fit.chosen.model, comparison: comparisonOf(finding), band: bandOf(fit.chosen, plan) },
    ...collapse,
    reason: reasonOf(finding),
    ...(status === 'inconclusive' ? { wouldDecide: whatWouldDecide(finding) } : {}),
  };
}

/**
 * The chosen curve decides, unless the other one says the opposite: a power may be excluded, or agree, while the same power
 * with a correction that the data do not show agrees, or is excluded.
 */
function statusOf({ chosen, corrected }: Fit, side: (curve: Curve) => Side): Verdict['status'] {
  const found = side(chosen);
  const other = corrected && chosen !== corrected ? side(corrected) : found;
  if (found === 'within' && other !== 'outside') return 'consistent';
  return found === 'outside' && other === 'outside' ? 'refuted' : 'inconclusive';
}

type Size = Gathered['sizes'][number];

const pointOf = ({ value: size, note, seeds }: Size, point: Point): MeasuredPoint => ({
  size,
  ...(note === undefined ? {} : { note }),
  ...{ value: power(point.value), low: power(point.low), high: power(point.high) },
  bracketed: point.bracketed,
  seeds,
});

/** What can be shown before every size has two seeds. */
function pointsAt(known: number[], { sizes, sample }: Gathered, level: number): MeasuredPoint[] {
  if (known.length < 1) return [];
  const only = <T>(values: T[]): T[] => known.map((i) => values[i]!);
  const { points } = measure(
    { sizes: only(sample.sizes), up: sample.up.map(only), down: sample.down.map(only) },
    level,
  );
  return only(sizes).map((size, i) => pointOf(size, points[i]!));
}

/** Evenly in log size. */
const bandSteps = 32;

function bandOf(curve: Curve, { sizes }: Plan): NonNullable<Verdict['fit']>['band'] {
  const [from, to] = [sizes[0]!.value, sizes.at(-1)!.value];
  return Array.from({ length: bandSteps + 1 }, (_, k) => {
    const size = from * (to / from) ** (k / bandSteps);
    const { value, low, high } = curve.at(size);
    return { size: round(size), value: power(value), low: power(low), high: power(high) };
  });
}

/** What to run next, the most urgent first: the rest of a round; none where the verdict is there or all seeds are used. */
export const nextCells = (plan: Plan, cells: readonly Cell[]): CellKey[] =>
  cellsWanted(plan, cells, () => judge(plan, cells).status !== 'inconclusive' || isHopeless(plan, cells));

/** Whether at some size so many cells lack a number that all seeds of the plan could not make up for them. */
const isHopeless = (plan: Plan, cells: readonly Cell[]): boolean =>
  gather(plan, cells).sizes.some(({ done, seeds }) => done - seeds > tolerated * plan.seeds);
