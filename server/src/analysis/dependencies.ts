import type { Statement } from '../syntax/tree';
import type { Source } from './source';
import type { SymbolTable } from './symbols';

const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;

/**
 * The text that a statement's meaning follows from: its own, all scales and assumptions, and every declaration that it
 * names, directly or not. Equal texts have equal meanings, which is what makes results survive an edit elsewhere.
 */
export class Dependencies {
  private readonly frame: string;
  private readonly rules: string;
  private readonly known = new Map<Statement, ReadonlyMap<Statement, string>>();

  constructor(
    private readonly symbols: SymbolTable,
    sources: readonly Source[],
    private readonly textOf: (uri: string) => string,
  ) {
    const written = (...kinds: Statement['kind'][]): string =>
      sources
        .flatMap(({ document }) =>
          document.statements
            .filter((s) => kinds.includes(s.kind))
            .map((s) => document.text.slice(s.start, s.end)),
        )
        .join('\n');
    this.frame = written('scale', 'exponent', 'assume');
    this.rules = written('pattern', 'activation');
  }

  key(statement: Statement, text: string): string {
    const parts = [...this.reach(statement, text).values()];
    return `${statement.kind}\n${this.frame}\n${parts.join('\n')}\n${this.rules}`;
  }

  private reach(statement: Statement, text: string): ReadonlyMap<Statement, string> {
    const found = this.known.get(statement);
    if (found) return found;
    const result = new Map<Statement, string>();
    this.known.set(statement, result);
    result.set(statement, text.slice(statement.start, statement.end));
    for (const [name] of result.get(statement)?.matchAll(NAME) ?? []) {
      const symbol = this.symbols.find(name);
      if (
        !symbol ||
        symbol.kind === 'pattern' ||
        symbol.kind === 'activation' ||
        result.has(symbol.statement)
      )
        continue;
      for (const [inner, written] of this.reach(symbol.statement, this.textOf(symbol.uri)))
        result.set(inner, written);
    }
    return result;
  }
}
