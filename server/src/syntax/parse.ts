import { Cursor } from './cursor';
import { statement } from './statements';
import { tokenize } from './tokens';
import type { Document, Statement } from './tree';

/** Reads a text. Never throws: mistakes are diagnostics, and what is around them keeps its place in the tree. */
export function parse(text: string): Document {
  const { tokens, comments, diagnostics } = tokenize(text);
  const cursor = new Cursor(text, tokens, diagnostics);
  const statements: Statement[] = [];
  while (cursor.token.kind !== 'end') {
    if (cursor.accept(';')) continue;
    cursor.beginPart();
    statements.push(statement(cursor));
    cursor.endPart();
  }
  diagnostics.sort((a, b) => a.start - b.start);
  return { text, statements, comments, diagnostics };
}
