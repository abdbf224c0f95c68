import type { CurvesData, FitData } from '../../../../plot/run-data';
import { rationalValue } from '../../../../trainer/fields';
import { collapseText, modelText } from '../../../../trainer/report';
import type { Plan, Verdict } from '../../../../trainer/schema';
import { Form, Rational, toText, type Notation } from '../../orders';

/** A run as plain numbers and strings, for whoever draws it. */
export interface DrawableRun {
  readonly fit: FitData;
  /** Of a search for the number of samples. */
  readonly curves?: CurvesData;
}

/** What can be drawn of a verdict, final or so far; undefined before there is a point. */
export function drawableRun(plan: Plan, verdict: Verdict): DrawableRun | undefined {
  const { points, fit, collapse, predicted, along } = verdict;
  if (points.length === 0) return undefined;
  const power = toText(powerOf(along, predicted));
  return {
    fit: {
      quantity: plan.name,
      along,
      points: points.map(({ size, value, low, high, seeds, bracketed }) => ({
        ...{ size, value, seeds, bracketed },
        ...ends(low, high),
      })),
      ...(fit
        ? {
            fit: {
              says: `fitted: ${modelText[fit.model]}, with its band`,
              band: fit.band.map(({ size, value, low, high }) => ({ size, value, ...ends(low, high) })),
            },
          }
        : {}),
      predicted: {
        exponent: rationalValue(predicted),
        says: power === '1' ? 'predicted: constant' : `predicted ${power}`,
      },
      caption: captionOf(verdict),
    },
    ...(collapse
      ? {
          curves: {
            along,
            curves: collapse.curves.map(({ size, points: seen }) => ({
              size,
              points: seen.map(([samples, scaled, up, down]) => ({ samples, scaled, up, down })),
            })),
            caption: [`Collapse: ${collapseText(collapse)}.`],
          },
        }
      : {}),
  };
}

/** The power of a scale, as the user writes it. */
export function powerOf(along: string, exponent: string): Notation {
  const form = Form.constant(Rational.parse(exponent));
  return { kind: 'power', factors: form.constant.isZero() ? [] : [{ name: along, exponent: form }] };
}

/** An interval without an end has one as far as numbers reach: it is null, as in JSON. */
export const ends = (low: number, high: number): { low: number | null; high: number | null } => ({
  low: low > 1 / FAR ? low : null,
  high: high < FAR ? high : null,
});

const FAR = 1e100;

const captionOf = ({ status, reason, wouldDecide }: Verdict): string[] => [
  `${status}: ${reason}`,
  ...(wouldDecide === undefined ? [] : [`What would decide: ${wouldDecide}`]),
];
