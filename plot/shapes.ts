/** Plane geometry in the picture's own units, in floating point: for places of labels only. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Segment {
  readonly from: Place;
  readonly to: Place;
}

/** A convex shape by its corners; a segment has two. */
export type Shape = readonly Place[];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle around a place, turned clockwise by an angle in degrees. */
export function box(at: Place, { width, height }: Size, degrees = 0): Shape {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([i = 0, j = 0]) => {
    const [u, v] = [(i * width) / 2, (j * height) / 2];
    return { x: at.x + u * cos - v * sin, y: at.y + u * sin + v * cos };
  });
}

export const shapeOf = ({ from, to }: Segment): Shape => [from, to];

/** Whether two convex shapes have a common point: no line along a side separates them (the separating axis theorem). */
export function overlap(a: Shape, b: Shape): boolean {
  for (const shape of [a, b])
    for (const [i, p] of shape.entries()) {
      const q = shape[(i + 1) % shape.length]!;
      for (const [nx, ny] of [
        [p.y - q.y, q.x - p.x],
        [q.x - p.x, q.y - p.y],
      ] as const) {
        const [lowA, highA] = extent(a, nx, ny);
        const [lowB, highB] = extent(b, nx, ny);
        if (highA < lowB || highB < lowA) return false;
      }
    }
  return true;
}

function extent(shape: Shape, nx: number, ny: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { x, y } of shape) {
    const height = x * nx + y * ny;
    low = Math.min(low, height);
    high = Math.max(high, height);
  }
  return [low, high];
}

/** Whether a place lies inside of the closed rings that have these sides (even-odd). */
export function inside({ x, y }: Place, edges: readonly Segment[]): boolean {
  let odd = false;
  for (const { from, to } of edges)
    if (from.y > y !== to.y > y && x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x))
      odd = !odd;
  return odd;
}

export const sides = (rings: readonly (readonly Place[])[]): Segment[] =>
  rings.flatMap((ring) => ring.map((from, i) => ({ from, to: ring[(i + 1) % ring.length]! })));

/** Distance of a place from a segment. */
export function distance({ x, y }: Place, { from, to }: Segment): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from.x - t * dx, y - from.y - t * dy);
}

export const length = ({ from, to }: Segment): number => Math.hypot(to.x - from.x, to.y - from.y);
