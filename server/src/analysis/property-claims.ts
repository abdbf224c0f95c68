import { compare, toText, type Chart, type Form, type Points, type Region } from '../orders';
import type { ClaimStatement, ExponentStatement } from '../syntax/tree';
import { conditionFixes } from './condition-fixes';
import type { Fix, Reporter } from './diagnostic';
import type { Requirement } from './dynamics/counting/requirement';
import type { Property } from './dynamics/counting/property';
import type { Derivation } from './facts';
import { pointText, regionsText } from './say';
import { inEveryLimit } from './every-limit';
import { solveFix } from './solve';

export interface PropertyContext {
  readonly chart: Chart;
  readonly scales: ReadonlyMap<string, Form>;
  readonly reporter: Reporter;
  readonly products: Points;
  readonly exponents: readonly ExponentStatement[];
}

export interface PropertyOutcome {
  readonly status: 'proven' | 'refuted' | 'undecided';
  readonly message: string;
  readonly steps: readonly Derivation[];
}

/** Decides a property on the whole of a region, with a witness and the set where it does hold. */
export function decideProperty(
  statement: ClaimStatement,
  { requirements, presupposed, negated }: Property,
  region: Region,
  context: PropertyContext,
): PropertyOutcome {
  const { chart, products, reporter } = context;
  const decided = requirements.map((requirement) => ({
    requirement,
    decision: compare(requirement.left, requirement.relation, requirement.right, region, products),
  }));
  const holds = decided.reduce<readonly Region[]>(
    (parts, { decision }) =>
      decision.status === 'refuted' || decision.status === 'open'
        ? parts.flatMap((part) => decision.holds.map((other) => part.intersect(other)))
        : parts,
    [region],
  );
  const holding = holds.filter((part) => !products.close(part).isEmpty());
  const steps = decided.map(({ requirement, decision }) => step(requirement, decision.status === 'proven'));
  const failed = decided.flatMap(({ requirement, decision }) =>
    decision.status === 'refuted' ? [{ requirement, decision }] : [],
  );
  const [first] = failed;
  const open = decided.some(({ decision }) => decision.status === 'open');
  const where =
    statement.conditions.length > 0 ? ' wherever its conditions hold' : ' everywhere under the assumptions';

  for (const needed of presupposed) {
    const decision = compare(needed.left, needed.relation, needed.right, region, products);
    if (decision.status === 'proven') continue;
    const at = decision.status === 'refuted' ? pointText(decision.witness, context.scales, chart) : '';
    return undecided(
      `Nothing is derived${at ? ` at ${at}` : ' everywhere'}: there it does not hold that ${needed.says}.`,
    );
  }
  if (negated) {
    const point = holding
      .flatMap((part) => products.point(products.close(part), part.variables()) ?? [])
      .at(0);
    if (holding.length === 0)
      return { status: 'proven', message: `Proven: ${first ? failure(first) : 'it holds nowhere'}.`, steps };
    if (!point) return undecided('Not decided: no point is found where it is stable, and none is excluded.');
    const at = pointText(point, context.scales, chart);
    return refuse(
      `Does not follow: it is stable${at ? ` at ${at}` : ''}. It is stable exactly where ${regionsText(holding, region, chart) || 'the conditions hold'}.`,
      [],
    );
  }
  if (first) {
    const said =
      holding.length === 0
        ? 'It holds nowhere in its region.'
        : `It holds exactly where ${regionsText(holding, region, chart)}${everywhere(holding)}.`;
    return refuse(`Does not follow: ${failure(first)}. ${said}`, fixes(holding));
  }
  if (open)
    return undecided(
      'Not decided: it does not follow, but no point is found where it fails and every power of a scale to a free exponent has the same exponent.',
    );
  return { status: 'proven', message: `Proven: it follows${where}.`, steps };

  function failure({ requirement, decision }: (typeof failed)[number]): string {
    const at = pointText(decision.witness, context.scales, chart);
    const left = toText(chart.power(decision.left));
    const right = toText(chart.power(decision.right));
    return `${at ? `at ${at} ` : ''}${requirement.quantity} is ${left}, which should be ${requirement.relation} ${right}, so that ${requirement.says}`;
  }

  function step({ quantity, relation, right, says }: Requirement, proven: boolean): Derivation {
    const sum = right.asSum()?.[0];
    const bound = sum ? ` ${relation} ${toText(chart.monomial(sum))}` : '';
    return { title: `${proven ? '✓' : '✗'} \`${quantity}${bound}\`: ${says}`, steps: [] };
  }

  function refuse(message: string, fixes: readonly Fix[]): PropertyOutcome {
    reporter.report('claim-refuted', statement.claim, message, { fixes: [...fixes] });
    return { status: 'refuted', message, steps };
  }

  function undecided(message: string): PropertyOutcome {
    reporter.report('claim-undecided', statement.claim, message);
    return { status: 'undecided', message, steps };
  }

  /** The same as conditions on exponents, where it is to hold for all scales. */
  function always(holding: readonly Region[]): Region | undefined {
    const [only, another] = holding;
    return only && !another ? inEveryLimit(only, region, chart) : undefined;
  }

  function everywhere(holding: readonly Region[]): string {
    const limit = always(holding);
    if (!limit) return '';
    return limit.isEmpty()
      ? '; no exponents are enough for all scales'
      : `; for all scales where ${regionsText([limit], region, chart)}`;
  }

  function fixes(holding: readonly Region[]): Fix[] {
    const limit = always(holding);
    const enough = limit && !limit.isEmpty() ? limit : undefined;
    const solved = solveFix(
      enough ? [region.intersect(enough)] : holding,
      region,
      context.exponents,
      products,
    );
    const parts = enough ? [enough] : holding;
    return [...conditionFixes(statement, parts, region, chart), ...solved];
  }
}
