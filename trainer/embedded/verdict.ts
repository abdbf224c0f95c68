// From finished cells to a verdict. The fit is made first and does not see the prediction; the rule then compares.
import { defaultMargin, rationalValue, type MeasuredPoint, type Plan, type Verdict } from '../schema';
import type { Cell } from './cell';
import { fitExponent, level, type Fit, type Interval, type Sample } from './fit';

const round = (value: number, digits = 4): number => Number(value.toPrecision(digits));
const decimals = ({ value, low, high }: Interval): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

/** Which seeds have every size, and those of them that crossed everywhere. */
function gather(plan: Plan, cells: Cell[]): { complete: number; sample: Sample } {
  const rows = Array.from({ length: plan.seeds }, (_, seed) =>
    plan.sizes.map(({ d, widths }) =>
      cells.find((c) => c.seed === seed && c.size.d === d && c.size.widths.join() === widths.join()),
    ),
  ).filter((row): row is Cell[] => !row.includes(undefined));
  const crossed = rows.filter((row) =>
    row.every(({ up, down }) => up.crossing !== null && down.crossing !== null),
  );
  const logs = (leg: 'up' | 'down') => crossed.map((row) => row.map((cell) => Math.log(cell[leg].crossing!)));
  return {
    complete: rows.length,
    sample: { d: plan.sizes.map((s) => s.d), up: logs('up'), down: logs('down') },
  };
}

/** The exponent to compare with: the prediction's own slope over these sizes when it comes with a finite-size curve. */
function predictedSlope({ prediction, sizes }: Plan): number {
  if (!prediction.curve) return rationalValue(prediction.exponent);
  const logs = [prediction.curve.map(Math.log)];
  return fitExponent({ d: sizes.map((s) => s.d), up: [...logs, ...logs], down: [...logs, ...logs] }, '').slope
    .value;
}

type Side = 'within' | 'outside' | 'across';

/** Where an interval lies with respect to predicted +- margin. */
function sideOf({ low, high }: Interval, predicted: number, margin: number): Side {
  if (low >= predicted - margin && high <= predicted + margin) return 'within';
  return low > predicted + margin || high < predicted - margin ? 'outside' : 'across';
}

/** The verdict on `plan` from the cells that are there, in any order. */
export function judge(plan: Plan, cells: Cell[]): Verdict {
  const margin = plan.margin ?? defaultMargin;
  const seconds = round(
    cells.reduce((sum, cell) => sum + cell.seconds, 0),
    3,
  );
  const base = { predicted: plan.prediction.exponent, margin, seconds };
  const { complete, sample } = gather(plan, cells);
  const seeds = sample.up.length;
  if (seeds < 2 || seeds < complete)
    return {
      ...{ status: 'inconclusive', ...base, points: [] },
      reason:
        seeds < complete
          ? `For ${complete - seeds} of ${complete} seeds the alignment did not cross 1/2 at some size within reach.`
          : `Only ${complete} of ${plan.seeds} seeds are complete; a fit needs two.`,
      wouldDecide:
        seeds < complete ? 'Smaller sizes or another ridge.' : 'A longer budget; a rerun continues.',
    };

  const fit = fitExponent(sample, plan.source.hash);
  const { slope, corrected } = fit;
  const bends = corrected !== undefined && (corrected.bend.low > 0 || corrected.bend.high < 0);
  const found = bends ? corrected.slope : slope;
  const predicted = predictedSlope(plan);
  const side = sideOf(found, predicted, margin);
  // A power of d alone may be excluded while the same power with a 1/d correction is not: that refutes nothing.
  const excusable =
    side === 'outside' && corrected && sideOf(corrected.slope, predicted, margin) !== 'outside';
  const status =
    side === 'within' ? 'consistent' : side === 'outside' && !excusable ? 'refuted' : 'inconclusive';
  const apart = fit.points.filter((point) => point.bracketed).length;
  const reason = [
    `Measured exponent ${decimals(found)}, predicted ${plan.prediction.exponent}` +
      (plan.prediction.curve ? ` (${predicted.toFixed(2)} over these sizes)` : '') +
      `; differences below ${margin} do not count.`,
    bends && 'A correction in 1/d is needed and fitted.',
    excusable && `With a correction in 1/d the data also allow ${decimals(corrected.slope)}.`,
    apart > 0 && `The two kinds of chains did not meet at ${apart} of ${plan.sizes.length} sizes.`,
    complete < plan.seeds && `${plan.seeds - complete} of ${plan.seeds} seeds are missing.`,
  ];
  const verdict: Verdict = {
    status,
    ...base,
    measured: { exponent: round(found.value), low: round(found.low), high: round(found.high), level },
    points: pointsOf(plan, fit),
    reason: reason.filter((sentence) => sentence !== false && sentence !== undefined).join(' '),
  };
  if (status === 'inconclusive')
    verdict.wouldDecide = whatWouldDecide(plan, found, predicted, seeds, seconds);
  return verdict;
}

function pointsOf(plan: Plan, fit: Fit): MeasuredPoint[] {
  return plan.sizes.map(({ d, widths }, i) => {
    const { value, low, high, bracketed } = fit.points[i]!;
    const back = (log: number): number => round(Math.exp(log));
    return { d, widths: [...widths], value: back(value), low: back(low), high: back(high), bracketed };
  });
}

/** Seeds shrink the scatter as 1/sqrt(n) but leave brackets as they are; a wider range shrinks both. */
function whatWouldDecide(
  plan: Plan,
  found: Interval,
  predicted: number,
  seeds: number,
  seconds: number,
): string {
  const wider = `sizes up to d = ${2 * plan.sizes.at(-1)!.d}`;
  if (found.bracket > 0)
    return `A wider range, ${wider}, or longer chains (effort 4), so that the two kinds meet.`;
  const room = Math.abs((plan.margin ?? defaultMargin) - Math.abs(found.value - predicted));
  const factor = 1.1 * (Math.max(found.high - found.value, found.value - found.low) / room) ** 2;
  if (!(factor > 1 && factor < 50)) return `A wider range: ${wider}.`;
  const minutes = Math.ceil((seconds * factor) / 60);
  return `About ${Math.ceil(seeds * factor)} seeds (${minutes} thread-minutes), or ${wider}.`;
}
