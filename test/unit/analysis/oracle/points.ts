import { Rational, type Point, type Region } from '../../../../server/src/orders';
import { dot, Fraction, inverse } from './fraction';
import { freeName } from './text';
import type { Problem } from './problem';
import type { Random } from './random';

/** A place in the diagram of the free scales, and why it is looked at. */
export interface Place {
  readonly kind: 'random' | 'threshold' | 'beside a threshold' | 'corner';
  readonly free: readonly Fraction[];
}

const fraction = (q: Rational | undefined): Fraction => (q ? Fraction.parse(q.toString()) : Fraction.one);

/** A width d^0 keeps its name as a coordinate, at zero. */
export function pointAt(problem: Problem, free: readonly Fraction[]): Point {
  return new Map([
    ...free.map((q, i): [string, Rational] => [freeName(problem, i), Rational.parse(q.toString())]),
    ...problem.layers.map((_, i): [string, Rational] => [`N${i + 1}`, Rational.zero]),
  ]);
}

export function randomPlaces(problem: Problem, random: Random, count: number): Place[] {
  return Array.from({ length: count }, () => ({
    kind: 'random',
    free: problem.ends.map((end) => random.exponent(end ?? 7)),
  }));
}

/** A point inside the common boundary of two cells, and one on each side of it. */
export function thresholds(
  problem: Problem,
  cells: readonly Region[],
  random: Random,
  most: number,
): Place[] {
  const names = problem.ends.map((_, i) => freeName(problem, i));
  const inside = (region: Region): Fraction[] | undefined => {
    const point = region.witness();
    return point && names.map((name) => fraction(point.get(name)));
  };
  const pairs = cells.flatMap((a, i) => cells.slice(i + 1).map((b) => [a, b] as const));
  const places: Place[] = [];
  while (pairs.length > 0 && places.length < 3 * most) {
    const [a, b] = pairs.splice(random.whole(0, pairs.length - 1), 1)[0]!;
    const middle = inside(a.intersect(b));
    if (!middle) continue;
    places.push({ kind: 'threshold', free: middle });
    for (const cell of [a, b]) {
      const into = inside(cell)!;
      const step = Fraction.of(1, random.of([7, 97, 997]));
      places.push({
        kind: 'beside a threshold',
        free: middle.map((q, i) => q.plus(step.times(into[i]!.minus(q)))),
      });
    }
  }
  return places;
}

/** Corners of a cell: points where as many of its constraints are tight as there are free scales. */
export function corners(problem: Problem, cell: Region, random: Random, most: number): Place[] {
  const names = problem.ends.map((_, i) => freeName(problem, i));
  const rows = cell.constraints.map(({ form }) => ({
    form: names.map((name) => fraction(form.coefficient(name))),
    constant: fraction(form.constant),
  }));
  const places: Place[] = [];
  for (let tries = 0; tries < 4 * most && places.length < most && rows.length >= names.length; tries++) {
    const rest = [...rows];
    const tight = names.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0]!);
    const inverted = inverse(tight.map((row) => row.form));
    const right = tight.map((row) => row.constant.negate());
    const free = inverted?.map((row) => dot(row, right));
    if (free && cell.contains(pointAt(problem, free))) places.push({ kind: 'corner', free });
  }
  return places;
}

/** Points of the region very near to one, in all directions. */
export function surroundings(
  problem: Problem,
  region: Region,
  free: readonly Fraction[],
  random: Random,
): (readonly Fraction[])[] {
  const closed = region.closure();
  return Array.from({ length: 60 }, () =>
    free.map((q) => q.plus(Fraction.of(random.whole(-1000, 1000), 10_000_000))),
  ).filter((near) => closed.contains(pointAt(problem, near)));
}
