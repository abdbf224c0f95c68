import {
  inReadingOrder,
  relation,
  toText,
  word,
  type Chart,
  type Form,
  type Notation,
  type Point,
  type Region,
} from '../orders';

/** How results are worded: orders, regions and points in the user's scales. */

/** Where in `context` the region lies, in the user's scales; empty when it is all of it. */
export function conditionsOf(region: Region, context: Region, chart: Chart): Notation[] {
  // What holds of an exponent holds of all its products with scales: it is said once.
  const all = region
    .within(context)
    .sort((a, b) => inReadingOrder(a.form.key(), b.form.key()))
    .map((c) => chart.condition(c));
  return chained([...new Map(all.map((condition) => [toText(condition), condition])).values()]);
}

/** `N >= d` and `N <= d^5` as `d <= N <= d^5`. */
function chained(conditions: readonly Notation[]): Notation[] {
  const rest = [...conditions];
  const result: Notation[] = [];
  while (rest.length > 0) {
    const next = rest.shift() as Notation;
    const partner = rest.findIndex((other) => opposite(next, other));
    if (partner < 0) result.push(next);
    else result.push(chain(next, rest.splice(partner, 1)[0] as Notation));
  }
  return result;
}

const LOWER: Readonly<Record<string, string>> = { '>=': '<=', '>>': '<<', '>': '<' };
const isLower = (c: Notation): boolean => c.kind === 'relation' && c.sign in LOWER;
const isUpper = (c: Notation): boolean => c.kind === 'relation' && Object.values(LOWER).includes(c.sign);

function opposite(a: Notation, b: Notation): boolean {
  return (
    a.kind === 'relation' &&
    b.kind === 'relation' &&
    ((isLower(a) && isUpper(b)) || (isUpper(a) && isLower(b))) &&
    toText(a.left) === toText(b.left)
  );
}

function chain(a: Notation, b: Notation): Notation {
  const [lower, upper] = isLower(a) ? [a, b] : [b, a];
  return lower.kind === 'relation' ? relation(lower.right, LOWER[lower.sign] ?? '<=', upper) : upper;
}

/** `N1 ~ d, N2 ~ d^2`: the scales at a point, and free exponents of no scale. */
export function pointText(point: Point, scales: ReadonlyMap<string, Form>, chart: Chart): string {
  const known = (form: Form): boolean => form.variables().every((v) => point.has(v));
  const ofScales = [...scales]
    .filter(([, form]) => !form.isConstant() && known(form))
    .map(([name, form]) => toText(relation(word(name), '~', chart.power(form.evaluate(point)))));
  const ofExponents = [...point]
    .filter(([name]) => chart.isExponent(name))
    .map(([name, value]) => `${name} = ${value.toString()}`);
  return [...ofScales, ...ofExponents].join(', ');
}

export const regionText = (region: Region, context: Region, chart: Chart): string =>
  conditionsOf(region, context, chart).map(toText).join(', ');

/** Several regions, as alternatives. */
export function regionsText(regions: readonly Region[], context: Region, chart: Chart): string {
  return regions.map((r) => regionText(r, context, chart) || 'everywhere').join('; or ');
}
