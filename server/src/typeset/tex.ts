import type { Form, Rational } from '../orders';
import { powerGroups, type Factor, type Notation } from '../orders/notation';

/** Prints a notation as TeX for KaTeX: the second printer beside `toText`, with the same choices of roots and fractions. */
export function toTex(notation: Notation): string {
  switch (notation.kind) {
    case 'power':
      return power(notation.factors);
    case 'sum':
      return notation.items.map(toTex).join(' + ');
    case 'min':
    case 'max':
      return `\\${notation.kind}${bracketed(notation.items.map(toTex).join(', '))}`;
    case 'product':
      return times(
        notation.items.map((item) => (item.kind === 'sum' ? bracketed(toTex(item)) : toTex(item))),
      );
    case 'root':
      return raised(toTex(notation.inner), notation.exponent, false);
    case 'affine':
      return affineTex(notation.form);
    case 'relation':
      return `${toTex(notation.left)} ${SIGNS[notation.sign] ?? textTex(notation.sign)} ${toTex(notation.right)}`;
    case 'list':
      return notation.items.map(toTex).join(',\\enspace ');
    case 'word':
      return wordTex(notation.text);
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  '~': '\\sim',
  '<<': '\\ll',
  '>>': '\\gg',
  '<~': '\\lesssim',
  '>~': '\\gtrsim',
  '<=': '\\le',
  '>=': '\\ge',
  '<': '<',
  '>': '>',
  '=': '=',
  '|': '\\mid',
};

function power(factors: readonly Factor[]): string {
  const above: string[] = [];
  const below: string[] = [];
  for (const { exponent, above: up, below: down } of powerGroups(factors)) {
    if (exponent === undefined) above.push(...up.map((f) => `${wordTex(f.name)}^{${affineTex(f.exponent)}}`));
    else if (exponent.isInteger()) {
      above.push(...names(up).map((name) => raised(name, exponent, true)));
      below.push(...names(down).map((name) => raised(name, exponent, true)));
    } else if (up.length > 0)
      above.push(raised(fraction(names(up), names(down)), exponent, up.length + down.length === 1));
    else below.push(raised(times(names(down)), exponent, down.length === 1));
  }
  return fraction(above, below);
}

const names = (factors: readonly Factor[]): string[] => factors.map((f) => wordTex(f.name));

function fraction(above: readonly string[], below: readonly string[]): string {
  const top = above.length === 0 ? '1' : times(above);
  return below.length === 0 ? top : `\\frac{${top}}{${times(below)}}`;
}

/** A thin space parts factors, since names may have several letters; a root is parted by its sign. */
const times = (factors: readonly string[]): string =>
  factors.reduce((left, right) => left + (right.startsWith('\\sqrt') ? '' : '\\,') + right);

function raised(inner: string, exponent: Rational, atom: boolean): string {
  if (exponent.numerator === 1n && exponent.denominator === 2n) return `\\sqrt{${inner}}`;
  if (exponent.numerator === 1n && exponent.denominator === 1n) return inner;
  return `${atom ? inner : bracketed(inner)}^{${exponent.toString()}}`;
}

const bracketed = (inner: string): string =>
  /\\(frac|sqrt)/.test(inner) ? `\\left(${inner}\\right)` : `(${inner})`;

/** An affine form in free exponents: `3/2 - c`; slashes, because it mostly stands in an exponent. */
function affineTex(form: Form): string {
  const parts = form.variables().map((v) => scaled(form.coefficient(v), wordTex(v)));
  if (!form.constant.isZero() || parts.length === 0) parts.push(form.constant.toString());
  return parts.reduce((text, part) =>
    part.startsWith('-') ? `${text} - ${part.slice(1)}` : `${text} + ${part}`,
  );
}

function scaled(coefficient: Rational, name: string): string {
  const { numerator, denominator } = coefficient;
  const count = numerator === 1n ? '' : numerator === -1n ? '-' : numerator.toString();
  return `${count}${name}${denominator === 1n ? '' : `/${denominator}`}`;
}

const GREEK = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
  ).split(' '),
);
const GREEK_LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ'].map((letter, i) => [letter, [...GREEK][i] as string]),
);

/**
 * A name as one writes it on paper: greek words are letters, trailing digits and what follows an underscore are
 * subscripts, several letters stand upright. What belongs to a layer, `M(h2)`, has it as a subscript; `samples(p)` is a
 * function. Anything else is text.
 */
export function wordTex(text: string): string {
  if (/^\d+$/.test(text)) return text;
  const call = /^([^()]+)\(([^()]*)\)$/.exec(text);
  const [base, owner] = call ? [call[1] as string, call[2] as string] : [text, undefined];
  const parts = NAME.exec(base);
  const stem = parts && letters(parts[1] as string);
  if (!parts || !stem) return textTex(text);
  const [, , digits = '', rest = '', primes = ''] = parts;
  const subscripts = [digits, ...rest.split('_').slice(1).map(wordTex)].filter((s) => s !== '');
  const symbol = /^(\w|\\\w+)$/.test(stem);
  const head = (symbol ? stem : `\\mathrm{${stem}}`) + primes;
  if (owner === undefined) return head + subscript(subscripts);
  const owners = owner.split(/,\s*/).map((item) => item.split('.').map(wordTex).join('.'));
  return symbol
    ? head + subscript([...subscripts, ...owners])
    : `${head}${subscript(subscripts)}(${owners.join(', ')})`;
}

const NAME = /^(\p{L}+)(\d*)((?:_[\p{L}\d]+)*)('*)$/u;

/** A greek word as its letter, anything else letter by letter; undefined when TeX has no such letter. */
function letters(stem: string): string | undefined {
  if (GREEK.has(stem)) return `\\${stem}`;
  const each = [...stem].map((c) => (/[A-Za-z]/.test(c) ? c : GREEK_LETTERS[c === 'µ' ? 'μ' : c]));
  if (each.includes(undefined)) return undefined;
  return each.map((c, i) => (c && c.length > 1 ? `\\${c}${i + 1 < each.length ? ' ' : ''}` : c)).join('');
}

const subscript = (parts: readonly string[]): string =>
  parts.length === 0
    ? ''
    : parts.length === 1 && parts[0]?.length === 1
      ? `_${parts[0]}`
      : `_{${parts.join(',')}}`;

/** Text that KaTeX prints letter by letter, whatever it is. */
function textTex(text: string): string {
  const escaped = text.replace(/[\\{}$&#^_%~]/g, (c) =>
    c === '\\' ? '\\textbackslash{}' : c === '^' ? '\\char"5E{}' : c === '~' ? '\\char"7E{}' : `\\${c}`,
  );
  return `\\text{${escaped}}`;
}
