import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clip, pointAt, rectangle, X, Y, type Vertex } from '../../../server/src/analysis/diagram/polygon';
import type { Analysis } from '../../../server/src/analysis/facts';
import { Form, Rational } from '../../../server/src/orders';
import { smallRational } from '../orders/support';
import { area, at, drawn, holds, q, say, total } from './planes';
import { analysisOf } from './support';

/** A line a x + b y + c = 0. */
type Line = readonly [Rational, Rational, Rational];

function crossing([a, b, c]: Line, [d, e, f]: Line): Vertex | undefined {
  const determinant = a.times(e).minus(b.times(d));
  if (determinant.isZero()) return undefined;
  return {
    x: b.times(f).minus(c.times(e)).over(determinant),
    y: c.times(d).minus(a.times(f)).over(determinant),
  };
}

const height = ([a, b, c]: Line, { x, y }: Vertex): Rational => a.times(x).plus(b.times(y)).plus(c);

const anyLine = fc
  .tuple(smallRational, smallRational, smallRational)
  .filter(([a, b]) => !a.isZero() || !b.isZero());

const WINDOW: readonly Line[] = [
  [q('1'), q('0'), q('0')],
  [q('-1'), q('0'), q('4')],
  [q('0'), q('1'), q('0')],
  [q('0'), q('-1'), q('4')],
];

describe('polygons', () => {
  it('have the corners that trying all pairs of lines gives', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 6 }), (lines) => {
        const polygon = lines.reduce(
          (rest, [a, b, c]) =>
            clip(rest, Form.variable(X, a).plus(Form.variable(Y, b)).plus(Form.constant(c))),
          rectangle(at('0', '0'), at('4', '4')),
        );
        const all = [...WINDOW, ...lines];
        const corners = all
          .flatMap((first, i) => all.slice(i + 1).flatMap((second) => crossing(first, second) ?? []))
          .filter((v) => all.every((line) => height(line, v).sign() >= 0));
        const expected = new Set(corners.map(say));
        if (polygon.length === 0) {
          // What is left has no area: all corners on one line.
          const [v, w] = [corners[0], corners.find((c) => say(c) !== say(corners[0]!))];
          assert.ok(!v || !w || corners.every((c) => area([v, w, c]).isZero()));
        } else {
          const found = new Set(polygon.map(say));
          // A line that only touches adds a corner on an edge: brute force finds it, too.
          for (const v of found) assert.ok(expected.has(v), v);
          const extreme = corners.filter((v) => isCorner(v, corners));
          for (const v of extreme) assert.ok(found.has(say(v)), say(v));
          assert.ok(area(polygon).sign() > 0);
        }
      }),
    );
  });
});

/** Whether a point is between no two others of a convex set. */
const isCorner = (v: Vertex, all: readonly Vertex[]): boolean =>
  !all.some((a) =>
    all.some((b) => {
      if ([a, b].some((end) => say(end) === say(v)) || !area([a, b, v]).isZero()) return false;
      const between = (x: Rational, y: Rational, z: Rational): boolean =>
        x.minus(y).sign() * z.minus(y).sign() <= 0;
      return between(a.x, v.x, b.x) && between(a.y, v.y, b.y);
    }),
  );

/** A monomial N^p M^q d^r as its exponents, and expressions over them with their own evaluation. */
type Powers = readonly [Rational, Rational, Rational];
type Shape =
  | { readonly kind: 'min' | 'sum'; readonly items: readonly Shape[] }
  | { readonly kind: 'power'; readonly powers: Powers };

const anyPower: fc.Arbitrary<Shape> = fc
  .tuple(smallRational, smallRational, smallRational)
  .map((powers) => ({ kind: 'power', powers }));
