import type {
  Choice,
  Comparison,
  Document,
  Expression,
  ModuleItem,
  NetworkItem,
  OptimizerItem,
  ParametrizationItem,
  PatternItem,
  Range,
  ResourceItem,
  Statement,
  Text,
  VerifyItem,
} from './tree';

/** Anything in the tree that has a kind. */
export type Node =
  | Statement
  | NetworkItem
  | PatternItem
  | ModuleItem
  | OptimizerItem
  | ParametrizationItem
  | ResourceItem
  | VerifyItem
  | Expression
  | Comparison
  | Choice
  | Range
  | Text;

/** The nodes directly below a node, in the order of the text. Notes and comparison steps are looked through. */
export function children(node: Node): Node[] {
  const result: Node[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) value.forEach(collect);
    else if ('kind' in value) result.push(value as Node);
    else Object.values(value).forEach(collect);
  };
  Object.values(node).forEach(collect);
  return result.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Calls `enter` for the node and everything below it, in the order of the text. */
export function visit(node: Node, enter: (node: Node) => void): void {
  enter(node);
  for (const child of children(node)) visit(child, enter);
}

/**
 * The nodes around an offset, from the statement inwards. A node counts up to and including its end, so that a cursor
 * behind a name finds the name; where two nodes touch, the one that begins there wins.
 */
export function nodePath(document: Document, offset: number): Node[] {
  const path: Node[] = [];
  let candidates: readonly Node[] = document.statements;
  for (;;) {
    const around = candidates.filter((n) => n.start <= offset && offset <= n.end);
    const next = around.find((n) => offset < n.end) ?? around.at(-1);
    if (!next) return path;
    path.push(next);
    candidates = children(next);
  }
}

/** The statement around an offset. */
export function statementAt(document: Document, offset: number): Statement | undefined {
  return document.statements.find((s) => s.start <= offset && offset <= s.end);
}

/** The `///` lines directly above a statement, without their slashes. */
export function docComment(document: Document, statement: Statement): string | undefined {
  const lines: string[] = [];
  let below = statement.start;
  for (const comment of document.comments.filter((c) => c.end <= statement.start).reverse()) {
    const gap = document.text.slice(comment.end, below);
    if (!comment.text.startsWith('///') || !/^[ \t]*\r?\n?[ \t]*$/.test(gap)) break;
    lines.unshift(comment.text.slice(3).trim());
    below = comment.start;
  }
  return lines.length > 0 ? lines.join('\n') : undefined;
}
