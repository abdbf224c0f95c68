// From finished cells to a verdict. The fit is made first and does not see the prediction; the rule then compares.
import { defaultMargin, rationalValue, type Plan, type Verdict } from '../schema';
import type { Cell } from './cell';
import { fitExponent, level, type Fit, type Interval, type Sample } from './fit';

const round = (value: number, digits = 4): number => Number(value.toPrecision(digits));
const hull = (a: Interval, b: Interval): Interval => ({
  value: a.value,
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** The measured exponent: the line's, widened to the parabola's last slope when the exponent drifts with size. */
function exponentOf(fit: Fit): Interval & { drifts: boolean } {
  const drifts = fit.drift !== undefined && (fit.drift.low > 0 || fit.drift.high < 0);
  return { ...(drifts ? hull(fit.slope, fit.lastSlope!) : fit.slope), drifts };
}

/** The exponent to compare with: the prediction's own slope over these sizes when it comes with a finite-size curve. */
function predictedSlope(plan: Plan, xs: number[]): number {
  const { curve, exponent } = plan.prediction;
  if (!curve) return rationalValue(exponent);
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const norm = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return xs.reduce((sum, x, i) => sum + ((x - mean) / norm) * Math.log(curve[i]!), 0);
}

/** The verdict on `plan` from the cells that are there, in any order. */
export function judge(plan: Plan, cells: Cell[]): Verdict {
  const margin = plan.margin ?? defaultMargin;
  const base = {
    predicted: plan.prediction.exponent,
    margin,
    seconds: round(
      cells.reduce((sum, cell) => sum + cell.seconds, 0),
      3,
    ),
  };
  const samples: Sample[] = plan.sizes.map(({ d, widths }) => {
    const here = cells.filter((cell) => cell.size.d === d && cell.size.widths.join() === widths.join());
    const crossed = here.filter((cell) => cell.up.crossing !== null && cell.down.crossing !== null);
    return {
      x: Math.log(d),
      up: crossed.map((cell) => Math.log(cell.up.crossing!)),
      down: crossed.map((cell) => Math.log(cell.down.crossing!)),
    };
  });
  const lost = cells.length - samples.reduce((sum, sample) => sum + sample.up.length, 0);
  const missing = plan.sizes.length * plan.seeds - cells.length;
  if (lost > 0 || samples.some((sample) => sample.up.length < 2)) {
    return {
      ...base,
      status: 'inconclusive',
      points: [],
      reason:
        lost > 0
          ? `In ${lost} of ${cells.length} cells the alignment never crossed 1/2 within reach, so nothing was fitted.`
          : `Only ${cells.length} of ${cells.length + missing} cells are there; every size needs at least two seeds.`,
      wouldDecide:
        lost > 0 ? 'Smaller sizes or a smaller ridge.' : 'More seeds or a longer budget; the run continues.',
    };
  }
  const fit = fitExponent(samples, plan.source.hash);
  const { drifts, ...found } = exponentOf(fit);
  const predicted = predictedSlope(
    plan,
    samples.map((sample) => sample.x),
  );
  const [low, high] = [found.low - predicted, found.high - predicted];
  const status =
    low >= -margin && high <= margin
      ? 'consistent'
      : low > margin || high < -margin
        ? 'refuted'
        : 'inconclusive';
  const apart = fit.points.filter((point) => point.bracketed).length;
  const number = (value: number): string => value.toFixed(2);
  const measured = { exponent: round(found.value), low: round(found.low), high: round(found.high), level };
  const verdict: Verdict = {
    ...base,
    status,
    measured,
    points: plan.sizes.map(({ d, widths }, i) => {
      const { value, low: from, high: to, bracketed } = fit.points[i]!;
      return {
        ...{ d, widths: [...widths], bracketed },
        ...{ value: round(Math.exp(value)), low: round(Math.exp(from)), high: round(Math.exp(to)) },
      };
    }),
    reason: [
      `Measured exponent ${number(found.value)} [${number(found.low)}, ${number(found.high)}], predicted`,
      `${plan.prediction.exponent}${plan.prediction.curve ? ` (${number(predicted)} over these sizes)` : ''},`,
      `where differences below ${margin} do not count.`,
      ...(apart > 0
        ? [`The two kinds of chains did not meet at ${apart} of ${fit.points.length} sizes.`]
        : []),
      ...(drifts
        ? ['The exponent still drifts with size; the interval includes its value at the largest.']
        : []),
      ...(missing > 0 ? [`${missing} cells are missing.`] : []),
    ].join(' '),
  };
  if (status === 'inconclusive')
    verdict.wouldDecide = whatWouldDecide(plan, found, predicted, margin, base.seconds);
  return verdict;
}

function whatWouldDecide(
  plan: Plan,
  found: Interval,
  predicted: number,
  margin: number,
  seconds: number,
): string {
  const room = Math.abs(margin - Math.abs(found.value - predicted));
  const half = Math.max(found.high - found.value, found.value - found.low);
  const factor = (half / room) ** 2;
  const last = plan.sizes.at(-1)!.d;
  const wider = `a wider range of sizes (to d = ${2 * last})`;
  if (!(factor < 100)) return `The estimate lies on the edge of what counts as a difference: ${wider}.`;
  const seeds = Math.ceil(plan.seeds * factor * 1.1);
  const minutes = Math.ceil((seconds * factor * 1.1) / 60);
  return `About ${seeds} seeds (${minutes} thread-minutes) if the estimate stays where it is, or ${wider}.`;
}
