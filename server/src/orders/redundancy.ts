import type { Constraint } from './constraint';
import { Dictionary, type Kind } from './dictionary';
import { columnsOf, dictionaryOf } from './program';

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
    if (rest.length === 0 && equalities.length === 0) return equalities;
    const tight = deepest(rest, equalities);
    if (!tight || rest.some((c, i) => tight.has(i) && c.sense === '>')) return undefined;
    if (tight.size === 0) return equalities;
    for (const i of tight) equalities.push(asEquality(rest[i]!));
    rest = rest.filter((_, i) => !tight.has(i));
  }
}

/**
 * The inequalities that keep the least slack at zero: none when it can be positive, undefined when it is negative.
 * The program is to maximise a depth, at most 1, that every inequality exceeds.
 */
function deepest(
  inequalities: readonly Constraint[],
  equalities: readonly Constraint[],
): Set<number> | undefined {
  const columns = columnsOf([...inequalities, ...equalities]);
  const depth = columns.size;
  const count = inequalities.length;
  const dictionary = Dictionary.zero(depth + 1, [
    ...inequalities.map((): Kind => 'signed'),
    ...equalities.map((): Kind => 'fixed'),
    'signed',
    'free',
  ]);
  [...inequalities, ...equalities].forEach((c, i) => {
    dictionary.write(i, c.form, columns);
    if (i < count) dictionary.set(i, depth, -1);
  });
  const ceiling = count + equalities.length;
  dictionary.set(ceiling, depth, -1);
  dictionary.set(ceiling, dictionary.constantColumn, 1);
  dictionary.set(ceiling + 1, depth, -1);
  const goal = depth + 1 + ceiling + 1;
  if (dictionary.prepare() || dictionary.minimise(goal).status !== 'optimal') return undefined;
  const row = dictionary.basic.indexOf(goal);
  const sign = dictionary.signAt(row, dictionary.constantColumn);
  if (sign > 0) return undefined;
  const tight = new Set<number>();
  if (sign === 0) {
    dictionary.nonbasic.forEach((id, j) => {
      const i = id - depth - 1;
      if (i >= 0 && i < count && dictionary.signAt(row, j) > 0) tight.add(i);
    });
  }
  return tight;
}

function asEquality({ form, label }: Constraint): Constraint {
  return label === undefined ? { form, sense: '=' } : { form, sense: '=', label };
}

/** Drops constants that hold and, of parallel inequalities, all but the tightest. A constant that fails stays. */
export function tightest<C extends Constraint>(constraints: readonly C[]): C[] {
  const best = new Map<string, C>();
  for (const constraint of constraints) {
    const { form, sense } = constraint;
    if (holdsAlways(constraint)) continue;
    const key = sense === '=' ? `= ${form.key()}` : form.direction();
    const rival = best.get(key);
    if (!rival || isTighter(constraint, rival)) best.set(key, constraint);
  }
  return best.size === constraints.length ? (constraints as C[]) : [...best.values()];
}

/** The same as `tightest` of both, where the first ones are that by themselves. */
export function tightened<C extends Constraint>(tight: readonly C[], news: readonly C[]): C[] {
  const all = [...tight];
  for (const constraint of news) {
    if (holdsAlways(constraint)) continue;
    const { form, sense } = constraint;
    const direction = sense === '=' ? undefined : form.direction();
    const i = all.findIndex((other) =>
      direction === undefined
        ? other.sense === '=' && other.form.equals(form)
        : other.sense !== '=' && other.form.direction() === direction,
    );
    if (i < 0) all.push(constraint);
    else if (isTighter(constraint, all[i]!)) all[i] = constraint;
  }
  return all;
}

function holdsAlways({ form, sense }: Constraint): boolean {
  if (!form.isConstant()) return false;
  const sign = form.constant.sign();
  return sign > 0 ? sense !== '=' : sign === 0 && sense !== '>';
}

function isTighter(left: Constraint, right: Constraint): boolean {
  if (left.form === right.form || left.form.isConstant()) return left.sense === '>' && right.sense === '>=';
  const gap = left.form.height().compare(right.form.height());
  return gap < 0 || (gap === 0 && left.sense === '>' && right.sense === '>=');
}

/**
 * Drops, from the last to the first, every inequality that the remaining constraints imply. The constraints must have
 * a common point. All tests share one dictionary: a test lifts one sign restriction and goes on from the last basis.
 */
export function irredundant<C extends Constraint>(constraints: readonly C[]): C[] {
  const inequalities = constraints.filter((c) => c.sense !== '=').length;
  if (inequalities < 2 && inequalities === constraints.length) return [...constraints];
  const columns = columnsOf(constraints);
  const dictionary = dictionaryOf(constraints, columns);
  dictionary.prepare();
  const kept = new Set(constraints);
  for (let k = constraints.length - 1; k >= 0; k--) {
    const constraint = constraints[k]!;
    if (constraint.sense === '=') continue;
    const id = columns.size + k;
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
