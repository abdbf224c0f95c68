import type { Statement } from '../syntax/tree';
import { DEFAULT_ALIGNMENT } from './dynamics/rules/alignment';
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
  private readonly common: string;
  private readonly known = new Map<Statement, ReadonlyMap<Statement, string>>();

  constructor(
    private readonly symbols: SymbolTable,
    sources: readonly Source[],
    private readonly textOf: (uri: string) => string,
    nameOf: (text: string) => string,
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
    this.rules = written('pattern', 'activation', 'resource');
    this.common = `${nameOf(this.frame)} ${nameOf(this.rules)}`;
  }

  /** Everything that the statement follows from, as text. */
  text(statement: Statement, text: string): string {
    return [this.frame, ...this.reach(statement, text).values(), this.rules].join('\n');
  }

  /** The same as a short key, in which the long texts that all statements share go by their names. */
  key(statement: Statement, text: string): string {
    return `${statement.kind} ${this.common}\n${[...this.reach(statement, text).values()].join('\n')}`;
  }

  /** The statement and all declarations that it names, directly or not, but for rules that every text has. */
  from(statement: Statement, text: string): Iterable<Statement> {
    return this.reach(statement, text).keys();
  }

  private reach(statement: Statement, text: string): ReadonlyMap<Statement, string> {
    const found = this.known.get(statement);
    if (found) return found;
    const result = new Map<Statement, string>();
    this.known.set(statement, result);
    result.set(statement, text.slice(statement.start, statement.end));
    const names = [...(result.get(statement)?.match(NAME) ?? [])];
    if (statement.kind === 'training') names.push(DEFAULT_ALIGNMENT);
    for (const name of names) {
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
