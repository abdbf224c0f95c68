import type { Token } from './tokens';
import type { Comment, Document, Span, Statement, SyntaxDiagnostic } from './tree';

/**
 * What was read between the end of one statement and the end of the next: a statement with what stands before it. Reading it
 * depended on nothing but its own text, some text behind it up to `reach`, and whether it begins a line, so that it is the same
 * wherever this stands. Texts before and after an edit share it.
 */
export interface Part {
  /** Where it began when it was read: its places count from the start of that text. */
  readonly origin: number;
  readonly length: number;
  /** Up to where, counted from `origin`, the text was looked at. */
  readonly reach: number;
  /** Absent for a semicolon, and for what stands behind the last statement. */
  readonly statement?: Statement;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly SyntaxDiagnostic[];
  readonly startsLine: boolean;
  /** Its last token; absent for what stands behind the last statement. */
  readonly last?: Token;
}

const PASSAGES = new WeakMap<Statement, Passage>();

/** The passage that a statement of a text is in. */
export const passageOf = (statement: Statement): Passage => PASSAGES.get(statement)!;

/** A part at its place in a text. */
export class Passage {
  private placed: Statement | undefined;

  constructor(
    readonly part: Part,
    readonly start: number,
  ) {}

  get end(): number {
    return this.start + this.part.length;
  }

  /** By how much its places have moved since it was read. */
  get moved(): number {
    return this.start - this.part.origin;
  }

  /** The statement with its places in this text; the same object each time. */
  get statement(): Statement | undefined {
    if (!this.placed && this.part.statement) {
      this.placed = shifted(this.part.statement, this.moved);
      PASSAGES.set(this.placed, this);
    }
    return this.placed;
  }

  /** The extent of the statement, without making it. */
  get span(): Span {
    const { start, end } = this.part.statement ?? { start: this.part.origin, end: this.part.origin };
    return { start: start + this.moved, end: end + this.moved };
  }

  /** The last token, for reading on behind it. */
  get last(): Token | undefined {
    return shifted(this.part.last, this.moved);
  }

  at(start: number): Passage {
    return start === this.start ? this : new Passage(this.part, start);
  }
}

/** A text that has been read, as a row of passages that cover it. What only some ask for is put together when they ask. */
export class Reading implements Document {
  private stated: readonly Statement[] | undefined;
  private commented: readonly Comment[] | undefined;
  private reported: readonly SyntaxDiagnostic[] | undefined;

  constructor(
    readonly text: string,
    readonly passages: readonly Passage[],
  ) {}

  get statements(): readonly Statement[] {
    return (this.stated ??= this.passages.flatMap((passage) => passage.statement ?? []));
  }

  get comments(): readonly Comment[] {
    return (this.commented ??= this.passages.flatMap(({ part, moved }) => shifted(part.comments, moved)));
  }

  get diagnostics(): readonly SyntaxDiagnostic[] {
    return (this.reported ??= this.passages
      .flatMap(({ part, moved }) => shifted(part.diagnostics, moved))
      .sort((a, b) => a.start - b.start));
  }
}

/** The same tree, list or diagnostic so much further down. */
export function shifted<T>(node: T, by: number): T {
  return by === 0 ? node : (moved(node, by) as T);
}

function moved(node: unknown, by: number): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => moved(item, by));
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node))
    copy[key] = key === 'start' || key === 'end' ? (value as number) + by : moved(value, by);
  return copy;
}
