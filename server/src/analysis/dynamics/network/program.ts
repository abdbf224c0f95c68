import type { Form } from '../../../orders';
import type { Span } from '../../../syntax/tree';

/** How large an activation is: at large arguments like its argument, or bounded. Near zero both are like their argument. */
export type Growth = 'linear' | 'bounded';

/** What counting needs to know of an activation; `isOdd`: it takes a value of mean zero to one of mean zero. */
export interface Activation {
  readonly name: string;
  readonly growth: Growth;
  readonly isOdd: boolean;
}

/** What a parametrization distinguishes: where a weight stands. */
export type Role = 'input' | 'hidden' | 'output' | 'bias' | 'gain';

/** Trainable numbers of one operation: a matrix (dense, embedding) or a vector (biases, gains). */
export interface Weight {
  readonly name: string;
  readonly role: Role;
  /** How many entries of the input one entry of the output sums; one for vectors and embeddings. */
  readonly fanIn: Form;
  readonly fanOut: Form;
}

export type Operation =
  | { readonly op: 'input' }
  /** The value that a repeated block is given: of the pass before, or from outside. */
  | { readonly op: 'carried'; readonly block: Block }
  | { readonly op: 'after'; readonly block: Block }
  | { readonly op: 'dense'; readonly input: Node; readonly weight: Weight }
  | { readonly op: 'bias'; readonly input: Node; readonly weight: Weight }
  | { readonly op: 'normalize'; readonly input: Node; readonly weight: Weight }
  | ({ readonly op: 'activation'; readonly input: Node } & Activation)
  /** Inner products of queries and keys over a head, times a multiplier that the parametrization gives. */
  | { readonly op: 'logits'; readonly query: Node; readonly key: Node; readonly head: Form }
  /** Values averaged with softmax weights. */
  | { readonly op: 'mix'; readonly logits: Node; readonly values: Node }
  | { readonly op: 'sum'; readonly terms: readonly Term[] };

export interface Term {
  readonly node: Node;
  /** Written in the text; a residual branch without one takes the parametrization's. */
  readonly multiplier?: Form;
  readonly isBranch: boolean;
}

/** A value of the network: vectors of one width. */
export type Node = Operation & {
  readonly id: number;
  readonly width: Form;
  /** The item of the text that makes it, by its name. */
  readonly item: string;
  readonly span: Span;
  /** The repeated block that it stands in. */
  readonly within: Block | undefined;
};

/** `repeat L { … }` around one value that is handed from pass to pass. */
export interface Block {
  readonly count: Form;
  readonly tied: boolean;
  readonly name: string;
  readonly before: Node;
  /** Known when the block has been read. */
  body: readonly Node[];
  carried: Node;
  next: Node;
  /** The branches that are added to the value; undefined in a stack without residual connections. */
  branches: readonly Term[] | undefined;
}

/** A network for training: its operations in the order of computation. */
export interface Program {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly blocks: readonly Block[];
  readonly output: Node;
  /** The inputs of the read-out: the last hidden features. */
  readonly features: readonly Node[];
}

/** The values that a value is computed from; what a pass of a block is given comes in behind the block. */
export function inputsOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'input':
    case 'carried':
      return [];
    case 'after':
      return [node.block.before, node.block.next];
    case 'logits':
      return [node.query, node.key];
    case 'mix':
      return [node.logits, node.values];
    case 'sum':
      return node.terms.map((t) => t.node);
    default:
      return [node.input];
  }
}

/** Node and weight of every operation that has one, in the order of computation. */
export type Weighted = Extract<Node, { readonly weight: Weight }>;

export function weightsOf(program: Program): Weighted[] {
  return program.nodes.filter((node): node is Weighted => 'weight' in node);
}
