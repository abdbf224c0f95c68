import { Rational, type Order } from '../../../orders';
import type { Block, Node, Program, Term, Weight } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Scalings } from '../rules/scalings';
import { walkOf } from './forward';
import type { Magnitude, Magnitudes } from './magnitudes';
import type { Requirement } from './requirement';

/** Changes of all values by an update of the weights, by the id of their node; undefined where nothing changes. */
export interface Response {
  /** From the node's own weights alone. */
  readonly updates: readonly Magnitude[];
  /** From weights of the same pass of a block (outside blocks: from all weights before). */
  readonly own: readonly Magnitude[];
  /** What a changed stream of a block brings about. */
  readonly given: readonly Magnitude[];
  total(node: Node): Magnitude;
  readonly requirements: readonly Requirement[];
}

/** What the passes of a stack without residual connections add up to: E|sum_k J_k J_k^T d|^2 ~ count^3 (arXiv:2305.07810). */
export const MOMENT_GROWTH = Rational.of(3, 2);

/**
 * The response of a network to an update of its weights: products of updates in one pass of a block included, and what a changed
 * stream makes of the updates (a second order in depth) as a requirement, since with it nothing has a power. What weights of a
 * block do adds up over its passes, as all passes learn from one loss; what a changed stream does in a pass is random from pass
 * to pass where passes have weights of their own.
 */
export function respond(
  program: Program,
  scalings: Scalings,
  alignment: Alignment,
  /** Sizes of values, as they are once training has begun. */
  sizes: readonly Order[],
  update: (weight: Weight) => Magnitude,
  m: Magnitudes,
): Response {
  const updates: Magnitude[] = [];
  const own: Magnitude[] = [];
  const given: Magnitude[] = [];
  const requirements: Requirement[] = [];
  /** Whether updates meet what is handed on. */
  let feedsBack = true;
  const total = (node: Node): Magnitude => m.sum(own[node.id], given[node.id]);
  for (const node of program.nodes)
    if (!node.within) {
      if (node.op === 'after') given[node.id] = through(node.block);
      else one(node);
    }
  return { updates, own, given, total, requirements };

  function one(node: Node): void {
    const through = (make: (of: (n: Node) => Magnitude) => Magnitude): void => {
      own[node.id] = make((n) => own[n.id]);
      given[node.id] = make((n) => given[n.id]);
    };
    switch (node.op) {
      case 'dense': {
        const { weight, input } = node;
        const multiplier = scalings.multiplier(weight).value;
        const entry = m.product(multiplier, update(weight));
        const aligned = (n: Node): Magnitude =>
          m.product(entry, m.power(weight.fanIn, alignment.alpha), sizes[n.id]);
        const drawn = m.product(multiplier, scalings.init(weight).value, coherence(weight));
        updates[node.id] = aligned(input);
        through((of) => m.product(drawn, of(input)));
        const products = m.product(entry, m.power(weight.fanIn, alignment.u), met(input));
        own[node.id] = m.sum(own[node.id], updates[node.id], products);
        return;
      }
      case 'bias':
        updates[node.id] = m.product(scalings.multiplier(node.weight).value, update(node.weight));
        through((of) => of(node.input));
        own[node.id] = m.sum(own[node.id], updates[node.id]);
        return;
      case 'normalize': {
        const scale = m.product(sizes[node.id]!, sizes[node.input.id]!.power(Rational.of(-1)));
        updates[node.id] = m.product(scalings.multiplier(node.weight).value, update(node.weight));
        through((of) => m.product(scale, of(node.input)));
        own[node.id] = m.sum(own[node.id], updates[node.id]);
        return;
      }
      case 'activation':
        return through((of) => of(node.input));
      case 'logits': {
        const scale = scalings.logits(node).value;
        const aligned = m.product(scale, m.power(node.head, alignment.alpha));
        const { query, key } = node;
        through((of) =>
          m.sum(m.product(aligned, of(query), sizes[key.id]), m.product(aligned, sizes[query.id], of(key))),
        );
        const product = (a: Magnitude, b: Magnitude): Magnitude =>
          m.product(scale, m.power(node.head, alignment.u), a, b);
        const [q, k] = [query.id, key.id];
        own[node.id] = m.sum(own[node.id], product(own[q], met(key)), product(met(query), own[k]));
        if (feedsBack) given[node.id] = m.sum(given[node.id], product(given[q], given[k]));
        return;
      }
      case 'mix':
        return through((of) => m.sum(of(node.values), m.product(sizes[node.values.id], of(node.logits))));
      case 'sum':
        return through((of) => m.sum(...node.terms.map((t) => term(t, node, of(t.node)))));
    }
  }

  /** The change of a value that an update in the same pass meets. */
  function met(node: Node): Magnitude {
    return feedsBack ? total(node) : own[node.id];
  }

  /** Initial weights meet changes of features that training has aligned with their leading singular directions. */
  function coherence({ fanIn, fanOut }: Weight): Order {
    const gain = m.sum(m.one, m.of(fanIn.minus(fanOut))).power(alignment.omega.minus(Rational.of(1, 2)));
    return m.product(m.root(fanIn), gain);
  }

  function term(t: Term, node: Node, change: Magnitude): Magnitude {
    if (t.isBranch && node.within) return m.product(scalings.branch(t, node.within).value, change);
    return t.multiplier ? change?.timesMonomial(t.multiplier) : change;
  }

  /** One pass over a block whose stream has changed: what all passes like it add, or what it hands on, of either kind. */
  function pass(block: Block, stream: Magnitude): { own: Magnitude; given: Magnitude } {
    own[block.carried.id] = undefined;
    given[block.carried.id] = stream;
    for (const node of block.body) if (node !== block.carried) one(node);
    if (!block.branches) return { own: own[block.next.id], given: given[block.next.id] };
    const added = (kind: Magnitude[], sumOf: (t: Term) => Order): Magnitude =>
      m.sum(
        ...block.branches!.map((t) => m.product(sumOf(t), scalings.branch(t, block).value, kind[t.node.id])),
      );
    return { own: added(own, () => m.of(block.count)), given: added(given, (t) => walkOf(block, t, m)) };
  }

  function through(block: Block): Magnitude {
    const before = total(block.before);
    const alone = pass(block, before);
    if (!block.branches) {
      const stream = m.sum(before, m.product(m.power(block.count, MOMENT_GROWTH), alone.own));
      feedsBack = false;
      pass(block, stream);
      feedsBack = true;
      return stream;
    }
    const stream = m.sum(before, alone.own);
    if (!stream) return undefined;
    const again = pass(block, stream);
    const more = m.sum(again.own, again.given);
    if (more)
      requirements.push({
        left: more,
        relation: '<~',
        right: stream,
        quantity: `what the blocks make of a change of ${block.name}`,
        says: `a change of ${block.name} does not grow exponentially with depth`,
      });
    feedsBack = false;
    pass(block, stream);
    feedsBack = true;
    return stream;
  }
}
