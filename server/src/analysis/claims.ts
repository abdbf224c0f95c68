import {
  compare,
  Form,
  merged,
  toText,
  type Decision,
  type Constraint,
  type Order,
  type Point,
  type Region,
  type Relation as OrderRelation,
} from '../orders';
import type {
  Call,
  ClaimStatement,
  ComparisonStep,
  ExponentStatement,
  Expression,
  Name,
  Relation,
} from '../syntax/tree';
import { conditionFixes } from './condition-fixes';
import type { Fix, Reporter } from './diagnostic';
import type { Property } from './dynamics/counting/property';
import { ORDER_CALLS, PROPERTY_CALLS } from './known-calls';
import { meant } from './meant';
import { decideProperty } from './property-claims';
import { missingCount, nothingIn, openTie, thinTies, tiesOf, type CountContext } from './claimed-counts';
import { solveFix } from './solve';
import type { ClaimResult, Derivation, FactContent } from './facts';
import { uncovered } from './domain';
import { formulaOf } from './formula';
import { pointText, regionsText } from './say';
import { thresholdOf } from './threshold';

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

/** For regions of products of exponents and scales, of which only those points count where each is one. */
const UNSEEN =
  'Not decided: it does not follow, but no point is found where it fails and each free exponent has one value in all of its powers.';

/** A decision without its place: it survives edits that move it. */
export type ClaimOutcome = Omit<ClaimResult, 'statement'>;

