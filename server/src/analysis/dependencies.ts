import { type Passage, passageOf } from '../syntax/passages';
import { copied, namesIn } from '../syntax/tokens';
import type { Statement } from '../syntax/tree';
import type { AnalysisCache, Changes, KnownPart, Meaning } from './cache';
import { DEFAULT_ALIGNMENT } from './dynamics/rules/alignment';
import type { Source } from './source';
import type { SymbolTable } from './symbols';
import type { Faulty } from './waiting';

type Kind = Statement['kind'] | undefined;

const FRAME: ReadonlySet<Kind> = new Set<Kind>(['scale', 'exponent', 'assume']);
const RULES: ReadonlySet<Kind> = new Set<Kind>(['pattern', 'activation', 'resource']);

/**
 * What a statement's meaning follows from: its own text, all scales and assumptions, and every declaration that it names,
 * directly or not. Equal texts have equal meanings, which is what makes results survive an edit elsewhere.
 */
export class Dependencies {
  private readonly faults = new Map<Passage, boolean>();
  private readonly uris = new Map<Passage, string>();
  private frame: number | undefined;
  private changes: Changes | undefined;
  private depth = 0;
  /** Of those under way, the uppermost that the last one visited leads back to. */
  private lowest = Infinity;

  constructor(
    private readonly symbols: SymbolTable,
    private readonly resources: SymbolTable,
    private readonly sources: readonly Source[],
    private readonly cache: AnalysisCache,
    /** What else belongs to the frame; asked when that is read. */
    private readonly products: () => string,
  ) {}

  /** Everything that the statement follows from, as text. */
  text(passage: Passage, uri: string): string {
    const behind = [...this.from(passage, uri)].map((p) => this.written(p, this.uris.get(p) ?? uri));
    return [...this.all(FRAME), ...behind, ...this.all(RULES)].join('\n');
  }

  /** The statement and all declarations that it names, directly or not, but for rules that every text has. */
  from(passage: Passage, uri: string): ReadonlySet<Passage> {
    const found = new Set<Passage>();
    const follow = (next: Passage, of: string): void => {
      if (found.has(next)) return;
      found.add(next);
      this.uris.set(next, of);
      for (const name of this.known(next, of).names) {
        const symbol = this.symbols.find(name);
        if (symbol && !RULES.has(symbol.kind as Kind))
          follow(symbol.passage ?? passageOf(symbol.statement), symbol.uri);
      }
    };
    follow(passage, uri);
    return found;
  }

  /** Whether one of these is among what the passage follows from; true too where only going through all of that would tell. */
  mayReach(passage: Passage, uri: string, faulty: Faulty): boolean {
    const before = this.faults.get(passage);
    if (before !== undefined) return before;
    this.faults.set(passage, true); // what leads back to itself
    const reaches =
      faulty.has(passage) ||
      this.known(passage, uri).names.some((name) => {
        const symbol = this.symbols.find(name);
        const other = symbol?.passage;
        return other !== undefined && other !== passage && this.mayReach(other, symbol!.uri, faulty);
      });
    this.faults.set(passage, reaches);
    return reaches;
  }

  /** Equal for statements that follow from the same. */
  meaning(passage: Passage, uri: string): Meaning {
    return this.of(this.known(passage, uri), passage, uri);
  }

  private of(known: KnownPart, passage: Passage, uri: string): Meaning {
    const changes = (this.changes ??= this.cache.begin(this.symbols.named));
    const before = known.found;
    if (before && known.visit === changes.now) return before.meaning;
    const frame = (this.frame ??= this.readFrame());
    const isSame =
      before?.frame === frame &&
      known.visit === changes.before &&
      (changes.names.size === 0 || !known.names.some((name) => changes.names.has(name)));
    known.visit = changes.now;
    if (isSame && changes.names.size === 0) return before.meaning;
    const depth = (known.depth = this.depth++);
    delete known.found;
    const outer = this.lowest;
    this.lowest = Infinity;
    const behind = isSame
      ? before.behind.map((meaning, i) => meaning && this.behind(known.names[i]!, passage))
      : known.names.map((name) => this.behind(name, passage));
    const isCircular = this.lowest <= depth;
    this.depth--;
    this.lowest = this.lowest < depth ? Math.min(outer, this.lowest) : outer;
    if (isCircular) known.found = { meaning: this.circular(passage, uri, frame), frame, behind };
    else if (before?.frame === frame && before.behind.every((m, i) => m === behind[i])) known.found = before;
    else {
      const key = `${frame} ${known.text.id} ${behind.map((m) => m?.id ?? '').join()}`;
      const spreads = behind.some((m) => m?.isCircular);
      known.found = { meaning: this.cache.meaning(key, spreads), frame, behind };
    }
    return known.found.meaning;
  }

