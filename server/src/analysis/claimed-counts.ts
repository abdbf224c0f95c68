import type { Chart, Form, Point, Points, Region } from '../orders';
import type { ClaimStatement, Expression } from '../syntax/tree';
import type { CountTies } from './posterior/counts';
import { pointText, regionsText } from './say';

/** What claims about counts need from the rest of the analysis. */
export interface CountContext {
  readonly chart: Chart;
  readonly scales: ReadonlyMap<string, Form>;
  /** Which points of a region are points of the text. */
  readonly products: Points;
  /** Why what an expression asks of a posterior is nothing at a point, as `no pattern is allowed`. */
  nothingBecause(expression: Expression, point: Point): string | undefined;
  /** The ties in a region that leave open a count that an expression asks for. */
  ambiguousAt(expression: Expression, region: Region): CountTies;
}

/** The ties that leave open a count that a claim or its conditions ask for. */
export const tiesOf = (statement: ClaimStatement, region: Region, context: CountContext): CountTies[] =>
  sidesOf(statement).map((side) => context.ambiguousAt(side, region));

const sidesOf = ({ claim, conditions }: ClaimStatement): Expression[] =>
  [claim, ...conditions].flatMap(({ first, rest }) => [first, ...rest.flatMap((step) => step.sides)]);

/** Why what a claim asks for is nothing at a point, where that is known. */
export function nothingIn(
  statement: ClaimStatement,
  point: Point,
  context: CountContext,
): string | undefined {
  for (const side of sidesOf(statement)) {
    const why = context.nothingBecause(side, point);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Why a claim about a count is not decided: patterns that differ in it tie in a part of the region with inner points. */
export function openTie(ties: readonly CountTies[], context: CountContext): string | undefined {
  const wide = ties.flatMap((t) => t.wide);
  for (const { set, listed } of wide) {
    const point = context.products.point(set, set.variables());
    if (!point) continue;
    const at = pointText(point, context.scales, context.chart);
    return listed
      ? `Patterns tie at ${at} that differ in this count, so it has no one order there.`
      : `At ${at} there are too many patterns to list, and one that ties may differ in this count.`;
  }
  // Among products of exponents and scales there may be a point though none is found.
  if (wide.some(({ set }) => !context.products.close(set).isEmpty()))
    return 'In a part of this region patterns may tie that differ in this count.';
  return undefined;
}

/** Where a claim asks for a count that is not there, and why. */
export function missingCount(ties: readonly CountTies[], context: CountContext): string | undefined {
  const missing = ties.find((t) => t.missing)?.missing;
  const at = missing && pointText(missing.point, context.scales, context.chart);
  return (
    at &&
    `At ${at}, which the claim includes, \`${missing.layer}\` is ${missing.pattern} and has no count that the minimum fixes.`
  );
}

/** What is to be said of thinner sets, such as thresholds, on which a pattern with another count ties with the one that wins. */
export function thinTies(ties: readonly CountTies[], region: Region, context: CountContext): string {
  const thin = ties.flatMap((t) => t.thin).filter((set) => !context.products.close(set).isEmpty());
  const where =
    thin.length > 0
      ? ` Where ${regionsText(thin, region, context.chart)}, patterns tie of which some have another count or none.`
      : '';
  return `${where}${ties.some((t) => !t.complete) ? ' Ties on thinner sets are not looked for: there are too many patterns.' : ''}`;
}
