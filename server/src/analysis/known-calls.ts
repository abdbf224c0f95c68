import { CURVE_QUANTITIES } from './curves/declaration';
import { LIMIT_QUANTITIES } from './dynamics/depth-limit';
import { TRAINING_PROPERTIES, WEIGHT_PROPERTIES } from './dynamics/properties';
import { TRAINING_QUANTITIES } from './dynamics/quantities';

/** What may stand before a bracket where an order is asked for. */
export const ORDER_CALLS: readonly string[] = [
  ...['sqrt', 'min', 'max', 'samples', 'energy', 'count', 'pattern', 'threshold'],
  ...CURVE_QUANTITIES,
  ...TRAINING_QUANTITIES,
  ...LIMIT_QUANTITIES,
];

/** What may stand before a bracket where a property is claimed. */
export const PROPERTY_CALLS: readonly string[] = [...TRAINING_PROPERTIES, ...WEIGHT_PROPERTIES];
