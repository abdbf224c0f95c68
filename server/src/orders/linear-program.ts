import type { Constraint } from './constraint';
import type { Dictionary } from './dictionary';
import type { Form, Point } from './form';
import { columnsOf, dictionaryOf } from './program';
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
  const columns = columnsOf(constraints);
  const dictionary = dictionaryOf(constraints, columns);
  const start = dictionary.prepare() ?? dictionary.minimise(undefined);
  const proof = new Proof(dictionary, constraints, columns);
  if (start.status === 'infeasible') return proof.infeasible(start.row);
  const stranger = objective.variables().find((name) => !columns.has(name));
  if (stranger !== undefined) {
    const direction = Rational.of(-objective.coefficient(stranger).sign());
    const others = [...objective.variables(), ...columns.keys()].map(
      (name) => [name, Rational.zero] as const,
    );
    return { status: 'unbounded', ray: new Map([...others, [stranger, direction]]) };
  }
  const extended = dictionary.grown(0, 1);
  const goal = extended.append('free', objective, columns);
  const end = extended.minimise(goal);
  const extendedProof = new Proof(extended, constraints, columns);
  return end.status === 'unbounded'
    ? extendedProof.unbounded(goal, end.column)
    : extendedProof.optimal(goal, objective);
}

/** Reads the end of a program, with its proof, off its dictionary. */
class Proof {
  constructor(
    private readonly dictionary: Dictionary,
    private readonly constraints: readonly Constraint[],
    private readonly columns: ReadonlyMap<string, number>,
  ) {}

  optimal(goal: number, objective: Form): Outcome {
    const { dictionary } = this;
    const row = dictionary.basic.indexOf(goal);
    const scale = Rational.one.over(objective.whole().scale);
    return {
      status: 'optimal',
      value: entry(dictionary, row, dictionary.constantColumn).times(scale),
      point: this.read((_, i) => (i >= 0 ? entry(dictionary, i, dictionary.constantColumn) : Rational.zero)),
      multipliers: this.multipliers(row, scale),
    };
  }

  unbounded(goal: number, column: number): Outcome {
    const { dictionary } = this;
    const direction = Rational.of(-dictionary.signAt(dictionary.basic.indexOf(goal), column));
    const raised = dictionary.nonbasic[column]!;
    return {
      status: 'unbounded',
      ray: this.read((id, i) =>
        i >= 0 ? entry(dictionary, i, column).times(direction) : id === raised ? direction : Rational.zero,
      ),
    };
  }

  /** The row says slack = constant + Σ entry · slack_j, so that slack − Σ entry · slack_j is the constant. */
  infeasible(row: number): Outcome {
    const { dictionary } = this;
    const k = dictionary.basic[row]! - this.columns.size;
    const sign = Rational.of(-dictionary.signAt(row, dictionary.constantColumn));
    const multipliers = this.multipliers(row, sign.negate());
    multipliers[k] = this.constraints[k]!.form.whole().scale.times(sign);
    return { status: 'infeasible', multipliers };
  }

  /** The row's weights on the constraints, whose scaled forms the slacks are. */
  private multipliers(row: number, factor: Rational): Rational[] {
    const result = new Array<Rational>(this.constraints.length).fill(Rational.zero);
    this.dictionary.nonbasic.forEach((id, j) => {
      const k = id - this.columns.size;
      if (k < 0) return;
      result[k] = entry(this.dictionary, row, j).times(factor).times(this.constraints[k]!.form.whole().scale);
    });
    return result;
  }

  private read(value: (id: number, row: number) => Rational): Point {
    const { basic } = this.dictionary;
    return new Map([...this.columns].map(([name, id]) => [name, value(id, basic.indexOf(id))]));
  }
}

function entry(dictionary: Dictionary, i: number, j: number): Rational {
  const [n, d] = dictionary.ratio(i, j);
  return Rational.of(n, d);
}

/** Every variable that occurs in the forms, sorted. */
export function variablesOf(forms: readonly Form[]): string[] {
  const names = new Set<string>();
  for (const form of forms) for (const name of form.variables()) names.add(name);
  return [...names].sort();
}
