import type { Passage } from '../syntax/passages';
import type { Name, Span, Statement } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import { meant } from './meant';
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
  /** Where its statement stands; absent for what a statement declares besides its own name. */
  readonly passage?: Passage;
}

/** What a statement declares by its name. The statement is made when one looks: most are looked at by nobody after an edit. */
export class Declaration implements Symbol {
  constructor(
    readonly kind: SymbolKind,
    readonly name: string,
    readonly uri: string,
    readonly passage: Passage,
  ) {}

  get span(): Span {
    return nameSpan(this.passage);
  }

  get statement(): Statement {
    return this.passage.statement!;
  }
}

/** Where the name of a statement is that has one. */
export function nameSpan({ part, moved }: Passage): Span {
  const { start, end } = (part.statement as { name: Name }).name;
  return { start: start + moved, end: end + moved };
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

  /** Enters a declaration of `source`; the first of a text counts, and a text hides those that it builds on. */
  declare(symbol: Symbol, source: Source): void {
    const { name } = symbol;
    const before = this.byName.get(name);
    if (before) {
      const again = before.uri === source.uri;
      const place = source === this.main ? symbol.span : again ? undefined : this.via.get(source.uri);
      if (again && place)
        this.reporter.report('declared-twice', place, `\`${name}\` is declared already.`, {
          related: [{ start: before.span.start, end: before.span.end, message: 'first declared here' }],
        });
      else if (place)
        this.reporter.report(
          'overrides',
          place,
          `\`${name}\` takes the place of the one in ${fileOf(before.uri)}.`,
        );
      if (again) return;
    }
    this.byName.set(name, symbol);
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

  /** Whether the main text declares it. */
  isOwn({ uri }: Symbol): boolean {
    return uri === this.main.uri;
  }

  find(name: string): Symbol | undefined {
    return this.byName.get(name);
  }

  get named(): ReadonlyMap<string, Symbol> {
    return this.byName;
  }

  all(): Symbol[] {
    return [...this.byName.values()];
  }

  private unknown(name: Name, kinds: readonly SymbolKind[]): undefined {
    const candidates = this.all().filter((s) => kinds.includes(s.kind));
    const near = meant(
      name,
      candidates.map((s) => s.name),
    );
    const message = `Nothing declares \`${name.text}\`.${near ? ` ${near.question}` : ''}`;
    return this.reporter.report('unknown-name', name, message, { fixes: near?.fixes ?? [] });
  }
}

export const fileOf = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));

const article = (kind: SymbolKind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
