import { parse } from './parse';
import { blankBetween, marks, type Marks } from './spacing';
import { type Token, tokenize } from './tokens';
import type { Comment } from './tree';

/**
 * Lays a text out: one statement and item a line, blocks indented, even blanks, ASCII signs, trailing comments in a
 * column. Only blanks, line ends, semicolons and spellings of signs change; line ends inside an expression stay where
 * the author put them. Statements with mistakes are left as they are.
 */
export function format(text: string): string {
  const document = parse(text);
  const { tokens } = tokenize(text);
  const pieces: readonly Piece[] = [...tokens.slice(0, -1), ...document.comments].sort(
    (a, b) => a.start - b.start,
  );
  const layout = new Layout(text, marks(document, tokens), inlineBlocks(text, tokens));
  pieces.forEach((piece, i) => layout.add(piece, pieces[i - 1], pieces[i + 1]));
  return layout.print(text.slice(pieces.at(-1)?.end ?? 0));
}

type Piece = Token | Comment;

const isToken = (piece: Piece): piece is Token => 'kind' in piece;
const isSign = (piece: Piece | undefined, sign: string) =>
  piece !== undefined && isToken(piece) && piece.kind === 'sign' && piece.text === sign;

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
  /** A semicolon was left out: the next token begins a line. */
  private breakDue = false;
  private insideInline = 0;
  /** The last piece that was written; semicolons may have been left out since. */
  private written: Piece | undefined;

  constructor(
    private readonly text: string,
    private readonly marks: Marks,
    private readonly inline: ReadonlySet<number>,
  ) {}

  add(piece: Piece, previous: Piece | undefined, next: Piece | undefined): void {
    const gap = this.text.slice(previous?.end ?? 0, piece.start);
    if (/\S/.test(gap) || (previous && this.isKept(previous, piece))) this.append(gap + this.source(piece));
    else if (!isToken(piece)) this.addComment(piece, gap);
    else if (isSign(piece, ';')) return this.addSemicolon(gap, next);
    else this.addToken(piece, previous, gap);
    this.written = piece;
  }

  private addComment(piece: Comment, gap: string): void {
    const trailing = this.written && !/[\r\n]/.test(gap);
    if (!trailing) this.begin(gap);
    if (trailing && piece.text.startsWith('//')) this.last.comment = piece.text;
    else this.append((trailing ? ' ' : '') + piece.text);
  }

  /** Semicolons remain between the items of a block on one line, and where they part statements with mistakes. */
  private addSemicolon(gap: string, next: Piece | undefined): void {
    if (this.insideInline === 0) this.breakDue = true;
    if ([this.written, next].some((p) => p && this.keptAt(p.start))) this.append(`${gap};`);
    else if (this.insideInline > 0 && !isSign(this.written, '{') && !this.last.code.endsWith(';'))
      this.append(';');
  }

  private addToken(token: Token, previous: Piece | undefined, gap: string): void {
    const kept = this.keptAt(token.start);
    const inline = this.inline.has(token.start);
    if (this.marks.statements.has(token.start)) this.depth = this.insideInline = 0;
    if (isSign(token, '}') && !kept) {
      if (inline) this.insideInline--;
      else this.depth--;
      if (inline && this.last.code.endsWith(';')) this.last.code = this.last.code.slice(0, -1);
    }
    const afterBrace = isSign(this.written, '{') && !this.inline.has(this.written!.start);
    const closes = isSign(token, '}') && !inline;
    const afterComment = previous !== undefined && !isToken(previous) && previous.text.startsWith('//');
    const onNewLine = /[\r\n]/.test(gap) && !(isSign(token, '{') && this.isContinuation(token));
    if (!previous || this.breakDue || onNewLine || afterBrace || closes || afterComment)
      this.begin(closes ? '' : gap, this.isContinuation(token));
    else if (this.blank(token)) this.append(' ');
    this.breakDue = false;
    this.append(this.source(token));
    if (isSign(token, '{') && !kept) {
      if (inline) this.insideInline++;
      else this.depth++;
    }
  }

  /** The text laid out; `tail` is what follows the last piece. */
  print(tail: string): string {
    if (/\S/.test(tail)) this.append(tail);
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) {
      if (lines[i]!.comment === undefined) continue;
      let end = i;
      while (lines[end]?.comment !== undefined) end++;
      const group = lines.slice(i, end);
      const column = Math.max(...group.map((l) => l.code.length)) + 2;
      for (const line of group) line.code = line.code.padEnd(column) + line.comment;
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
    const emptyLines = gap.split(/\r\n|\r|\n/).length > 2;
    if (this.written && emptyLines && !continuation && !isSign(this.written, '{'))
      this.lines.push({ code: '' });
    this.lines.push({ code: ' '.repeat(2 * (Math.max(0, this.depth) + (continuation ? 1 : 0))) });
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

  private blank(token: Token): boolean {
    if (!this.written || !isToken(this.written)) return true;
    return blankBetween(this.marks, this.written, token, (offset) => /\s/.test(this.text.charAt(offset)));
  }

  private isContinuation(token: Token): boolean {
    return !this.marks.begins.has(token.start) && !isSign(token, '}');
  }

  private keptAt(offset: number): boolean {
    return this.marks.kept.some((s) => s.start <= offset && offset < s.end);
  }

  private isKept(a: Piece, b: Piece): boolean {
    return this.marks.kept.some(
      (s) => s.start <= a.start && a.end <= s.end && s.start <= b.start && b.end <= s.end,
    );
  }

  /** A piece as it is printed. */
  private source(piece: Piece): string {
    if (!isToken(piece) || this.keptAt(piece.start)) return this.text.slice(piece.start, piece.end);
    return piece.text === '·' ? '.' : piece.text;
  }
}
