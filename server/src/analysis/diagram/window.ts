import { Form, Rational, type Region } from '../../orders';
import { corners, X, type Vertex, type Y } from './polygon';

/** The values of one axis that a picture shows. */
export interface Range {
  readonly low: Rational;
  readonly high: Rational;
}

/** The least length of an axis that the text does not bound. */
const LEAST = Rational.of(2);

/**
 * What to show along an axis: as far as the regions go where they end, and otherwise past all their corners, and past the marks, by
 * a margin of a quarter, to a whole number.
 */
export function rangeAlong(
  axis: typeof X | typeof Y,
  regions: readonly Region[],
  marks: readonly Vertex[],
): Range {
  const coordinate = (v: Vertex): Rational => (axis === X ? v.x : v.y);
  const points = [...regions.flatMap(corners), ...marks].map(coordinate);
  const ends = regions.map((region) => [
    region.minimum(Form.variable(axis)),
    region.maximum(Form.variable(axis)),
  ]);
  const bound = (i: 0 | 1): Rational[] | undefined => {
    const values = ends.flatMap((end) => (end[i]!.status === 'finite' ? [end[i]!.value] : []));
    return values.length === ends.length ? values : undefined;
  };
  const [lows, highs] = [bound(0), bound(1)];
  const all = [...points, ...(lows ?? []), ...(highs ?? [])];
  if (all.length === 0) all.push(Rational.zero);
  const [least, greatest] = [all.reduce((a, b) => a.min(b)), all.reduce((a, b) => a.max(b))];
  const span = greatest.minus(least);
  const margin = span.compare(LEAST) < 0 ? LEAST : span.times(Rational.of(1, 4));
  return {
    low: lows ? least : least.minus(margin).floor(),
    high: highs ? greatest : greatest.plus(margin).negate().floor().negate(),
  };
}

/** What to show of values along an axis: from zero if none is below, to the next whole number. */
export function rangeOfValues(values: readonly Rational[]): Range {
  const least = values.reduce((a, b) => a.min(b), Rational.zero);
  const greatest = values.reduce((a, b) => a.max(b), least);
  return { low: least.floor(), high: greatest.floor().plus(Rational.one) };
}
