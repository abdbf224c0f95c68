import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver-protocol';
import { findings, fixesOf, published } from './diagnostics';
import type { Snapshot } from './snapshot';

/** The repairs that come with the diagnostics at a range: one action for each. */
export function quickFixes(snapshot: Snapshot, range: Range): CodeAction[] {
  const start = snapshot.text.offsetAt(range.start);
  const end = snapshot.text.offsetAt(range.end);
  return findings(snapshot)
    .filter((found) => found.start <= end && start <= found.end)
    .flatMap((found) =>
      fixesOf(found).map(({ title, span, replacement }, i) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [published(found, snapshot)],
        isPreferred: i === 0,
        edit: { changes: { [snapshot.uri]: [{ range: snapshot.range(span), newText: replacement }] } },
      })),
    );
}
