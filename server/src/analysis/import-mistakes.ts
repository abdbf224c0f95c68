import { namesIn } from '../syntax/tokens';
import type { Document } from '../syntax/tree';
import { withinBudget } from '../orders';
import { analyse } from './analyse';
import type { AnalysisCache } from './cache';
import type { Diagnostic } from './diagnostic';
import type { Source, Sources } from './source';

/** Not mistakes of what others can use; those of its own imports are said by whoever imports it. */
const OWN = ['claim-refuted', 'bad-verify', 'not-found', 'import-mistakes'];

/** What is wrong with a text by itself, for the texts that it imports. */
interface Known {
  readonly library: readonly Source[];
  readonly imports: readonly { path: string; from: string; document: Document | undefined }[];
  readonly mistakes: readonly Diagnostic[];
}

const known = new WeakMap<Document, Known>();

/** Work for one text, in units of orders/budget: about a third of a second. Of texts that take more nothing is said. */
const BUDGET = 100_000;

/**
 * Sources whose imports say which mistakes of meaning they bring. An imported text is looked at by itself, once for each of its
 * states. One that leaves names to the importing text is judged there: nothing is said of it.
 */
export function withMistakes(sources: Sources, cache: AnalysisCache): Sources {
  let words: ReadonlySet<string> | undefined;
  const mistakeIn = (imported: Source): string | undefined => {
    const { mistakes } = alone(imported, sources, cache);
    const isLeft = ({ code, start, end }: Diagnostic): boolean => {
      if (code !== 'unknown-name') return code === 'no-scale';
      words ??= namesIn(sources.main.document.text);
      return words.has(imported.document.text.slice(start, end));
    };
    return mistakes.some(isLeft) ? undefined : mistakes[0]?.message;
  };
  return { ...sources, mistakeIn };
}

function alone(source: Source, sources: Sources, cache: AnalysisCache): Known {
  const before = known.get(source.document);
  const isSame = ({ path, from, document }: Known['imports'][number]): boolean =>
    sources.resolve(path, from)?.document === document;
  const { library } = sources;
  const isSameLibrary =
    before?.library.length === library.length &&
    before.library.every(({ document }, i) => document === library[i]?.document);
  if (isSameLibrary && before.imports.every(isSame)) return before;
  const imports: { path: string; from: string; document: Document | undefined }[] = [];
  const resolve = (path: string, from: string): Source | undefined => {
    const found = sources.resolve(path, from);
    imports.push({ path, from, document: found?.document });
    return found;
  };
  const analysis = withinBudget(BUDGET, () => analyse({ main: source, library, resolve }, cache));
  const mistakes = (analysis?.diagnostics ?? []).filter(
    (d) => d.severity === 'error' && !OWN.includes(d.code),
  );
  const now = { library, imports, mistakes };
  known.set(source.document, now);
  return now;
}
