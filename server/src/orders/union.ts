import { opposites, type Constraint } from './constraint';
import { Region } from './region';

/**
 * The union of the regions if it is convex, otherwise undefined. The union lies in the region of the constraints that
 * hold on all of them, and is convex exactly when it fills it (Bemporad, Fukuda and Torrisi 2001).
 */
export function convexUnion(regions: readonly Region[]): Region | undefined {
  const shared: Constraint[] = [];
  for (const region of regions) {
    for (const constraint of region.constraints.flatMap(halves)) {
      if (regions.every((other) => other === region || other.implies(constraint))) shared.push(constraint);
    }
  }
  const envelope = new Region(shared);
  return covered(envelope, regions) ? envelope.reduced() : undefined;
}

/** An equality as two inequalities. */
function halves(constraint: Constraint): Constraint[] {
  const { form, sense } = constraint;
  if (sense !== '=') return [constraint];
  return [
    { ...constraint, sense: '>=' },
    { form: form.negate(), sense: '>=' },
  ];
}

/** The part of a region that is in none of the others, as disjoint convex pieces. */
export function subtract(region: Region, others: readonly Region[]): Region[] {
  return others.reduce<Region[]>(
    (pieces, other) => pieces.flatMap((piece) => piece.minus(other)),
    region.isEmpty() ? [] : [region],
  );
}

/**
 * Fewer regions with the same union: regions inside others go, and groups whose union is convex become one, all
 * together if possible, otherwise two at a time.
 */
export function merged(regions: readonly Region[]): Region[] {
  const rest = regions.filter(
    (region, i) =>
      !region.isEmpty() &&
      !regions.some((other, j) => j !== i && other.includes(region) && (j < i || !region.includes(other))),
  );
  if (rest.length < 2) return rest;
  const whole = convexUnion(rest);
  if (whole) return [whole];
  for (let i = 0; rest.length > 2 && i < rest.length; i++) {
    for (let j = i + 1; j < rest.length; j++) {
      const pair = mayTouch(rest[i]!, rest[j]!) ? convexUnion([rest[i]!, rest[j]!]) : undefined;
      if (!pair) continue;
      rest.splice(j, 1);
      rest.splice(i, 1, pair);
      // A merged region may fit with one that was passed over.
      i = -1;
      break;
    }
  }
  return rest;
}

/** Two regions without a common point even in their closures have no convex union. */
function mayTouch(left: Region, right: Region): boolean {
  return !left.closure().intersect(right.closure()).isEmpty();
}

/** The complement of the region's part of `within`, as closed pieces that overlap in no interior point. */
export function closedOutside(within: Region, region: Region): Region[] {
  const pieces: Region[] = [];
  const met: Constraint[] = [];
  for (const constraint of region.constraints) {
    if (within.implies(constraint)) continue;
    for (const { form } of opposites(constraint)) {
      pieces.push(within.with(...met, { form, sense: '>=' }));
    }
    met.push(constraint);
  }
  return pieces;
}

/** Whether the others together contain the region; stops at the first part that they leave out. */
export function covered(region: Region, others: readonly Region[]): boolean {
  if (region.isEmpty()) return true;
  const [first, ...rest] = others;
  if (!first) return false;
  const met: Constraint[] = [];
  for (const constraint of first.constraints) {
    if (region.implies(constraint)) continue;
    if (!opposites(constraint).every((opposite) => covered(region.with(...met, opposite), rest)))
      return false;
    met.push(constraint);
  }
  return true;
}
