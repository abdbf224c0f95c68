import { factorsOf, Rational, type Form, type Order, type Point } from '../../orders';

/** Where results are looked at with numbers: for runs only, never for a result. */
export interface Place {
  /** The first scale, whose logarithm is the unit. */
  readonly base: string;
  /** Values of the scales there. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Scales of order one: whatever their values, they decide no comparison. */
  readonly constants: readonly string[];
  /** Values of the free exponents. */
  readonly exponents: Point;
}

/** What a variable of a form is at a place: the product of a scale's logarithm and an exponent, or either. */
function parts(
  variable: string,
  { base, exponents }: Place,
): { scale: string; factor: Rational | undefined } {
  const product = factorsOf(variable);
  if (product) return { scale: product.scale, factor: exponents.get(product.exponent) };
  const own = exponents.get(variable);
  return own ? { scale: base, factor: own } : { scale: variable, factor: Rational.one };
}

/** Scales and free exponents of a form that have no value at a place. */
export function missingIn(form: Form, place: Place): string[] {
  const isKnown = (scale: string): boolean => place.sizes.has(scale);
  const ofVariable = (variable: string): string[] => {
    const { scale, factor } = parts(variable, place);
    const exponent = factor ? [] : [factorsOf(variable)?.exponent ?? variable];
    return isKnown(scale) ? exponent : [...exponent, scale];
  };
  const ofBase = form.constant.isZero() || isKnown(place.base) ? [] : [place.base];
  return [...ofBase, ...form.variables().flatMap(ofVariable)];
}

/** The value of a monomial with the prefactor one. */
export const numberAt = (form: Form, place: Place): number => Math.exp(logarithm(form, place));

function logarithm(form: Form, place: Place): number {
  const log = (scale: string): number => Math.log(place.sizes.get(scale) ?? NaN);
  const constant = form.constant.isZero() ? 0 : form.constant.toNumber() * log(place.base);
  return form.variables().reduce((sum, variable) => {
    const { scale, factor } = parts(variable, place);
    return sum + form.coefficient(variable).toNumber() * (factor?.toNumber() ?? NaN) * log(scale);
  }, constant);
}

/** Numbers of equal value may differ by rounding. */
const ROUNDING = 1e-9;

/**
 * The monomial that an order is at a place. Where conditions speak of names without a value it must not depend on them. A
 * sentence says why there is none.
 */
export function monomialAt(order: Order, place: Place): Form | string {
  const missing = new Set<string>();
  const compared = {
    ...place,
    sizes: new Map([...place.sizes, ...place.constants.map((c) => [c, 1] as const)]),
  };
  const fitting = order.pieces.filter(({ region }) =>
    region.constraints.every(({ form, sense }) => {
      const unknown = missingIn(form, place);
      unknown.forEach((name) => missing.add(name));
      if (unknown.length > 0) return true;
      const value = logarithm(form, compared);
      return sense === '=' ? Math.abs(value) < ROUNDING : value > -ROUNDING;
    }),
  );
  const [first, ...others] = fitting.map(({ value }) => value);
  if (!first) return 'Nothing is derived at these sizes.';
  if (missing.size > 0 && others.some((other) => !other.equals(first))) return giveValue([...missing][0]!);
  const [unknown] = missingIn(first, place);
  return unknown === undefined ? first : giveValue(unknown);
}

export const giveValue = (name: string): string => `Give \`${name}\` a value: add \`${name} = …\`.`;

/** The exponent of a monomial in one scale, exactly; `slopes` are the exponents of all scales in it. */
export function exponentIn(form: Form, slopes: ReadonlyMap<string, Rational>, place: Place): Rational {
  const slope = (scale: string): Rational => slopes.get(scale) ?? Rational.zero;
  return form.variables().reduce(
    (sum, variable) => {
      const { scale, factor } = parts(variable, place);
      return sum.plus(
        form
          .coefficient(variable)
          .times(factor ?? Rational.zero)
          .times(slope(scale)),
      );
    },
    form.constant.times(slope(place.base)),
  );
}
