import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver-protocol';
import type { Diagnostic as Found, Fix } from '../analysis/diagnostic';
import type { SyntaxDiagnostic } from '../syntax/tree';
import type { Snapshot } from './snapshot';

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** What parser and analysis found, as the editor shows it. */
export function diagnostics(snapshot: Snapshot): Diagnostic[] {
  return findings(snapshot).map((found) => published(found, snapshot));
}

export function published(found: Finding, snapshot: Snapshot): Diagnostic {
  const related = 'related' in found ? (found.related ?? []) : [];
  return {
    range: snapshot.range(found),
    severity: SEVERITY[found.severity],
    code: found.code,
    source: 'powercount',
    message: found.message,
    ...(related.length > 0
      ? {
          relatedInformation: related.map((r) => ({
            location: { uri: snapshot.uri, range: snapshot.range(r) },
            message: r.message,
          })),
        }
      : {}),
  };
}

type Finding = SyntaxDiagnostic | Found;

export function findings({ analysis }: Snapshot): readonly Finding[] {
  return [...analysis.document.diagnostics, ...analysis.diagnostics];
}

export function fixesOf(found: Finding): readonly Fix[] {
  return 'fix' in found && found.fix ? [found.fix] : 'fixes' in found ? (found.fixes ?? []) : [];
}
