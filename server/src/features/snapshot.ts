import type { Range } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis, ClaimResult, Fact } from '../analysis/facts';
import type { Source } from '../analysis/source';
import type { Document, Span } from '../syntax/tree';
import { occurrences, type Occurrence } from './names';

/** One state of a text with all that is known of it: what every feature answers from. Never changes. */
export class Snapshot {
  /** Facts of this text, and those of a text before that an edit under way has made underivable. */
  readonly facts: ReadonlyMap<string, Known<Fact>>;
  /** What became of claims. Of this text alone: none may look proven that waits for a mistake to be mended. */
  readonly claims: ReadonlyMap<string, ClaimResult>;
  readonly text: TextDocument;
  private named: readonly Occurrence[] | undefined;

  constructor(
    readonly version: number,
    readonly analysis: Analysis,
    /** The library and the imported texts. */
    private readonly others: readonly Source[] = [],
    before?: Snapshot,
  ) {
    this.text = TextDocument.create(analysis.uri, 'scale', version, analysis.document.text);
    const last = this.isBroken() ? before : undefined;
    const { document } = analysis;
    this.facts = withLastGood(
      analysis.facts.map((fact) => [fact.name, fact]),
      last?.facts,
      () => words(document.text),
    );
    this.claims = new Map(analysis.claims.map((claim) => [claimKey(claim, document.text), claim]));
  }

  get uri(): string {
    return this.analysis.uri;
  }

  /** The text that declares something. */
  documentOf(uri: string): Document | undefined {
    return uri === this.uri
      ? this.analysis.document
      : this.others.find((source) => source.uri === uri)?.document;
  }

  range({ start, end }: Span): Range {
    return { start: this.text.positionAt(start), end: this.text.positionAt(end) };
  }

  written({ start, end }: Span): string {
    return this.analysis.document.text.slice(start, end);
  }

  /** Every name in the text that means a declaration. */
  get names(): readonly Occurrence[] {
    return (this.named ??= occurrences(this.analysis));
  }

  nameAt(offset: number): Occurrence | undefined {
    const around = this.names.filter(({ span }) => span.start <= offset && offset <= span.end);
    return around.find(({ span }) => offset < span.end) ?? around[0];
  }

  private isBroken(): boolean {
    const { document, diagnostics } = this.analysis;
    return (
      document.diagnostics.length > 0 ||
      diagnostics.some((d) => d.severity === 'error' && !d.code.startsWith('claim-'))
    );
  }
}

const words = (text: string): ReadonlySet<string> => new Set(text.match(/[\p{L}_][\p{L}\d_']*/gu));

/** A result, and whether it is from before the edit under way. */
export interface Known<T> {
  readonly value: T;
  readonly before: boolean;
}

/** `count(p.h2)` belongs to p, `E` to itself. */
export const owner = (fact: string): string => /^\w+\(([^.()]*)/u.exec(fact)?.[1] ?? fact;

export const claimKey = ({ statement }: Pick<ClaimResult, 'statement'>, text: string): string =>
  text.slice(statement.start, statement.end).replace(/\s+/g, '');

/**
 * Half-typed text often leaves a name underivable for a moment. What was known of it stays on screen until the text is
 * whole again; it goes when the name is gone from the text.
 */
function withLastGood<T>(
  now: readonly (readonly [string, T])[],
  before: ReadonlyMap<string, Known<T>> | undefined,
  inText: () => ReadonlySet<string>,
): ReadonlyMap<string, Known<T>> {
  const known = new Map<string, Known<T>>(now.map(([key, value]) => [key, { value, before: false }]));
  const missing = [...(before ?? [])].filter(([key]) => !known.has(key));
  if (missing.length === 0) return known;
  const there = inText();
  for (const [key, { value }] of missing) if (there.has(owner(key))) known.set(key, { value, before: true });
  return known;
}
