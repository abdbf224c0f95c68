// From finished cells to a verdict. The fit is made first and does not see the prediction; the rule then compares.
import { rationalValue } from '../fields';
import { defaultMargin, scaleOf, type MeasuredPoint, type Verdict } from '../schema';
import { cellName, type Cell, type Experiment } from './experiment';
import { fitExponent, level, type Fit, type Interval, type Sample } from './fit';

const round = (value: number, digits = 4): number => Number(value.toPrecision(digits));
const decimals = ({ value, low, high }: Interval): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

/** Which seeds have every size, and those of them that have the observable everywhere. */
function gather(experiment: Experiment, cells: Cell[]): { complete: number; sample: Sample } {
  const { plan, points } = experiment;
  const found = new Map(cells.map((cell) => [cellName(experiment, cell), cell]));
  const rows = Array.from({ length: plan.seeds }, (_, seed) =>
    points.map(({ size }) => found.get(cellName(experiment, { size, seed }))),
  ).filter((row): row is Cell[] => !row.includes(undefined));
  const logs = rows
    .map((row) => row.map((cell) => experiment.logs(cell)))
    .filter((row): row is (readonly [number, number])[] => !row.includes(undefined));
  return {
    complete: rows.length,
    sample: {
      sizes: points.map(({ value }) => value),
      up: logs.map((row) => row.map(([up]) => up)),
      down: logs.map((row) => row.map(([, down]) => down)),
    },
  };
}

/** The exponent to compare with: the prediction's own slope over these sizes when it comes with a finite-size curve. */
function predictedSlope({ plan, points, curve }: Experiment): number {
  if (!curve) return rationalValue(plan.prediction.exponent);
  const logs = curve.map(Math.log);
  const twice = [logs, logs];
  return fitExponent({ sizes: points.map(({ value }) => value), up: twice, down: twice }, '').slope.value;
}

type Side = 'within' | 'outside' | 'across';

/** Where an interval lies with respect to predicted +- margin. */
function sideOf({ low, high }: Interval, predicted: number, margin: number): Side {
  if (low >= predicted - margin && high <= predicted + margin) return 'within';
  return low > predicted + margin || high < predicted - margin ? 'outside' : 'across';
}

/** The verdict on a plan from the cells that are there, in any order. */
export function judge(experiment: Experiment, cells: Cell[]): Verdict {
  const { plan, points, curve, without } = experiment;
  const along = scaleOf(plan);
  const margin = plan.margin ?? defaultMargin;
  const seconds = round(
    cells.reduce((sum, cell) => sum + cell.seconds, 0),
    3,
  );
  const base = { predicted: plan.prediction.exponent, margin, seconds };
  const { complete, sample } = gather(experiment, cells);
  const seeds = sample.up.length;
  if (seeds < 2 || seeds < complete)
    return {
      ...{ status: 'inconclusive', ...base, points: [] },
      reason:
        seeds < complete
          ? `For ${complete - seeds} of ${complete} seeds ${without.reason}.`
          : `Only ${complete} of ${plan.seeds} seeds are complete; a fit needs two.`,
      wouldDecide: seeds < complete ? without.help : 'A longer budget; a rerun continues.',
    };

  const fit = fitExponent(sample, plan.source.hash);
  const { slope, corrected } = fit;
  const bends = corrected !== undefined && (corrected.bend.low > 0 || corrected.bend.high < 0);
  const found = bends ? corrected.slope : slope;
  const predicted = predictedSlope(experiment);
  const side = sideOf(found, predicted, margin);
  // A power of d alone may be excluded while the same power with a 1/d correction is not: that refutes nothing.
  const excusable =
    side === 'outside' && corrected && sideOf(corrected.slope, predicted, margin) !== 'outside';
  const status =
    side === 'within' ? 'consistent' : side === 'outside' && !excusable ? 'refuted' : 'inconclusive';
  const apart = fit.points.filter((point) => point.bracketed).length;
  const reason = [
    `Measured exponent ${decimals(found)}, predicted ${plan.prediction.exponent}` +
      (curve ? ` (${predicted.toFixed(2)} over these sizes)` : '') +
      `; differences below ${margin} do not count.`,
    bends && `A correction in 1/${along} is needed and fitted.`,
    excusable && `With a correction in 1/${along} the data also allow ${decimals(corrected.slope)}.`,
    apart > 0 && `The two kinds of chains did not meet at ${apart} of ${points.length} sizes.`,
    complete < plan.seeds && `${plan.seeds - complete} of ${plan.seeds} seeds are missing.`,
  ];
  const verdict: Verdict = {
    status,
    ...base,
    measured: { exponent: round(found.value), low: round(found.low), high: round(found.high), level },
    points: pointsOf(experiment, fit),
    reason: reason.filter((sentence) => sentence !== false && sentence !== undefined).join(' '),
  };
  if (status === 'inconclusive')
    verdict.wouldDecide = whatWouldDecide(experiment, found, predicted, seeds, seconds);
  return verdict;
}

function pointsOf({ points }: Experiment, fit: Fit): MeasuredPoint[] {
  const back = (log: number): number => round(Math.exp(log));
  return points.map(({ value: size, note }, i) => {
    const { value, low, high, bracketed } = fit.points[i]!;
    return { size, ...note, value: back(value), low: back(low), high: back(high), bracketed };
  });
}

/** Seeds shrink the scatter as 1/sqrt(n) but leave brackets as they are; a wider range shrinks both. */
function whatWouldDecide(
  { plan, points }: Experiment,
  found: Interval,
  predicted: number,
  seeds: number,
  seconds: number,
): string {
  const wider = `sizes up to ${scaleOf(plan)} = ${2 * points.at(-1)!.value}`;
  if (found.bracket > 0)
    return `A wider range, ${wider}, or longer chains (effort 4), so that the two kinds meet.`;
  const room = Math.abs((plan.margin ?? defaultMargin) - Math.abs(found.value - predicted));
  const factor = 1.1 * (Math.max(found.high - found.value, found.value - found.low) / room) ** 2;
  if (!(factor > 1 && factor < 50)) return `A wider range: ${wider}.`;
  const minutes = Math.ceil((seconds * factor) / 60);
  return `About ${Math.ceil(seeds * factor)} seeds (${minutes} thread-minutes), or ${wider}.`;
}
