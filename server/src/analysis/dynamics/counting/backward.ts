import { Form, Rational, type Order } from '../../../orders';
import type { Block, Node, Program, Term, Weight } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Scalings } from '../rules/scalings';
import { passesOf } from './forward';
import type { Magnitude, Magnitudes } from './magnitudes';
import type { Requirement } from './requirement';

export interface Backward {
  /** Sizes of the derivatives of the loss by every value, by the id of its node; undefined where it has no part in the output. */
  readonly gradients: readonly Magnitude[];
  /** How much of the derivative by a value comes back from one that reads it, at most one. */
  share(value: Node, reader: Node): Order;
  readonly requirements: readonly Requirement[];
}

/** What training has put into weights and values by the time that gradients are taken. */
export interface Learnt {
  /** The size of an entry of the weight's change. */
  weight(weight: Weight): Magnitude;
  change(node: Node): Magnitude;
}

/**
 * The backward pass, from a derivative of order one by the output. A weight hands back what it was drawn with, like
 * fan-out^(1/2), and what training has put into it, like fan-out^alpha.
 */
export function backward(
  program: Program,
  scalings: Scalings,
  alignment: Alignment,
  sizes: readonly Order[],
  learnt: Learnt,
  m: Magnitudes,
): Backward {
  const gradients: Magnitude[] = [];
  const requirements: Requirement[] = [];
  /** What each value gives back to those that it reads. */
  const returned: Map<number, Order>[] = [];
  /** While a pass goes back through a block: what it gives to values from before the block. */
  let outside: Magnitude[] = [];
  let isInside = false;
  gradients[program.output.id] = m.one;
  for (const node of [...program.nodes].reverse()) {
    if (node.within) continue;
    if (node.op === 'after') through(node.block, gradients[node.id]);
    else one(node);
  }
  return { gradients, requirements, share };

  function share(value: Node, reader: Node): Order {
    const [part, whole] = [returned[reader.id]?.get(value.id), gradients[value.id]];
    if (!part || !whole) return m.one;
    // Tied passes all give back through the same weights.
    const isHandedOn = value.op === 'carried' || value.within !== reader.within;
    const passes = reader.within?.tied === true && isHandedOn ? m.of(reader.within.count) : m.one;
    const all = m.product(part, passes);
    return m.minimum(m.product(all, inverse(whole)), m.one);
  }

  function give(node: Node, gradient: Magnitude, by?: Node): void {
    if (by && gradient) {
      const parts = (returned[by.id] ??= new Map<number, Order>());
      parts.set(node.id, m.sum(gradient, parts.get(node.id)));
    }
    const to = isInside && !node.within ? outside : gradients;
    to[node.id] = m.sum(to[node.id], gradient);
  }

  function one(node: Node): void {
    const gradient = gradients[node.id];
    returned[node.id] = new Map();
    if (!gradient) return;
    switch (node.op) {
      case 'dense': {
        const { weight } = node;
        const drawn = m.product(scalings.init(weight).value, m.root(weight.fanOut));
        const put = m.product(learnt.weight(weight), m.power(weight.fanOut, alignment.alpha));
        give(node.input, m.product(scalings.multiplier(weight).value, m.sum(drawn, put), gradient), node);
        return;
      }
      case 'bias':
      case 'activation':
        return give(node.input, gradient, node);
      case 'normalize':
        return give(node.input, m.product(gradient, sizes[node.id]!, inverse(sizes[node.input.id]!)), node);
      case 'mix':
        give(node.values, gradient, node);
        return give(node.logits, m.product(gradient, meeting(node.values, node.logits)), node);
      case 'logits': {
        const scale = m.product(scalings.logits(node).value, gradient);
        give(node.query, m.product(scale, sizes[node.key.id]!), node);
        return give(node.key, m.product(scale, sizes[node.query.id]!), node);
      }
      case 'sum':
        for (const t of node.terms) give(t.node, term(t, node, gradient), node);
    }
  }

  /** A logit collects the derivative over a head: values are independent of it as they were drawn, and aligned as they learn. */
  function meeting(values: Node, logits: Node): Order {
    const head = logits.op === 'logits' ? logits.head : Form.zero;
    const drawn = m.product(m.root(head), sizes[values.id]!);
    return m.sum(drawn, m.product(m.power(head, alignment.alpha), learnt.change(values)));
  }

  function term(t: Term, node: Node, gradient: Order): Order {
    if (t.isBranch && node.within) return m.product(scalings.branch(t, node.within).value, gradient);
    return t.multiplier ? gradient.timesMonomial(t.multiplier) : gradient;
  }

  /** One pass over a block, back from a given derivative of its stream; what comes back through the branches. */
  function pass(block: Block, from: Order): Magnitude {
    for (const node of block.body) gradients[node.id] = undefined;
    outside = [];
    isInside = true;
    if (block.branches)
      for (const t of block.branches) give(t.node, m.product(scalings.branch(t, block).value, from));
    else give(block.next, from);
    const stream = new Set(block.branches ? streamOf(block) : []);
    for (const node of [...block.body].reverse()) if (!stream.has(node)) one(node);
    isInside = false;
    // Behind an inner sum of the stream comes what later branches give back, of the same order as they give the stream.
    return m.sum(...[block.carried, ...stream].map((node) => gradients[node.id]));
  }

  function through(block: Block, after: Magnitude): void {
    if (!after) return;
    if (!block.branches) {
      const back = pass(block, after);
      if (back)
        requirements.push({
          left: back,
          relation: '~',
          right: after,
          quantity: `the derivative by ${block.name} after one pass back`,
          says: `gradients neither grow nor shrink from pass to pass`,
        });
      gradients[block.carried.id] = after;
      return give(block.before, after);
    }
    const passes = passesOf(block, m);
    const stream = m.sum(after, m.product(passes, pass(block, after)));
    const added = m.product(passes, pass(block, stream));
    if (added)
      requirements.push({
        left: added,
        relation: '<~',
        right: stream,
        quantity: `what the blocks add to the derivative by ${block.name}`,
        says: `gradients do not grow exponentially with depth at initialisation`,
      });
    // Values from before the block are read by every pass.
    for (const node of program.nodes) give(node, m.product(passes, outside[node.id]));
    for (const node of [block.carried, ...streamOf(block)]) gradients[node.id] = stream;
    give(block.before, stream);
  }
}

const inverse = (order: Order): Order => order.power(Rational.of(-1));

/** The sums by which a block's branches are added to its stream. */
function streamOf(block: Block): Node[] {
  const found: Node[] = [];
  for (let node = block.next; node !== block.carried && node.op === 'sum';) {
    found.push(node);
    const next = node.terms.find((t) => !t.isBranch);
    if (!next) break;
    node = next.node;
  }
  return found;
}
