import { DocumentHighlightKind, type DocumentHighlight, type Location } from 'vscode-languageserver-protocol';
import { sameEntity, type Entity } from './names';
import type { Snapshot } from './snapshot';

/** Every place in the open texts that means what the name under the cursor means. */
export function references(
  snapshot: Snapshot,
  offset: number,
  withDeclaration: boolean,
  open: readonly Snapshot[],
): Location[] {
  const named = snapshot.nameAt(offset);
  return named ? locations(named.entity, withDeclaration, open) : [];
}

export function locations(entity: Entity, withDeclaration: boolean, open: readonly Snapshot[]): Location[] {
  return open.flatMap((text) =>
    text.names
      .filter((o) => sameEntity(o.entity, entity) && (withDeclaration || !o.declares))
      .map((o) => ({ uri: text.uri, range: text.range(o.span) })),
  );
}

export function highlights(snapshot: Snapshot, offset: number): DocumentHighlight[] {
  const named = snapshot.nameAt(offset);
  if (!named) return [];
  return snapshot.names
    .filter((o) => sameEntity(o.entity, named.entity))
    .map((o) => ({
      range: snapshot.range(o.span),
      kind: o.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
