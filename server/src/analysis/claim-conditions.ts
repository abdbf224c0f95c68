import {
  compare,
  Form,
  merged,
  Rational,
  type Chart,
  type Constraint,
  type Points,
  type Region,
} from '../orders';
import type { ClaimStatement, Comparison } from '../syntax/tree';
import type { ClaimOutcome } from './claims';
import type { Conditions } from './conditions';
import type { Reporter } from './diagnostic';
import type { Property } from './dynamics/counting/property';
import { holdingOf } from './dynamics/counting/requirement';
import { pointText, regionText } from './say';

/** Where a claim is made: convex sets, of which there are several only where a property does not hold on a convex one. */
interface Claimed {
  /** By relations alone. */
  readonly whole: Region;
  readonly parts: readonly Region[];
}

export interface ConditionContext {
  /** Reads relations. */
  readonly relations: Conditions;
  within(constraints: readonly Constraint[]): Region;
  /** What a condition such as `stable(t)` stands on; undefined for relations, `refused` after a diagnostic. */
  property(condition: Comparison): Property | 'refused' | undefined;
  readonly products: Points;
  readonly chart: Chart;
  readonly scales: ReadonlyMap<string, Form>;
  readonly reporter: Reporter;
  /** The main text. */
  readonly text: string;
}

/**
 * Decides a claim where its conditions hold: relations cut out one convex set, a property finitely many. Undefined after a
 * diagnostic; undecided where it is not known whether a property holds, which is said at the condition.
 */
export function decideWhere(
  statement: ClaimStatement,
  context: ConditionContext,
  decide: (region: Region) => ClaimOutcome | undefined,
): ClaimOutcome | undefined {
  const claimed = claimedWhere(statement.conditions, context);
  if (!claimed || 'parts' in claimed) return claimed && decideOnParts(statement, claimed, context, decide);
  const { at, message, whole } = claimed;
  context.reporter.report('claim-undecided', at, message);
  const { start, end } = statement.claim;
  return {
    ...{
      text: context.text.slice(start, end).replace(/\s+/g, ' '),
      status: 'undecided',
      message,
      region: whole,
    },
    derivation: { title: message, steps: [] },
  };
}

interface Unknown {
  readonly whole: Region;
  readonly at: Comparison;
  readonly message: string;
}

interface Held {
  readonly condition: Comparison;
  readonly property: Property;
}

function claimedWhere(
  conditions: readonly Comparison[],
  context: ConditionContext,
): Claimed | Unknown | undefined {
  const { relations, products, chart, scales, reporter } = context;
  const read = conditions.map((condition) => ({ condition, property: context.property(condition) }));
  const strange = read.find(
    ({ condition: { first, rest }, property }) => !property && first.kind === 'call' && rest.length === 0,
  );
  if (strange)
    return reporter.report(
      'not-a-condition',
      strange.condition,
      'A condition compares two orders, or names a property of a training, such as `stable(t)`.',
    );
  const { constraints, complete } = relations.all(
    read.flatMap(({ condition, property }) => (property ? [] : [condition])),
  );
  if (!complete || read.some(({ property }) => property === 'refused')) return undefined;
  const whole = context.within(constraints);
  const held = read.flatMap(({ condition, property }): Held[] =>
    typeof property === 'object' ? [{ condition, property }] : [],
  );
  let parts: readonly Region[] = [whole];
  // Some say themselves that sizes are powers, which others presuppose.
  for (const { condition, property } of held.toSorted(byPresupposed)) {
    for (const part of parts)
      for (const needed of property.presupposed) {
        const decision = compare(needed.left, needed.relation, needed.right, part, products);
        if (decision.status === 'proven' || decision.status === 'empty') continue;
        const at = decision.status === 'refuted' ? pointText(decision.witness, scales, chart) : '';
        const message = `It is not derived whether this holds${at ? ` at ${at}` : ' everywhere'}: there it does not hold that ${needed.says}.`;
        return { whole, at: condition, message };
      }
    parts = parts
      .flatMap((part) => holding(part, property))
      .filter((part) => !products.close(part).isEmpty());
  }
  return { whole, parts: held.length > 0 ? merged(parts).map((part) => products.close(part)) : parts };
}

const byPresupposed = (a: Held, b: Held): number =>
  a.property.presupposed.length - b.property.presupposed.length;

function holding(part: Region, { requirements, negated }: Property): readonly Region[] {
  const holds = holdingOf(requirements, part);
  if (!negated) return holds;
  return holds.reduce<readonly Region[]>((rest, region) => rest.flatMap((r) => r.minus(region)), [part]);
}

function decideOnParts(
  statement: ClaimStatement,
  { whole, parts }: Claimed,
  { chart, reporter }: ConditionContext,
  decide: (region: Region) => ClaimOutcome | undefined,
): ClaimOutcome | undefined {
  const [only, another] = parts;
  if (!only) return decide(whole.with({ form: Form.constant(Rational.of(-1)), sense: '>=' }));
  if (!another) return decide(only);
  const before = reporter.diagnostics.length;
  const decided = [];
  for (const part of parts) {
    const outcome = decide(part);
    if (!outcome) return undefined; // a mistake, which is the same on every part
    decided.push({ part, outcome, said: reporter.diagnostics.splice(before) });
  }
  const failing = decided.filter(({ outcome }) => outcome.status !== 'proven');
  const worst =
    failing.find(({ outcome }) => outcome.status === 'refuted') ??
    failing.find(({ outcome }) => outcome.status === 'undecided') ??
    failing[0];
  const [first] = decided;
  const each = [...new Set(decided.map(({ outcome }) => outcome.message))].join(' ');
  if (!worst || !first) return first && { ...first.outcome, message: each, region: whole };
  const message = decided
    .map(({ part, outcome }) => {
      const where = `Where ${regionText(part, whole, chart)}`;
      return outcome.status === 'proven' ? `${where} it follows.` : `${where}: ${outcome.message}`;
    })
    .join(' ');
  const { status, decision } = worst.outcome;
  const fixes = failing.length === 1 ? worst.said.flatMap((d) => d.fixes ?? []) : [];
  const code = ({ refuted: 'claim-refuted', empty: 'claim-empty' } as const)[status as 'refuted' | 'empty'];
  reporter.report(code ?? 'claim-undecided', statement.claim, message, { fixes });
  const holds = decided.map(({ part, outcome }) =>
    outcome.status === 'proven'
      ? [part]
      : outcome.decision?.status === 'refuted'
        ? outcome.decision.holds
        : undefined,
  );
  const isKnown = decision?.status === 'refuted' && holds.every((h) => h !== undefined);
  return {
    ...{ text: worst.outcome.text, status, message, region: whole },
    derivation: { title: message, steps: worst.outcome.derivation.steps },
    ...(isKnown ? { decision: { ...decision, holds: holds.flatMap((h) => h ?? []) } } : {}),
  };
}
