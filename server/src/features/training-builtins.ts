import type { LimitQuantity } from '../analysis/dynamics/depth-limit';
import type { TrainingQuantity } from '../analysis/dynamics/quantities';
import type { TrainingProperty, WeightProperty } from '../analysis/dynamics/properties';
import type { Builtin } from './builtin';

const QUANTITIES: Readonly<Record<TrainingQuantity, string>> = {
  size: 'The root-mean-square size of an entry of a value at initialisation.',
  gradient: 'The size of the derivative of the loss by an entry of a value, at initialisation.',
  update: 'How much the weights of a layer alone change its value in one step.',
  change:
    'How much a value changes in a few steps, by its own and by all other weights; `change(t)` of the output.',
  rate: 'The learning rate of a weight.',
  max_rate:
    'The largest rate at which a weight alone changes nothing by more than order one, the other rates as they are.',
  epsilon: 'The largest damping of an adaptive optimiser that leaves the update of a weight as it is.',
  decay:
    'The weight decay at which it shrinks a weight as fast as updates grow it, as the coefficient that the rate is multiplied by.',
};

const PROPERTIES: Readonly<Record<TrainingProperty, string>> = {
  stable:
    'Outside blocks values are of order one at initialisation, the output at most; a few steps change nothing by more than order one.',
  unstable: 'What is not stable anywhere in its region: something vanishes, explodes or moves too much.',
  nontrivial: 'A few steps change the output by order one.',
  feature_learning: 'A few steps change the last hidden features by their own size.',
  kernel:
    'The last hidden features change by less than their own size, so that the tangent kernel stays as it was.',
  faithful: 'What stability asks outside of repeated blocks holds inside of them, too.',
  diverse:
    'A part e of the passes of a residual block changes its value like e^(1/2): feature diversity 1/2.',
};

const WEIGHT_PROPERTIES: Readonly<Record<WeightProperty, string>> = {
  lazy: 'The update of a weight changes its value by less than its size.',
  linear:
    'The weights of its block change a value by less than its size, so that products of their updates vanish: the block may be linearised.',
};

const LIMITS: Readonly<Record<LimitQuantity, string>> = {
  coupling:
    'The bias of features at initialisation from the weights that the backward pass shares with the forward pass, for blocks of one layer.',
  discretization:
    'The mean-square distance of the features from their limit of infinite depth, for blocks of one layer.',
};

/** What can be asked and claimed of trainings. */
export const TRAINING_BUILTINS: readonly Builtin[] = [
  ...Object.entries(QUANTITIES).map(([name, doc]): Builtin => ({
    name,
    kind: 'of training',
    shape: `${name}(t.u)`,
    doc,
  })),
  ...Object.entries(LIMITS).map(([name, doc]): Builtin => ({
    name,
    kind: 'of training',
    shape: `${name}(t)`,
    doc,
  })),
  ...Object.entries(PROPERTIES).map(([name, doc]): Builtin => ({
    name,
    kind: 'property',
    shape: `${name}(t)`,
    doc: `A claim: ${doc[0]!.toLowerCase()}${doc.slice(1)}`,
  })),
  ...Object.entries(WEIGHT_PROPERTIES).map(([name, doc]): Builtin => ({
    name,
    kind: 'of weight',
    shape: `${name}(t.u)`,
    doc: `A claim: ${doc[0]!.toLowerCase()}${doc.slice(1)}`,
  })),
  {
    name: 'parametrization',
    kind: 'property',
    shape: 'parametrization(t) = mup',
    doc: 'A claim: the training is the same as under this parametrization, up to the symmetry of its optimiser, which moves a factor from a multiplier into deviation and rate.',
  },
];
