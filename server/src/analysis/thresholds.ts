import { merged, Rational, type Form, type Region } from '../orders';

interface Cell {
  readonly region: Region;
  readonly value: Form;
  readonly pattern?: readonly string[];
}

/** A hyperplane of exponents, `at = 0`, across which an order changes its monomial. */
export interface Face<C> {
  readonly at: Form;
  readonly between: readonly [C, C];
  /** The parts of the hyperplane in which the two meet. */
  readonly where: readonly Region[];
}

/**
 * All thresholds of an order in a region: faces that cells with different monomials share. Equal pairs of monomials and
 * patterns that meet on one hyperplane are one threshold; what cells do in sets of lower dimension than faces does not count.
 */
export function thresholdsOf<C extends Cell>(cells: readonly C[], region: Region): Face<C>[] {
  const full = cells.filter((cell) => cell.region.fullDimensionalIn(region));
  const faces = new Map<string, Face<C>>();
  const name = ({ value, pattern = [] }: Cell): string => `${region.modulo(value).key()} ${pattern.join()}`;
  full.forEach((first, i) => {
    for (const second of full.slice(i + 1)) {
      if (region.modulo(first.value).equals(region.modulo(second.value))) continue;
      const found = sharedFace(first.region, second.region, region);
      if (!found) continue;
      const { at, shared } = found;
      const key = [hyperplane(region.modulo(at)), ...[name(first), name(second)].sort()].join('\n');
      const known = faces.get(key);
      faces.set(key, {
        at: known?.at ?? at,
        between: known?.between ?? [first, second],
        where: merged([...(known?.where ?? []), shared]),
      });
    }
  });
  return [...faces.values()];
}

/** A text that two forms share when they vanish at the same places. Where an order jumps, one pair of monomials can meet on parallel lines. */
function hyperplane(form: Form): string {
  const [first = ''] = form.variables();
  return form.times(Rational.one.over(form.coefficient(first))).key();
}

/** The common face of two regions, where it has one dimension less than the region around them. */
function sharedFace(
  first: Region,
  second: Region,
  around: Region,
): { readonly at: Form; readonly shared: Region } | undefined {
  // Where the order jumps, one of the two ends before the face.
  const shared = around.intersect(first.closure()).intersect(second.closure()).closure();
  if (shared.isEmpty() || shared.codimension() !== around.codimension() + 1) return undefined;
  for (const { form } of first.constraints) {
    const at = around.modulo(form);
    if (!at.isConstant() && shared.implies({ form, sense: '=' })) return { at: form, shared };
  }
  return undefined;
}
