import { sharesOf, type Constraint, type Share } from './constraint';
import { Form } from './form';
import { irredundant, tightest } from './redundancy';
import { Rational } from './rational';

/**
 * A constraint under way, with its ancestry: `blend` is an affine form over the numbers of the given constraints, and
 * `form` is the same combination of their forms.
 */
interface Row extends Constraint {
  readonly blend: Form;
}

/**
 * Removes every variable that is not in `keep`: the result describes exactly the values of the kept variables for
 * which some values of the others satisfy all constraints. Equalities are solved first; then Fourier and Motzkin's
 * rule, which adds each lower bound of a variable to each upper bound, strict if either is, and after each variable
 * what the other constraints imply is dropped. The constraints must have a common point.
 */
export function eliminate(constraints: readonly Constraint[], keep: ReadonlySet<string>): Constraint[] {
  let rows = start(constraints);
  for (;;) {
    const equality = rows.find((row) => row.sense === '=' && row.form.variables().some((v) => !keep.has(v)));
    if (!equality) break;
    const variable = equality.form.variables().find((v) => !keep.has(v))!;
    rows = tightest(solve(rows, equality, variable));
  }
  for (;;) {
    const variable = cheapest(rows, keep);
    if (variable === undefined) break;
    const next = combine(rows, variable);
    const reduced = tightest(next);
    rows = next.length > rows.length - 2 || reduced.length < next.length ? irredundant(reduced) : reduced;
  }
  return finish(rows, constraints);
}

/** The same set by equalities in echelon form and inequalities without their variables, none of them implied. */
export function echelon(constraints: readonly Constraint[]): Constraint[] {
  let rows = start(constraints);
  let solved: Row[] = [];
  for (;;) {
    const equality = rows.find((row) => row.sense === '=' && !row.form.isConstant());
    if (!equality) break;
    const variable = equality.form.variables()[0]!;
    rows = solve(rows, equality, variable);
    const sign = Rational.of(equality.form.coefficient(variable).sign());
    const leading = {
      form: equality.form.times(sign),
      sense: equality.sense,
      blend: equality.blend.times(sign),
    };
    solved = [...solve(solved, equality, variable), leading];
  }
  return finish([...solved, ...irredundant(tightest(rows))], constraints);
}

function start(constraints: readonly Constraint[]): Row[] {
  return constraints.map(({ form, sense }, i) => ({ form, sense, blend: Form.variable(String(i)) }));
}

/** Uses the equality to remove the variable from all other rows. */
function solve(rows: readonly Row[], equality: Row, variable: string): Row[] {
  const pivot = equality.form.coefficient(variable);
  return rows
    .filter((row) => row !== equality)
    .map((row) => {
      const factor = row.form.coefficient(variable).over(pivot);
      return factor.isZero() ? row : blended(row, Rational.one, equality, factor.negate(), row.sense);
    });
}

function combine(rows: readonly Row[], variable: string): Row[] {
  const [lower, upper, others]: [Row[], Row[], Row[]] = [[], [], []];
  for (const row of rows) {
    const sign = row.form.coefficient(variable).sign();
    (sign > 0 ? lower : sign < 0 ? upper : others).push(row);
  }
  for (const low of lower) {
    for (const high of upper) {
      const [a, b] = [low.form.coefficient(variable), high.form.coefficient(variable).negate()];
      others.push(blended(low, b, high, a, low.sense === '>' || high.sense === '>' ? '>' : '>='));
    }
  }
  return others;
}

/** The combination, scaled to small integers so that repeated combination does not grow the numbers. */
function blended(left: Row, a: Rational, right: Row, b: Rational, sense: Row['sense']): Row {
  const form = Form.combined(left.form, a, right.form, b);
  const { scale } = form.whole();
  return {
    form: form.times(scale),
    sense,
    blend: Form.combined(left.blend, a.times(scale), right.blend, b.times(scale)),
  };
}

/** The variable whose removal makes the fewest new rows. */
function cheapest(rows: readonly Row[], keep: ReadonlySet<string>): string | undefined {
  const counts = new Map<string, [number, number]>();
  for (const { form } of rows) {
    for (const name of form.variables()) {
      if (keep.has(name)) continue;
      const count = counts.get(name) ?? [0, 0];
      count[form.coefficient(name).sign() > 0 ? 0 : 1]++;
      counts.set(name, count);
    }
  }
  let best: string | undefined;
  let least = Infinity;
  for (const [name, [low, high]] of counts) {
    const growth = low * high - low - high;
    if (growth < least) [best, least] = [name, growth];
  }
  return best;
}

function finish(rows: readonly Row[], given: readonly Constraint[]): Constraint[] {
  return rows.map(({ form, sense, blend }) => {
    const parents = blend.variables();
    const only = parents.length === 1 ? given[Number(parents[0])] : undefined;
    if (only && only.sense === sense && only.form.equals(form)) return only;
    const weights = new Map<Constraint, Rational>();
    for (const parent of parents) {
      for (const share of sharesOf(given[Number(parent)]!)) {
        const weight = share.weight.times(blend.coefficient(parent));
        weights.set(share.constraint, weight.plus(weights.get(share.constraint) ?? Rational.zero));
      }
    }
    const from = [...weights]
      .filter(([, weight]) => !weight.isZero())
      .map(([constraint, weight]): Share => ({ constraint, weight }));
    return only?.label === undefined ? { form, sense, from } : { form, sense, label: only.label, from };
  });
}
