import type { Constraint, Form } from '../orders';
import type { Comparison, Expression, Relation } from '../syntax/tree';
import type { Evaluator } from './evaluate';
import type { Reporter } from './diagnostic';

/** A minimum of sums, each of them the list of its terms. */
type Side = readonly (readonly Form[])[];

/** Turns conditions such as `0 <= a <= 6` or `N1 >> sqrt(N2 * d)` into constraints on forms. */
export class Conditions {
  constructor(
    private readonly evaluator: Evaluator<readonly Form[]>,
    private readonly reporter: Reporter,
    private readonly isExponent: (name: string) => boolean,
  ) {}

  /** All that can be read; `complete` when that is everything. */
  all(comparisons: readonly Comparison[]): { constraints: Constraint[]; complete: boolean } {
    const read = comparisons.map((c) => this.one(c));
    return { constraints: read.flatMap((c) => c ?? []), complete: read.every((c) => c !== undefined) };
  }

  /** Undefined when the comparison, or a step of its chain, cannot be read. */
  one(comparison: Comparison): Constraint[] | undefined {
    if (comparison.rest.length === 0) return undefined; // said where it was read
    const sides = [comparison.first, ...comparison.rest.flatMap((step) => step.sides)];
    const asExponents = sides.some((side) => this.speaksOfExponents(side));
    const values = sides.map((side): Side | undefined => {
      if (!asExponents) return this.side(side);
      const exponent = this.evaluator.exponent(side);
      return exponent && [[exponent]];
    });
    const steps = comparison.rest.map((step, i) => {
      const [left, right] = [values[i], values[i + 1]];
      if (step.sides.length !== 1)
        return this.refuse(step.relationSpan, 'A condition has one expression on each side.');
      return left && right && this.step(left, step.relation, right, step.relationSpan);
    });
    return steps.every((s) => s !== undefined) ? steps.flat() : undefined;
  }

  /** `min(d, N + M)` as its items; anything else is the only one. */
  private side(expression: Expression): Side | undefined {
    if (expression.kind === 'group') return this.side(expression.inner);
    const { callee, args } = expression.kind === 'call' ? expression : {};
    if (callee?.kind === 'name' && callee.text === 'min' && args && args.length > 1) {
      const items = args.map((arg) => this.side(arg));
      return items.every((item) => item !== undefined) ? items.flat() : undefined;
    }
    const terms = this.evaluator.order(expression);
    return terms && [terms];
  }

  private step(
    left: Side,
    relation: Relation,
    right: Side,
    span: { start: number; end: number },
  ): Constraint[] | undefined {
    switch (relation) {
      case '<=':
      case '<~':
        return this.below(left, right, '>=', span);
      case '<':
      case '<<':
        return this.below(left, right, '>', span);
      case '>=':
      case '>~':
        return this.below(right, left, '>=', span);
      case '>':
      case '>>':
        return this.below(right, left, '>', span);
      case '=':
      case '~':
        return [left, right].every((side) => side.length === 1 && side[0]?.length === 1)
          ? this.below(left, right, '=', span)
          : this.refuse(span, 'An equality in a condition must be between two monomials.');
      case 'divides':
        return this.refuse(span, '`|` compares degrees inside a pattern only.');
    }
  }

  /** max(small) below min(large): every term is below every item, each of them one monomial. */
  private below(
    small: Side,
    large: Side,
    sense: Constraint['sense'],
    span: { start: number; end: number },
  ): Constraint[] | undefined {
    const [terms, another] = small;
    if (!terms || another)
      return this.refuse(
        span,
        'The smaller side of a condition cannot be a minimum: a minimum is below where one item is, which is two conditions.',
      );
    if (large.some((item) => item.length !== 1))
      return this.refuse(
        span,
        'The larger side of a condition must be one monomial: below a sum means below one term or the other, which is two conditions.',
      );
    return large.flatMap(([top]) => terms.map((term) => ({ form: top!.minus(term), sense })));
  }

  private speaksOfExponents(expression: Expression): boolean {
    switch (expression.kind) {
      case 'name':
        return this.isExponent(expression.text);
      case 'group':
        return this.speaksOfExponents(expression.inner);
      case 'negate':
        return true;
      case 'number':
        return expression.text === '0';
      case 'binary':
        return (
          expression.operator !== '^' &&
          (this.speaksOfExponents(expression.left) || this.speaksOfExponents(expression.right))
        );
      default:
        return false;
    }
  }

  private refuse(span: { start: number; end: number }, message: string): undefined {
    return this.reporter.report('not-a-condition', span, message);
  }
}
