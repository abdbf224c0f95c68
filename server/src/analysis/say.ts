import {
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
  return region.within(context).map((c) => chart.condition(c));
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
