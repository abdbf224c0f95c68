import type { Order } from '../../../orders';
import type { Term, Weight, Node, Block } from '../network/program';

/** Where a scaling is from, for the reader. */
export interface Scaling {
  readonly value: Order;
  /** `mup`, or `written in the text`. */
  readonly from: string;
}

/** The scalings of one training: multipliers, deviations at initialisation, rates. */
export interface Scalings {
  multiplier(weight: Weight): Scaling;
  init(weight: Weight): Scaling;
  rate(weight: Weight): Scaling;
  /** In front of a residual branch. */
  branch(term: Term, block: Block): Scaling;
  /** In front of attention logits. */
  logits(node: Node & { op: 'logits' }): Scaling;
}
