import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver-protocol';
import type { Span } from '../syntax/tree';
import { children, type Node } from '../syntax/walk';
import type { Snapshot } from './snapshot';

/** Statements and blocks of several lines, and comments of several lines or on lines of their own that follow each other. */
export function foldings(snapshot: Snapshot): FoldingRange[] {
  const { statements, comments } = snapshot.analysis.document;
  const line = (offset: number): number => snapshot.text.positionAt(offset).line;
  const found: FoldingRange[] = [];
  const fold = (span: Span, kind?: string): void => {
    const [startLine, endLine] = [line(span.start), line(span.end)];
    if (startLine < endLine) found.push({ startLine, endLine, ...(kind ? { kind } : {}) });
  };
  const block = (node: Node): void => {
    // The line of a closing brace stays in sight.
    if (snapshot.written({ start: node.end - 1, end: node.end }) === '}') {
      const [startLine, endLine] = [line(node.start), line(node.end) - 1];
      if (startLine < endLine) found.push({ startLine, endLine });
    } else fold(node);
    if (node.kind === 'network' || node.kind === 'repeat')
      for (const child of children(node)) if (child.kind === 'repeat') block(child);
  };
  statements.forEach(block);
  let group: Span | undefined;
  for (const comment of comments) {
    // A comment behind code would fold the code of its line away.
    const { character } = snapshot.text.positionAt(comment.start);
    if (/\S/.test(snapshot.written({ start: comment.start - character, end: comment.start }))) continue;
    const follows = group && line(comment.start) === line(group.end) + 1;
    if (group && !follows) fold(group, FoldingRangeKind.Comment);
    group = group && follows ? { start: group.start, end: comment.end } : comment;
  }
  if (group) fold(group, FoldingRangeKind.Comment);
  return found;
}
