import type { Constraint } from './constraint';
import { Dictionary, type Ending, type Kind } from './dictionary';
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
  return new Program(constraints).minimise(objective);
}

/** Constraints solved once for a feasible basis, from which every question about them starts. */
export class Program {
  private readonly columns = new Map<string, number>();
  private readonly dictionary: Dictionary;
  private readonly start: Ending;

  constructor(private readonly constraints: readonly Constraint[]) {
    for (const { form } of constraints) {
      for (const name of form.variables()) {
        if (!this.columns.has(name)) this.columns.set(name, this.columns.size);
      }
    }
    this.dictionary = Dictionary.zero(
      this.columns.size,
      constraints.map((c): Kind => (c.sense === '=' ? 'fixed' : 'signed')),
    );
    constraints.forEach((c, i) => this.dictionary.write(i, c.form, this.columns));
    this.start = this.dictionary.prepare() ?? this.dictionary.minimise(undefined);
  }

  get isFeasible(): boolean {
    return this.start.status === 'optimal';
  }

  /** The sign of the least value; negative also when there is none, positive also when there is no feasible point. */
  leastSign(objective: Form): -1 | 0 | 1 {
    if (!this.isFeasible) return 1;
    if (this.stranger(objective) !== undefined) return -1;
    const dictionary = this.dictionary.extended(objective, this.columns);
    const goal = dictionary.kinds.length - 1;
    if (dictionary.minimise(goal).status !== 'optimal') return -1;
    return dictionary.signAt(dictionary.basic.indexOf(goal), dictionary.constantColumn);
  }

  minimise(objective: Form): Outcome {
    if (this.start.status === 'infeasible') return this.infeasible(this.start.row);
    const stranger = this.stranger(objective);
    if (stranger !== undefined) {
      const direction = Rational.of(-objective.coefficient(stranger).sign());
      const others = [...objective.variables(), ...this.columns.keys()].map(
        (name) => [name, Rational.zero] as const,
      );
      return { status: 'unbounded', ray: new Map([...others, [stranger, direction]]) };
    }
    const dictionary = this.dictionary.extended(objective, this.columns);
    const goal = dictionary.kinds.length - 1;
    const end = dictionary.minimise(goal);
    const row = dictionary.basic.indexOf(goal);
    if (end.status === 'unbounded') {
      const direction = Rational.of(-dictionary.signAt(row, end.column));
      const raised = dictionary.nonbasic[end.column]!;
      return {
        status: 'unbounded',
        ray: this.read(dictionary, (id, i) =>
          i >= 0
            ? entry(dictionary, i, end.column).times(direction)
            : id === raised
              ? direction
              : Rational.zero,
        ),
      };
    }
    const scale = Rational.one.over(objective.whole().scale);
    return {
      status: 'optimal',
      value: entry(dictionary, row, dictionary.constantColumn).times(scale),
      point: this.read(dictionary, (_, i) =>
        i >= 0 ? entry(dictionary, i, dictionary.constantColumn) : Rational.zero,
      ),
      multipliers: this.multipliers(dictionary, row, scale),
    };
  }

  /** A variable of the form that no constraint mentions. */
  private stranger(form: Form): string | undefined {
    return form.variables().find((name) => !this.columns.has(name));
  }

  /** The row says slack = constant + Σ entry · slack_j, so that slack − Σ entry · slack_j is the constant. */
  private infeasible(row: number): Outcome {
    const { dictionary } = this;
    const k = dictionary.basic[row]! - this.columns.size;
    const sign = Rational.of(-dictionary.signAt(row, dictionary.constantColumn));
    const multipliers = this.multipliers(dictionary, row, sign.negate());
    multipliers[k] = this.constraints[k]!.form.whole().scale.times(sign);
    return { status: 'infeasible', multipliers };
  }

  /** The row's weights on the constraints, whose scaled forms the slacks are. */
  private multipliers(dictionary: Dictionary, row: number, factor: Rational): Rational[] {
    const result = new Array<Rational>(this.constraints.length).fill(Rational.zero);
    dictionary.nonbasic.forEach((id, j) => {
      const k = id - this.columns.size;
      if (k < 0) return;
      result[k] = entry(dictionary, row, j).times(factor).times(this.constraints[k]!.form.whole().scale);
    });
    return result;
  }

  private read(dictionary: Dictionary, value: (id: number, row: number) => Rational): Point {
    return new Map([...this.columns].map(([name, id]) => [name, value(id, dictionary.basic.indexOf(id))]));
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
