import type { Range } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis, ClaimResult, Fact } from '../analysis/facts';
import type { Source } from '../analysis/source';
import type { Document, Span } from '../syntax/tree';
import { occurrences, type Occurrence } from './names';

/** One state of a text with all that is known of it: what every feature answers from. Never changes. */
export class Snapshot {
  readonly text: TextDocument;
  /** Facts of a text before that an edit under way has made underivable, and whose names are still there. */
  private readonly lost: ReadonlyMap<string, Fact>;
  private known: ReadonlyMap<string, Known<Fact>> | undefined;
  private claimed: ReadonlyMap<string, ClaimResult> | undefined;
  private named: readonly Occurrence[] | undefined;

  constructor(
    readonly version: number,
    readonly analysis: Analysis,
    /** The library and the imported texts. */
    private readonly others: readonly Source[] = [],
    before?: Snapshot,
  ) {
    this.text = TextDocument.create(analysis.uri, 'scale', version, analysis.document.text);
    this.lost = before && this.isBroken() ? lostFacts(analysis, before.analysis, before.lost) : NOTHING;
  }

  /** Facts of this text, and those that it has lost for a moment. */
  get facts(): ReadonlyMap<string, Known<Fact>> {
    if (this.known) return this.known;
    const known = new Map<string, Known<Fact>>();
    for (const value of this.analysis.facts) known.set(value.name, { value, before: false });
    for (const [name, value] of this.lost) known.set(name, { value, before: true });
    return (this.known = known);
  }

  /** What became of claims. Of this text alone: none may look proven that waits for a mistake to be mended. */
  get claims(): ReadonlyMap<string, ClaimResult> {
    const { claims, document } = this.analysis;
    return (this.claimed ??= new Map(claims.map((claim) => [claimKey(claim, document.text), claim])));
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

/** A result, and whether it is from before the edit under way. */
export interface Known<T> {
  readonly value: T;
  readonly before: boolean;
}

/** `count(p.h2)` belongs to p, `E` to itself. */
export const owner = (fact: string): string => /^\w+\(([^.()]*)/u.exec(fact)?.[1] ?? fact;

export const claimKey = ({ statement }: Pick<ClaimResult, 'statement'>, text: string): string =>
  text.slice(statement.start, statement.end).replace(/\s+/g, '');

const NOTHING: ReadonlyMap<string, Fact> = new Map();

/**
 * Half-typed text often leaves a name underivable for a moment. What was known of it stays on screen until the text is
 * whole again; it goes when the name is gone from the text.
 */
function lostFacts(
  now: Analysis,
  before: Analysis,
  lostBefore: ReadonlyMap<string, Fact>,
): ReadonlyMap<string, Fact> {
  const isSame =
    now.facts.length === before.facts.length && now.facts.every((f, i) => f.name === before.facts[i]?.name);
  if (isSame && lostBefore.size === 0) return NOTHING;
  const there = new Set(now.facts.map((fact) => fact.name));
  const missing = [...before.facts.map((fact) => [fact.name, fact] as const), ...lostBefore].filter(
    ([name]) => !there.has(name),
  );
  const owners = new Set(missing.map(([name]) => owner(name)));
  const named = new Set([...owners].filter((name) => isNamed(name, now.document.text)));
  return new Map(missing.filter(([name]) => named.has(owner(name))));
}

function isNamed(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\p{L}\d_']/u.test(`${text.charAt(at - 1)}${text.charAt(at + name.length)}`)) return true;
  return false;
}
