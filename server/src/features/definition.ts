import type { Location, LocationLink, Range } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { importedUri } from './files';
import type { Entity } from './names';
import type { Snapshot } from './snapshot';

/** Where the name under the cursor is declared: here, in an imported text or in the library; the file of an import. */
export function definition(snapshot: Snapshot, offset: number): LocationLink[] {
  const named = snapshot.nameAt(offset);
  if (named) {
    const { entity } = named;
    const target = rangesIn(snapshot, entity);
    return target
      ? [{ ...target, targetUri: entity.uri, originSelectionRange: snapshot.range(named.span) }]
      : [];
  }
  const statement = snapshot.analysis.document.statements.find(
    (s) => s.kind === 'import' && s.path.start <= offset && offset <= s.path.end,
  );
  if (statement?.kind !== 'import') return [];
  const uri = importedUri(statement.path.value, snapshot.uri);
  const start = { line: 0, character: 0 };
  const top: Range = { start, end: start };
  return uri && snapshot.documentOf(uri)
    ? [
        {
          targetUri: uri,
          targetRange: top,
          targetSelectionRange: top,
          originSelectionRange: snapshot.range(statement.path),
        },
      ]
    : [];
}

function rangesIn(
  snapshot: Snapshot,
  { uri, span, statement }: Entity,
): { targetRange: Range; targetSelectionRange: Range } | undefined {
  const document = snapshot.documentOf(uri);
  if (!document) return undefined;
  const text = uri === snapshot.uri ? snapshot.text : TextDocument.create(uri, 'scale', 0, document.text);
  const range = ({ start, end }: { start: number; end: number }): Range => ({
    start: text.positionAt(start),
    end: text.positionAt(end),
  });
  return { targetRange: range(statement), targetSelectionRange: range(span) };
}

/** For clients that know no links. */
export const asLocations = (links: readonly LocationLink[]): Location[] =>
  links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
