import { Region, type Constraint, type Form } from '../orders';
import type { Part, Passage } from '../syntax/passages';
import type { Span } from '../syntax/tree';
import type { Diagnostic, Fix, Reporter } from './diagnostic';
import { Products } from './products';
import type { Symbol } from './symbols';
import { PosteriorTheory, type PosteriorProblem } from './posterior/energy/theory';

/** Entries kept beyond those that the last two analyses used. */
const SPARE = 500;

/** Something that is kept; it keeps what it was made of. */
interface Kept {
  /** The last analysis that used it. */
  used: number;
  readonly uses: Set<Kept>;
}

interface Entry extends Kept {
  readonly value: unknown;
}

/** What deriving a statement said, with places relative to the statement. */
interface Remembered {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** All that is kept of the statements that follow from the same. */
export class Meaning implements Kept {
  readonly uses = new Set<Kept>();
  readonly results = new Map<string, Remembered>();

  constructor(
    /** No other meaning ever has it. */
    readonly id: number,
    public used: number,
    /** It follows from itself: what comes of it depends on where one begins, and is not kept. */
    readonly isCircular: boolean,
  ) {}
}

/** A text with a number of its own, for as long as it is in use. */
export interface Numbered {
  readonly id: number;
  used: number;
}

/** What a part of a text says, whatever is around it; and what it was found to mean last. */
export interface KnownPart {
  readonly text: Numbered;
  /** All words of it that may name a declaration. */
  readonly names: readonly string[];
  used: number;
  /** The analysis that looked at it last, and how many parts were under way then; `found` is absent on the way. */
  visit: number;
  depth: number;
  found?: Found;
}

/** The meaning of a part where its names have these meanings in a frame. */
export interface Found {
  readonly meaning: Meaning;
  readonly frame: number;
  readonly behind: readonly (Meaning | undefined)[];
}

/** Names that mean something else than they did for the analysis before, and the numbers of the two. */
export interface Changes {
  readonly names: ReadonlySet<string>;
  readonly before: number;
  readonly now: number;
}

/** How an analysis hears of what was derived before. */
export interface Listener {
  readonly reporter: Reporter;
  /** Where this analysis has the declaration of a name. */
  startOf(name: string): number;
}

/**
 * Results that survive an edit, by content: what an edit does not touch is not derived again. Bounded: what the last two
 * analyses used stays, with all that it was made of, and some more.
 */
export class AnalysisCache {
  private readonly entries = new Map<string, Entry>();
  private readonly meanings = new Map<string, Meaning>();
  private readonly parts = new Map<Part, KnownPart>();
  private readonly numbers = new Map<string, Numbered>();
  /** For each result that is being made, what it uses. */
  private readonly making: Set<Kept>[] = [];
  /** What names meant for the last analysis, and its number. */
  private named: ReadonlyMap<string, Symbol> = new Map();
  private visit = 0;
  private analysis = 0;
  private nextNumber = 1;
  private most = SPARE;
  private mostRead = SPARE;

  get size(): number {
    return this.entries.size + this.meanings.size;
  }

  remember<T>(key: string, make: () => T): T {
    let entry = this.entries.get(key);
    if (!entry) {
      const uses = new Set<Kept>();
      entry = { value: this.made(uses, make), used: this.analysis, uses };
      this.entries.set(key, entry);
    }
    this.touch(entry);
    return entry.value as T;
  }

  /** Says that an analysis is complete; lets go of what was not used lately when there is too much of it. */
  settle(): void {
    this.analysis++;
    if (this.size > this.most) this.forgetResults();
    if (this.parts.size + this.numbers.size > this.mostRead) this.forgetParts();
  }

  private forgetResults(): void {
    const isRecent = (kept: Kept): boolean => kept.used >= this.analysis - 2;
    const live = new Set<Kept>();
    const mark = (kept: Kept): void => {
      if (live.has(kept)) return;
      live.add(kept);
      for (const other of kept.uses) mark(other);
    };
    for (const table of [this.entries, this.meanings])
      for (const kept of table.values()) if (isRecent(kept)) mark(kept);
    for (const table of [this.entries, this.meanings])
      for (const [key, kept] of table) if (!live.has(kept)) table.delete(key);
    this.most = this.size + SPARE;
  }

  /** Every state of a statement that is being typed is a part of its own, though few of them come to a result. */
  private forgetParts(): void {
    // Declarations are in use also where nobody had to look at them again.
    for (const { passage } of this.named.values()) if (passage) this.partOf(passage.part);
    for (const { text, used } of this.parts.values()) text.used = Math.max(text.used, used);
    for (const table of [this.parts, this.numbers] as Map<unknown, { readonly used: number }>[])
      for (const [key, { used }] of table) if (used < this.analysis - 2) table.delete(key);
    this.mostRead = this.parts.size + this.numbers.size + SPARE;
  }

