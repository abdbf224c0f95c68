import type { Statement } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import type { Source, Sources } from './source';

/** All statements that the main text sees, what they build on first: the library, imports, then its own. */
export function gather(
  sources: Sources,
  reporter: Reporter,
): { statements: { statement: Statement; source: Source }[]; sources: Source[] } {
  const seen = new Set<string>();
  const order: Source[] = [];
  const visit = (source: Source): void => {
    if (seen.has(source.uri)) return; // a circle of imports is no mistake: every text is read once
    seen.add(source.uri);
    for (const statement of source.document.statements) {
      if (statement.kind !== 'import') continue;
      const imported = sources.resolve(statement.path.value, source.uri);
      if (imported) visit(imported);
      else if (source === sources.main)
        reporter.report('not-found', statement.path, `\`${statement.path.value}\` cannot be read.`);
    }
    order.push(source);
  };
  sources.library.forEach(visit);
  visit(sources.main);
  return {
    statements: order.flatMap((source) =>
      source.document.statements.map((statement) => ({ statement, source })),
    ),
    sources: order,
  };
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
