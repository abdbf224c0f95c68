import type { Order } from '../../../orders';
import type { Block, Node, Program, Term } from '../network/program';
import { isCentred } from '../network/residual';
import type { Scalings } from '../rules/scalings';
import type { Magnitudes } from './magnitudes';
import type { Requirement } from './requirement';

/** Sizes of all values at initialisation, by the id of their node, and what must hold for them to be powers at all. */
export interface Forward {
  readonly sizes: readonly Order[];
  readonly requirements: readonly Requirement[];
}

/**
 * How the parts that the passes of a block add to a stream sum up over the passes when every pass draws them with weights of
 * its own: like a random walk, count^(1/2); with tied weights they are the same, and add to count (rows 5.1 and 5.30 of test/truth/dynamics.json).
 */
export function passesOf({ count, tied }: Block, m: Magnitudes): Order {
  return tied ? m.of(count) : m.root(count);
}

/** The same for one branch going forward: one that has a mean adds it up in every pass, whatever its weights are. */
export function walkOf(block: Block, branch: Term, m: Magnitudes): Order {
  return isCentred(branch.node) ? passesOf(block, m) : m.of(block.count);
}

/** The forward pass at initialisation: entries of weights and features are independent, so sums grow like fan-in^(1/2). */
export function forward(program: Program, scalings: Scalings, m: Magnitudes): Forward {
  const sizes: Order[] = [];
  const requirements: Requirement[] = [];
  for (const node of program.nodes)
    if (!node.within) sizes[node.id] = node.op === 'after' ? through(node.block) : one(node);
  return { sizes, requirements };

  function one(node: Node): Order {
    switch (node.op) {
      case 'dense': {
        const { weight } = node;
        return m.product(
          scalings.multiplier(weight).value,
          scalings.init(weight).value,
          m.root(weight.fanIn),
          sizes[node.input.id]!,
        );
      }
      case 'bias': {
        const { weight } = node;
        return m.sum(
          sizes[node.input.id]!,
          m.product(scalings.multiplier(weight).value, scalings.init(weight).value),
        );
      }
      case 'normalize':
        return m.product(scalings.multiplier(node.weight).value, scalings.init(node.weight).value);
      case 'activation': {
        const size = sizes[node.input.id]!;
        if (node.growth === 'bounded')
          requirements.push({
            left: size,
            relation: '<~',
            right: m.one,
            quantity: `the input of ${node.name} in ${node.item}`,
            says: `${node.name} is not driven into saturation`,
          });
        return size;
      }
      case 'logits':
        return m.product(
          scalings.logits(node).value,
          m.root(node.head),
          sizes[node.query.id]!,
          sizes[node.key.id]!,
        );
      case 'mix':
        return sizes[node.values.id]!;
      case 'sum':
        return m.sum(...node.terms.map((t) => term(t, node)))!;
      default:
        return m.one;
    }
  }

  function term(t: Term, node: Node): Order {
    const size = sizes[t.node.id]!;
    if (t.isBranch && node.within) return m.product(scalings.branch(t, node.within).value, size);
    return t.multiplier ? size.timesMonomial(t.multiplier) : size;
  }

  /** One pass over a block from a given size; what all passes like it add, or the size of what it hands on. */
  function pass(block: Block, from: Order): Order {
    sizes[block.carried.id] = from;
    for (const node of block.body) if (node !== block.carried) sizes[node.id] = one(node);
    return block.branches
      ? m.sum(
          ...block.branches.map((t) =>
            m.product(walkOf(block, t, m), scalings.branch(t, block).value, sizes[t.node.id]!),
          ),
        )!
      : sizes[block.next.id]!;
  }

  function through(block: Block): Order {
    const before = sizes[block.before.id]!;
    if (!block.branches) {
      requirements.push({
        left: pass(block, before),
        relation: '~',
        right: before,
        quantity: `${block.name} after one pass`,
        says: `${block.name} neither grows nor shrinks from pass to pass`,
      });
      // The logarithm of a product of random matrices walks by the root of depth over width (arXiv:1812.05994).
      for (const node of block.body)
        if (node.op === 'dense')
          requirements.push({
            left: m.of(block.count),
            relation: '<~',
            right: m.of(node.weight.fanOut),
            quantity: 'the depth of the stack',
            says: `${block.name} is typically of its root-mean-square size: a stack is no deeper than wide`,
          });
      return before;
    }
    requirements.push({
      left: pass(block, before),
      relation: '<~',
      right: before,
      quantity: `what the blocks add to ${block.name}`,
      says: `${block.name} keeps its size over depth at initialisation`,
    });
    return before;
  }
}
