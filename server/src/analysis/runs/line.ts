import { Rational, type Form, type Order } from '../../orders';
import { exponentIn, monomialAt, type Place } from './place';
import { refusal, type VerifyBlock, type VerifyContext } from './verify-block';

/** The sizes of a block as a line in the space of all scales. */
export interface Line {
  /** Where the line is when names have these values. */
  place(values: ReadonlyMap<string, number>): Place;
  /** The exponents of all scales in the one that the range is of. */
  readonly slopes: ReadonlyMap<string, Rational>;
}

/** The exponent of an order along the line through these places; a sentence where there is not one for all of them. */
export function exponentAlong(
  order: Order,
  places: readonly Place[],
  slopes: ReadonlyMap<string, Rational>,
): Rational | string {
  const exponents = places.map((place) => {
    const monomial = monomialAt(order, place);
    return typeof monomial === 'string' ? monomial : exponentIn(monomial, slopes, place);
  });
  const [first = ''] = exponents;
  const isOne = typeof first === 'string' || exponents.every((e) => typeof e !== 'string' && e.equals(first));
  return isOne
    ? first
    : 'Between these sizes the exponent changes: choose a range on one side, or other values of the other scales.';
}

/** What an equation says: a free exponent, or how a scale goes along the line. */
export function lineOf(
  { range, equations }: VerifyBlock<string>,
  { base, growing, constants, freeExponents, form, exponent, reporter }: VerifyContext,
): Line | undefined {
  const refuse = refusal(reporter);
  if (!growing.has(range.name.text)) return refuse(range.name, 'Sizes are those of a scale that grows.');
  const exponents = new Map<string, Rational>();
  const monomials = new Map<string, Form>();
  for (const { name, value } of equations) {
    if (name.text === range.name.text) return refuse(name, `\`${name.text}\` has its range already.`);
    if (freeExponents.has(name.text)) {
      const number = exponent(value);
      if (!number) return undefined;
      exponents.set(name.text, number);
    } else {
      const [scale, monomial] = [form(name), form(value)];
      if (!scale || !monomial) return undefined;
      monomials.set(name.text, monomial);
    }
  }
  const place = (values: ReadonlyMap<string, number>): Place => ({
    ...{ base, constants },
    sizes: new Map([...constants.map((name) => [name, 1] as const), ...values]),
    exponents,
  });
  const slopes = new Map([[range.name.text, Rational.one]]);
  // As often as there are equations: each may use any other one.
  for (const [name, monomial] of [...monomials.keys()].flatMap(() => [...monomials]))
    slopes.set(name, exponentIn(monomial, slopes, place(new Map())));
  return { place, slopes };
}
