import type { Form } from './form';
import type { Order } from './order';
import { subtract } from './union';

/** A nested form of a piecewise monomial: what a reader writes as `min(d^3, max(d, sqrt(d*N)))`. */
export type MinMax =
  | { readonly kind: 'monomial'; readonly form: Form }
  | { readonly kind: 'min' | 'max'; readonly items: readonly MinMax[] };

/**
 * The order as a minimum of maxima of monomials, with what the maxima share taken out; undefined when there is none
 * (the domain is not convex). With S_i the monomials that are nowhere above the i-th piece's on its region, the
 * function is min_i max S_i on a convex domain (Tarela and Martínez 1999); here this is checked, not assumed.
 */
export function asMinMax(order: Order): MinMax | undefined {
  const values = order.values();
  const forms = new Map(values.map((form) => [form.key(), form]));
  let maxima = order.pieces.map(({ region, value }) =>
    values
      .filter((other) => region.implies({ form: value.minus(other), sense: '>=' }))
      .map((form) => form.key()),
  );
  const isOrder = (sets: readonly (readonly string[])[]): boolean =>
    sets.length > 0 &&
    sets.every((set) => set.length > 0) &&
    order.pieces.every(({ region, value }) => {
      const gaps = (set: readonly string[]): Form[] => set.map((key) => value.minus(forms.get(key)!));
      const atMost = sets.map((set) =>
        region.with(...gaps(set).map((form) => ({ form, sense: '>=' as const }))),
      );
      const below = sets.map((set) =>
        region.with(...gaps(set).map((form) => ({ form, sense: '>' as const }))),
      );
      return subtract(region, atMost).length === 0 && below.every((part) => part.isEmpty());
    });
  if (!isOrder(maxima)) return undefined;
  for (let i = maxima.length - 1; i >= 0; i--) {
    const fewer = maxima.filter((_, k) => k !== i);
    if (isOrder(fewer)) maxima = fewer;
  }
  for (let i = 0; i < maxima.length; i++) {
    for (const key of [...maxima[i]!].reverse()) {
      const fewer = maxima.map((set, k) => (k === i ? set.filter((other) => other !== key) : set));
      if (isOrder(fewer)) maxima = fewer;
    }
  }
  return factored(maxima, forms);
}

/** min(max(a, b), max(a, c), d) = min(max(a, min(b, c)), d), beginning with what most maxima share. */
function factored(sets: readonly (readonly string[])[], forms: ReadonlyMap<string, Form>): MinMax {
  const monomial = (key: string): MinMax => ({ kind: 'monomial', form: forms.get(key)! });
  const counts = new Map<string, number>();
  for (const key of sets.flat()) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [shared, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  if (count < 2)
    return join(
      'min',
      sets.map((set) => join('max', set.map(monomial))),
    );
  const without = sets.filter((set) => !set.includes(shared));
  const rests = sets.filter((set) => set.includes(shared)).map((set) => set.filter((key) => key !== shared));
  const group = join('max', [monomial(shared), factored(rests, forms)]);
  return without.length === 0 ? group : join('min', [group, factored(without, forms)]);
}

function join(kind: 'min' | 'max', items: readonly MinMax[]): MinMax {
  const flat = items.flatMap((item) => (item.kind === kind ? item.items : [item]));
  return flat.length === 1 ? flat[0]! : { kind, items: flat };
}