/** What deciding a claim needs from the rest of the analysis. */
export interface ClaimContext extends CountContext {
  readonly text: string;
  readonly reporter: Reporter;
  /** The order of an expression; undefined after a diagnostic. */
  order(expression: Expression): Order | undefined;
  /** The same for an expression that must be one monomial. */
  monomial(expression: Expression): Form | undefined;
  /** For `pattern(p)`: the least energy with the named patterns, and without restriction. */
  pattern(call: Call, names: readonly Name[]): { restricted: Order | undefined; energy: Order } | undefined;
  /** The name of the winning pattern at a point. */
  winnerAt(call: Call, point: Point): string;
  /** For `stable(t)` or `parametrization(t) = mup`: what it stands on; undefined for other claims, and after a diagnostic. */
  property(statement: ClaimStatement): Property | 'refused' | undefined;
  /** Free exponents that belong to no scale, by their declarations. */
  readonly exponents: readonly ExponentStatement[];
  /** The fact that a side names, for its derivation. */
  fact(expression: Expression): FactContent | undefined;
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
    facts: readonly FactContent[],
    decision?: Decision,
  ): ClaimOutcome => ({
    text: written,
    status,
    message,
    derivation: standingOn(facts, message),
    region,
    ...(decision ? { decision } : {}),
  });

  if (region.isEmpty()) {
    const message = 'No scales satisfy these conditions together, so the claim says nothing.';
    reporter.report('claim-empty', statement.conditions[0] ?? statement.claim, message);
    return result('empty', message, []);
  }
  const property = context.property(statement);
  if (property === 'refused') return undefined;
  if (property) {
    const { status, message, steps } = decideProperty(statement, property, region, context);
    return { ...result(status, message, []), derivation: { title: message, steps } };
  }
  let left = statement.claim.first;
  if (statement.claim.rest.length === 0) {
    if (left.kind !== 'call') return undefined; // the parser asked for a relation
    const near = left.callee.kind === 'name' ? meant(left.callee, PROPERTY_CALLS) : undefined;
    if (near && left.callee.kind === 'name' && !ORDER_CALLS.includes(left.callee.text))
      return reporter.report(
        'unknown-name',
        left.callee,
        `There is no property \`${left.callee.text}\`. ${near.question}`,
        { fixes: near.fixes },
      );
    const message = 'Nothing decides this in this version; claim an order, as in `samples(p) ~ d`.';
    reporter.report('claim-undecided', statement.claim, message);
    return result('undecided', message, []);
  }
  const facts: FactContent[] = [];
  if (left.kind === 'call' && left.callee.kind === 'name' && left.callee.text === 'threshold')
    return threshold(left);
  const decided: Decided[] = [];
  for (const step of statement.claim.rest) {
    const sides = sidesOf(left, step, context);
    if (!sides) return undefined;
    const sign = ORDER_RELATIONS[step.relation];
    if (!sign)
      return reporter.report(
        'not-a-condition',
        step.relationSpan,
        'A claim compares orders: `~`, `<<`, `>>`, `<~` or `>~`.',
      );
    if (!sides.right) return refuse(`No scales allow the pattern ${sides.said ?? ''}.`);
    const gap = uncovered(region, sides.left, sides.right);
    if (gap) {
      const holds = statement.claim.rest.length === 1 ? derivedWhere(sides, sign) : [];
      const where =
        holds.length > 0 ? ` It holds exactly where ${regionsText(holds, region, context.chart)}.` : '';
      if (sides.call && counts(gap) && !uncovered(region, sides.right))
        return refuse(
          `Does not follow: at ${here(gap)} no value of its parameters allows ${sides.said ?? 'the pattern'}.${where}`,
          adding(holds),
        );
      const why = missingCount(tiesOf(statement, region, context), context) ?? nothingAt(gap);
      return undecided(`${why}${where}`, adding(holds));
    }
    for (const side of [left, ...step.sides]) {
      const fact = context.fact(side);
      if (fact && !facts.includes(fact)) facts.push(fact);
    }
    decided.push({ step, sides, decision: compare(sides.left, sign, sides.right, region, context.products) });
    left = step.sides[step.sides.length - 1] ?? left;
  }
  const ties = tiesOf(statement, region, context);
  const open = openTie(ties, context);
  if (open) return undecided(open);
  const failed = decided.find((d): d is Failed => d.decision.status === 'refuted');
  if (failed) {
    const holds = allHold(decided, region);
    const message = refutation(failed, holds);
    reporter.report('claim-refuted', statement.claim, message, { fixes: fixes(failed, holds) });
    return result('refuted', message, facts, failed.decision);
  }
  if (decided.some(({ decision }) => decision.status === 'open')) return undecided(UNSEEN);
  const where =
    statement.conditions.length > 0 ? ' wherever its conditions hold' : ' everywhere under the assumptions';
  return result('proven', `Proven: it follows${where}.${thinTies(ties, region, context)}`, facts);

  /** `threshold(samples(p), N2) ~ d^5`: across N2 ~ d^5 the order changes its form. */
  function threshold(call: Call): ClaimOutcome | undefined {
    const [asked, scale] = call.args;
    const [step, ...others] = statement.claim.rest;
    const [side] = step?.sides ?? [];
    if (
      !asked ||
      !scale ||
      call.args.length !== 2 ||
      !step ||
      !side ||
      others.length > 0 ||
      step.relation !== '~'
    )
      return reporter.report(
        'wrong-arguments',
        call,
        'A threshold is claimed of an order and a scale: `threshold(samples(p), N2) ~ d^5`.',
      );
    const order = context.order(asked);
    const [from, to] = [context.monomial(scale), context.monomial(side)];
    if (!order || !from || !to) return undefined;
    const fact = context.fact(asked);
    if (fact) facts.push(fact);
    const { face, holds, rest } = thresholdOf(order, from.minus(to), region, context.products);
    if (face.isEmpty()) {
      const message =
        'No scales that satisfy the conditions lie on this threshold, so the claim says nothing.';
      reporter.report('claim-empty', statement.claim, message);
      return result('empty', message, facts);
    }
    if (rest.length === 0)
      return result('proven', 'Proven: its form changes there, all along the threshold.', facts);
    const gap = uncovered(region, order);
    if (gap) return undecided(nothingAt(gap));
    const [witness] = rest.flatMap((part) => context.products.point(part, part.variables()) ?? []);
    if (!witness) return undecided(UNSEEN);
    const where =
      holds.length === 0
        ? 'It changes nowhere along this line.'
        : `It changes exactly where ${regionsText(holds, region, context.chart)}.`;
    return refuse(`Does not follow: at ${here(witness)} the form does not change. ${where}`);
  }

  function refuse(message: string, fixes: Fix[] = []): ClaimOutcome {
    reporter.report('claim-refuted', statement.claim, message, { fixes });
    return result('refuted', message, facts);
  }

  function undecided(message: string, fixes: Fix[] = []): ClaimOutcome {
    reporter.report('claim-undecided', statement.claim, message, { fixes });
    return result('undecided', message, facts);
  }

  /** Where both sides are derived and the relation holds; none where patterns tie that leave a count open. */
  function derivedWhere({ left, right }: Sides, sign: OrderRelation): readonly Region[] {
    const decision = right && compare(left, sign, right, region, context.products);
    if (!decision || decision.status === 'empty') return [];
    const holds =
      decision.status === 'proven'
        ? merged(
            left
              .restrict(region)
              .pieces.flatMap((l) => right.pieces.map((r) => l.region.intersect(r.region))),
          ).map((part) => part.reduced())
        : decision.holds;
    return holds.some((part) => openTie(tiesOf(statement, part, context), context)) ? [] : holds;
  }

  function counts(point: Point): boolean {
    const only = [...point].map(([name, value]): Constraint => ({
      form: Form.variable(name).minus(Form.constant(value)),
      sense: '=',
    }));
    return context.products.point(region.with(...only), []) !== undefined;
  }

  function nothingAt(point: Point): string {
    const at = here(point);
    const why = nothingIn(statement, point, context);
    return at
      ? `Nothing is derived at ${at}, which the claim includes${why === undefined ? '' : `: ${why}`}.`
      : 'Nothing is derived of this.';
  }

  function here(point: Point): string {
    return pointText(point, context.scales, context.chart);
  }

  function refutation({ decision, sides }: Failed, holds: readonly Region[]): string {
    const { chart } = context;
    const where =
      holds.length === 0
        ? 'It holds nowhere in its region.'
        : `It holds exactly where ${regionsText(holds, region, chart)}.`;
    const at = here(decision.witness);
    const [l, r] = [toText(chart.power(decision.left)), toText(chart.power(decision.right))];
    const seen = sides.call
      ? `the pattern is ${context.winnerAt(sides.call, decision.witness)}: the energy is ${r}, and ${l} with ${sides.said ?? ''}`
      : `the left side is ${l} and the right side ${r}`;
    return `Does not follow${at ? `: at ${at}` : ':'} ${seen}. ${where}`;
  }

  function adding(holds: readonly Region[]): Fix[] {
    return conditionFixes(statement, holds, region, context.chart);
  }

  /** Conditions under which all of it holds, and what the left side is. */
  function fixes({ step, sides }: Failed, holds: readonly Region[]): Fix[] {
    const found = adding(holds);
    const isThin = found.length > 0 && !holds.some((part) => part.fullDimensionalIn(region));
    const [side] = step.sides;
    const first = statement.claim.first;
    const replaces =
      step.relation === '~' && statement.claim.rest.length === 1 && !sides.call && first.kind !== 'name';
    const formula = replaces && side && formulaOf(sides.left.restrict(region), context.chart);
    if (formula) {
      const { start, end } = side;
      found.push({
        title: `Replace by ${toText(formula)}`,
        span: { start, end },
        replacement: toText(formula),
      });
    }
    // A condition that leaves no room is hardly what was meant.
    const solved = solveFix(holds, region, context.exponents, context.products);
    return [...(isThin ? found.reverse() : found), ...solved];
  }
}

/** What the sides stand on, worked out when a reader asks. It keeps nothing else of the analysis alive. */
const standingOn = (facts: readonly FactContent[], title: string): Derivation => ({
  title,
  get steps() {
    return facts.map((fact) => fact.derivation);
  },
});

interface Decided {
  readonly step: ComparisonStep;
  readonly sides: Sides;
  readonly decision: Decision;
}

interface Failed extends Decided {
  readonly decision: Extract<Decision, { status: 'refuted' }>;
}

/** Where all steps of a chain hold together. */
function allHold(decided: readonly Decided[], region: Region): Region[] {
  let holds = [region];
  for (const { decision } of decided)
    if (decision.status === 'refuted')
      holds = holds
        .flatMap((part) => decision.holds.map((other) => part.intersect(other)))
        .filter((part) => !part.isEmpty());
  return holds;
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
