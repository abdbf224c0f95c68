import { inputsOf, type Block, type Node, type Term } from './program';

/**
 * The branches that the passes of a block add to its value, none for a stack without residual connections; a sentence where
 * what the passes hand on is of neither kind, and how it adds up over depth is not derived.
 */
export function branchesOf({
  carried,
  next,
  body,
}: Pick<Block, 'carried' | 'next' | 'body'>): readonly Term[] | undefined | string {
  if (!dependsOn(next, carried))
    return 'Each pass of this block forgets what it is given: use it in what it hands on.';
  const branches: Term[] = [];
  const refused = new Set<Node>();
  if (added(next)) {
    if (branches.some((t) => isStream(t.node, carried)))
      return 'The value that a residual block hands on must be added once, and without a multiplier.';
    if (branches.some((t) => !passesWeights(t.node, carried)))
      return 'A branch that takes the stream, or a value from before the block, without weights of its own does the same in every pass, and so adds up with depth: this is not derived.';
    return branches;
  }
  if (
    body.some(
      (node) =>
        node.op === 'sum' && node.terms.some((t) => dependsOn(t.node, carried) && isStream(t.node, carried)),
    )
  )
    return 'A block either adds its branches to its value, as in `h = h + …`, or has no residual connection; what acts on the sum, such as a normalisation behind it, is not derived.';
  return undefined;

  /** Whether the value is the stream with branches added, which are then collected. */
  function added(node: Node): boolean {
    if (node === carried) return true;
    if (node.op !== 'sum' || refused.has(node)) return false;
    const direct = node.terms.find((t) => !t.multiplier && isStream(t.node, carried) && added(t.node));
    if (!direct) {
      refused.add(node);
      return false;
    }
    branches.push(...node.terms.filter((t) => t !== direct));
    return true;
  }
}

/** Computed from the stream by sums alone, which makes it part of the stream. */
export const isStream = (node: Node, carried: Node): boolean =>
  comesFrom(
    node,
    (n) => n === carried,
    (n) => (n.op === 'sum' ? inputsOf(n) : []),
  );

const dependsOn = (node: Node, other: Node): boolean => comesFrom(node, (n) => n === other, inputsOf);

/** What a value is computed from without weights. */
const weightless = (node: Node): readonly Node[] => (node.op === 'dense' ? [] : inputsOf(node));

/** Whether every way to the value, from the stream and from before the block, goes through weights of the pass. */
const passesWeights = (node: Node, carried: Node): boolean =>
  !comesFrom(node, (n) => n === carried || n.within !== carried.within, weightless);

/**
 * Whether a value has mean zero over the weights of its pass: what ends in an even part of an activation, as relu does, has not,
 * and adds up with depth like what is the same in every pass.
 */
export const isCentred = (node: Node): boolean =>
  !comesFrom(node, (n) => n.op === 'activation' && !n.isOdd, weightless);

/** Whether such a value is among those that a value is computed from; each is looked at once, as sums of sums have many ways. */
function comesFrom(
  node: Node,
  isSuch: (node: Node) => boolean,
  inputs: (node: Node) => readonly Node[],
  seen = new Set<Node>(),
): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  return isSuch(node) || inputs(node).some((input) => comesFrom(input, isSuch, inputs, seen));
}