const anySum = (item: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
  fc.record({
    kind: fc.constantFrom('min' as const, 'sum' as const),
    items: fc.array(item, { minLength: 2, maxLength: 3 }),
  });
const anyShape = anySum(fc.oneof(anyPower, anySum(anyPower)));

const written = (shape: Shape): string =>
  shape.kind === 'power'
    ? ['N', 'M', 'd'].map((name, i) => `${name}^(${shape.powers[i]!.toString()})`).join('*')
    : shape.kind === 'min'
      ? `min(${shape.items.map(written).join(', ')})`
      : `(${shape.items.map(written).join(' + ')})`;

function valueAt(shape: Shape, { x, y }: Vertex): Rational {
  if (shape.kind === 'power')
    return shape.powers[0].times(x).plus(shape.powers[1].times(y)).plus(shape.powers[2]);
  const values = shape.items.map((item) => valueAt(item, { x, y }));
  return values.reduce((a, b) => (shape.kind === 'min' ? a.min(b) : a.max(b)));
}

const linesOf = (shape: Shape): Line[] =>
  shape.kind === 'power' ? [shape.powers] : shape.items.flatMap(linesOf);

const anyPoint = fc
  .tuple(fc.integer({ min: 0, max: 48 }), fc.integer({ min: 0, max: 48 }))
  .map(([i, j]): Vertex => ({ x: Rational.of(i, 12), y: Rational.of(j, 12) }));

const square = (shape: Shape): Analysis =>
  analysisOf(`scale d\nscale N = d^a, 0 <= a <= 4\nscale M = d^b, 0 <= b <= 4\nlet E = ${written(shape)}`);

describe('a diagram of a random order', () => {
  it('covers the window once, with the value of the order everywhere', () => {
    fc.assert(
      fc.property(anyShape, fc.array(anyPoint, { minLength: 20, maxLength: 20 }), (shape, points) => {
        const { cells, derived, allowed } = drawn(square(shape), 'E');
        assert.ok(derived && allowed);
        assert.equal(total(cells.flatMap((cell) => cell.polygons.map(area))), '32');
        assert.equal(total(cells.flatMap((cell) => cell.rings.map(area))), '32');
        for (const p of points) {
          const here = cells.filter((cell) => cell.polygons.some((polygon) => holds(polygon, p)));
          assert.ok(here.length > 0, say(p));
          for (const cell of here)
            assert.equal(cell.value!.evaluate(pointAt(p)).toString(), valueAt(shape, p).toString(), say(p));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has corners only where lines cross on which two monomials are equal, or the window ends', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const forms = linesOf(shape);
        const gaps = forms.flatMap(([a, b, c], i) =>
          forms.slice(i + 1).map(([d, e, f]): Line => [a.minus(d), b.minus(e), c.minus(f)]),
        );
        const lines = [...WINDOW, ...gaps];
        const allowed = new Set(
          lines
            .flatMap((first, i) => lines.slice(i + 1).flatMap((second) => crossing(first, second) ?? []))
            .map(say),
        );
        const { cells } = drawn(square(shape), 'E');
        for (const cell of cells) {
          for (const v of [...cell.polygons, ...cell.rings].flat()) assert.ok(allowed.has(say(v)), say(v));
          // No corner of an outline is straight.
          for (const ring of cell.rings)
            ring.forEach((v, i) =>
              assert.ok(!area([ring.at(i - 1)!, v, ring[(i + 1) % ring.length]!]).isZero()),
            );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has thresholds exactly where the order changes its form', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const { cells, thresholds } = drawn(square(shape), 'E');
        for (const { from, to, between } of thresholds) {
          const [left, right] = between.map((i) => cells[i]!.value) as [Form, Form];
          assert.ok(!left.equals(right));
          for (const end of [from, to])
            assert.ok(
              left.evaluate(pointAt(end)).equals(right.evaluate(pointAt(end))),
              'the order is continuous',
            );
        }
        // Outlines minus the window's own sides are the thresholds, each seen from two cells.
        const length = (v: Vertex, w: Vertex): Rational => {
          const size = (x: Rational): Rational => (x.sign() < 0 ? x.negate() : x);
          return size(w.x.minus(v.x)).plus(size(w.y.minus(v.y)));
        };
        const outline = total(
          cells.flatMap((cell) =>
            cell.rings.flatMap((ring) => ring.map((v, i) => length(v, ring[(i + 1) % ring.length]!))),
          ),
        );
        const inner = thresholds.map(({ from, to }) => length(from, to).times(q('2')));
        assert.equal(outline, total([...inner, q('16')]));
      }),
      { numRuns: 40 },
    );
  });
});
