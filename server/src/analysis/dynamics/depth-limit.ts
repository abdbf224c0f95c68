import { Rational, type Order } from '../../orders';
import type { Counting } from './counting/counting';
import { passesOf } from './counting/forward';
import type { Block } from './network/program';

/** What can be asked of a training as a whole about its limit of width and depth. */
export const LIMIT_QUANTITIES = ['coupling', 'discretization'] as const;

export type LimitQuantity = (typeof LIMIT_QUANTITIES)[number];

export const isLimitQuantity = (name: string): name is LimitQuantity =>
  (LIMIT_QUANTITIES as readonly string[]).includes(name);

export const LIMIT_NOTES: Readonly<
  Record<LimitQuantity, { title: string; source: string; because: string }>
> = {
  coupling: {
    title:
      'Bias of features at initialisation from the weights that the backward pass shares with the forward pass',
    source: 'arXiv:2512.21075 (from a summary; checked numerically)',
    because:
      'a shared matrix enters a feature and a derivative once each, which correlates them by its variance, and the passes add up',
  },
  discretization: {
    title: 'Mean-square distance of the features from their limit of infinite depth',
    source: 'arXiv:2512.21075 (from a summary); Euler-Maruyama, strong order 1/2',
    because:
      'each pass is a step of length 1/depth: its random part errs by the square of its share of the stream over the depth, its part that training aligns by 1/depth',
  },
};

/** The order of a limit quantity; a sentence where no published rule gives it. */
export function limitQuantity(quantity: LimitQuantity, counting: Counting): Order | string {
  const { magnitudes: m, program, scalings } = counting;
  const [block, another] = program.blocks;
  const only = block && !another && isOneLayer(block) ? block : undefined;
  if (!only)
    return `This is derived for one residual block of one layer and weights of its own in every pass; ${another ? 'here are several blocks' : block ? 'this block is another one' : 'here is no block'}.`;
  const squared = Rational.of(2);
  const [branch] = only.branches!;
  const share = m.product(passesOf(only, m), scalings.branch(branch!, only).value);
  if (quantity === 'coupling') {
    const shared = only.body.flatMap((node) => (node.op === 'dense' ? [node.weight] : []))[0]!;
    const entry = m.product(scalings.multiplier(shared).value, scalings.init(shared).value);
    return m.product(share, entry).power(squared);
  }
  const random = m.product(
    share,
    counting.size(branch!.node),
    counting.size(only.carried).power(Rational.of(-1)),
  );
  const perPass = m.of(only.count).power(Rational.of(-1));
  return m.sum(m.product(random.power(squared), perPass), perPass.power(squared));
}

function isOneLayer({ branches, tied, body }: Block): boolean {
  const layers = body.filter((node) => node.op === 'dense');
  const isPlain = body.every((node) => ['carried', 'dense', 'activation', 'sum'].includes(node.op));
  return branches?.length === 1 && !tied && layers.length === 1 && isPlain;
}
