import type { Form, Point, Region } from '../../orders';
import type { Expression, LayerItem } from '../../syntax/tree';
import type { Architecture } from './network/architecture';

/** A size of a network as the text writes it, such as a width: it must be at least one. */
export interface WrittenSize {
  readonly written: Expression;
  readonly item: LayerItem;
  readonly form: Form;
}

/** The sizes that a text gives the layers of a network: `N` of `h = dense(x, N)`. */
export const writtenSizes = ({ layers, network }: Architecture): WrittenSize[] =>
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

/** The first size that is below one in all of a region. */
export const belowOneIn = (architecture: Architecture, region: Region): WrittenSize | undefined =>
  writtenSizes(architecture).find(({ form }) => region.with({ form, sense: '>=' }).isEmpty());
