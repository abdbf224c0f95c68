import { Rational, type Order } from '../../../orders';
import type { Block, Node, Program, Term, Weight } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Scalings } from '../rules/scalings';
import type { Backward } from './backward';
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
  back: Backward,
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
    own: (node) => ownOf(node).total,
    total: (node) => total(node).total,
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
    const ownIn = (n: Node): Change => changes.seen(isOutside(n) ? NONE : ownOf(n), back.share(n, node));
    const givenIn = (n: Node): Change =>
      changes.seen(isOutside(n) ? total(n) : givenOf(n), back.share(n, node));
    /** The change of a value that an update in the same pass meets. */
    const met = (n: Node): Magnitude => (feedsBack ? total(n) : ownIn(n)).total;
    const through = (make: (of: (n: Node) => Change) => Change): void => {
      own[node.id] = make(ownIn);
      given[node.id] = make(givenIn);
    };
    const learn = (size: Magnitude): void => {
      own[node.id] = changes.sum(ownOf(node), changes.along(size));
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
        through((of) =>
          changes.sum(
            changes.times(of(query), m.product(aligned, sizes[key.id]!)),
            changes.times(of(key), m.product(aligned, sizes[query.id]!)),
          ),
        );
        learn(
          m.sum(m.product(both, ownIn(query).total, met(key)), m.product(both, met(query), ownIn(key).total)),
        );
        if (!feedsBack) return;
        const [q, k] = [givenIn(query), givenIn(key)];
        const handedOn = {
          total: m.product(both, q.total, k.total),
          along: m.product(both, m.sum(m.product(q.along, k.total), m.product(q.total, k.along))),
        };
        given[node.id] = changes.sum(givenOf(node), handedOn);
        return;
      }
      case 'mix':
        return through((of) =>
          changes.sum(of(node.values), changes.times(of(node.logits), sizes[node.values.id]!)),
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

  /** One pass over a block whose stream has changed: what all passes like it add, or what it hands on, of either kind. */
  function pass(block: Block, stream: Change): { own: Change; given: Change } {
    own[block.carried.id] = NONE;
    given[block.carried.id] = stream;
    for (const node of block.body) if (node !== block.carried) one(node);
    if (!block.branches) return { own: ownOf(block.next), given: givenOf(block.next) };
    const every = m.of(block.count);
    const added = (t: Term, change: Change, walk: Order): Change => {
      const { total: size, along } = changes.times(change, scalings.branch(t, block).value);
      // What goes along the derivative does so in every pass.
      return { total: m.sum(m.product(walk, size), m.product(every, along)), along: m.product(every, along) };
    };
    return {
      own: changes.sum(...block.branches.map((t) => added(t, ownOf(t.node), every))),
      given: changes.sum(...block.branches.map((t) => added(t, givenOf(t.node), walkOf(block, t, m)))),
    };
  }

  function through(block: Block): Change {
    const before = total(block.before);
    const alone = pass(block, before);
    const stream = block.branches
      ? changes.sum(before, alone.own, alone.given)
      : changes.sum(before, stacked(block, alone.own));
    if (block.branches && stream.total) {
      const again = pass(block, stream);
      const more = m.sum(again.own.total, again.given.total);
      if (more)
        requirements.push({
          left: more,
          relation: '<~',
          right: stream.total,
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
    const { along } = changes.times(change, m.of(count));
    return { along, total: m.sum(along, m.product(m.power(count, MOMENT_GROWTH), change.total)) };
  }
}
