import type { Constraint, Share } from './constraint';
import type { Form, Point } from './form';
import { solveLinearProgram, variablesOf } from './linear-program';
import { overlay, type Order } from './order';
import { Rational } from './rational';
import { Region } from './region';
import { merged } from './union';

/** Same order; at most and at least of the same order; strictly smaller and strictly larger order. */
export type Relation = '~' | '<~' | '>~' | '<<' | '>>';

/**
 * Why a relation holds on one region, where each side is one monomial: `gap`, which the relation needs to be zero,
 * not negative or positive, is the sum of `margin` and of weight times constraint, all of them known there.
 */
export interface Reason {
  readonly region: Region;
  readonly left: Form;
  readonly right: Form;
  readonly gap: Form;
  readonly margin: Rational;
  readonly because: readonly Share[];
}

export type Decision =
  | { readonly status: 'proven'; readonly why: readonly Reason[] }
  | {
      readonly status: 'refuted';
      /** A point of `over` where the relation fails, with both exponents there. */
      readonly witness: Point;
      readonly left: Rational;
      readonly right: Rational;
      /** The exact set inside `over` where the relation holds, as convex pieces. */
      readonly holds: readonly Region[];
    }
  | { readonly status: 'empty' };

/**
 * Decides a relation between two orders on every point of `over` where both are defined; `empty` when there is none.
 * Per pair of monomials this is one linear program.
 */
export function compare(left: Order, relation: Relation, right: Order, over: Region): Decision {
  const cells = overlay(left.restrict(over), right);
  if (cells.length === 0) return { status: 'empty' };
  const claims = cells.map((cell) => ({ ...cell, wanted: claim(cell.left, relation, cell.right) }));
  const failing = claims.flatMap(({ region, left, right, wanted }) =>
    wanted
      .flatMap((constraint) => region.minus(new Region([constraint])))
      .map((region) => ({ region, left, right })),
  );
  if (failing.length === 0) {
    return {
      status: 'proven',
      why: claims.flatMap(({ region, left, right, wanted }) =>
        wanted.map((constraint) => reason(region, left, right, constraint)),
      ),
    };
  }
  const names = variablesOf([
    ...over.constraints.map((c) => c.form),
    ...cells.flatMap((cell) => [cell.left, cell.right]),
  ]);
  const shown = failing
    .map((cell) => ({ ...cell, witness: completed(cell.region.witness()!, names) }))
    .reduce((a, b) => (complexity(b.witness).compare(complexity(a.witness)) < 0 ? b : a));
  const holding = claims.map(({ region, wanted }) => region.with(...wanted));
  return {
    status: 'refuted',
    witness: shown.witness,
    left: shown.left.evaluate(shown.witness),
    right: shown.right.evaluate(shown.witness),
    holds: merged(holding).map((region) => region.reduced()),
  };
}

/** The constraints on the exponents that the relation states; two for `~`, so that each has a one-sided proof. */
function claim(left: Form, relation: Relation, right: Form): Constraint[] {
  const [up, down] = [right.minus(left), left.minus(right)];
  switch (relation) {
    case '~':
      return [
        { form: up, sense: '>=' },
        { form: down, sense: '>=' },
      ];
    case '<~':
      return [{ form: up, sense: '>=' }];
    case '>~':
      return [{ form: down, sense: '>=' }];
    case '<<':
      return [{ form: up, sense: '>' }];
    case '>>':
      return [{ form: down, sense: '>' }];
  }
}

function reason(region: Region, left: Form, right: Form, { form }: Constraint): Reason {
  const outcome = solveLinearProgram(form, region.constraints);
  if (outcome.status !== 'optimal') throw new Error('a proven gap has a least value');
  const because = region.constraints
    .map((constraint, i): Share => ({ constraint, weight: outcome.multipliers[i]! }))
    .filter(({ weight }) => !weight.isZero());
  return { region, left, right, gap: form, margin: outcome.value, because };
}

/** A region leaves variables that it does not restrict open: they get the value 1. */
function completed(point: Point, names: readonly string[]): Point {
  return new Map([...names.map((name) => [name, Rational.one] as const), ...point]);
}

/** Small for points that one can check in the head: denominators count more than sizes. */
function complexity(point: Point): Rational {
  return [...point.values()].reduce(
    (sum, q) => sum.plus(Rational.of(q.denominator * 4n + (q.sign() < 0 ? -q.numerator : q.numerator))),
    Rational.zero,
  );
}
