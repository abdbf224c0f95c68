import {
  compare,
  toText,
  type Chart,
  type Decision,
  type Form,
  type Order,
  type Point,
  type Region,
  type Relation as OrderRelation,
} from '../orders';
import type { Call, ClaimStatement, ComparisonStep, Expression, Name, Relation } from '../syntax/tree';
import type { Fix, Reporter } from './diagnostic';
import type { ClaimResult, Derivation } from './facts';
import { formulaOf } from './formula';
import { conditionsOf, pointText, regionsText } from './say';

const ORDER_RELATIONS: Partial<Record<Relation, OrderRelation>> = {
  '~': '~',
  '=': '~',
  '<~': '<~',
  '<=': '<~',
  '>~': '>~',
  '>=': '>~',
  '<<': '<<',
  '<': '<<',
  '>>': '>>',
  '>': '>>',
};

/** A decision without its place: it survives edits that move it. */
export type ClaimOutcome = Omit<ClaimResult, 'statement'>;

/** What deciding a claim needs from the rest of the analysis. */
export interface ClaimContext {
  readonly chart: Chart;
  readonly scales: ReadonlyMap<string, Form>;
  readonly text: string;
  readonly reporter: Reporter;
  /** The order of an expression; undefined after a diagnostic. */
  order(expression: Expression): Order | undefined;
  /** For `pattern(p)`: the least energy with the named patterns, and without restriction. */
  pattern(call: Call, names: readonly Name[]): { restricted: Order | undefined; energy: Order } | undefined;
  /** The name of the winning pattern at a point. */
  winnerAt(call: Call, point: Point): string;
  /** What a side stands on, for its derivation. */
  explain(expression: Expression): Derivation | undefined;
}

