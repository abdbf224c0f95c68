import { keyword, type Place } from './keywords';
import { type MistakeCode, mistakes } from './mistakes';
import { nearest } from './spelling';
import type { Lexer, Token } from './tokens';
import type { Name, Span, SyntaxDiagnostic } from './tree';

export type Fix = NonNullable<SyntaxDiagnostic['fix']>;

const closers = new Set([')', ']', '}', ',', ';', '{']);
/** What else people write for `when`. */
const synonyms = new Set(['if', 'where', 'given', 'assuming', 'provided']);

/** The place of the parser in the tokens, its diagnostics, and the rules by which lines end statements and items. */
export class Cursor {
  index = 0;
  /** What kind of block is being read; `statement` at the top. */
  place: Place = 'statement';
  /** The word that may follow the expression being read, so that its misspellings are recognised. */
  follow: 'when' | 'for' | 'to' | 'tied' | undefined;
  /** How deep brackets, blocks and unary operators are nested. */
  depth = 0;
  private reportedAt = -1;
  private partStart = -1;
  private searched: { asked: string; found: number | undefined } = { asked: '', found: undefined };

  readonly diagnostics: SyntaxDiagnostic[] = [];

  constructor(
    readonly text: string,
    private readonly lexer: Lexer,
  ) {}

  /** Behind the last token comes the last one again. */
  tokenAt(index: number): Token {
    const { lexer } = this;
    while (lexer.tokens.length <= index && lexer.tokens.at(-1)?.kind !== 'end') lexer.read();
    return lexer.tokens[index] ?? lexer.tokens.at(-1)!;
  }

  get token(): Token {
    return this.lexer.tokens[this.index] ?? this.tokenAt(this.index);
  }

  peek(distance: number): Token {
    return this.tokenAt(this.index + distance);
  }

  get previous(): Token | undefined {
    return this.index > 0 ? this.lexer.tokens[this.index - 1] : undefined;
  }

