import { Rational } from '../../../orders';
import type { AlignmentStatement, Expression } from '../../../syntax/tree';
import type { Reporter } from '../../diagnostic';
import { notesOf, type RuleNotes } from './rule';

/**
 * How sums over the fan-in add up in training, as exponents between 1/2 (independent terms) and 1 (aligned terms):
 * `alpha` of an update with the features that it meets, `omega` of initial weights with changes of features, `u` of an
 * update with changes of features (Everett et al., arXiv:2407.05872).
 */
export interface Alignment extends RuleNotes {
  readonly alpha: Rational;
  readonly omega: Rational;
  readonly u: Rational;
}

/** The alignment of a training that names none. */
export const DEFAULT_ALIGNMENT = 'coherent';

const EXPONENTS = ['alpha', 'omega', 'u'] as const;

/** Reads a declaration; reports what it lacks or does not mean. */
export function alignmentOf(
  statement: AlignmentStatement,
  exponent: (e: Expression) => Rational | undefined,
  reporter: Reporter,
): Alignment | undefined {
  const values = new Map<string, Rational>();
  for (const { key, values: given } of statement.settings) {
    const [value, ...others] = given;
    const number = value && others.length === 0 ? exponent(value) : undefined;
    if (!number || number.compare(Rational.of(1, 2)) < 0 || number.compare(Rational.one) > 0)
      return reporter.report('bad-rule', value ?? key, 'An alignment exponent is a number from 1/2 to 1.');
    values.set(key.text, number);
  }
  const missing = EXPONENTS.find((name) => !values.has(name));
  if (missing)
    return reporter.report(
      'bad-rule',
      statement.name,
      'An alignment has three exponents, `alpha`, `omega` and `u`, each from 1/2 to 1.',
    );
  const [alpha, omega, u] = EXPONENTS.map((name) => values.get(name)!) as [Rational, Rational, Rational];
  return { ...notesOf(statement.name, statement.notes), alpha, omega, u };
}
