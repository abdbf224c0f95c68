import type { Analysis, ClaimResult, Derivation, Fact } from '../analysis/facts';
import { conditionsOf } from '../analysis/say';
import { relation, word, type Point } from '../orders';
import { mark } from './pages';
import { scalesAt } from './point-of-view';
import { formula } from './panel-candidates';
import type { ClaimView, OrderView, PointView, Reason } from './panel-contract';

/** Parts of the derivation panel's answer, ready to be shown. */

/** Regions in the list of an order. */
const REGIONS = 40;

export function claimView(claim: ClaimResult, analysis: Analysis): ClaimView {
  const { text, status, message, decision } = claim;
  const seen = { text, status, verdict: mark(claim), message };
  if (decision?.status !== 'refuted') return seen;
  const { chart } = analysis;
  return {
    ...seen,
    witness: {
      at: scalesAt(decision.witness, analysis).map(formula),
      left: formula(chart.power(decision.left)),
      right: formula(chart.power(decision.right)),
    },
    holds: decision.holds.map((part) => conditionsOf(part, claim.region, chart).map(formula)),
  };
}

export function orderView({ name, summary, pieces }: Fact, point: Point): OrderView {
  const seen = pieces.map((piece) => ({ piece, here: piece.region.contains(point) }));
  // Where there are too many, the one under view is among those shown.
  const shown = seen.filter(({ here }, i) => i < REGIONS || here);
  return {
    ...(summary ? { summary: formula(relation(word(name), '~', summary)) } : {}),
    pieces: shown.map(({ piece, here }) => ({
      formula: formula(piece.formula),
      where: piece.when.map(formula),
      ...(piece.pattern ? { pattern: piece.pattern.join(', ') } : {}),
      here,
    })),
    hidden: pieces.length - shown.length,
  };
}

/** The order at a point. */
export function orderHere({ name, order }: Fact, point: Point, { chart }: Analysis): PointView['order'] {
  const exponent = order.at(point);
  return exponent
    ? { kind: 'order', formula: formula(relation(word(name), '~', chart.power(exponent))) }
    : { kind: 'nothing', message: 'Nothing is derived at this point.' };
}

export function reason({ title, formula: shown, source, because, steps }: Derivation): Reason {
  return {
    title,
    ...(shown ? { formula: formula(shown) } : {}),
    ...(source ? { source } : {}),
    ...(because ? { because } : {}),
    steps: steps.map(reason),
  };
}
