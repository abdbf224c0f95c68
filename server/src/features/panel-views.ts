import type { Analysis, ClaimResult, Derivation, Fact } from '../analysis/facts';
import { patternWords } from '../analysis/posterior/pattern-words';
import { conditionsOf } from '../analysis/say';
import { relation, word, type Decision, type Point, type Rational } from '../orders';
import { mark } from './pages';
import { scalesAt } from './point-of-view';
import { becauseAt, formula } from './panel-candidates';
import type { ClaimView, Formula, OrderView, PointView, Reason, Side } from './panel-contract';

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
      sides: sidesOf(claim, decision, analysis),
    },
    holds: decision.holds.map((part) => conditionsOf(part, claim.region, chart).map(formula)),
  };
}

/** The two orders of a relation; of a claim `pattern(p) = …` the energies with these patterns and with the best ones. */
function sidesOf(
  { statement: { claim } }: ClaimResult,
  { witness, left, right }: Extract<Decision, { status: 'refuted' }>,
  { chart, facts, document }: Analysis,
): [Side, Side] {
  const order = (exponent: Rational): Formula => formula(chart.power(exponent));
  const called = claim.first.kind === 'call' ? claim.first : undefined;
  const [posterior] = called?.args ?? [];
  if (called?.callee.kind !== 'name' || called.callee.text !== 'pattern' || posterior?.kind !== 'name')
    return [
      { name: 'the left side is', order: order(left) },
      { name: 'the right side', order: order(right) },
    ];
  const [claimed] = claim.rest;
  const written = (claimed?.sides ?? []).map(({ start, end }) => document.text.slice(start, end));
  const samples = facts.find(({ name }) => name === `samples(${posterior.text})`);
  const best = samples?.at(witness)?.pattern?.join(', ') ?? 'the best patterns';
  return [
    { name: `the energy with ${written.join(', ')} is`, order: order(left) },
    { name: `with ${best} it is`, order: order(right) },
  ];
}

export function orderView(
  { name, summary, pieces }: Fact,
  point: Point,
  layers: readonly string[],
): OrderView {
  const seen = pieces.map((piece) => ({ piece, here: piece.region.contains(point) }));
  // Where there are too many, the one under view is among those shown.
  const shown = seen.filter(({ here }, i) => i < REGIONS || here);
  return {
    ...(summary ? { summary: formula(relation(word(name), '~', summary)) } : {}),
    pieces: shown.map(({ piece, here }) => ({
      formula: formula(piece.formula),
      where: piece.when.map(formula),
      ...(piece.pattern ? { pattern: patternWords(piece.pattern, layers).join(', ') } : {}),
      here,
    })),
    hidden: pieces.length - shown.length,
  };
}

/** The order at a point. */
export function orderHere(fact: Fact, point: Point, { chart }: Analysis): PointView['order'] {
  const { name, order } = fact;
  const exponent = order.at(point);
  return exponent
    ? { kind: 'order', formula: formula(relation(word(name), '~', chart.power(exponent))) }
    : { kind: 'nothing', message: `Nothing is derived at this point${becauseAt(fact, point)}.` };
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
