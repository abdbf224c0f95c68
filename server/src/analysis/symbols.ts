import type { Name, Span, Statement } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import type { Source } from './source';

export type SymbolKind =
  | 'scale'
  | 'exponent'
  | 'let'
  | 'data'
  | 'target'
  | 'direction'
  | 'network'
  | 'layer'
  | 'posterior'
  | 'training'
  | 'pattern'
  | 'activation'
  | 'parameter';

/** A declaration; `uri` says in which text, since the library and imports declare too. */
export interface Symbol {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly uri: string;
  readonly span: Span;
  readonly statement: Statement;
}

/** A place in the main text that means a declaration; what go-to-definition, colours and rename stand on. */
export interface Reference {
  readonly span: Span;
  readonly symbol: Symbol;
}

/** Declarations by name, and the uses of them that were met in the main text. */
export class SymbolTable {
  private readonly byName = new Map<string, Symbol>();
  /** In the sequence in which they were met; a place that was looked at twice is here twice. */
  readonly references: Reference[] = [];

  constructor(
    private readonly main: Source,
    private readonly reporter: Reporter,
  ) {}

  declare(kind: SymbolKind, name: Name, statement: Statement, source: Source): Symbol | undefined {
    const before = this.byName.get(name.text);
    const symbol: Symbol = { kind, name: name.text, uri: source.uri, span: name, statement };
    if (before && before.uri === source.uri) {
      if (source === this.main)
        this.reporter.report('declared-twice', name, `\`${name.text}\` is declared already.`, {
          related: before.uri === this.main.uri ? [{ ...before.span, message: 'first declared here' }] : [],
        });
      return undefined;
    }
    this.byName.set(name.text, symbol);
    if (source === this.main) this.references.push({ span: name, symbol });
    return symbol;
  }

  /** The declaration of a name, of any of the kinds asked for; records the use. Reports what is missing or of another kind. */
  use(name: Name, ...kinds: SymbolKind[]): Symbol | undefined {
    if (name.text === '') return undefined; // a missing name was reported by the parser
    const symbol = this.byName.get(name.text);
    if (!symbol) return this.reporter.report('unknown-name', name, this.unknown(name.text, kinds));
    if (this.reporter.listening) this.references.push({ span: name, symbol });
    if (kinds.length > 0 && !kinds.includes(symbol.kind))
      return this.reporter.report(
        'wrong-kind',
        name,
        `\`${name.text}\` is ${article(symbol.kind)}; here ${kinds.map(article).join(' or ')} is needed.`,
      );
    return symbol;
  }

  /** Every use once, by place. */
  uses(): Reference[] {
    const byPlace = new Map(this.references.map((r) => [`${r.span.start} ${r.span.end}`, r]));
    return [...byPlace.values()].sort((a, b) => a.span.start - b.span.start);
  }

  find(name: string): Symbol | undefined {
    return this.byName.get(name);
  }

  all(): Symbol[] {
    return [...this.byName.values()];
  }

  private unknown(name: string, kinds: readonly SymbolKind[]): string {
    const near = this.all().find((s) => kinds.includes(s.kind) && close(s.name, name));
    return `Nothing declares \`${name}\`.${near ? ` Did you mean \`${near.name}\`?` : ''}`;
  }
}

const article = (kind: SymbolKind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

/** One letter inserted, left out, changed, or of the other case. */
function close(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Math.abs(a.length - b.length) > 1 || Math.max(a.length, b.length) < 3) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1);
}
