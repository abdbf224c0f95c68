import type { ImportStatement, Span } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import type { Source, Sources } from './source';

/** Every text that the main one sees, what they build on first: the library, imports, then itself. */
export interface Gathered {
  readonly sources: readonly Source[];
  /** For each imported text, the path in the main text through which it came. */
  readonly via: ReadonlyMap<string, Span>;
}

export function gather(sources: Sources, reporter: Reporter): Gathered {
  const seen = new Set<string>();
  const order: Source[] = [];
  const via = new Map<string, Span>();
  const visit = (source: Source, through: Span | undefined): void => {
    if (seen.has(source.uri)) return; // a circle of imports is no mistake: every text is read once
    seen.add(source.uri);
    for (const passage of source.document.passages) {
      if (passage.part.statement?.kind !== 'import') continue;
      const statement = passage.statement as ImportStatement;
      const place = through ?? statement.path;
      const imported = sources.resolve(statement.path.value, source.uri);
      if (!imported) reporter.report('not-found', place, `\`${statement.path.value}\` cannot be read.`);
      else if (!seen.has(imported.uri)) {
        const unread = imported.document.diagnostics.find((d) => d.severity === 'error');
        const mistake = unread?.message ?? sources.mistakeIn?.(imported);
        if (mistake !== undefined)
          reporter.report(
            'import-mistakes',
            place,
            `\`${statement.path.value}\` has mistakes; the first: ${mistake}`,
          );
        via.set(imported.uri, place);
        visit(imported, place);
      }
    }
    order.push(source);
  };
  for (const text of sources.library) visit(text, { start: 0, end: 0 });
  visit(sources.main, undefined);
  return { sources: order, via };
}

/** A fingerprint of the text that a prediction follows from; comments and blanks do not change it. */
export function fingerprint(text: string): string {
  return fnv1a(text.replace(/\/\/.*|\/\*[^]*?\*\//g, '').replace(/\s+/g, ''));
}

/** FNV-1a on 64 bits: tells texts apart, promises nothing against forgery. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
