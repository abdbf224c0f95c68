import type { Chart, Region } from '../../orders';
import { inEveryLimit } from '../every-limit';
import { holdingOf, type Requirement } from './counting/requirement';
import type { Training } from './declaration';
import {
  presupposedBy,
  TRAINING_PROPERTIES,
  trainingProperty,
  WEIGHT_PROPERTIES,
  weightProperty,
  type TrainingProperty,
  type WeightProperty,
} from './properties';

/** Where a property of a training holds: `stable(t)` exactly on these convex regions. */
export interface Standing {
  /** As it is claimed. */
  readonly name: string;
  readonly property: string;
  /** The weight that it is of; undefined for the training as a whole. */
  readonly weight?: string;
  readonly requirements: readonly Requirement[];
  /** Without these it has no meaning. */
  readonly presupposed: readonly Requirement[];
  readonly holds: readonly Region[];
  /** The same on exponents alone, if it is to hold for all scales that are independent and the conditions mix them. */
  readonly always?: Region;
}

/** Every property that has a meaning for the network, with the set where it holds. */
export function standingsOf(training: Training, chart: Chart): readonly Standing[] {
  const { counting, statement } = training;
  const t = statement.name.text;
  const standing = (
    property: TrainingProperty | WeightProperty,
    requirements: readonly Requirement[],
    name: string,
    weight?: string,
  ): Standing => {
    const presupposed = presupposedBy(property, counting);
    const holds = holdingOf([...presupposed, ...requirements], counting.region);
    const [only, another] = holds;
    const always = only && !another ? inEveryLimit(only, counting.region, chart) : undefined;
    return {
      ...{ name, property, requirements, presupposed, holds },
      ...(weight === undefined ? {} : { weight }),
      ...(always ? { always } : {}),
    };
  };
  return [
    ...TRAINING_PROPERTIES.flatMap((property) => {
      const requirements = property === 'unstable' ? '' : trainingProperty(property, t, counting);
      return typeof requirements === 'string' ? [] : [standing(property, requirements, `${property}(${t})`)];
    }),
    ...counting.weights.flatMap((count) =>
      // Linearisation is of blocks.
      WEIGHT_PROPERTIES.filter((property) => property === 'lazy' || count.node.within).map((property) => {
        const { name } = count.weight;
        const requirements = weightProperty(property, `${t}.${name}`, count, counting);
        return standing(property, requirements, `${property}(${t}.${name})`, name);
      }),
    ),
  ];
}
