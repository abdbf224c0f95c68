import type { Constraint } from './constraint';
import { Dictionary, matrix, type Kind } from './dictionary';
import { type Form, type Point } from './form';
import { Rational } from './rational';

/**
 * The end of a linear program, with its proof. `multipliers` go with the constraints in the order given; those of
 * inequalities are never negative.
 * - optimal: objective = value + Σ multiplier · constraint, identically; `point` attains it.
 * - unbounded: the program has feasible points, and from each the objective falls for ever along `ray`.
 * - infeasible: Σ multiplier · constraint is a negative constant (Farkas).
 */
export type Outcome =
  | {
      readonly status: 'optimal';
      readonly value: Rational;
      readonly point: Point;
      readonly multipliers: readonly Rational[];
    }
  | { readonly status: 'unbounded'; readonly ray: Point }
  | { readonly status: 'infeasible'; readonly multipliers: readonly Rational[] };

/** Minimises a form over all real values of its variables subject to constraints; `>` counts as `>=`. Exact. */
export function solveLinearProgram(objective: Form, constraints: readonly Constraint[]): Outcome {
  const forms = [...constraints.map((c) => c.form), objective];
  const variables = variablesOf(forms);
  const kinds = constraints.map((c): Kind => (c.sense === '=' ? 'fixed' : 'signed'));
  const dictionary = new Dictionary(variables.length, matrix(forms, variables), [...kinds, 'free']);
  const goal = variables.length + constraints.length;
  const scales = forms.map((form) => form.whole().scale);

  const entry = (i: number, j: number): Rational => quotient(dictionary.ratio(i, j));
  const last = dictionary.constantColumn;
  // Rows hold scaled forms, so a weight on a row is that weight times the row's scale on the form itself.
  const multipliers = (row: number, factor: Rational): Rational[] => {
    const result = new Array<Rational>(constraints.length).fill(Rational.zero);
    dictionary.nonbasic.forEach((id, j) => {
      const k = id - variables.length;
      if (k >= 0) result[k] = entry(row, j).times(factor).times(scales[k]!);
    });
    return result;
  };
  const infeasible = (row: number): Outcome => {
    const k = dictionary.basic[row]! - variables.length;
    // The row says slack = Σ entry · others + constant; the side that must not be negative is slack − Σ entry · others.
    const sign = entry(row, last).sign() < 0 ? Rational.one : Rational.of(-1);
    const result = multipliers(row, sign.negate());
    result[k] = scales[k]!.times(sign);
    return { status: 'infeasible', multipliers: result };
  };

  const start = dictionary.prepare();
  if (start?.status === 'infeasible') return infeasible(start.row);
  const end = dictionary.minimise(goal);
  if (end.status === 'infeasible') return infeasible(end.row);
  const goalRow = dictionary.basic.indexOf(goal);
  if (end.status === 'unbounded') {
    const direction = dictionary.signAt(goalRow, end.column) > 0 ? Rational.of(-1) : Rational.one;
    const ray = read(variables, dictionary, (i) => entry(i, end.column).times(direction), {
      id: dictionary.nonbasic[end.column]!,
      value: direction,
    });
    const check = dictionary.minimise(undefined);
    return check.status === 'infeasible' ? infeasible(check.row) : { status: 'unbounded', ray };
  }
  const toObjective = scales[scales.length - 1]!;
  return {
    status: 'optimal',
    value: entry(goalRow, last).over(toObjective),
    point: read(variables, dictionary, (i) => entry(i, last)),
    multipliers: multipliers(goalRow, Rational.one.over(toObjective)),
  };
}

/** The value of every variable: its row's if it is basic, otherwise zero or the one given. */
function read(
  variables: readonly string[],
  dictionary: Dictionary,
  rowValue: (i: number) => Rational,
  raised?: { id: number; value: Rational },
): Point {
  const values = new Array<Rational>(variables.length).fill(Rational.zero);
  dictionary.basic.forEach((id, i) => {
    if (id < values.length) values[id] = rowValue(i);
  });
  if (raised && raised.id < values.length) values[raised.id] = raised.value;
  return new Map(variables.map((name, j) => [name, values[j]!]));
}

function quotient([n, d]: readonly [number | bigint, number | bigint]): Rational {
  return typeof n === 'bigint' ? Rational.of(n, d) : Rational.of(n + 0, d);
}

/** Every variable that occurs in the forms, sorted. */
export function variablesOf(forms: readonly Form[]): string[] {
  const names = new Set<string>();
  for (const form of forms) for (const name of form.variables()) names.add(name);
  return [...names].sort();
}
