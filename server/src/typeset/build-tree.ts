// The tree that KaTeX builds before it writes HTML: spans with CSS classes and lengths in em, characters, drawings.
// Read structurally, because KaTeX does not export these types (see picture.ts on what that means at an upgrade).
import katex from 'katex';

/** A span: inline content of its children, shaped by its classes and its style. */
export interface SpanNode {
  classes: string[];
  style: Record<string, string>;
  attributes?: Record<string, string>;
  children: BuildNode[];
}

/** A run of characters in one font. */
export interface TextNode {
  classes: string[];
  style: Record<string, string>;
  text: string;
  /** Italic correction after the run, em. */
  italic: number;
}

/** A path that stretches, such as a root sign. */
export interface DrawingNode {
  attributes: Record<string, string>;
  children: { toMarkup(): string }[];
}

export type BuildNode = SpanNode | TextNode | DrawingNode;

export const isText = (node: BuildNode): node is TextNode => 'text' in node;
export const isDrawing = (node: BuildNode): node is DrawingNode => !('classes' in node);

/** Thrown for anything in the tree that the layout does not know: a formula is drawn exactly or not at all. */
export class Unsupported extends Error {}

/** An unbreakable piece of the outermost line, with the extent that TeX's rules give it, em. */
export type BasePiece = SpanNode & { height: number; depth: number };

type Internal = { __renderToDomTree(tex: string, options: katex.KatexOptions): SpanNode };

/** Nothing that a formula in a hover shows is longer, em; keeps a mistyped length from asking for a giant picture. */
const LONGEST = 50;

/** The pieces of a formula's line. Throws KaTeX's ParseError for bad TeX. */
export function buildTree(tex: string, display: boolean): BasePiece[] {
  const root = (katex as unknown as Internal).__renderToDomTree(tex, {
    displayMode: display,
    output: 'html',
    throwOnError: true,
    trust: false,
    // Not LaTeX is an error like any other; the default would write to the console, which may be the protocol's stream.
    strict: true,
    maxSize: LONGEST,
    maxExpand: 500,
  });
  const html = find(root, 'katex-html');
  if (!html) throw new Unsupported('no katex-html');
  return html.children as BasePiece[];
}

function find(node: SpanNode, name: string): SpanNode | undefined {
  if (node.classes.includes(name)) return node;
  for (const child of node.children) {
    const found = 'children' in child && 'classes' in child ? find(child, name) : undefined;
    if (found) return found;
  }
  return undefined;
}
