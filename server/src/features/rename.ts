import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { keywordsAt } from '../syntax/keywords';
import { tokenize } from '../syntax/tokens';
import { builtin } from './builtins';
import type { Occurrence } from './names';
import { locations } from './references';
import type { Snapshot } from './snapshot';

/** Why a name cannot be renamed, in a sentence for the user. */
export class RenameRefused extends Error {}

/** The name under the cursor, if it is declared in this text: the library and imported texts keep their names. */
export function renameRange(snapshot: Snapshot, offset: number): { range: Range; placeholder: string } {
  const { span } = renamed(snapshot, offset);
  return { range: snapshot.range(span), placeholder: snapshot.written(span) };
}

/** Renames in all open texts; refuses a name that would mean something else somewhere. */
export function rename(
  snapshot: Snapshot,
  offset: number,
  name: string,
  open: readonly Snapshot[],
): WorkspaceEdit {
  const { entity } = renamed(snapshot, offset);
  if (!isName(name)) throw new RenameRefused(`"${name}" is not a name.`);
  const affected = open.filter((text) => locations(entity, true, [text]).length > 0);
  for (const text of affected) {
    const taken =
      text.analysis.symbols.some((s) => s.name === name) || text.names.some((o) => o.entity.name === name);
    if (builtin(name) || taken) throw new RenameRefused(`"${name}" has a meaning already.`);
  }
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri, range } of locations(entity, true, affected))
    (changes[uri] ??= []).push({ range, newText: name });
  return { changes };
}

function renamed(snapshot: Snapshot, offset: number): Occurrence {
  const named = snapshot.nameAt(offset);
  if (!named) throw new RenameRefused('There is no name here.');
  if (named.entity.uri !== snapshot.uri)
    throw new RenameRefused('This name is declared in another text: rename it there.');
  return named;
}

function isName(text: string): boolean {
  const { tokens, diagnostics, comments } = tokenize(text);
  const [only, end] = tokens;
  return (
    diagnostics.length + comments.length === 0 &&
    only?.kind === 'name' &&
    end?.kind === 'end' &&
    only.text === text &&
    !keywordsAt('expression').some((k) => k.word === text)
  );
}
