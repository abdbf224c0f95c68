import { Rational } from '../orders';
import { UsageError } from './command';

/** `3/2`, `-2` or `0.5`, exactly; undefined where it is no number. */
export function rational(text: string): Rational | undefined {
  return /^[+-]?\d+(\.\d+|\/0*[1-9]\d*)?$/.test(text) ? Rational.parse(text) : undefined;
}

/** `a=1,b=3/2`, as --at takes it. Throws UsageError on anything else. */
export function assignments(text: string): Map<string, Rational> {
  const values = new Map<string, Rational>();
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.split('=').map((word) => word.trim());
    const number = rational(value);
    if (name === '' || rest.length > 0 || !number)
      throw new UsageError(
        `--at ${text}: ${part.trim() || 'nothing'} is not of the form a=3/2, an exponent or the power that a scale is of the first one`,
      );
    if (values.has(name)) throw new UsageError(`--at ${text}: ${name} is given twice`);
    values.set(name, number);
  }
  return values;
}
