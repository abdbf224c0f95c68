import { Form } from './form';
import { factorsOf, quotient } from './product';
import { Rational } from './rational';
import { inReadingOrder } from './reading-order';
import type { Constraint, Region } from './region';

/**
 * How orders are said to a reader, before a printer decides between text and TeX: products of powers of the user's own
 * scales, sums, minima and relations. One notation, two printers, so that hover, panel and terminal never disagree.
 */
export type Notation =
  | { readonly kind: 'power'; readonly factors: readonly Factor[] }
  | { readonly kind: 'sum' | 'min' | 'max' | 'product' | 'list'; readonly items: readonly Notation[] }
  | { readonly kind: 'root'; readonly inner: Notation; readonly exponent: Rational }
  | { readonly kind: 'affine'; readonly form: Form }
  | { readonly kind: 'relation'; readonly left: Notation; readonly sign: string; readonly right: Notation }
  | { readonly kind: 'word'; readonly text: string };

/** name^exponent; the exponent is affine in the free exponents, which print by their own names. */
export interface Factor {
  readonly name: string;
  readonly exponent: Form;
}

export const word = (text: string): Notation => ({ kind: 'word', text });

export const list = (items: readonly Notation[]): Notation =>
  items.length === 1 && items[0] ? items[0] : { kind: 'list', items };

export const relation = (left: Notation, sign: string, right: Notation): Notation => ({
  kind: 'relation',
  left,
  sign,
  right,
});

const TURNED: Readonly<Record<string, string>> = { '>=': '<=', '>': '<', '>>': '<<' };
const turned = (sign: string): string => TURNED[sign] ?? sign;

const affine = (form: Form): Notation => ({ kind: 'affine', form });

/**
 * What the variables of a form stand for. `base` is the scale whose logarithm is the unit; every other variable is the
 * logarithm of the scale or pattern parameter of that name, unless it is listed as a free exponent, or is its product with a scale.
 */
export class Chart {
  constructor(
    readonly base: string,
    private readonly freeExponents: ReadonlySet<string> = new Set(),
    /** Scales that are known to grow: `L^g <= 1` says g <= 0. */
    private readonly large: ReadonlySet<string> = new Set(),
  ) {}

  /** The monomial whose logarithm is the form: base^(constant + free exponents) · Π scale^(coefficient + free exponents). */
  monomial(form: Form): Notation {
    const { exponents, scales } = this.split(form);
    const factors = [...scales]
      .map(([name, part]): Factor => ({ name, exponent: quotient(part) }))
      .sort((a, b) => inReadingOrder(a.name, b.name));
    if (!exponents.isConstant() || !exponents.constant.isZero())
      factors.push({ name: this.base, exponent: exponents });
    return { kind: 'power', factors };
  }

  /** Charts with equal keys say everything alike. */
  get key(): string {
    return [this.base, ...[...this.freeExponents].sort(), '|', ...[...this.large].sort()].join(' ');
  }

  isExponent(variable: string): boolean {
    return this.freeExponents.has(variable);
  }

  /** base^exponent, for an exponent that is a number. */
  power(exponent: Rational): Notation {
    return this.monomial(Form.constant(exponent));
  }

  /** A constraint as the reader would write it, without needless fractions: `N2 >= d^5`, `c <= 1/2`; an equality of scales reads `~`. */
  condition({ form, sense }: Constraint): Notation {
    const exponent = this.exponentIn(form);
    const solved = exponent && solution(exponent);
    if (solved)
      return relation(affine(solved.variable), solved.turned ? turned(sense) : sense, affine(solved.value));
    const whole = withoutFractions(exponent ?? form, exponent ? all(exponent) : this.speaking(form));
    const [right, left] = [part(whole, -1).negate(), part(whole, 1)];
    const say = (side: Form): Notation => (exponent ? affine(side) : this.monomial(side));
    const sign = exponent ? sense : sense === '>' ? '>>' : sense === '=' ? '~' : '>=';
    return left.isConstant() && !right.isConstant()
      ? relation(say(right), turned(sign), say(left))
      : relation(say(left), sign, say(right));
  }

  region(region: Region): Notation[] {
    return region.constraints.map((c) => this.condition(c));
  }

