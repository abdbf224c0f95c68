import { Rational } from '../../orders';
import { keyOf, sameVertex, turn, type Polygon, type Vertex } from './polygon';

/** Polygons that share edges and have one value, as one: with its boundary, outer rings counter-clockwise, holes clockwise. */
export interface Patch {
  /** Which of the given polygons it consists of. */
  readonly members: readonly number[];
  readonly rings: readonly (readonly Vertex[])[];
}

/** A straight piece of the boundary between two patches; the first lies to the left of the way from `from` to `to`. */
export interface Border {
  readonly from: Vertex;
  readonly to: Vertex;
  readonly between: readonly [number, number];
}

interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
  readonly polygon: number;
}

/**
 * Joins polygons that do not overlap: those of one kind that share a piece of an edge become one patch, and what pieces of edges
 * patches share are their borders. Exact: edges are cut at every corner that lies on them, so that shared pieces are equal.
 */
export function arrange(
  polygons: readonly Polygon[],
  kinds: readonly number[],
): { patches: Patch[]; borders: Border[] } {
  const edges = cutEdges(polygons);
  const byEnds = new Map(edges.map((edge) => [endsOf(edge.from, edge.to), edge]));
  const opposite = (edge: Edge): Edge | undefined => byEnds.get(endsOf(edge.to, edge.from));
  const patchOf = components(polygons.length, edges, (edge) => {
    const other = opposite(edge);
    return other && kinds[other.polygon] === kinds[edge.polygon] ? other.polygon : undefined;
  });
  const outline: Edge[][] = [];
  const shared = new Map<string, { edges: Edge[]; between: readonly [number, number] }>();
  for (const edge of edges) {
    const other = opposite(edge);
    const [mine, theirs] = [patchOf[edge.polygon]!, other && patchOf[other.polygon]!];
    if (mine === theirs) continue;
    (outline[mine] ??= []).push(edge);
    if (theirs === undefined || mine > theirs) continue;
    const group = shared.get(`${mine} ${theirs}`) ?? { edges: [], between: [mine, theirs] };
    shared.set(`${mine} ${theirs}`, group);
    group.edges.push(edge);
  }
  return {
    patches: outline.map((boundary, patch) => ({
      members: polygons.flatMap((_, i) => (patchOf[i] === patch ? [i] : [])),
      rings: ringsOf(boundary),
    })),
    borders: [...shared.values()].flatMap(({ edges: pieces, between }) =>
      straightened(pieces).map(({ from, to }) => ({ from, to, between })),
    ),
  };
}

const endsOf = (from: Vertex, to: Vertex): string => `${keyOf(from)} | ${keyOf(to)}`;

/** All edges of all polygons, each cut at the corners of others that lie on it. */
function cutEdges(polygons: readonly Polygon[]): Edge[] {
  const corners = [...new Map(polygons.flat().map((v) => [keyOf(v), v])).values()];
  return polygons.flatMap((corner, polygon) =>
    corner.flatMap((from, i) => {
      const to = corner[(i + 1) % corner.length]!;
      const on = corners.filter((v) => share(from, to, v) !== undefined);
      on.sort((a, b) => share(from, to, a)!.compare(share(from, to, b)!));
      const stops = [from, ...on, to];
      return on.length === 0
        ? [{ from, to, polygon }]
        : stops.slice(1).map((stop, k) => ({ from: stops[k]!, to: stop, polygon }));
    }),
  );
}

/** How far along the open way from a to b the point lies, between 0 and 1; undefined when it does not lie on it. */
function share(a: Vertex, b: Vertex, v: Vertex): Rational | undefined {
  const horizontal = !a.x.equals(b.x);
  const at = horizontal ? v.x.minus(a.x).over(b.x.minus(a.x)) : v.y.minus(a.y).over(b.y.minus(a.y));
  if (at.sign() <= 0 || at.compare(Rational.one) >= 0) return undefined;
  return turn(a, b, v).isZero() ? at : undefined;
}

/** The number of its component for each of `count` things; components are numbered in the sequence of their first members. */
function components(
  count: number,
  edges: readonly Edge[],
  neighbour: (edge: Edge) => number | undefined,
): number[] {
  const root = Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => (root[i] === i ? i : (root[i] = find(root[i]!)));
  for (const edge of edges) {
    const other = neighbour(edge);
    if (other === undefined) continue;
    const [a, b] = [find(edge.polygon), find(other)];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  const numbers = new Map<number, number>();
  return root.map((_, i) => {
    const first = find(i);
    if (!numbers.has(first)) numbers.set(first, numbers.size);
    return numbers.get(first)!;
  });
}

/** The closed rings that directed edges make, without corners that are none. */
function ringsOf(edges: readonly Edge[]): Vertex[][] {
  const rings: Vertex[][] = [];
  const rest = new Set(edges);
  for (const start of edges) {
    if (!rest.delete(start)) continue;
    const ring = [start.from];
    let end = start.to;
    while (!sameVertex(end, start.from)) {
      ring.push(end);
      const next = [...rest].find((edge) => sameVertex(edge.from, end))!;
      rest.delete(next);
      end = next.to;
    }
    rings.push(ring.filter((v, i) => !turn(ring.at(i - 1)!, v, ring[(i + 1) % ring.length]!).isZero()));
  }
  return rings;
}

/** Edges that go on straight become one. */
function straightened(edges: readonly Edge[]): { from: Vertex; to: Vertex }[] {
  const pieces: { from: Vertex; to: Vertex }[] = edges.map(({ from, to }) => ({ from, to }));
  for (let i = 0; i < pieces.length; i++) {
    const j = pieces.findIndex(
      (other, k) =>
        k !== i &&
        sameVertex(pieces[i]!.to, other.from) &&
        turn(pieces[i]!.from, other.from, other.to).isZero(),
    );
    if (j < 0) continue;
    pieces[i] = { from: pieces[i]!.from, to: pieces[j]!.to };
    pieces.splice(j, 1);
    i = -1;
  }
  return pieces;
}