  /** The meaning of a name; undefined where the frame and the rules say it, or nothing, or it is on the way. */
  private behind(name: string, from: Passage): Meaning | undefined {
    const symbol = this.symbols.find(name);
    if (!symbol?.passage || symbol.passage === from) return undefined;
    const kind = symbol.kind as Kind;
    if (FRAME.has(kind) || RULES.has(kind)) return undefined;
    const known = this.known(symbol.passage, symbol.uri);
    if (known.visit !== this.changes?.now || known.found) return this.of(known, symbol.passage, symbol.uri);
    this.lowest = Math.min(this.lowest, known.depth);
    return undefined;
  }

  /** By the texts of all that it follows from, in their sequence. */
  private circular(passage: Passage, uri: string, frame: number): Meaning {
    const ids = [...this.from(passage, uri)].map((p) => this.known(p, this.uris.get(p) ?? uri).text.id);
    return this.cache.meaning(`circle ${frame} ${ids.join()}`, true);
  }

  /** Scales and assumptions with what their names are, and the rules that no other declaration takes the place of. */
  private readFrame(): number {
    // What the main text says itself counts as another frame than the same by an import, where no fix can change it.
    const main = this.sources.at(-1)?.uri;
    const kinds = ({ names }: KnownPart): string => names.map((n) => this.symbols.find(n)?.kind).join();
    const id = (p: Passage, uri: string): string =>
      `${this.known(p, uri).text.id}${uri === main ? '!' : ''}${this.isInForce(p) ? '' : '-'}`;
    const frame = this.passages(FRAME, (p, uri) => `${id(p, uri)}${kinds(this.known(p, uri))}`);
    const rules = this.passages(RULES, id);
    return this.cache.numbered(`${frame.join()} ${rules.join()} ${this.products()}`).id;
  }

  private isInForce(passage: Passage): boolean {
    const { statement } = passage.part;
    if (!statement || !('name' in statement) || !statement.name) return true;
    const table = statement.kind === 'resource' ? this.resources : this.symbols;
    return table.find(statement.name.text)?.passage === passage;
  }

  private all(kinds: typeof FRAME): string[] {
    return this.passages(kinds, (p, uri) => (this.isInForce(p) ? this.written(p, uri) : ''));
  }

  private passages<T>(kinds: typeof FRAME, of: (passage: Passage, uri: string) => T): T[] {
    const found: T[] = [];
    for (const { uri, document } of this.sources)
      for (const p of document.passages) if (kinds.has(p.part.statement?.kind)) found.push(of(p, uri));
    return found;
  }

  private written({ span }: Passage, uri: string): string {
    return this.sources.find((s) => s.uri === uri)?.document.text.slice(span.start, span.end) ?? '';
  }

  private known(passage: Passage, uri: string): KnownPart {
    return this.cache.partOf(passage.part) ?? this.learnt(passage, uri);
  }

  private learnt(passage: Passage, uri: string): KnownPart {
    const { statement, diagnostics, origin } = passage.part;
    const text = this.sources.find((s) => s.uri === uri)?.document.text ?? '';
    const { start, end } = passage.span;
    const written = copied(text, start, end);
    const names = [...namesIn(written)];
    if (statement?.kind === 'training') names.push(DEFAULT_ALIGNMENT);
    // What was read of a text may also depend on what stands before it on its line, and on what follows.
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const isMistaken = diagnostics.some((d) => d.start >= (statement?.start ?? origin));
    const key = ` ${statement?.kind} ${isMistaken}${before}|${written}`.slice(1);
    return this.cache.learn(passage.part, this.cache.numbered(key), names);
  }
}
