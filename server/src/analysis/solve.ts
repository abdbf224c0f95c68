import { Form, Rational, type Points, type Region } from '../orders';
import type { ExponentStatement } from '../syntax/tree';
import type { Fix } from './diagnostic';

/**
 * A repair that writes the one free exponent that a claim leaves open into the text: its only value on the set where the claim
 * holds, or the end of the values with which it holds for all else. None where there is none.
 */
export function solveFix(
  holds: readonly Region[],
  region: Region,
  exponents: readonly ExponentStatement[],
  products: Points,
): Fix[] {
  const [only, another] = holds;
  if (!only || another) return [];
  const open = exponents.filter(({ name }) => !valueIn(region, name.text));
  const [exponent, second] = open;
  if (!exponent || second) return [];
  const variable = Form.variable(exponent.name.text);
  const at = (value: Rational): Region =>
    products.close(region.with({ form: variable.minus(Form.constant(value)), sense: '=' }));
  const holdsAt = (value: Rational): boolean => {
    const slice = at(value);
    return !slice.isEmpty() && only.constraints.every((c) => slice.implies(c));
  };
  const within = products.close(only);
  const value = [
    valueIn(within, exponent.name.text),
    ...boundsIn(only, region, exponent.name.text),
    endOf(within, region, exponent.name.text),
  ].find((candidate) => candidate && holdsAt(candidate));
  if (!value) return [];
  const { name, end } = exponent;
  return [
    {
      title: `Solve for it: ${name.text} = ${value.toString()}`,
      declared: name.text,
      span: { start: end, end },
      replacement: `, ${name.text} = ${value.toString()}`,
    },
  ];
}

const ends = (region: Region, name: string): (Rational | undefined)[] =>
  [region.minimum(Form.variable(name)), region.maximum(Form.variable(name))].map((extremum) =>
    extremum.status === 'finite' && extremum.attained ? extremum.value : undefined,
  );

function valueIn(region: Region, name: string): Rational | undefined {
  const [low, high] = ends(region, name);
  return low && high?.equals(low) ? low : undefined;
}

/** The end that the claim adds to the range, if it adds one. */
function endOf(within: Region, region: Region, name: string): Rational | undefined {
  const before = ends(region, name);
  const added = ends(within, name).filter((end, i) => end && !before[i]?.equals(end));
  return added.length === 1 ? added[0] : undefined;
}

/** For each condition of the set, the end of the values of the exponent with which it holds wherever the region lets all else be. */
function boundsIn(only: Region, region: Region, name: string): (Rational | undefined)[] {
  return only.within(region).map(({ form }) => {
    const q = form.coefficient(name);
    if (q.isZero()) return undefined;
    const rest = form.minus(Form.variable(name, q)).times(Rational.one.over(q));
    // q*c + r >= 0 for all r: c >= -r/q everywhere, or c <= -r/q where q is negative.
    const extreme = q.sign() > 0 ? region.minimum(rest) : region.maximum(rest);
    return extreme.status === 'finite' ? extreme.value.negate() : undefined;
  });
}
