import type { Form } from './form';
import { powerGroups, type Factor, type Notation } from './notation';
import { Rational } from './rational';

/** Prints a notation in the language's own spelling, so that what a message shows can be pasted into a text. */
export function toText(notation: Notation): string {
  switch (notation.kind) {
    case 'power':
      return power(notation.factors);
    case 'sum':
      return notation.items.map(toText).join(' + ');
    case 'min':
    case 'max':
      return `${notation.kind}(${notation.items.map(toText).join(', ')})`;
    case 'product':
      return notation.items.map((f) => (f.kind === 'sum' ? `(${toText(f)})` : toText(f))).join('*');
    case 'root':
      return raised(toText(notation.inner), notation.exponent, false);
    case 'affine':
      return affineText(notation.form);
    case 'relation':
      return `${toText(notation.left)} ${notation.sign} ${toText(notation.right)}`;
    case 'list':
      return notation.items.map(toText).join(', ');
    case 'word':
      return notation.text;
  }
}

function power(factors: readonly Factor[]): string {
  const above: string[] = [];
  const below: string[] = [];
  for (const group of powerGroups(factors)) {
    const exponent = group.exponent;
    if (exponent === undefined)
      above.push(...group.above.map((f) => `${f.name}^${inBrackets(affineText(f.exponent))}`));
    else if (exponent.equals(Rational.one)) {
      above.push(...group.above.map((f) => f.name));
      below.push(...group.below.map((f) => f.name));
    } else if (exponent.isInteger()) {
      above.push(...group.above.map((f) => `${f.name}^${exponent.toString()}`));
      below.push(...group.below.map((f) => `${f.name}^${exponent.toString()}`));
    } else if (group.above.length > 0)
      above.push(
        raised(
          fraction(names(group.above), names(group.below)),
          exponent,
          group.above.length + group.below.length === 1,
        ),
      );
    else below.push(raised(names(group.below).join('*'), exponent, group.below.length === 1));
  }
  return fraction(above, below);
}

const inBrackets = (exponent: string): string =>
  /^[\p{L}\d_]+$/u.test(exponent) ? exponent : `(${exponent})`;

const names = (factors: readonly Factor[]): string[] => factors.map((f) => f.name);

function fraction(above: readonly string[], below: readonly string[]): string {
  const top = above.length === 0 ? '1' : above.join('*');
  return below.length === 0 ? top : `${top}/${below.length === 1 ? below[0] : `(${below.join('*')})`}`;
}

function raised(inner: string, exponent: Rational, atom: boolean): string {
  if (exponent.equals(Rational.of(1, 2))) return `sqrt(${inner})`;
  const base = atom ? inner : `(${inner})`;
  return exponent.isInteger() ? `${base}^${exponent.toString()}` : `${base}^(${exponent.toString()})`;
}

/** An affine form in free exponents: `3/2 - c`. */
export function affineText(form: Form): string {
  const parts = form.variables().map((v) => scaled(form.coefficient(v), v));
  if (!form.constant.isZero() || parts.length === 0) parts.push(form.constant.toString());
  return parts.reduce((text, part) =>
    part.startsWith('-') ? `${text} - ${part.slice(1)}` : `${text} + ${part}`,
  );
}

function scaled({ numerator, denominator }: Rational, name: string): string {
  const top = numerator === 1n ? name : numerator === -1n ? `-${name}` : `${numerator}*${name}`;
  return denominator === 1n ? top : `${top}/${denominator}`;
}