  /** The terms whose fractions would be hard to read: those of free exponents if there are some, `n^c*L^g <= sqrt(L)`. */
  private speaking(form: Form): readonly Rational[] {
    const free = form.variables().filter((name) => this.freeExponents.has(factorsOf(name)?.exponent ?? name));
    if (free.length > 0) return free.map((name) => form.coefficient(name));
    return all(form);
  }

  /** The exponent of a power of one growing scale, if it holds free exponents; its sign is that of the form. */
  private exponentIn(form: Form): Form | undefined {
    const { exponents, scales } = this.split(form);
    const [only, ...others] = scales;
    if (scales.size === 0) return form;
    if (!only || others.length > 0 || !exponents.equals(Form.zero) || !this.large.has(only[0]))
      return undefined;
    const exponent = quotient(only[1]);
    return exponent.isConstant() ? undefined : exponent;
  }

  private split(form: Form): { exponents: Form; scales: Map<string, Form> } {
    let exponents = Form.constant(form.constant);
    const scales = new Map<string, Form>();
    for (const name of form.variables()) {
      const term = Form.variable(name, form.coefficient(name));
      if (this.freeExponents.has(name)) exponents = exponents.plus(term);
      else {
        const scale = factorsOf(name)?.scale ?? name;
        scales.set(scale, (scales.get(scale) ?? Form.zero).plus(term));
      }
    }
    return { exponents, scales };
  }
}

const all = (form: Form): Rational[] => [
  form.constant,
  ...form.variables().map((name) => form.coefficient(name)),
];

/** A condition on one exponent, solved for it: g >= -1/2; `turned` where its coefficient is negative. */
function solution(form: Form): { variable: Form; value: Form; turned: boolean } | undefined {
  const [only, another] = form.variables();
  if (only === undefined || another !== undefined) return undefined;
  const coefficient = form.coefficient(only);
  const value = form.constant.over(coefficient).negate();
  return { variable: Form.variable(only), value: Form.constant(value), turned: coefficient.sign() < 0 };
}

/** The same half-space with coprime integers for these coefficients. */
function withoutFractions(form: Form, coefficients: readonly Rational[]): Form {
  const numbers = coefficients.filter((q) => !q.isZero());
  if (numbers.length === 0) return form;
  const common = numbers.reduce((n, q) => lcm(n, q.denominator), 1n);
  const content = numbers.reduce((n, q) => gcd(n, (q.numerator * common) / q.denominator), 0n);
  return form.times(Rational.of(common, content));
}

/** The terms of one sign. */
function part(form: Form, sign: 1 | -1): Form {
  let result = Form.constant(form.constant.sign() === sign ? form.constant : Rational.zero);
  for (const v of form.variables()) {
    const q = form.coefficient(v);
    if (q.sign() === sign) result = result.plus(Form.variable(v, q));
  }
  return result;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;

/** A product of powers as one reads it: factors of equal |exponent| under one root, negative ones below the line. */
export interface PowerGroup {
  /** Positive; undefined when the exponent holds free exponents (then there is one factor, above the line). */
  readonly exponent: Rational | undefined;
  readonly above: readonly Factor[];
  readonly below: readonly Factor[];
}

export function powerGroups(factors: readonly Factor[]): PowerGroup[] {
  const groups = new Map<string, { exponent: Rational | undefined; above: Factor[]; below: Factor[] }>();
  for (const factor of factors) {
    const constant = factor.exponent.isConstant() ? factor.exponent.constant : undefined;
    const size = constant && (constant.sign() < 0 ? constant.negate() : constant);
    const key = size ? size.toString() : `${factor.name}^${factor.exponent.key()}`;
    const group = groups.get(key) ?? { exponent: size, above: [], below: [] };
    groups.set(key, group);
    (constant && constant.sign() < 0 ? group.below : group.above).push(factor);
  }
  // 1 before 1/2 before 3 …: `kappa*sqrt(N*d)` is how the pencil writes it.
  return [...groups.values()].sort((a, b) => rank(a.exponent) - rank(b.exponent));
}

const rank = (exponent: Rational | undefined): number =>
  exponent === undefined ? 3 : exponent.equals(Rational.one) ? 0 : exponent.isInteger() ? 2 : 1;
