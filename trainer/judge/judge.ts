// From finished cells to a verdict. The fit is made first and does not see the prediction; the rule then compares.
import { rationalValue } from '../fields';
import {
  defaultMargin,
  type Cell,
  type CellKey,
  type LeftOut,
  type MeasuredPoint,
  type Plan,
  type Verdict,
} from '../schema';
import { collapseOf } from './collapse';
import type { Finding, Side } from './finding';
import { fitExponent, type Curve, type Fit } from './fit';
import { withinMemory } from './left-out';
import { measure, type Point } from './measure';
import { levelOf, roundLookedAt, roundUnderWay, together } from './rounds';
import { gather, type Gathered } from './sample';
import {
  comparisonOf,
  leftOutText,
  moreMemory,
  reasonOf,
  tolerated,
  whatIsMissing,
  whatWouldDecide,
} from './words';

/** What a run knows beside its finished cells. */
export interface Standing {
  /** What its trainer has no memory for. */
  readonly leftOut?: readonly LeftOut[];
  /** How often the end of its time forced a look, by round. */
  readonly forced?: readonly number[];
}

/** Four digits, and what JSON can hold. */
const round = (value: number): number => Number(value.toPrecision(4));
const power = (log: number): number => round(Math.exp(Math.min(700, Math.max(-700, log))));

/** The verdict on a plan from the cells that are there, in any order; cells of others do not count. */
export function judge(whole: Plan, finished: readonly Cell[], standing: Standing = {}): Verdict {
  const { plan, cells, leftOut } = withinMemory(whole, finished, standing.leftOut ?? []);
  const { forced } = standing;
  const round = plan.sizes.length < 2 ? 0 : roundLookedAt(plan, cells);
  const verdict = {
    ...verdictOn(plan, cells, levelOf(plan, forced?.[round])),
    ...(forced?.some((looks) => looks > 0) ? { forced: [...forced] } : {}),
  };
  if (leftOut.length === 0) return verdict;
  const { reason, wouldDecide } = verdict;
  return {
    ...verdict,
    leftOut,
    reason: `${reason} ${leftOutText(plan, leftOut)}`,
    ...(wouldDecide === undefined ? {} : { wouldDecide: `${wouldDecide} ${moreMemory(plan, leftOut)}` }),
  };
}

/** The verdict of a run whose time is over: in the middle of a round, one look more. */
export function judgeAtEnd(whole: Plan, finished: readonly Cell[], standing: Standing = {}): Verdict {
  const { plan, cells } = withinMemory(whole, finished, standing.leftOut ?? []);
  const round = plan.sizes.length < 2 ? undefined : roundUnderWay(plan, cells);
  if (!round?.begun) return judge(whole, finished, standing);
  const before = standing.forced ?? [];
  const forced = Array.from(
    { length: Math.max(before.length, round.number + 1) },
    (_, r) => (before[r] ?? 0) + (r === round.number ? 1 : 0),
  );
  const verdict = judge(whole, finished, { ...standing, forced });
  // Who sees no exponent has not looked.
  return verdict.measured ? verdict : judge(whole, finished, standing);
}

function verdictOn(plan: Plan, cells: readonly Cell[], level: number): Verdict {
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

/**
 * What to run next, the most urgent first: the rest of a round; none where the verdict is there, all seeds are used, or memory
 * leaves fewer than two sizes.
 */
export function nextCells(whole: Plan, finished: readonly Cell[], standing: Standing = {}): CellKey[] {
  const { plan, places, cells } = withinMemory(whole, finished, standing.leftOut ?? []);
  const round = plan.sizes.length < 2 ? undefined : roundUnderWay(plan, cells);
  if (!round) return [];
  const decided = (): boolean => judge(whole, finished, standing).status !== 'inconclusive';
  if (!round.begun && (decided() || isHopeless(plan, cells))) return [];
  return round.wanted.map(({ size, seed }) => ({ size: places[size]!, seed }));
}

/** Whether at some size so many cells lack a number that all seeds of the plan could not make up for them. */
const isHopeless = (plan: Plan, cells: readonly Cell[]): boolean =>
  gather(plan, cells).sizes.some(({ done, seeds }) => done - seeds > tolerated * plan.seeds);