  /** Where the last token that was read ends. */
  get end(): number {
    return this.previous?.end ?? 0;
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  at(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  atWord(word: string): boolean {
    return this.token.kind === 'name' && this.token.text === word;
  }

  accept(sign: string): Token | undefined {
    return this.at(sign) ? this.advance() : undefined;
  }

  // Lines ---------------------------------------------------------------------------------------------------------

  /** Whether nothing more can belong to what is being read: the end, a new statement or a new item begins. */
  startsNew(index = this.index): boolean {
    const token = this.tokenAt(index);
    if (token.kind === 'end') return true;
    if (!token.startsLine) return false;
    if (token.kind === 'sign') return token.text === '}' && this.place !== 'statement';
    if (token.kind !== 'name' || keyword(token.text, 'expression')) return false;
    if (this.startsStatement(index)) return true;
    if (this.place !== 'statement') {
      if (this.isKeywordLine(index, this.place)) return true;
      const next = this.tokenAt(index + 1);
      if (next.kind === 'sign' && next.text === '=' && !next.startsLine) return this.place !== 'posterior';
      if (this.place === 'verify' && next.kind === 'name' && next.text === 'in') return true;
    }
    return this.isWordBeforeOperand(index);
  }

  /** Inside a block only a line that is not indented begins a statement, and the block's own words come first. */
  startsStatement(index = this.index): boolean {
    const token = this.tokenAt(index);
    if (!token.startsLine || !this.isKeywordLine(index, 'statement')) return false;
    if (this.place === 'statement') return true;
    return this.isAtMargin(token) && (!keyword(token.text, this.place) || this.opensBlock(index));
  }

  /** `activation erf {`, `optimizer shampoo(e, blocks) {`: a statement also where the word begins an item. */
  private opensBlock(index: number): boolean {
    if (this.tokenAt(index + 1).kind !== 'name') return false;
    let at = index + 2;
    if (this.tokenAt(at).text === '(')
      while (!this.tokenAt(at).startsLine && this.tokenAt(at).text !== ')') at++;
    if (this.tokenAt(at).text === ')') at++;
    for (let i = index + 1; i <= at; i++) if (this.tokenAt(i).startsLine) return false;
    return this.tokenAt(at).text === '{';
  }

  isAtMargin(token: Token): boolean {
    return token.start === 0 || /[\r\n]/.test(this.text.charAt(token.start - 1));
  }

  /** A keyword counts as one only before something that it could govern; `rate = 3` and `scale * 2` use plain names. */
  private isKeywordLine(index: number, place: Place): boolean {
    const token = this.tokenAt(index);
    if (token.kind !== 'name' || !keyword(token.text, place)) return false;
    if (token.text === 'norm') return this.isNormLine(index);
    const next = this.tokenAt(index + 1);
    if (next.kind === 'sign' && (next.text === '}' || next.text === ';')) return true;
    if (next.startsLine) return next.kind !== 'sign';
    if (next.kind === 'name') return !keyword(next.text, 'expression');
    if (next.kind !== 'sign') return true;
    return next.spaced && (next.text === '(' || (next.text === '-' && !this.tokenAt(index + 2).spaced));
  }

  /** `norm(k) =`, `norm(units, 2*j) =`; without the `=` it is a call. */
  private isNormLine(index: number): boolean {
    let open = 0;
    for (let i = index + 1; !this.tokenAt(i).startsLine && this.tokenAt(i).kind !== 'end'; i++) {
      const { text } = this.tokenAt(i);
      if (text === '(') open++;
      else if (text === ')') open--;
      if (open <= 0) return text === ')' && this.tokenAt(i + 1).text === '=';
    }
    return false;
  }

  /** `clam E`, `sedes 16`: no expression continues like this. */
  private isWordBeforeOperand(index: number): boolean {
    const next = this.tokenAt(index + 1);
    if (next.startsLine || next.afterBad) return false;
    return next.kind === 'name'
      ? !keyword(next.text, 'expression')
      : next.kind === 'number' || next.kind === 'text';
  }

  /** Whether the token ends an expression that stands before it on its line. */
  endsExpression(index = this.index): boolean {
    const token = this.tokenAt(index);
    if (token.kind !== 'name') return true;
    return (
      keyword(token.text, 'expression') !== undefined || this.meansFollow(token) || this.couldBegin(index)
    );
  }

  /** Whether a statement, or an item of this block, would begin here if only a line did. */
  private couldBegin(index: number): boolean {
    if (this.isKeywordLine(index, 'statement')) return true;
    if (this.place === 'statement') return false;
    const next = this.tokenAt(index + 1);
    const equation = next.kind === 'sign' && next.text === '=' && !next.startsLine;
    return this.isKeywordLine(index, this.place) || equation;
  }

  /** Whether a name is a misspelt or mistaken form of the word that may follow. */
  meansFollow(token: Token): boolean {
    if (token.kind !== 'name' || this.follow === undefined) return false;
    if (this.follow === 'to') return token.text === 'to';
    return (
      (this.follow === 'when' && synonyms.has(token.text)) || nearest(token.text, [this.follow]) !== undefined
    );
  }

  /** A statement or an item begins here: what was reported before does not count for it. */
  beginPart(): void {
    this.reportedAt = -1;
    this.partStart = this.index;
  }

  /** What could not even be begun is stepped over, so that reading always comes to its end. */
  endPart(): void {
    if (this.index === this.partStart) this.advance();
  }

  /** Whether the word at the cursor is all that there is of a statement or an item. */
  get isAlone(): boolean {
    const next = this.peek(1);
    return next.startsLine || (next.kind === 'sign' && (next.text === ';' || next.text === '}'));
  }

  // Diagnostics ---------------------------------------------------------------------------------------------------

  /** Reports a mistake, unless one has been reported at this very place. */
  report(code: MistakeCode, span: Span, message: string, fix?: Fix | undefined): void {
    if (this.reportedAt === this.index || (this.token.afterBad && this.partStart !== this.index)) return;
    this.reportedAt = this.index;
    this.add(code, span, message, fix);
  }

  warn(code: MistakeCode, span: Span, message: string, fix?: Fix | undefined): void {
    this.add(code, span, message, fix);
  }

  private add(code: MistakeCode, { start, end }: Span, message: string, fix?: Fix | undefined) {
    const { severity } = mistakes[code];
    this.diagnostics.push({ start, end, code, message, severity, ...(fix && { fix }) });
  }

  /** Whether nothing on this line can be what is missing here. */
  private lineEnds(): boolean {
    const { token } = this;
    if (token.startsLine || (token.kind === 'sign' && closers.has(token.text))) return true;
    return token.kind === 'name' && keyword(token.text, 'expression') !== undefined;
  }

  /** Reports that something is missing: at the token in its place, or, where a line ends, at the one before. */
  expected(code: MistakeCode, what: string, fix?: Fix | undefined): void {
    const { token, previous } = this;
    // What was reported at the last word of a line also explains whatever else the line lacks.
    if (this.lineEnds() && this.reportedAt === this.index - 1) this.reportedAt = this.index;
    if (previous && this.lineEnds())
      this.report(code, previous, `After ${show(previous)}, ${what} is missing.`, fix);
    else this.report(code, token, `Expected ${what} instead of ${show(token)}.`, fix);
  }

  /** Reports what stands after the end of a statement or an item, and steps over it to the end of the line. */
  endOfLine(): void {
    const { token } = this;
    if (token.startsLine || this.at(';') || (this.place !== 'statement' && this.at('}'))) return;
    if (token.kind === 'name' && this.couldBegin(this.index)) {
      const [what, parts] = this.place === 'statement' ? ['A statement', '\n'] : ['An item', '; '];
      const gap = { start: this.end, end: token.start };
      const message = `${what} begins on a new line or after a semicolon.`;
      return this.report('unexpected', token, message, replace('Separate the two', gap, parts));
    }
    if (')]}'.includes(token.text) && token.kind === 'sign')
      this.report(
        'unmatched',
        token,
        `This \`${token.text}\` closes nothing.`,
        replace('Remove it', token, ''),
      );
    else this.report('unexpected', token, `Did not expect ${show(token)} here.`);
    this.skipLine();
  }

  /** To the end of the line, or beyond it while brackets are open. */
  skipLine(): void {
    let open = 0;
    do {
      const { token } = this;
      if (token.kind === 'end' || this.startsStatement()) return;
      if (token.kind === 'sign') {
        if ('([{'.includes(token.text)) open++;
        else if (')]}'.includes(token.text)) {
          if (open > 0) open--;
          else if (token.text === '}' && this.place !== 'statement') return;
        } else if (token.text === ';' && open === 0) return;
      }
      this.advance();
    } while (open > 0 || !this.token.startsLine);
  }

  /** Steps over the rest of what is nested or long beyond reason, in one go: every level above finds nothing more. */
  giveUp(message: string): void {
    this.report('too-deep', this.token, message);
    this.skipLine();
    this.reportedAt = this.index;
  }

  // Common parts --------------------------------------------------------------------------------------------------

  /** A name; where there is none, an empty one at the end of what has been read. */
  name(what: string): Name {
    const { token } = this;
    if (token.kind === 'name' && !keyword(token.text, 'expression') && !this.startsNew())
      return this.takeName();
    this.expected('expected-name', what);
    if (token.kind === 'number' && !token.startsLine) this.advance();
    return { kind: 'name', text: '', start: this.end, end: this.end };
  }

  takeName(): Name {
    const { text, start, end } = this.advance();
    return { kind: 'name', text, start, end };
  }

  /** A sign that must stand here; a wrong relation in its place is read as it. */
  require(sign: string, instead: readonly string[] = []): boolean {
    if (this.accept(sign)) return true;
    const { token } = this;
    if (!token.startsLine && token.kind === 'sign' && instead.includes(token.text)) {
      this.report(
        'expected-sign',
        token,
        `Write \`${sign}\` instead of ${show(token)}.`,
        replace(`Write ${sign}`, token, sign),
      );
      this.advance();
      return true;
    }
    this.expected('expected-sign', `\`${sign}\``, this.insertion(sign));
    return false;
  }

  /** A word that must stand here; a misspelling of it is read as it. */
  requireWord(word: string): boolean {
    const { token } = this;
    if (this.atWord(word)) {
      this.advance();
      return true;
    }
    if (token.kind === 'name' && !token.startsLine && nearest(token.text, [word])) {
      this.misspelt(token, word);
      this.advance();
      return true;
    }
    this.expected('expected-word', `the word \`${word}\``, this.insertion(word));
    return false;
  }

  /** Inserting a word repairs only where the rest of its phrase stands. */
  private insertion(word: string): Fix | undefined {
    return this.lineEnds() ? undefined : insert(` ${word}`, this.end);
  }

  misspelt(token: Token, word: string): void {
    this.report('misspelt', token, `Did you mean \`${word}\`?`, replace(`Write ${word}`, token, word));
  }

  /** The bracket that closes `open`; whatever else stands before it is one mistake. */
  close(open: Token, sign: ')' | ']' | '}'): void {
    if (this.accept(sign)) return;
    const { token } = this;
    if (!token.startsLine && token.kind === 'sign' && ')]'.includes(token.text)) {
      this.report(
        'unmatched',
        token,
        `The bracket \`${open.text}\` is closed by \`${sign}\`.`,
        replace(`Write ${sign}`, token, sign),
      );
      this.advance();
      return;
    }
    const closing = this.findClosing(sign);
    if (closing === undefined)
      return this.report('unclosed', open, `This \`${open.text}\` is never closed.`, insert(sign, this.end));
    if (token.startsLine) this.expected('unexpected', `a comma or \`${sign}\``);
    else this.report('unexpected', token, `Expected a comma or \`${sign}\` instead of ${show(token)}.`);
    this.index = closing + 1;
  }

  private findClosing(sign: string): number | undefined {
    // Levels that are given up together all look from the same place.
    const asked = `${this.index} ${sign} ${this.place}`;
    if (this.searched.asked !== asked) this.searched = { asked, found: this.search(sign) };
    return this.searched.found;
  }

  private search(sign: string): number | undefined {
    let open = 0;
    for (let i = this.index; !this.startsNew(i); i++) {
      const token = this.tokenAt(i);
      if (token.kind !== 'sign') continue;
      if ('([{'.includes(token.text)) open++;
      else if (')]}'.includes(token.text) && open-- === 0) return token.text === sign ? i : undefined;
    }
    return undefined;
  }

  span(start: number): Span {
    return { start, end: Math.max(start, this.end) };
  }
}

export const replace = (title: string, span: Span, replacement: string): Fix => ({
  title,
  span: { start: span.start, end: span.end },
  replacement,
});

export const insert = (what: string, offset: number): Fix => ({
  title: `Insert ${what.trim()}`,
  span: { start: offset, end: offset },
  replacement: what,
});

/** How a message names what is in the text. */
export function show(token: Token): string {
  if (token.kind === 'end') return 'the end of the text';
  return token.kind === 'text' ? 'this text' : `\`${token.text === '·' ? '.' : token.text}\``;
}
