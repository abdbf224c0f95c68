import { Cursor } from './cursor';
import { Passage, Reading, type Part } from './passages';
import { statement } from './statements';
import { Lexer } from './tokens';
import type { Statement } from './tree';

/**
 * Reads a text. Never throws: mistakes are diagnostics, and what is around them keeps its place in the tree.
 * @param before an older state of the text, of which everything is kept that reads the same; the result does not depend on it
 */
export function parse(text: string, before?: Reading): Reading {
  if (before?.text === text) return before;
  const passages: Passage[] = [];
  const old = before ? before.passages : [];
  const same = before ? ends(before.text, text) : { prefix: 0, suffix: 0 };
  const by = before ? text.length - before.text.length : 0;

  // What lies before the change, and was read without a look at it.
  for (let reach = 0, i = 0; i < old.length - 1; i++) {
    const passage = old[i]!;
    reach = Math.max(reach, passage.moved + passage.part.reach);
    if (reach > same.prefix) break;
    passages.push(passage);
  }

  const reader = new Reader(text, passages.at(-1));
  for (let next = passages.length; ;) {
    const passage = reader.read();
    passages.push(passage);
    if (!passage.part.last) return new Reading(text, passages);
    // What lies behind the change: the same from the first line on that begins where one did.
    while (next < old.length && old[next]!.end + by < passage.end) next++;
    const twin = old[next];
    const follower = old[next + 1];
    if (!twin || !follower || twin.end + by !== passage.end || passage.end < text.length - same.suffix)
      continue;
    if (!follower.part.startsLine) continue;
    for (const rest of old.slice(next + 1)) passages.push(rest.at(rest.start + by));
    return new Reading(text, passages);
  }
}

/** So much of two texts is compared at once. */
const STRIDE = 512;

/** How long the two texts are the same from each end. */
function ends(a: string, b: string): { prefix: number; suffix: number } {
  const most = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix + STRIDE <= most && a.slice(prefix, prefix + STRIDE) === b.slice(prefix, prefix + STRIDE))
    prefix += STRIDE;
  while (prefix < most && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  const last = (text: string): string => text.slice(text.length - suffix - STRIDE, text.length - suffix);
  while (suffix + STRIDE <= most && last(a) === last(b)) suffix += STRIDE;
  while (suffix < most && a.charCodeAt(a.length - 1 - suffix) === b.charCodeAt(b.length - 1 - suffix))
    suffix++;
  return { prefix, suffix };
}

/** Reads passage after passage, from the start of a text or from behind one that is known. */
class Reader {
  private readonly lexer: Lexer;
  private readonly cursor: Cursor;
  private readonly seen = { comments: 0, diagnostics: 0, reported: 0 };
  private at: number;

  constructor(text: string, after: Passage | undefined) {
    this.lexer = new Lexer(text, after?.last);
    this.cursor = new Cursor(text, this.lexer);
    if (after) this.cursor.index = 1;
    this.at = after?.end ?? 0;
  }

  /** The next statement with all that stands before it; at the end of the text what is left, without a last token. */
  read(): Passage {
    const { cursor, lexer, at } = this;
    const { startsLine, kind } = cursor.token;
    let found: Statement | undefined;
    if (kind !== 'end' && !cursor.accept(';')) {
      cursor.beginPart();
      found = statement(cursor);
      cursor.endPart();
    }
    const last = kind === 'end' ? undefined : cursor.previous!;
    const end = last ? last.end : cursor.text.length;
    // What follows has been looked at: whether it belongs to the statement.
    void cursor.token;
    const part: Part = {
      origin: at,
      length: end - at,
      reach: lexer.reach,
      ...(found && { statement: found }),
      comments: this.take('comments', end, !last),
      diagnostics: [
        ...this.take('diagnostics', end, !last),
        ...cursor.diagnostics.slice(this.seen.reported),
      ].sort((a, b) => a.start - b.start),
      startsLine,
      ...(last && { last }),
    };
    this.seen.reported = cursor.diagnostics.length;
    this.at = end;
    return new Passage(part, at);
  }

  /** What the lexer has met before `end`, and after what was taken before. */
  private take<K extends 'comments' | 'diagnostics'>(kind: K, end: number, all: boolean): Part[K] {
    const found = this.lexer[kind] as Part[K];
    const from = this.seen[kind];
    let to = from;
    while (to < found.length && (all || found[to]!.start < end)) to++;
    this.seen[kind] = to;
    return (from === to ? NOTHING : found.slice(from, to)) as Part[K];
  }
}

const NOTHING: readonly never[] = [];
