import type { TextEdit } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { format } from '../syntax/format';

/** The text laid out, as one edit of what changes, so that the cursor and marks outside of it stay. */
export function formatting(text: TextDocument): TextEdit[] {
  const before = text.getText();
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const after = format(before).replace(/\r?\n/g, eol);
  if (after === before) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let [end, last] = [before.length, after.length];
  while (end > start && last > start && before[end - 1] === after[last - 1]) {
    end--;
    last--;
  }
  // An edit must not split the two units of a line end.
  if (before[start - 1] === '\r') start--;
  if (before[end] === '\n' && before[end - 1] === '\r') [end, last] = [end + 1, last + 1];
  return [
    {
      range: { start: text.positionAt(start), end: text.positionAt(end) },
      newText: after.slice(start, last),
    },
  ];
}
