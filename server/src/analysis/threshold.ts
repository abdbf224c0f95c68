import { merged, type Form, type Order, type Points, type Region } from '../orders';

/** Whether an order changes its monomial across a hyperplane of exponents, and where. */
export interface Threshold {
  /** The region's part of the hyperplane. */
  readonly face: Region;
  /** Where in it the monomials on the two sides differ. */
  readonly holds: readonly Region[];
  /** Where they do not, as far as points count. */
  readonly rest: readonly Region[];
}

/**
 * Looks at the pieces on both sides of `at = 0` in a region: a threshold is a shared face of pieces with different
 * monomials. Sets of lower dimension than the face do not count. Where the order jumps, one of the two ends before the face,
 * so that their closures count.
 */
export function thresholdOf(order: Order, at: Form, region: Region, points?: Points): Threshold {
  const face = region.with({ form: at, sense: '=' });
  const side = (form: Form): Region => region.with({ form, sense: '>=' }).closure();
  const touching = (half: Region): Order['pieces'] =>
    order.pieces
      .map((piece) => ({ ...piece, region: piece.region.intersect(half).closure() }))
      .filter((piece) => piece.region.fullDimensionalIn(region));
  const above = touching(side(at));
  const below = touching(side(at.negate()));
  const changes = above.flatMap((over) =>
    below.flatMap((under) => {
      if (region.modulo(over.value).equals(region.modulo(under.value))) return [];
      const shared = face.intersect(over.region).intersect(under.region);
      return shared.fullDimensionalIn(face) ? [shared] : [];
    }),
  );
  const holds = face.isEmpty() ? [] : merged(changes);
  let rest = [face];
  for (const other of holds) rest = rest.flatMap((part) => part.minus(other));
  if (points) rest = rest.map((part) => points.close(part));
  return { face, holds, rest: rest.filter((part) => !part.isEmpty()) };
}
