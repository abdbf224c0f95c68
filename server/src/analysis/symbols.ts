import { nearest } from '../syntax/spelling';
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
  | 'module'
  | 'optimizer'
  | 'parametrization'
  | 'alignment'
  | 'curve'
  | 'resource'
  | 'parameter';

/** A declaration; `uri` says in which text, since the library and imports declare too. */
export interface Symbol {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly uri: string;
  readonly span: Span;
  readonly statement: Statement;
}

/** Declarations by name. */
export class SymbolTable {
  private readonly byName = new Map<string, Symbol>();

  constructor(
    private readonly main: Source,
    private readonly reporter: Reporter,
    /** Where the main text imports another one. */
    private readonly via: ReadonlyMap<string, Span>,
  ) {}

  declare(kind: SymbolKind, name: Name, statement: Statement, source: Source): Symbol | undefined {
    const before = this.byName.get(name.text);
    const symbol: Symbol = { kind, name: name.text, uri: source.uri, span: name, statement };
    if (before && before.uri === source.uri) {
      if (source === this.main)
        this.reporter.report('declared-twice', name, `\`${name.text}\` is declared already.`, {
          related:
            before.uri === this.main.uri
              ? [{ start: before.span.start, end: before.span.end, message: 'first declared here' }]
              : [],
        });
      return undefined;
    }
    const place = source === this.main ? name : this.via.get(source.uri);
    if (before && place)
      this.reporter.report(
        'overrides',
        place,
        `\`${name.text}\` takes the place of the one in ${fileOf(before.uri)}.`,
      );
    this.byName.set(name.text, symbol);
    return symbol;
  }

  /** The declaration of a name, of any of the kinds asked for. Reports what is missing or of another kind. */
  use(name: Name, ...kinds: SymbolKind[]): Symbol | undefined {
    if (name.text === '') return undefined; // a missing name was reported by the parser
    const symbol = this.byName.get(name.text);
    if (!symbol) return this.unknown(name, kinds);
    if (kinds.length > 0 && !kinds.includes(symbol.kind))
      return this.reporter.report(
        'wrong-kind',
        name,
        `\`${name.text}\` is ${article(symbol.kind)}; here ${kinds.map(article).join(' or ')} is needed.`,
      );
    return symbol;
  }

  find(name: string): Symbol | undefined {
    return this.byName.get(name);
  }

  all(): Symbol[] {
    return [...this.byName.values()];
  }

  private unknown(name: Name, kinds: readonly SymbolKind[]): undefined {
    const { text, start, end } = name;
    const candidates = this.all().filter((s) => kinds.includes(s.kind));
    const near = nearest(
      text,
      candidates.map((s) => s.name),
    );
    const message = `Nothing declares \`${text}\`.${near ? ` Did you mean \`${near}\`?` : ''}`;
    const fixes = near ? [{ title: `Write ${near}`, span: { start, end }, replacement: near }] : [];
    return this.reporter.report('unknown-name', name, message, { fixes });
  }
}

export const fileOf = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));

const article = (kind: SymbolKind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
