import type { Constraint } from './constraint';
import type { Form, Point } from './form';
import type { Piece } from './piece';
import { covered } from './union';

/** A nested form of a piecewise monomial: what a reader writes as `min(d^3, max(d, sqrt(d*N)))`. */
export type MinMax =
  | { readonly kind: 'monomial'; readonly form: Form }
  | { readonly kind: 'min' | 'max'; readonly items: readonly MinMax[] };

/**
 * An order, given by its pieces and their different values, as a minimum of maxima of monomials, with what the maxima share
 * taken out; undefined when there is none (the domain is not convex). With S(x) the monomials that are at most the function at
 * x, the function is min over x of max S(x) on a convex domain (Ovchinnikov 2002); here this is checked, not assumed.
 */
export function asMinMax(pieces: readonly Piece[], values: readonly Form[]): MinMax | undefined {
  const parts = pieces.flatMap((piece) => uncrossed(piece, values));
  let maxima = minimal(
    parts.map((part) => values.filter((form) => part.region.implies(atLeast(part.value, form)))),
  );
  const staysAbove = (set: readonly Form[]): boolean =>
    pieces.every(({ region, value }) =>
      region.with(...set.map((form): Constraint => ({ ...atLeast(value, form), sense: '>' }))).isEmpty(),
    );
  const reaches = (sets: readonly (readonly Form[])[]): boolean =>
    pieces.every(({ region, value }) => {
      if (sets.some((set) => set.every((form) => region.implies(atLeast(value, form))))) return true;
      const point = region.witness();
      if (point && !sets.some((set) => set.every((form) => isAbove(value, form, point)))) return false;
      return covered(
        region,
        sets.map((set) => region.with(...set.map((form) => atLeast(value, form)))),
      );
    });
  if (maxima.length === 0 || !maxima.every(staysAbove)) return undefined;
  for (const set of [...maxima].reverse()) {
    const fewer = maxima.filter((other) => other !== set);
    if (reaches(fewer)) maxima = fewer;
  }
  const shortest = maxima.map((set) =>
    set.reduceRight<Form[]>((kept, form) => {
      const fewer = kept.filter((other) => other !== form);
      return fewer.length > 0 && staysAbove(fewer) ? fewer : kept;
    }, set),
  );
  return factored(minimal(shortest));
}

/** Whether the one is at least the other at a point, and at whatever a variable is that the point leaves open. */
const isAbove = (left: Form, right: Form, point: Point): boolean => {
  const gap = left.minus(right);
  return gap.variables().some((name) => !point.has(name)) || gap.evaluate(point).sign() >= 0;
};

const atLeast = (left: Form, right: Form): Constraint => ({ form: left.minus(right), sense: '>=' });

/**
 * Parts of the piece in which no monomial crosses its value: all of them, or one in which the fewest monomials are at most the
 * value, where there is such a part; the others have more of them, and would be left out.
 */
function uncrossed(piece: Piece, values: readonly Form[]): Piece[] {
  const { region, value } = piece;
  const crossing = values.filter((other) =>
    [atLeast(value, other), atLeast(other, value)].every((side) =>
      region.with(side).fullDimensionalIn(region),
    ),
  );
  const fewest = region.with(...crossing.map((other) => atLeast(other, value)));
  if (fewest.fullDimensionalIn(region)) return [{ region: fewest, value }];
  return values.reduce<Piece[]>(
    (parts, other) =>
      parts.flatMap((part) => {
        const sides = [atLeast(part.value, other), atLeast(other, part.value)].map((side) =>
          part.region.with(side),
        );
        if (!sides.every((side) => side.fullDimensionalIn(part.region))) return [part];
        return sides.map((region) => ({ region, value: part.value }));
      }),
    [piece],
  );
}

/** Without sets that contain another: their maxima are never smaller. */
function minimal(sets: readonly Form[][]): Form[][] {
  return sets.filter(
    (set, i) =>
      !sets.some(
        (other, k) => k !== i && other.every((f) => set.includes(f)) && (other.length < set.length || k < i),
      ),
  );
}

/** min(max(a, b), max(a, c), d) = min(max(a, min(b, c)), d), beginning with what most maxima share. */
function factored(sets: readonly (readonly Form[])[]): MinMax {
  const monomial = (form: Form): MinMax => ({ kind: 'monomial', form });
  const counts = new Map<Form, number>();
  for (const form of sets.flat()) counts.set(form, (counts.get(form) ?? 0) + 1);
  const [shared, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  if (count < 2) {
    const maxima = sets.map((set) => join('max', set.map(monomial)));
    return join('min', maxima);
  }
  const without = sets.filter((set) => !set.includes(shared));
  const rests = sets
    .filter((set) => set.includes(shared))
    .map((set) => set.filter((form) => form !== shared));
  const group = join('max', [monomial(shared), factored(rests)]);
  return without.length === 0 ? group : join('min', [group, factored(without)]);
}

function join(kind: 'min' | 'max', items: readonly MinMax[]): MinMax {
  const flat = items.flatMap((item) => (item.kind === kind ? item.items : [item]));
  return flat.length === 1 ? flat[0]! : { kind, items: flat };
}