/** Decides a claim on the whole of its region; reports what does not follow, with a witness and the set where it does. */
export function decideClaim(
  statement: ClaimStatement,
  region: Region,
  context: ClaimContext,
): ClaimOutcome | undefined {
  const { reporter, text } = context;
  const written = text.slice(statement.claim.start, statement.claim.end).replace(/\s+/g, ' ');
  const result = (
    status: ClaimResult['status'],
    message: string,
    steps: Derivation[],
    decision?: Decision,
  ): ClaimOutcome => ({
    text: written,
    status,
    message,
    derivation: { title: message, steps },
    ...(decision ? { decision } : {}),
  });

  if (region.isEmpty()) {
    const message = 'No scales satisfy these conditions together, so the claim says nothing.';
    reporter.report('claim-empty', statement.conditions[0] ?? statement.claim, message);
    return result('empty', message, []);
  }
  let left = statement.claim.first;
  if (statement.claim.rest.length === 0) {
    if (left.kind !== 'call') return undefined; // the parser asked for a relation
    const message = 'Nothing decides this in this version; claim an order, as in `samples(p) ~ d`.';
    reporter.report('claim-undecided', statement.claim, message);
    return result('undecided', message, []);
  }
  const steps: Derivation[] = [];
  for (const step of statement.claim.rest) {
    const sides = sidesOf(left, step, context);
    if (!sides) return undefined;
    const sign = ORDER_RELATIONS[step.relation];
    if (!sign) {
      reporter.report(
        'not-a-condition',
        step.relationSpan,
        'A claim compares orders: `~`, `<<`, `>>`, `<~` or `>~`.',
      );
      return undefined;
    }
    if (!sides.right) {
      const message = `No scales allow the pattern ${sides.said}.`;
      reporter.report('claim-refuted', statement.claim, message);
      return result('refuted', message, steps);
    }
    const gap = uncovered(region, sides.left, sides.right);
    if (gap && sides.call && !uncovered(region, sides.right)) {
      const message = `Does not follow: at ${here(gap)} no value of its parameters allows ${sides.said ?? 'the pattern'}.`;
      reporter.report('claim-refuted', statement.claim, message);
      return result('refuted', message, steps);
    }
    if (gap) {
      const message = `Nothing is derived at ${here(gap)}, which the claim includes.`;
      reporter.report('claim-undecided', statement.claim, message);
      return result('undecided', message, steps);
    }
    const decision = compare(sides.left, sign, sides.right, region);
    for (const side of [left, step.sides[0]]) {
      const why = side && context.explain(side);
      if (why) steps.push(why);
    }
    if (decision.status === 'refuted') {
      const message = refutation(decision, sides);
      reporter.report('claim-refuted', statement.claim, message, {
        fixes: fixes(decision, step, sides.left),
      });
      return result('refuted', message, steps, decision);
    }
    left = step.sides[step.sides.length - 1] ?? left;
  }
  const where =
    statement.conditions.length > 0 ? ' wherever its conditions hold' : ' everywhere under the assumptions';
  return result('proven', `Proven: it follows${where}.`, steps);

  function here(point: Point): string {
    return pointText(point, context.scales, context.chart);
  }

  function refutation(decision: Extract<Decision, { status: 'refuted' }>, sides: Sides): string {
    const { chart } = context;
    const holds =
      decision.holds.length === 0
        ? 'It holds nowhere in its region.'
        : `It holds exactly where ${regionsText(decision.holds, region, chart)}.`;
    const at = here(decision.witness);
    const [l, r] = [toText(chart.power(decision.left)), toText(chart.power(decision.right))];
    const seen = sides.call
      ? `the pattern is ${context.winnerAt(sides.call, decision.witness)}: the energy is ${r}, and ${l} with ${sides.said}`
      : `the left side is ${l} and the right side ${r}`;
    return `Does not follow${at ? `: at ${at}` : ':'} ${seen}. ${holds}`;
  }

  /** Conditions under which it holds, and what the left side is. */
  function fixes(
    decision: Extract<Decision, { status: 'refuted' }>,
    step: ComparisonStep,
    derived: Order,
  ): Fix[] {
    const found: Fix[] = [];
    const [only] = decision.holds;
    if (only && decision.holds.length === 1) {
      const added = conditionsOf(only, region, context.chart).map(toText).join(', ');
      const last = statement.conditions[statement.conditions.length - 1];
      const end = last?.end ?? statement.claim.end;
      found.push({
        title: `Add the condition ${added}`,
        span: { start: end, end },
        replacement: last ? `, ${added}` : ` when ${added}`,
      });
    }
    const side = step.sides[0];
    const formula =
      step.relation === '~' &&
      side &&
      statement.claim.rest.length === 1 &&
      formulaOf(derived.restrict(region), context.chart);
    if (formula && side && step.sides.length === 1 && left.kind !== 'name')
      found.push({
        title: `Replace by ${toText(formula)}`,
        span: { start: side.start, end: side.end },
        replacement: toText(formula),
      });
    return found;
  }
}

interface Sides {
  readonly left: Order;
  readonly right: Order | undefined;
  /** For a claim about patterns: the question and the answer claimed. */
  readonly call?: Call;
  readonly said?: string;
}

function sidesOf(first: Expression, step: ComparisonStep, context: ClaimContext): Sides | undefined {
  if (first.kind === 'call' && first.callee.kind === 'name' && first.callee.text === 'pattern') {
    const names = step.sides.filter((side): side is Name => side.kind === 'name');
    if (names.length !== step.sides.length || step.relation !== '=')
      return context.reporter.report(
        'wrong-arguments',
        step.relationSpan,
        'A pattern is claimed as a list of names, one a layer: `pattern(p) = lazy, specialization`.',
      );
    const found = context.pattern(first, names);
    // The pattern wins where the energy with it alone is the least energy: that is compared.
    return (
      found && {
        left: found.restricted ?? found.energy,
        right: found.restricted && found.energy,
        call: first,
        said: names.map((n) => n.text).join(', '),
      }
    );
  }
  const [side, ...others] = step.sides;
  if (!side || others.length > 0)
    return context.reporter.report(
      'wrong-arguments',
      step.relationSpan,
      'Only `pattern(…)` is compared with a list.',
    );
  const left = context.order(first);
  const right = context.order(side);
  return left && right && { left, right };
}

/** A point of the region where one of the orders is not defined. */
function uncovered(region: Region, ...orders: Order[]): Point | undefined {
  for (const order of orders) {
    let rest = [region];
    for (const piece of order.pieces) rest = rest.flatMap((part) => part.minus(piece.region));
    const point = rest[0]?.witness();
    if (point) return point;
  }
  return undefined;
}
