import type { Passage } from '../syntax/passages';
import type { AssumeStatement, ExponentStatement, ScaleStatement } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import type { Scales } from './scales';
import type { Source } from './source';
import { Declaration, type SymbolTable } from './symbols';

/** Enters the names that statements declare, which statements before them may use. */
export function declare(sources: readonly Source[], symbols: SymbolTable, resources: SymbolTable): void {
  for (const source of sources)
    for (const passage of source.document.passages) {
      const { statement } = passage.part;
      if (!statement || !('name' in statement) || statement.kind === 'reserved') continue;
      const table = statement.kind === 'resource' ? resources : symbols;
      table.declare(new Declaration(statement.kind, statement.name.text, source.uri, passage), source);
    }
}

/** Reads scales and assumptions, the frame in which everything else is derived; false, and reported, where nothing satisfies them. */
export function readFrame(
  sources: readonly Source[],
  main: Source,
  scales: Scales,
  reporter: Reporter,
): boolean {
  let holds = true;
  const check = (passage: Passage | undefined): void => {
    if (!holds || !scales.region.isEmpty()) return;
    holds = false;
    if (passage?.statement)
      reporter.report(
        'contradiction',
        passage.statement,
        'No scales satisfy this together with what is assumed before.',
      );
  };
  for (const source of sources)
    reporter.within(source === main, () => {
      for (const passage of source.document.passages)
        if (readPassage(passage, source, scales)) check(passage);
    });
  check(main.document.passages.find(({ part }) => part.statement));
  return holds;
}

/** Whether it is part of the frame. */
function readPassage(passage: Passage, source: Source, scales: Scales): boolean {
  const kind = passage.part.statement?.kind;
  if (kind !== 'scale' && kind !== 'exponent' && kind !== 'assume') return false;
  const statement = passage.statement as ScaleStatement | ExponentStatement | AssumeStatement;
  if (statement.kind === 'scale') scales.readScale(statement, source);
  else if (statement.kind === 'exponent') scales.readExponent(statement);
  else {
    const label = source.document.text.slice(statement.start, statement.end);
    const { constraints } = scales.conditions().all(statement.conditions);
    scales.assume(constraints.map((c) => ({ ...c, label })));
  }
  return true;
}

/** Names that posteriors and trainings are of, or on. */
export function used(sources: readonly Source[]): Record<'posterior' | 'training', ReadonlySet<string>> {
  const names = { posterior: new Set<string>(), training: new Set<string>() };
  for (const { document } of sources)
    for (const { part } of document.passages) {
      const { statement } = part;
      if (statement?.kind !== 'posterior' && statement?.kind !== 'training') continue;
      names[statement.kind].add(statement.network.text);
      if (statement.kind === 'posterior') names.posterior.add(statement.target.text);
    }
  return names;
}
