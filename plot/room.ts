import type { Frame } from './locate';
import {
  box,
  distance,
  inside,
  length,
  overlap,
  shapeOf,
  sides,
  type Place,
  type Segment,
  type Shape,
  type Size,
} from './shapes';

/** Where a text fits. */
export interface Spot {
  readonly at: Place;
  /** Degrees, clockwise. */
  readonly rotate: number;
  readonly shape: Shape;
}

/** Places that are tried across a region or the frame, each way. */
const GRID = 28;
/** Between a threshold and its equation. */
const GAP = 2;
/** Shares of a threshold's length at which its equation may have its middle, the best first. */
const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9];

/** The roomiest spot for a text inside of a region, clear of what is taken. */
export function within(
  rings: readonly (readonly Place[])[],
  size: Size,
  taken: readonly Shape[],
): Spot | undefined {
  const edges = sides(rings);
  const center = middle(rings.flat());
  const room = (at: Place): number => roomAround(at, edges) - apart(at, center) / 10;
  const places = grid(extent(rings.flat()), size).filter((at) => inside(at, edges));
  return firstFree(
    byCost(places, (at) => -room(at)),
    size,
    [...taken, ...edges.map(shapeOf)],
  );
}

/** The innermost place of a region. */
export function innermost(rings: readonly (readonly Place[])[]): Place {
  const edges = sides(rings);
  const places = grid(extent(rings.flat()), { width: 0, height: 0 }).filter((at) => inside(at, edges));
  return byCost(places, (at) => -roomAround(at, edges))[0] ?? middle(rings.flat());
}

/** The free spot nearest to a place. */
export function near(place: Place, size: Size, frame: Frame, taken: readonly Shape[]): Spot | undefined {
  return firstFree(
    byCost(grid(frame, size), (at) => apart(at, place)),
    size,
    taken,
  );
}

/** A spot along a line, on either side of it, inside of the frame and clear of what is taken. */
export function beside(
  { from, to }: Segment,
  size: Size,
  frame: Frame,
  taken: readonly Shape[],
): Spot | undefined {
  const [a, b] = from.x < to.x || (from.x === to.x && from.y > to.y) ? [from, to] : [to, from];
  const total = length({ from: a, to: b });
  const rotate = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  const off = (size.height / 2 + GAP) / total;
  for (const share of total < size.width ? [0.5] : SHARES)
    for (const side of [1, -1]) {
      const at = {
        x: a.x + (b.x - a.x) * share + side * off * (b.y - a.y),
        y: a.y + (b.y - a.y) * share - side * off * (b.x - a.x),
      };
      const shape = box(at, size, rotate);
      if (contains(frame, shape) && !taken.some((other) => overlap(shape, other)))
        return { at, rotate, shape };
    }
  return undefined;
}

/** Places at which a box stays inside of a rectangle. */
function grid({ left, top, right, bottom }: Frame, { width, height }: Size): Place[] {
  const [w, h] = [right - left - width, bottom - top - height];
  if (w < 0 || h < 0) return [];
  return Array.from({ length: (GRID + 1) ** 2 }, (_, i) => ({
    x: left + width / 2 + (w * (i % (GRID + 1))) / GRID,
    y: top + height / 2 + (h * Math.floor(i / (GRID + 1))) / GRID,
  }));
}

const contains = ({ left, top, right, bottom }: Frame, shape: Shape): boolean =>
  shape.every(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom);

const extent = (places: readonly Place[]): Frame => ({
  left: Math.min(...places.map(({ x }) => x)),
  top: Math.min(...places.map(({ y }) => y)),
  right: Math.max(...places.map(({ x }) => x)),
  bottom: Math.max(...places.map(({ y }) => y)),
});

const middle = (places: readonly Place[]): Place => ({
  x: places.reduce((sum, { x }) => sum + x, 0) / places.length,
  y: places.reduce((sum, { y }) => sum + y, 0) / places.length,
});

const roomAround = (at: Place, edges: readonly Segment[]): number =>
  Math.min(...edges.map((edge) => distance(at, edge)));

const apart = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

function byCost(places: readonly Place[], cost: (place: Place) => number): Place[] {
  const costs = new Map(places.map((place) => [place, cost(place)]));
  return [...places].sort((a, b) => costs.get(a)! - costs.get(b)!);
}

function firstFree(places: readonly Place[], size: Size, taken: readonly Shape[]): Spot | undefined {
  for (const at of places) {
    const shape = box(at, size);
    if (!taken.some((other) => overlap(shape, other))) return { at, rotate: 0, shape };
  }
  return undefined;
}
