import { parse } from './parse';
import { blankBetween, marks, type Marks } from './spacing';
import { type Token, tokenize } from './tokens';
import type { Comment, Span } from './tree';

/**
 * Lays a text out: one statement and item a line, blocks indented, even blanks, ASCII signs, trailing comments in a
 * column. Only blanks, line ends, semicolons and spellings of signs change; line ends inside an expression stay where
 * the author put them. Statements with mistakes are left as they are.
 */
export function format(text: string): string {
  const document = parse(text);
  const { tokens } = tokenize(text);
  const layout = new Layout(text, marks(document, tokens), inlineBlocks(text, tokens));
  const pieces: readonly Piece[] = [...layout.withoutIdle(tokens.slice(0, -1)), ...document.comments].sort(
    (a, b) => a.start - b.start,
  );
  pieces.forEach((piece, i) => layout.add(piece, pieces[i - 1]));
  return layout.print(text.slice(pieces.at(-1)?.end ?? 0));
}

type Piece = Token | Comment;

const isToken = (piece: Piece): piece is Token => 'kind' in piece;
const isSign = (piece: Piece | undefined, sign: string) =>
  piece !== undefined && isToken(piece) && piece.kind === 'sign' && piece.text === sign;
const isLineComment = (piece: Piece | undefined) =>
  piece !== undefined && !isToken(piece) && piece.text.startsWith('//');
/** Whether characters without a meaning stand between two pieces; semicolons there were left out. */
const isUnreadable = (gap: string) => /[^\s;]/.test(gap);

/** The starts of braces whose block stands on one line. */
function inlineBlocks(text: string, tokens: readonly Token[]): ReadonlySet<number> {
  const result = new Set<number>();
  const open: Token[] = [];
  for (const token of tokens) {
    if (isSign(token, '{')) open.push(token);
    if (!isSign(token, '}')) continue;
    const start = open.pop();
    if (start && !/[\r\n]/.test(text.slice(start.start, token.end))) result.add(start.start).add(token.start);
  }
  return result;
}

interface Line {
  code: string;
  comment?: string;
}

class Layout {
  private readonly lines: Line[] = [];
  private depth = 0;
  private insideInline = 0;
  /** Nothing but comments stands on the line so far. */
  private fresh = true;
  /** The last piece that was written. */
  private written: Piece | undefined;

  constructor(
    private readonly text: string,
    private readonly marks: Marks,
    private readonly inline: ReadonlySet<number>,
  ) {}

  /** The tokens without semicolons, except between items of a block on one line, and beside what is kept as it is. */
  withoutIdle(tokens: readonly Token[]): readonly Token[] {
    let depth = 0;
    let before: Token | undefined;
    return tokens.filter((token, i) => {
      if (this.inline.has(token.start)) depth += isSign(token, '{') ? 1 : -1;
      const after = tokens[i + 1];
      if (!isSign(token, ';') || this.keptAt(token.start)) {
        before = token;
        return true;
      }
      if (!before || isSign(after, ';')) return false;
      if (depth > 0) return !isSign(before, '{') && !isSign(after, '}');
      return [before, after].some((t) => t && this.keptAt(t.start));
    });
  }

  add(piece: Piece, previous: Piece | undefined): void {
    const gap = this.text.slice(previous?.end ?? 0, piece.start);
    // A semicolon beside a mistake may be a part of it.
    const parting = isSign(piece, ';') && this.insideInline === 0;
    if (parting || isUnreadable(gap) || (previous && this.isKept(previous, piece)))
      this.append(gap + this.source(piece));
    else if (isToken(piece)) this.addToken(piece, gap);
    else this.addComment(piece, gap);
    if (isToken(piece)) this.fresh = false;
    this.written = piece;
  }

  private addComment(piece: Comment, gap: string): void {
    const trailing = this.written && !/[\r\n]/.test(gap);
    if (!trailing) this.begin(gap);
    if (trailing && isLineComment(piece)) this.last.comment = piece.text;
    else this.append((trailing ? ' ' : '') + piece.text);
  }

  private addToken(token: Token, gap: string): void {
    const { begins, statements } = this.marks;
    const kept = this.keptAt(token.start);
    const inline = this.inline.has(token.start);
    if (statements.has(token.start)) this.depth = this.insideInline = 0;
    if (isSign(token, '}') && !kept) {
      if (inline) this.insideInline--;
      else this.depth--;
    }
    const closes = isSign(token, '}') && !inline;
    const itemBegins = begins.has(token.start) && this.insideInline === 0 && !this.fresh;
    const continuation = !begins.has(token.start) && !isSign(token, '}');
    const opens = isSign(token, '{') && continuation && !isLineComment(this.written);
    if (!this.written || closes || itemBegins || (/[\r\n]/.test(gap) && !opens))
      this.begin(closes ? '' : gap, continuation);
    else if (!isToken(this.written) || blankBetween(this.marks, this.written, token)) this.append(' ');
    this.append(this.source(token));
    if (isSign(token, '{') && !kept) {
      if (inline) this.insideInline++;
      else this.depth++;
    }
  }

  /** The text laid out; `tail` is what follows the last piece. */
  print(tail: string): string {
    if (isUnreadable(tail)) this.append(tail);
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) {
      if (lines[i]!.comment === undefined) continue;
      let end = i;
      while (lines[end]?.comment !== undefined) end++;
      const group = lines.slice(i, end);
      // What is kept as it is may have several lines.
      const width = ({ code }: Line) => code.length - 1 - code.lastIndexOf('\n');
      const column = Math.max(...group.map(width)) + 2;
      for (const line of group) line.code += ' '.repeat(column - width(line)) + line.comment;
      i = end;
    }
    const printed = lines
      .map((l) => l.code.trimEnd())
      .join('\n')
      .trimEnd();
    return printed === '' ? '' : `${printed}\n`;
  }

  /** Begins a line, after one empty line where the source had any. */
  private begin(gap: string, continuation = false): void {
    const inner = gap.split(/\r\n|\r|\n/).slice(1, -1);
    const emptyLine = inner.some((line) => line.trim() === '');
    if (this.written && emptyLine && !continuation && !isSign(this.written, '{'))
      this.lines.push({ code: '' });
    this.lines.push({ code: ' '.repeat(2 * (Math.max(0, this.depth) + (continuation ? 1 : 0))) });
    this.fresh = true;
  }

  private get last(): Line {
    if (this.lines.length === 0) this.lines.push({ code: '' });
    return this.lines.at(-1)!;
  }

  private append(code: string): void {
    const { last } = this;
    if (last.comment !== undefined) {
      last.code = `${last.code}  ${last.comment}`;
      delete last.comment;
    }
    last.code += code;
  }

  private isKept(a: Piece, b: Piece): boolean {
    const extent = this.keptAt(a.start);
    return extent !== undefined && extent === this.keptAt(b.start);
  }

  /** The extent around an offset that is left as it is; they follow each other. */
  private keptAt(offset: number): Span | undefined {
    const { kept } = this.marks;
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (kept[middle]!.end <= offset) low = middle + 1;
      else high = middle;
    }
    const extent = kept[low];
    return extent && extent.start <= offset ? extent : undefined;
  }

  /** A piece as it is printed. */
  private source(piece: Piece): string {
    if (!isToken(piece) || this.keptAt(piece.start)) return this.text.slice(piece.start, piece.end);
    return piece.text === '·' ? '.' : piece.text;
  }
}
