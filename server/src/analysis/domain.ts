import type { Order, Point, Region } from '../orders';

/** A point of the region where one of the orders is not defined. */
export function uncovered(region: Region, ...orders: Order[]): Point | undefined {
  for (const order of orders) {
    let rest = [region];
    for (const piece of order.pieces) rest = rest.flatMap((part) => part.minus(piece.region));
    const point = rest[0]?.witness();
    if (point) return point;
  }
  return undefined;
}
