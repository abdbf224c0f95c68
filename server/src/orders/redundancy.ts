import type { Constraint } from './constraint';
import { Dictionary, matrix, type Kind } from './dictionary';
import { Form, magnitude } from './form';
import { solveLinearProgram, variablesOf } from './linear-program';
import { Rational } from './rational';

/** Not a name that a scale can have: the depth below every inequality. */
const DEPTH = Form.variable(' depth');

/**
 * The equalities that hold on the whole of the set that the constraints describe: those written and the inequalities
 * that can only hold with equality. Undefined when no point satisfies all constraints, strict ones strictly.
 *
 * One maximises the least slack: where it is positive the set has interior within its equalities; where it is zero the
 * inequalities with a positive multiplier add up to zero, so each of them is an equality in disguise.
 */
export function affineHull(constraints: readonly Constraint[]): Constraint[] | undefined {
  const equalities = constraints.filter((c) => c.sense === '=');
  let rest = constraints.filter((c) => c.sense !== '=');
  for (;;) {
    const outcome = solveLinearProgram(DEPTH.negate(), [
      ...rest.map((c): Constraint => ({ form: c.form.minus(DEPTH), sense: '>=' })),
      ...equalities,
      { form: Form.constant(Rational.one).minus(DEPTH), sense: '>=' },
    ]);
    if (outcome.status !== 'optimal' || outcome.value.sign() > 0) return undefined;
    if (outcome.value.sign() < 0) return equalities;
    const tight = (i: number): boolean => outcome.multipliers[i]!.sign() > 0;
    if (rest.some((c, i) => tight(i) && c.sense === '>')) return undefined;
    for (const [i, c] of rest.entries()) if (tight(i)) equalities.push(asEquality(c));
    rest = rest.filter((_, i) => !tight(i));
  }
}

function asEquality({ form, label }: Constraint): Constraint {
  return label === undefined ? { form, sense: '=' } : { form, sense: '=', label };
}

/** Drops constants that hold and, of parallel inequalities, all but the tightest. A constant that fails stays. */
export function tightest<C extends Constraint>(constraints: readonly C[]): C[] {
  const best = new Map<string, C>();
  for (const constraint of constraints) {
    const { form, sense } = constraint;
    if (form.isConstant()) {
      const sign = form.constant.sign();
      if (sign > 0 ? sense !== '=' : sign === 0 && sense !== '>') continue;
    }
    const key = sense === '=' ? `= ${form.key()}` : form.direction();
    const rival = best.get(key);
    if (!rival || isTighter(constraint, rival)) best.set(key, constraint);
  }
  return best.size === constraints.length ? (constraints as C[]) : [...best.values()];
}

function isTighter(left: Constraint, right: Constraint): boolean {
  if (left.form === right.form || left.form.isConstant()) return left.sense === '>' && right.sense === '>=';
  const gap = height(left.form).compare(height(right.form));
  return gap < 0 || (gap === 0 && left.sense === '>' && right.sense === '>=');
}

/** The constant, measured so that it can be compared between forms of one direction. */
export function height(form: Form): Rational {
  return form.constant.over(magnitude(form.coefficient(form.variables()[0]!)));
}

/**
 * Drops, from the last to the first, every inequality that the remaining constraints imply. The constraints must have
 * a common point. All tests share one dictionary: a test lifts one sign restriction and goes on from the last basis.
 */
export function irredundant<C extends Constraint>(constraints: readonly C[]): C[] {
  const inequalities = constraints.filter((c) => c.sense !== '=').length;
  if (inequalities < 2 && inequalities === constraints.length) return [...constraints];
  const variables = variablesOf(constraints.map((c) => c.form));
  const kinds = constraints.map((c): Kind => (c.sense === '=' ? 'fixed' : 'signed'));
  const dictionary = new Dictionary(
    variables.length,
    matrix(
      constraints.map((c) => c.form),
      variables,
    ),
    kinds,
  );
  dictionary.prepare();
  const kept = new Set(constraints);
  for (let k = constraints.length - 1; k >= 0; k--) {
    const constraint = constraints[k]!;
    if (constraint.sense === '=') continue;
    const id = variables.length + k;
    if (!makeBasic(dictionary, id)) continue;
    dictionary.kinds[id] = 'free';
    const least =
      dictionary.minimise(id).status === 'optimal'
        ? dictionary.signAt(dictionary.basic.indexOf(id), dictionary.constantColumn)
        : -1;
    const implied = least > 0 || (least === 0 && (constraint.sense === '>=' || missesFace(kept, constraint)));
    dictionary.kinds[id] = implied ? 'dropped' : 'signed';
    if (implied) kept.delete(constraint);
  }
  return kept.size === constraints.length ? [...constraints] : [...kept];
}

/** False when the quantity is free to take any value whatever the others are. */
function makeBasic(dictionary: Dictionary, id: number): boolean {
  const column = dictionary.nonbasic.indexOf(id);
  if (column < 0) return true;
  const row = dictionary.basic.findIndex(
    (other, i) => dictionary.kinds[other] === 'signed' && dictionary.signAt(i, column) !== 0,
  );
  if (row >= 0) dictionary.pivot(row, column);
  return row >= 0;
}

/** Whether the other constraints leave out the whole boundary of a strict one. */
function missesFace(constraints: ReadonlySet<Constraint>, strict: Constraint): boolean {
  const others = [...constraints].filter((c) => c !== strict);
  return affineHull([...others, { form: strict.form, sense: '=' }]) === undefined;
}
