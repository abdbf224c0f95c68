import { freeAxes, type Pictured, type PicturedPiece } from '../analysis/diagram';
import type { Analysis, ClaimResult } from '../analysis/facts';
import { Form, Rational, relation, word, type Notation, type Point, type Region } from '../orders';
import { simplestBetween } from '../orders/simplest';

/** Which point of widths results are looked at from, and how a user moves it. Exact throughout. */

/** A quantity that varies and that a user can set: a free exponent, or the exponent of a scale without a value. */
export interface Axis {
  readonly name: string;
  readonly form: Form;
}

/** Exact exponents by the names of axes. */
export type Exponents = ReadonlyMap<string, Rational>;

/** One axis for each dimension that the assumptions leave open. */
export function axesOf(analysis: Analysis): Axis[] {
  return freeAxes(analysis, new Map()).flatMap((name) => {
    const form = analysis.exponents.get(name) ?? analysis.scales.get(name);
    return form ? [{ name, form }] : [];
  });
}

export function range(region: Region, form: Form): { low: Rational | undefined; high: Rational | undefined } {
  const [least, most] = [region.minimum(form), region.maximum(form)];
  return {
    low: least.status === 'finite' ? least.value : undefined,
    high: most.status === 'finite' ? most.value : undefined,
  };
}

/**
 * The point of the closed region that has the wanted exponents, or where they are not allowed, the nearest ones that are;
 * those of `first` have their way before the others. Axes that are not wanted get simple values. The region has points.
 */
export function pointNear(
  { region, products }: Pick<Analysis, 'region' | 'products'>,
  axes: readonly Axis[],
  wanted: Exponents,
  first: readonly string[] = [],
): Point {
  let rest = region.closure();
  const rank = ({ name }: Axis): number => (first.includes(name) ? 0 : wanted.has(name) ? 1 : 2);
  for (const { name, form } of [...axes].sort((a, b) => rank(a) - rank(b))) {
    const { low, high } = range(rest, form);
    const value = clamped(wanted.get(name), low, high);
    rest = products.close(rest.with({ form: form.minus(Form.constant(value)), sense: '=' }));
  }
  return products.point(rest) ?? products.point(region) ?? new Map();
}

function clamped(
  value: Rational | undefined,
  low: Rational | undefined,
  high: Rational | undefined,
): Rational {
  if (low && high && low.equals(high)) return low;
  if (!value) return simplestBetween(low, high);
  if (low && value.compare(low) < 0) return low;
  return high && value.compare(high) > 0 ? high : value;
}

export const exponentsAt = (point: Point, axes: readonly Axis[]): Exponents =>
  new Map(axes.map(({ name, form }) => [name, form.evaluate(point)]));

/** From where a result is seen at first: a refuted claim where it fails, anything else inside a region of its own. */
export function firstPoint(
  { region, products }: Analysis,
  axes: readonly Axis[],
  fact: Pictured,
  claim?: ClaimResult,
): Point {
  const decision = claim?.decision;
  const inPart = (part: Region, wanted: Exponents): Point =>
    pointNear({ region: part, products }, axes, wanted);
  if (decision?.status === 'refuted') return inPart(region, known(decision.witness, axes));
  const within = claim && !claim.region.isEmpty() ? claim.region : region;
  // A region where the order varies tells more than one where it stands still.
  const varies = ({ value }: PicturedPiece): number =>
    Number(value !== undefined && !region.modulo(value).isConstant());
  for (const piece of [...fact.pieces].sort((a, b) => varies(b) - varies(a))) {
    const part = piece.region.intersect(within);
    const inside = part.fullDimensionalIn(within) && products.point(part);
    if (inside) return inPart(part, known(inside, axes));
  }
  return inPart(within, new Map());
}

/** A witness leaves open what no condition restricts. */
const known = (point: Point, axes: readonly Axis[]): Exponents =>
  exponentsAt(
    point,
    axes.filter(({ form }) => form.variables().every((v) => point.has(v))),
  );

const STEPS = [24, 12, 6, 4, 2, 1].map((parts) => Rational.of(1, parts));

/** A step that takes about 24 of itself from one end of an axis to the other, and leads to numbers that one can read. */
export function gridStep(low: Rational, high: Rational): Rational {
  const least = high.minus(low).over(Rational.of(30));
  const fits = STEPS.find((step) => step.compare(least) >= 0);
  if (fits) return fits;
  let step = Rational.one;
  while (step.compare(least) < 0) step = step.plus(step);
  return step;
}

/** So many grid lines further, from wherever the value is. */
export function stepped(value: Rational, steps: number, size: Rational): Rational {
  const at = value.over(size);
  const line = steps > 0 ? at.floor() : at.negate().floor().negate();
  return line.plus(Rational.of(steps)).times(size);
}

/** `N1 = d^(3/2)`, `c = 1`: what varies, as far as the point says it. */
export function scalesAt(point: Point, { scales, exponents, chart, region }: Analysis): Notation[] {
  const shown = ([, form]: [string, Form]): boolean =>
    !region.modulo(form).isConstant() && form.variables().every((v) => point.has(v));
  return [
    ...[...scales]
      .filter(shown)
      .map(([name, form]) => relation(word(name), '=', chart.power(form.evaluate(point)))),
    ...[...exponents]
      .filter((entry) => chart.isExponent(entry[0]) && shown(entry))
      .map(([name, form]) => relation(word(name), '=', word(form.evaluate(point).toString()))),
  ];
}

/** Texts whose chosen point is kept. */
const KEPT = 50;

/** The points that a user has chosen in the panel: one for each text, so that hovers speak of the same. */
export class PointsOfView {
  private readonly chosen = new Map<string, Exponents>();
  /** Points of ours, which follow from the fact alone. */
  private readonly first = new WeakMap<Pictured, Point>();

  choose(uri: string, point: Exponents): void {
    this.chosen.delete(uri);
    this.chosen.set(uri, point);
    if (this.chosen.size > KEPT) this.chosen.delete(this.chosen.keys().next().value as string);
  }

  forget(uri: string): void {
    this.chosen.delete(uri);
  }

  /** The chosen point, but in a claim that is made elsewhere one of its region: where it fails, if it does. */
  of(analysis: Analysis, fact: Pictured, claim?: ClaimResult): Point {
    const axes = axesOf(analysis);
    const chosen = this.chosen.get(analysis.uri);
    const near = chosen && pointNear(analysis, axes, chosen);
    if (near && (!claim || (claim.status !== 'refuted' && claim.region.contains(near)))) return near;
    if (claim) return firstPoint(analysis, axes, fact, claim);
    const point = this.first.get(fact) ?? firstPoint(analysis, axes, fact);
    this.first.set(fact, point);
    return point;
  }
}
