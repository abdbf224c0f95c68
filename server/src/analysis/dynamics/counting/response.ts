import { Rational, type Order } from '../../../orders';
import type { Block, Node, Program, Term, Weight } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Scalings } from '../rules/scalings';
import { Changes, NONE, type Change } from './change';
import { walkOf } from './forward';
import type { Magnitude, Magnitudes } from './magnitudes';
import type { Requirement } from './requirement';

/** Changes of all values by an update of the weights; undefined where nothing changes. */
export interface Response {
  /** By the node's own weights alone. */
  update(node: Node): Magnitude;
  /** By weights of the same pass of a block (outside blocks: by all weights before). */
  own(node: Node): Magnitude;
  /** In all: with what a changed stream of a block, or a changed value from before it, brings about. */
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
  const changes = new Changes(m);
  const updates: Magnitude[] = [];
  const own: Change[] = [];
  const given: Change[] = [];
  const requirements: Requirement[] = [];
  /** Whether updates meet what is handed on. */
  let feedsBack = true;
  const total = (node: Node): Change => changes.sum(ownOf(node), givenOf(node));
  for (const node of program.nodes)
    if (!node.within) {
      if (node.op === 'after') given[node.id] = through(node.block);
      else one(node);
    }
  return {
    update: (node) => updates[node.id],
    own: (node) => changes.size(ownOf(node)),
    total: (node) => changes.size(total(node)),
    requirements,
  };

  function ownOf(node: Node): Change {
    return own[node.id] ?? NONE;
  }

  function givenOf(node: Node): Change {
    return given[node.id] ?? NONE;
  }

  function one(node: Node): void {
    /** Of a value from before a block all is handed on to its passes. */
    const isOutside = (n: Node): boolean => node.within !== n.within;
    const ownIn = (n: Node): Change => (isOutside(n) ? NONE : ownOf(n));
    const givenIn = (n: Node): Change => (isOutside(n) ? total(n) : givenOf(n));
    /** The change of a value that an update in the same pass meets. */
    const met = (n: Node): Magnitude => changes.size(feedsBack ? total(n) : ownIn(n));
    const through = (make: (of: (n: Node) => Change) => Change): void => {
      own[node.id] = make(ownIn);
      given[node.id] = make(givenIn);
    };
    const learn = (change: Magnitude): void => {
      own[node.id] = changes.sum(ownOf(node), changes.part(change, m.of(node.width)));
    };
    switch (node.op) {
      case 'dense': {
        const { weight, input } = node;
        const { fanIn, fanOut } = weight;
        const multiplier = scalings.multiplier(weight).value;
        const entry = m.product(multiplier, update(weight));
        const drawn = m.product(multiplier, scalings.init(weight).value);
        through((of) => changes.through(of(input), drawn, m.of(fanIn), m.of(fanOut), alignment.omega));
        updates[node.id] = m.product(entry, m.power(fanIn, alignment.alpha), sizes[input.id]);
        learn(m.sum(updates[node.id], m.product(entry, m.power(fanIn, alignment.u), met(input))));
        return;
      }
      case 'bias':
        through((of) => of(node.input));
        updates[node.id] = m.product(scalings.multiplier(node.weight).value, update(node.weight));
        return learn(updates[node.id]);
      case 'normalize': {
        const scale = m.product(sizes[node.id]!, sizes[node.input.id]!.power(Rational.of(-1)));
        through((of) => changes.times(of(node.input), scale));
        updates[node.id] = m.product(scalings.multiplier(node.weight).value, update(node.weight));
        return learn(updates[node.id]);
      }
      case 'activation':
        return through((of) => of(node.input));
      case 'logits': {
        const scale = scalings.logits(node).value;
        const aligned = m.product(scale, m.power(node.head, alignment.alpha));
        const both = m.product(scale, m.power(node.head, alignment.u));
        const { query, key } = node;
        const part = (size: Magnitude): Change => changes.part(size, m.one);
        through((of) =>
          part(
            m.sum(
              m.product(aligned, changes.size(of(query)), sizes[key.id]),
              m.product(aligned, sizes[query.id], changes.size(of(key))),
            ),
          ),
        );
        const [q, k] = [changes.size(ownIn(query)), changes.size(ownIn(key))];
        learn(m.sum(m.product(both, q, met(key)), m.product(both, met(query), k)));
        if (!feedsBack) return;
        const handedOn = m.product(both, changes.size(givenIn(query)), changes.size(givenIn(key)));
        given[node.id] = changes.sum(givenOf(node), part(handedOn));
        return;
      }
      case 'mix':
        return through((of) =>
          changes.sum(
            of(node.values),
            changes.part(m.product(sizes[node.values.id], changes.size(of(node.logits))), m.of(node.width)),
          ),
        );
      case 'sum':
        return through((of) =>
          changes.sum(...node.terms.map((t) => changes.times(of(t.node), multiplierOf(t, node)))),
        );
    }
  }

  function multiplierOf(t: Term, node: Node): Order {
    if (t.isBranch && node.within) return scalings.branch(t, node.within).value;
    return t.multiplier ? m.of(t.multiplier) : m.one;
  }

  /**
   * What the weights of one pass see of a changed stream: in a residual block with weights of its own in every pass a random
   * vector, but for the share that this pass itself has in it, which is as large as its branches' multiplier.
   */
  function seen(block: Block, stream: Change): Change {
    if (!block.branches || block.tied) return stream;
    const size = changes.size(stream);
    const share = m.sum(...block.branches.map((t) => scalings.branch(t, block).value));
    return changes.sum(
      changes.part(size, m.one),
      changes.part(m.product(share, size), m.of(block.carried.width)),
    );
  }

  /** One pass over a block whose stream has changed: what all passes like it add, or what it hands on, of either kind. */
  function pass(block: Block, stream: Change): { own: Change; given: Change } {
    own[block.carried.id] = NONE;
    given[block.carried.id] = seen(block, stream);
    for (const node of block.body) if (node !== block.carried) one(node);
    if (!block.branches) return { own: ownOf(block.next), given: givenOf(block.next) };
    const added = (of: (node: Node) => Change, sumOf: (t: Term) => Order): Change =>
      changes.sum(
        ...block.branches!.map((t) =>
          changes.times(of(t.node), m.product(sumOf(t), scalings.branch(t, block).value)),
        ),
      );
    return { own: added(ownOf, () => m.of(block.count)), given: added(givenOf, (t) => walkOf(block, t, m)) };
  }

  function through(block: Block): Change {
    const before = total(block.before);
    const alone = pass(block, before);
    const stream = block.branches
      ? changes.sum(
          before,
          changes.part(changes.size(changes.sum(alone.own, alone.given)), m.of(block.carried.width)),
        )
      : changes.sum(before, stacked(block, alone.own));
    if (block.branches && stream.length > 0) {
      const again = pass(block, stream);
      const more = changes.size(changes.sum(again.own, again.given));
      if (more)
        requirements.push({
          left: more,
          relation: '<~',
          right: changes.size(stream)!,
          quantity: `what the blocks make of a change of ${block.name}`,
          says: `a change of ${block.name} does not grow exponentially with depth`,
        });
    }
    feedsBack = false;
    pass(block, stream);
    feedsBack = true;
    return stream;
  }

  /** Through a stack, updates add up along the derivative by the output, and more than that in other directions. */
  function stacked({ count }: Block, change: Change): Change {
    const elsewhere = changes.size(changes.times(change, m.power(count, MOMENT_GROWTH)));
    return changes.sum(changes.times(change, m.of(count)), changes.part(elsewhere, m.one));
  }
}
