import { Form, type Points, type Rational, type Region } from '../orders';
import type { ExponentStatement } from '../syntax/tree';
import type { Fix } from './diagnostic';

/**
 * A repair that writes the one free exponent that a claim leaves open into the text: its only value on the set where the claim
 * holds, or the end of its range there. None where that set does not fix it.
 */
export function solveFix(
  holds: readonly Region[],
  region: Region,
  exponents: readonly ExponentStatement[],
  products: Points,
): Fix[] {
  const [only, another] = holds;
  if (!only || another) return [];
  const within = products.close(only);
  const open = exponents.filter(({ name }) => !valueIn(region, name.text));
  const [exponent, second] = open;
  if (!exponent || second) return [];
  const value = valueIn(within, exponent.name.text) ?? endOf(within, region, exponent.name.text);
  if (!value) return [];
  const { name, end } = exponent;
  return [
    {
      title: `Solve for it: ${name.text} = ${value.toString()}`,
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