  numbered(text: string): Numbered {
    let known = this.numbers.get(text);
    if (!known) {
      known = { id: this.nextNumber++, used: 0 };
      this.numbers.set(text, known);
    }
    known.used = this.analysis;
    return known;
  }

  /**
   * Begins with these declarations, and says which names mean something else than for the analysis before: for a part that it
   * looked at, and that has none of them, each name is the one it was.
   */
  begin(named: ReadonlyMap<string, Symbol>): Changes {
    const before = this.named;
    const names = new Set<string>();
    let same = 0;
    for (const [name, symbol] of named) {
      const old = before.get(name);
      if (old) same++;
      if (old?.kind !== symbol.kind || old.passage?.part !== symbol.passage?.part) names.add(name);
    }
    if (same < before.size) for (const name of before.keys()) if (!named.has(name)) names.add(name);
    this.named = named;
    return { names, before: this.visit, now: ++this.visit };
  }

  /** What this cache knows of a part of a text. */
  partOf(part: Part): KnownPart | undefined {
    const known = this.parts.get(part);
    if (known) known.used = this.analysis;
    return known;
  }

  learn(part: Part, text: Numbered, names: readonly string[]): KnownPart {
    const known: KnownPart = { text, names, used: this.analysis, visit: 0, depth: 0 };
    this.parts.set(part, known);
    return known;
  }

  meaning(key: string, isCircular: boolean): Meaning {
    let known = this.meanings.get(key);
    if (!known) {
      known = new Meaning(this.nextNumber++, this.analysis, isCircular);
      this.meanings.set(key, known);
    }
    return known;
  }

  /**
   * What a statement comes to in one respect, made once for all texts in which it means the same. Whoever asks hears its
   * diagnostics, which move with it.
   */
  statement<T>(meaning: Meaning, what: string, passage: Passage, listener: Listener, make: () => T): T {
    const { reporter, startOf } = listener;
    this.touch(meaning);
    const known = meaning.results.get(what);
    if (known) {
      if (known.diagnostics.length > 0) {
        const { start } = passage.span;
        for (const d of known.diagnostics) reporter.diagnostics.push(moved(d, start, startOf));
      }
      return known.value as T;
    }
    const before = reporter.diagnostics.length;
    const value = this.made(meaning.uses, make);
    const { start, end } = passage.span;
    // Statements derived on the way report for themselves.
    const own = reporter.diagnostics.slice(before).filter((d) => d.start >= start && d.end <= end);
    // Which name may have been meant depends on all names that there are.
    if (!meaning.isCircular && !own.some(({ code }) => code === 'unknown-name'))
      meaning.results.set(what, {
        value,
        diagnostics: own.map((d) => moved(d, -start, (name) => -startOf(name))),
      });
    return value;
  }

  private made<T>(uses: Set<Kept>, make: () => T): T {
    this.making.push(uses);
    try {
      return make();
    } finally {
      this.making.pop();
    }
  }

  private touch(kept: Kept): void {
    kept.used = this.analysis;
    this.making.at(-1)?.add(kept);
  }

  /** Equal constraints give the same region object, with everything it has worked out. */
  region(constraints: readonly Constraint[], products = Products.none): Region {
    const key = constraints.map((c) => `${c.form.key()}${c.sense}`).join(';');
    return this.remember(`region ${products.key} ${key}`, () => products.close(new Region(constraints)));
  }

  theory(problem: PosteriorProblem): PosteriorTheory {
    const { layers, network, initial } = problem.architecture;
    const written = (orders: ReadonlyMap<string, Form>): string =>
      [...orders].map(([name, form]) => `${name}=${form.key()}`).join();
    const modules = layers.map(
      (l) => `${l.name}:${l.module.written}(${written(l.given)}):${l.activation.key}`,
    );
    const rules = problem.patterns.map((p) => p.written);
    const key = [
      ...modules,
      `${network.readOut.module.written}(${written(network.readOut.orders)})`,
      initial.key(),
      ...problem.parts.map((part) => `${part.degree} ${part.text}`),
      ...rules,
      ...problem.off,
      problem.region.key(),
    ].join('|');
    return this.remember(
      `theory ${key}`,
      () => new PosteriorTheory(problem, key, (name, make) => this.remember(name, make)),
    );
  }
}

const shifted = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

function moved(diagnostic: Diagnostic, by: number, byOf: (name: string) => number): Diagnostic {
  const { fixes, related } = diagnostic;
  const byIn = (declared: string | undefined): number => (declared === undefined ? by : byOf(declared));
  const fixed = (fix: Fix): Fix => ({
    ...fix,
    span: shifted(fix.span, byIn(fix.declared)),
  });
  return {
    ...diagnostic,
    ...shifted(diagnostic, by),
    ...(fixes ? { fixes: fixes.map(fixed) } : {}),
    ...(related
      ? { related: related.map((place) => ({ ...place, ...shifted(place, byIn(place.declared)) })) }
      : {}),
  };
}
