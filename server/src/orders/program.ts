import type { Constraint } from './constraint';
import { Dictionary, type Kind } from './dictionary';
import type { Form } from './form';
import { Rational } from './rational';

/** The column of each variable that the constraints name. */
export function columnsOf(constraints: readonly Constraint[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const { form } of constraints) {
    for (const name of form.variables()) if (!columns.has(name)) columns.set(name, columns.size);
  }
  return columns;
}

/** The constraints as rows of a dictionary; `>` counts as `>=`. */
export function dictionaryOf(
  constraints: readonly Constraint[],
  columns: ReadonlyMap<string, number>,
): Dictionary {
  const dictionary = Dictionary.zero(
    columns.size,
    constraints.map((c): Kind => (c.sense === '=' ? 'fixed' : 'signed')),
  );
  constraints.forEach((c, i) => dictionary.write(i, c.form, columns));
  return dictionary;
}

/** The set where constraints hold, `>` as `>=`, by a feasible basis from which every question about it starts. */
export class Program {
  private constructor(
    /** The number that the dictionary has for each variable. */
    private readonly numbers: ReadonlyMap<string, number>,
    private readonly dictionary: Dictionary,
    readonly isFeasible: boolean,
  ) {}

  static of(constraints: readonly Constraint[]): Program {
    const columns = columnsOf(constraints);
    const dictionary = dictionaryOf(constraints, columns);
    const end = dictionary.prepare() ?? dictionary.minimise(undefined);
    return new Program(columns, dictionary, end.status === 'optimal');
  }

  /** The part where these forms are not negative, found from this one's basis; this one must be feasible. */
  with(forms: readonly Form[]): Program {
    const strangers = new Set<string>();
    for (const form of forms)
      for (const name of form.variables()) if (!this.numbers.has(name)) strangers.add(name);
    const dictionary = this.dictionary.grown(strangers.size, forms.length);
    let { numbers } = this;
    if (strangers.size > 0) {
      const first = this.dictionary.kinds.length;
      numbers = new Map([...numbers, ...[...strangers].map((name, i) => [name, first + i] as const)]);
    }
    for (const form of forms) dictionary.append('signed', form, numbers);
    const end = dictionary.prepare() ?? dictionary.minimise(undefined);
    return new Program(numbers, dictionary, end.status === 'optimal');
  }

  /** The sign of the least value; negative also when there is none, positive also when there is no feasible point. */
  leastSign(objective: Form): -1 | 0 | 1 {
    if (!this.isFeasible) return 1;
    if (objective.variables().some((name) => !this.numbers.has(name))) return -1;
    // The basis is feasible, so that its own point may tell already.
    if (this.dictionary.signHere(objective, this.numbers) === -1) return -1;
    const dictionary = this.dictionary.grown(0, 1);
    const goal = dictionary.append('free', objective, this.numbers);
    if (dictionary.minimise(goal).status !== 'optimal') return -1;
    return dictionary.signAt(dictionary.basic.indexOf(goal), dictionary.constantColumn);
  }

  /** The least value; undefined when there is none. The program must be feasible. */
  least(objective: Form): Rational | undefined {
    if (objective.variables().some((name) => !this.numbers.has(name))) return undefined;
    const dictionary = this.dictionary.grown(0, 1);
    const goal = dictionary.append('free', objective, this.numbers);
    if (dictionary.minimise(goal).status !== 'optimal') return undefined;
    const [n, d] = dictionary.ratio(dictionary.basic.indexOf(goal), dictionary.constantColumn);
    return Rational.of(n, d).over(objective.whole().scale);
  }
}
