import { Form, Rational, type Point, type Region } from '../../orders';

/** The variables of the plane. No name of a text has a blank in it. */
export const X = 'x axis';
export const Y = 'y axis';

export interface Vertex {
  readonly x: Rational;
  readonly y: Rational;
}

/** A convex polygon with positive area, its corners counter-clockwise, or nothing. */
export type Polygon = readonly Vertex[];

export const pointAt = ({ x, y }: Vertex): Point =>
  new Map([
    [X, x],
    [Y, y],
  ]);

export const sameVertex = (a: Vertex, b: Vertex): boolean => a.x.equals(b.x) && a.y.equals(b.y);

export const keyOf = ({ x, y }: Vertex): string => `${x.toString()} ${y.toString()}`;

export function rectangle(low: Vertex, high: Vertex): Polygon {
  return [low, { x: high.x, y: low.y }, high, { x: low.x, y: high.y }];
}

/** Twice the signed area of the triangle: positive when c lies to the left of the way from a to b. */
export function turn(a: Vertex, b: Vertex, c: Vertex): Rational {
  return b.x
    .minus(a.x)
    .times(c.y.minus(a.y))
    .minus(b.y.minus(a.y).times(c.x.minus(a.x)));
}

/** Twice the area. */
export function doubleArea(polygon: Polygon): Rational {
  const [first, ...rest] = polygon;
  return rest.reduce(
    (sum, v, i) => (first && i > 0 ? sum.plus(turn(first, rest[i - 1]!, v)) : sum),
    Rational.zero,
  );
}

/** The form that vanishes on the line through a and b and is positive to its left. */
export function lineThrough(a: Vertex, b: Vertex): Form {
  const [dx, dy] = [b.x.minus(a.x), b.y.minus(a.y)];
  return Form.variable(Y, dx)
    .minus(Form.variable(X, dy))
    .plus(Form.constant(dy.times(a.x).minus(dx.times(a.y))));
}

/** The part of the polygon where the form is not negative (Sutherland and Hodgman 1974); nothing when it has no area. */
export function clip(polygon: Polygon, form: Form): Polygon {
  const heights = polygon.map((v) => form.evaluate(pointAt(v)));
  const kept = polygon.flatMap((v, i): Vertex[] => {
    const next = (i + 1) % polygon.length;
    const [h, k] = [heights[i]!, heights[next]!];
    const crossing = h.sign() * k.sign() < 0 ? [between(v, polygon[next]!, h.over(h.minus(k)))] : [];
    return h.sign() >= 0 ? [v, ...crossing] : crossing;
  });
  return kept.length > 2 && doubleArea(kept).sign() > 0 ? kept : [];
}

/** The part of the polygon that is not in the other, as convex polygons. */
export function subtract(polygon: Polygon, other: Polygon): Polygon[] {
  const outside: Polygon[] = [];
  let rest = polygon;
  for (const [i, v] of other.entries()) {
    const line = lineThrough(v, other[(i + 1) % other.length]!);
    outside.push(clip(rest, line.negate()));
    rest = clip(rest, line);
    if (rest.length === 0) return [polygon];
  }
  return outside.filter((part) => part.length > 0);
}

/** A point inside. */
export function middle(polygon: Polygon): Vertex {
  const share = Rational.of(1, polygon.length);
  const sum = (values: readonly Rational[]): Rational => values.reduce((a, b) => a.plus(b), Rational.zero);
  return { x: sum(polygon.map((v) => v.x)).times(share), y: sum(polygon.map((v) => v.y)).times(share) };
}

function between(a: Vertex, b: Vertex, share: Rational): Vertex {
  return {
    x: a.x.plus(b.x.minus(a.x).times(share)),
    y: a.y.plus(b.y.minus(a.y).times(share)),
  };
}

/** The corners of a region of the plane: where two of its lines cross inside of it. */
export function corners(region: Region): Vertex[] {
  const closed = region.closure();
  const lines = closed.constraints.map((c) => c.form);
  return lines.flatMap((first, i) =>
    lines.slice(i + 1).flatMap((second) => {
      const corner = crossing(first, second);
      return corner && closed.contains(pointAt(corner)) ? [corner] : [];
    }),
  );
}

/** Where two lines cross (Cramer's rule); undefined when they are parallel. */
function crossing(first: Form, second: Form): Vertex | undefined {
  const [a, b, c] = [first.coefficient(X), first.coefficient(Y), first.constant];
  const [d, e, f] = [second.coefficient(X), second.coefficient(Y), second.constant];
  const determinant = a.times(e).minus(b.times(d));
  if (determinant.isZero()) return undefined;
  return {
    x: b.times(f).minus(c.times(e)).over(determinant),
    y: c.times(d).minus(a.times(f)).over(determinant),
  };
}
