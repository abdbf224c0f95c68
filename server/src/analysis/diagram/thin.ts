import { Form, Rational, Region } from '../../orders';
import type { PicturedPiece } from './pictured';
import { corners, keyOf, pointAt, sameVertex, turn, X, Y, type Polygon, type Vertex } from './polygon';
import type { Slice } from './slice';

/** What a piece without inner points covers of the plane; both ends are one where that is a point. */
export interface ThinPiece {
  readonly piece: PicturedPiece;
  readonly from: Vertex;
  readonly to: Vertex;
}

/**
 * What holds on lines and at points only: pieces without inner points, less what wider pieces that say the same cover. Of pieces
 * with exponents there are none: orders are continuous, so what holds on a line holds beside it.
 */
export function thinPieces(
  pieces: readonly PicturedPiece[],
  { coordinates }: Slice,
  window: Polygon,
): ThinPiece[] {
  const parts = pieces
    .filter(({ value }) => value === undefined)
    .map((piece) => {
      const constraints = piece.region.constraints.map((c) => ({
        ...c,
        form: c.form.substitute(coordinates),
      }));
      const region = new Region(constraints);
      return { piece, region, dimension: 2 - region.codimension() };
    })
    .filter(({ dimension }) => dimension >= 0);
  const found: ThinPiece[] = [];
  for (const { piece, region, dimension } of [...parts].sort((a, b) => b.dimension - a.dimension)) {
    if (dimension === 2) continue;
    const same = parts.filter((p) => p.dimension > dimension && kindOf(p.piece) === kindOf(piece));
    const isCovered = (v: Vertex): boolean => same.some((p) => p.region.contains(pointAt(v)));
    const ends = unique(corners(region.with(...inside(window))));
    const [from] = ends;
    if (!from) continue;
    const to = ends.at(-1)!;
    const stops = dimension === 0 ? [from] : stopsOn(from, to, same);
    if (stops.length === 1) {
      if (!isCovered(from)) found.push({ piece, from, to: from });
      continue;
    }
    for (const [i, next] of stops.slice(1).entries())
      if (!isCovered(halfway(stops[i]!, next))) found.push({ piece, from: stops[i]!, to: next });
  }
  return joined(found);
}

const kindOf = ({ formula, pattern = [] }: PicturedPiece): string => JSON.stringify([formula, pattern]);

const inside = (window: Polygon): { form: Form; sense: '>=' }[] => {
  const [low, , high] = window as [Vertex, Vertex, Vertex];
  const bound = (variable: string, least: Rational, most: Rational) => [
    { form: Form.variable(variable).minus(Form.constant(least)), sense: '>=' as const },
    { form: Form.constant(most).minus(Form.variable(variable)), sense: '>=' as const },
  ];
  return [...bound(X, low.x, high.x), ...bound(Y, low.y, high.y)];
};

/** From one end of a line to the other, without repetition. */
function unique(vertices: readonly Vertex[]): Vertex[] {
  const found = [...new Map(vertices.map((v) => [keyOf(v), v])).values()];
  return found.sort((a, b) => a.x.compare(b.x) || a.y.compare(b.y));
}

/** The ends of a line, and where it crosses the boundaries of regions. */
function stopsOn(from: Vertex, to: Vertex, parts: readonly { readonly region: Region }[]): Vertex[] {
  const crossings = parts.flatMap(({ region }) =>
    region.constraints.flatMap(({ form }) => {
      const [h, k] = [form.evaluate(pointAt(from)), form.evaluate(pointAt(to))];
      return h.sign() * k.sign() < 0 ? [between(from, to, h.over(h.minus(k)))] : [];
    }),
  );
  return unique([from, ...crossings, to]);
}

function between(a: Vertex, b: Vertex, share: Rational): Vertex {
  return { x: a.x.plus(b.x.minus(a.x).times(share)), y: a.y.plus(b.y.minus(a.y).times(share)) };
}

const halfway = (a: Vertex, b: Vertex): Vertex => between(a, b, Rational.of(1, 2));

/** Each once: lines of one kind that go on straight, or overlap, are one, and points on them are none. */
function joined(pieces: readonly ThinPiece[]): ThinPiece[] {
  const result: ThinPiece[] = [];
  for (const piece of pieces) {
    const i = result.findIndex((other) => kindOf(other.piece) === kindOf(piece.piece) && meet(other, piece));
    if (i < 0) {
      result.push(piece);
      continue;
    }
    const [other] = result.splice(i, 1);
    const ends = unique([other!.from, other!.to, piece.from, piece.to]);
    result.push({ piece: other!.piece, from: ends[0]!, to: ends.at(-1)! });
    return joined([...result, ...pieces.slice(pieces.indexOf(piece) + 1)]);
  }
  return result;
}

/** Whether two pieces, each from its lesser end, are of one line and touch. */
function meet(a: ThinPiece, b: ThinPiece): boolean {
  const all = [a.from, a.to, b.from, b.to];
  const [first, last] = [unique(all)[0]!, unique(all).at(-1)!];
  if (!sameVertex(first, last) && all.some((v) => !turn(first, last, v).isZero())) return false;
  const after = (p: Vertex, q: Vertex): boolean => (p.x.compare(q.x) || p.y.compare(q.y)) > 0;
  return !after(a.from, b.to) && !after(b.from, a.to);
}
