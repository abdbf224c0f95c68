import type { Constraint, Form, Point, Region } from '../../orders';
import type { Expression, LayerItem } from '../../syntax/tree';
import type { Architecture } from './network/architecture';

/** A size of a network as the text writes it, such as a width: it must be at least one. */
export interface WrittenSize {
  readonly written: Expression;
  readonly item: LayerItem;
  readonly form: Form;
}

/** The sizes that a text gives the layers of a network: `N` of `h = dense(x, N)`. */
const writtenSizes = ({ layers, network }: Architecture): WrittenSize[] =>
  layers.flatMap(({ item }, i) => {
    const given = item.value.kind === 'call' ? item.value.args.slice(1) : [];
    const forms = [...(network.layers[i]?.orders.values() ?? [])];
    return given.flatMap((written, place) => {
      const form = forms[place];
      return form ? [{ written, item, form }] : [];
    });
  });

/** The first size that is below one at a point. */
export const belowOneAt = (architecture: Architecture, point: Point): WrittenSize | undefined =>
  writtenSizes(architecture).find(({ form }) => form.evaluate(point).sign() < 0);

/**
 * Sizes that cannot all be at least one in a region, so few that the others can: one, if one alone cannot. None where written
 * sizes are not what is in the way.
 */
export function belowOneIn(architecture: Architecture, region: Region): WrittenSize[] {
  const isEmpty = (sizes: readonly WrittenSize[]): boolean =>
    region.with(...sizes.map(({ form }): Constraint => ({ form, sense: '>=' }))).isEmpty();
  const all = writtenSizes(architecture);
  if (!isEmpty(all)) return [];
  const alone = all.find((size) => isEmpty([size]));
  if (alone) return [alone];
  return all.reduce<WrittenSize[]>((rest, size) => {
    const fewer = rest.filter((other) => other !== size);
    return isEmpty(fewer) ? fewer : rest;
  }, all);
}
