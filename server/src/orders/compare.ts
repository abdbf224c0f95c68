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
  /** It does not follow from what is known of the regions, but no point is found where it fails. */
  | { readonly status: 'open'; readonly holds: readonly Region[] }
  | { readonly status: 'empty' };

/** Which points of a region count. */
export interface Points {
  /** A region with the same points that count, by more conditions. */
  close(region: Region): Region;
  /** One of the region that counts, if it is found, with values for these names. */
  point(region: Region, names: readonly string[]): Point | undefined;
}

/** All do. */
const ALL: Points = {
  close: (region) => region,
  point: (region, names) => {
    const witness = region.witness();
    return witness && completed(witness, names);
  },
};

/**
 * Decides a relation between two orders on every point of `over` where both are defined; `empty` when there is none.
 * Per pair of monomials this is one linear program.
 */
export function compare(left: Order, relation: Relation, right: Order, over: Region, points = ALL): Decision {
  const cells = overlay(left.restrict(over), right);
  if (cells.length === 0) return { status: 'empty' };
  const claims = cells.map((cell) => ({ ...cell, wanted: claim(cell.left, relation, cell.right) }));
  const failing = claims.flatMap(({ region, left, right, wanted }) =>
    wanted
      .flatMap((constraint) => region.minus(new Region([constraint])))
      .map((region) => ({ region: points.close(region), left, right }))
      .filter(({ region }) => !region.isEmpty()),
  );
  if (failing.length === 0) {
    return {
      status: 'proven',
      why: claims.flatMap(({ region, left, right, wanted }) =>
        wanted.flatMap((constraint) => reason(region, left, right, constraint) ?? []),
      ),
    };
  }
  const names = variablesOf([
    ...over.constraints.map((c) => c.form),
    ...cells.flatMap((cell) => [cell.left, cell.right]),
  ]);
  const holding = claims
    .map(({ region, wanted }) => region.with(...wanted))
    .filter((region) => !points.close(region).isEmpty());
  const holds = merged(holding).map((region) => region.reduced());
  const seen = failing.flatMap((cell) => {
    const witness = points.point(cell.region, names);
    return witness ? [{ ...cell, witness }] : [];
  });
  if (seen.length === 0) return { status: 'open', holds };
  const shown = seen.reduce((a, b) => (complexity(b.witness).compare(complexity(a.witness)) < 0 ? b : a));
  return {
    status: 'refuted',
    witness: shown.witness,
    left: shown.left.evaluate(shown.witness),
    right: shown.right.evaluate(shown.witness),
    holds,
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

/** Undefined where the region alone does not say it, but the points of it that count. */
function reason(region: Region, left: Form, right: Form, constraint: Constraint): Reason | undefined {
  const { form } = constraint;
  const outcome = solveLinearProgram(form, region.constraints);
  if (outcome.status !== 'optimal' || outcome.value.sign() < 0) return undefined;
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
