import { Form } from '../../../orders';
import type { Architecture, DataShape, Layer } from './architecture';
import type { Passage } from './passages';
import type { Part } from './target';

/**
 * Why the rules do not treat a part of a target on a network, as a sentence; undefined where they do. They follow one feature:
 * several that would have to be learnt side by side (one direction in each patch), or a power of a sum where the target is a
 * sum of powers, are not that.
 * @param passages of each layer, on the way to the part's degree
 * @param equal whether two forms are equal under the assumptions
 */
export function untreated(
  part: Part,
  { layers }: Architecture,
  data: DataShape,
  passages: readonly (readonly Passage[])[],
  equal: (a: Form, b: Form) => boolean,
): string | undefined {
  const [first] = layers;
  const unseen = first && unseenBy(first, part, data, equal);
  if (unseen) return unseen;
  const pairing = layers.find((layer) => layer.index > 0 && layer.enter(1, Form.zero)?.degree !== 1);
  if (pairing)
    return `\`${pairing.module.name}\` compares tokens of the data: it is derived as the first layer only.`;
  const summed = part.view === 'all' ? Infinity : part.view === 'query' ? 1 : firstSum(layers, equal);
  const raised = layers.find(
    (layer) =>
      layer.index >= summed &&
      passages[layer.index]?.some(({ j, k, inUnits }) => k > j || inUnits[1] > inUnits[0]),
  );
  return (
    raised &&
    `\`${raised.name}\` may raise the degree of a feature behind a sum of patches or tokens: it would have to learn each one by itself, which the rules do not treat. Raise degrees before they are summed, or use a linear activation there.`
  );
}

/** Whether the first layer sees the part as one feature. */
function unseenBy(
  first: Layer,
  part: Part,
  data: DataShape,
  equal: (a: Form, b: Form) => boolean,
): string | undefined {
  const { name } = first.module;
  const entering = first.enter(1, data.norm);
  if (!entering) return `\`${name}\` says nothing of a linear feature.`;
  const pairs = entering.degree > 1;
  if (pairs !== (part.view === 'query'))
    return pairs
      ? `\`${name}\` compares tokens: one factor of the target must be read at the query token, as in \`(q . x.query) * (k . x) * (v . x)\`.`
      : `\`${name}\` sums positions and compares none, so that a product of a query token with its context is not derived.`;
  const power = part.queryDegree ?? 0;
  if (pairs && first.leave(1, power * entering.degree, Form.zero, Form.zero)?.degree !== part.degree)
    return `\`${name}\` reads the query and a token equally often: a factor of degree ${power} at the query does not go with ${part.degree - power} at the tokens of the context.`;
  // One position must be left for each feature of the target: all coordinates, a patch, or a token.
  if (pairs || equal(first.positions, data.positions.plus(data.norm).minus(part.size))) return undefined;
  return part.view === 'all'
    ? `\`${name}\` sees a part of the coordinates at a time, while this direction lies in all of them: different directions in different patches would have to be learnt side by side, which the rules do not treat. Write the feature of a patch, \`w . patch(x, S)\`.`
    : `\`${name}\` does not look at the patches or tokens of this target one by one, so that they would have to be learnt as different directions side by side, which the rules do not treat.`;
}

/** The first layer but one that sums the positions of the layer before it. */
function firstSum(layers: readonly Layer[], equal: (a: Form, b: Form) => boolean): number {
  const index = layers.findIndex((layer, i) => {
    const before = layers[i - 1];
    return before && !equal(before.positions, layer.positions);
  });
  return index < 0 ? Infinity : index;
}
