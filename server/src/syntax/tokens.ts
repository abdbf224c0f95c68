import { keywordsAt } from './keywords';
import type { MistakeCode } from './mistakes';
import { signAt } from './signs';
import type { Comment, Span, SyntaxDiagnostic } from './tree';

export interface Token extends Span {
  /** `bad`: an operand that could not be read and has been reported. */
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'bad' | 'end';
  /** The source, except that a sign or a number has its canonical spelling. The inner product is `·`. */
  readonly text: string;
  readonly startsLine: boolean;
  /** Blanks, a comment or a semicolon stand before it, or it is at an end of the text. */
  readonly spaced: boolean;
  /** Characters that have been reported stand before it: whatever is missing here is no second mistake. */
  readonly afterBad: boolean;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly diagnostics: SyntaxDiagnostic[];
}

const nameStart = /[\p{Script=Greek}µ]/u;
const isLetter = (c: number) => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
const isDigit = (c: number) => c >= 48 && c <= 57;
const isNameStart = (text: string, i: number) => {
  const c = text.charCodeAt(i);
  return c < 128 ? isLetter(c) : nameStart.test(text.charAt(i)) && /\p{L}/u.test(text.charAt(i));
};
const isBlank = (c: number) => c === 32 || c === 9 || c === 0xa0 || c === 0xfeff || c === 11 || c === 12;
const isLineEnd = (c: number) => c === 10 || c === 13;

const statementLine = new RegExp(
  `[\\r\\n](?=(?:${keywordsAt('statement')
    .map((k) => k.word)
    .join('|')})(?:\\s|$))`,
  'g',
);

/** Cuts a text into tokens. Never fails: what it cannot read it reports and steps over. */
export function tokenize(text: string): Tokens {
  const lexer = new Lexer(text);
  while (lexer.read().kind !== 'end');
  return lexer;
}

/** The digits and the minus of exponents, in the sequence of `0123456789-`. */
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';

/** As far ahead of a token's end as reading it may look, where nothing else is said. */
const AHEAD = 41;

/** Reads tokens one by one, as they are asked for. */
export class Lexer implements Tokens {
  readonly tokens: Token[] = [];
  readonly comments: Comment[] = [];
  readonly diagnostics: SyntaxDiagnostic[] = [];
  /** The tokens so far depend on nothing from here on. */
  reach = 0;
  private at: number;
  private startsLine: boolean;
  private spaced: boolean;
  private afterBad = false;

  /** @param after the token behind which reading goes on; without one it begins at the start of the text */
  constructor(
    private readonly text: string,
    after?: Token,
  ) {
    this.at = after?.end ?? 0;
    this.startsLine = !after;
    this.spaced = !after || after.text === ';';
    if (after) this.tokens.push(after);
  }

  /** The next token; at the end of the text one of kind `end`, which is the last. */
  read(): Token {
    const { text } = this;
    const before = this.tokens.length;
    while (this.at < text.length && this.tokens.length === before) {
      const { at } = this;
      const c = text.charCodeAt(at);
      if (isLineEnd(c)) {
        this.startsLine = this.spaced = true;
        this.at++;
      } else if (isBlank(c)) {
        this.spaced = true;
        this.at++;
      } else if (isNameStart(text, at)) this.push('name', endOfName(text, at));
      else if (isDigit(c)) this.readNumber();
      else if (c === 47 && (text.charCodeAt(at + 1) === 47 || text.charCodeAt(at + 1) === 42))
        this.readComment();
      else if (c === 34 || c === 39 || c === 0x201c) this.readText(c);
      else if (c === 46 && text.charCodeAt(at + 1) !== 46) this.readDot();
      else this.readSign();
    }
    if (this.tokens.length === before) {
      this.startsLine = this.spaced = true;
      this.push('end', text.length);
    }
    this.looked(this.at + AHEAD);
    return this.tokens[before]!;
  }

  private looked(to: number): void {
    if (to > this.reach) this.reach = to;
  }

  private push(kind: Token['kind'], end: number, spelling?: string): void {
    const { at, startsLine, spaced, afterBad } = this;
    const text = spelling ?? copied(this.text, at, end);
    this.tokens.push({ kind, text, start: at, end, startsLine, spaced, afterBad });
    this.at = end;
    this.startsLine = this.afterBad = false;
    this.spaced = spelling === ';';
  }

  /** @param replaced the end of what the replacement stands for, where that is further */
  private report(
    code: MistakeCode,
    end: number,
    message: string,
    replacement?: string,
    replaced = end,
  ): void {
    const span = { start: this.at, end };
    this.diagnostics.push({
      ...span,
      code,
      message,
      severity: 'error',
      ...(replacement === undefined
        ? {}
        : {
            fix: {
              title: `Write ${replacement.trim()}`,
              span: { start: this.at, end: replaced },
              replacement,
            },
          }),
    });
  }

  private readSign(): void {
    const { text, at } = this;
    const sign = signAt(text, at);
    if (!sign) {
      const end = this.reportCharacter();
      this.afterBad = this.spaced = true;
      this.at = end;
      return;
    }
    const end = at + sign.spelling.length;
    if (sign.mistaken)
      this.report('wrong-sign', end, `Write \`${sign.sign}\` instead of \`${sign.spelling}\`.`, sign.sign);
    this.push('sign', end, sign.sign);
  }

  /** Says what is meant by a character that is not read, where that is plain; gives where it ends. */
  private reportCharacter(): number {
    const { text, at } = this;
    let end = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
    if (SUPERSCRIPTS.includes(text.charAt(at))) {
      while (end < text.length && SUPERSCRIPTS.includes(text.charAt(end))) end++;
      const power = `^${[...text.slice(at, end)].map((c) => '0123456789-'[SUPERSCRIPTS.indexOf(c)]).join('')}`;
      this.report('unknown-character', end, `Powers are written \`${power}\`.`, power);
    } else if (text[at] === '√') {
      const named = end < text.length && isNameStart(text, end);
      const last = named ? endOfName(text, end) : end;
      const root = named ? `sqrt(${text.slice(end, last)})` : 'sqrt';
      const shown = named ? root : 'sqrt(…)';
      this.report('unknown-character', end, `Roots are written \`${shown}\`.`, root, last);
      this.looked(last + 1);
    } else
      this.report('unknown-character', end, `The character \`${text.slice(at, end)}\` has no meaning here.`);
    this.looked(end + 1);
    return end;
  }

  private readNumber(): void {
    const { text, at } = this;
    let end = endOfDigits(text, at);
    if (text[end] === '.' && text[end + 1] !== '.') {
      if (isDigit(text.charCodeAt(end + 1))) end = endOfDigits(text, end + 1);
      else if (!isNameStart(text, end + 1)) {
        const digits = text.slice(at, end);
        this.report(
          'bad-number',
          end + 1,
          `A digit is missing after the point: write \`${digits}\`.`,
          digits,
        );
        return this.push('number', end + 1, digits);
      }
    }
    if (!/[.eE]/.test(text.charAt(end))) return this.push('number', end);
    const tail = /^(?:\.\d+)+|^[eE][+-]?\d+(?!\w)/.exec(text.slice(end, end + 40))?.[0];
    if (tail === undefined) return this.push('number', end);
    const mantissa = text.slice(at, end);
    const power = `10^${tail.slice(1).replace('+', '')}`;
    if (tail.startsWith('.'))
      this.report('bad-number', end + tail.length, 'A number has one decimal point at most.');
    else
      this.report(
        'bad-number',
        end + tail.length,
        `Powers of ten are written \`${power}\`.`,
        mantissa === '1' ? power : `${mantissa} * ${power}`,
      );
    this.push('bad', end + tail.length);
  }

  /** `w . x` is the inner product, `p.h2` a member; with a blank on one side only the first is meant. */
  private readDot(): void {
    const { text, at, spaced } = this;
    const after = at + 1;
    const blankAfter = /^(?:\s|\/[/*]|$)/.test(text.slice(after, after + 2));
    if (isDigit(text.charCodeAt(after)) && (spaced || this.tokens.at(-1)?.kind === 'sign')) {
      const end = endOfDigits(text, after);
      const number = `0${text.slice(at, end)}`;
      this.report('bad-number', end, `Write \`${number}\`.`, number);
      return this.push('number', end, number);
    }
    let next = after;
    while (isBlank(text.charCodeAt(next))) next++;
    this.looked(next + 1);
    if (spaced === blankAfter && spaced) return this.push('sign', after, '·');
    if (spaced !== blankAfter && (spaced || isNameStart(text, next))) {
      this.report(
        'lopsided-dot',
        after,
        'The inner product has blanks on both sides of its dot, as in `w . x`.',
        spaced ? '. ' : ' .',
      );
      return this.push('sign', after, '·');
    }
    this.push('sign', after, '.');
  }

  private readText(quote: number): void {
    const { text, at } = this;
    const close = quote === 0x201c ? '”' : String.fromCharCode(quote);
    let end = at + 1;
    while (end < text.length && text[end] !== close && !isLineEnd(text.charCodeAt(end)))
      end += text[end] === '\\' && end + 1 < text.length && !isLineEnd(text.charCodeAt(end + 1)) ? 2 : 1;
    this.looked(end + 1);
    if (text[end] !== close) {
      end = at + text.slice(at, end).trimEnd().length;
      this.report('unterminated-text', end, 'The closing quote is missing.', `"${text.slice(at + 1, end)}"`);
    } else {
      end++;
      if (quote !== 34)
        this.report(
          'wrong-sign',
          end,
          'Texts stand between straight double quotes.',
          `"${text.slice(at + 1, end - 1)}"`,
        );
    }
    this.push('text', end);
  }

  private readComment(): void {
    const { text, at } = this;
    let end: number;
    if (text[at + 1] === '/') {
      end = at + 2;
      while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
    } else {
      end = text.indexOf('*/', at + 2) + 2;
      if (end === 1) {
        // Half-typed: the statements below stay alive.
        statementLine.lastIndex = at;
        end = statementLine.exec(text)?.index ?? text.length;
        this.report('unterminated-comment', at + 2, 'This comment is never closed; close it with `*/`.');
        this.looked(text.length + AHEAD);
        this.afterBad = true;
      }
    }
    const comment = copied(text, at, end);
    this.comments.push({ start: at, end, text: comment });
    if (/[\r\n]/.test(comment)) this.startsLine = true;
    this.spaced = true;
    this.at = end;
  }
}

/** A part of a text that does not keep all of it in memory: a long slice does, as long as a token lives. */
export const copied = (text: string, start: number, end: number): string =>
  end - start < 13 ? text.slice(start, end) : ` ${text.slice(start, end)}`.slice(1);

function endOfName(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && (isNameStart(text, end) || isDigit(text.charCodeAt(end)))) end++;
  while (text[end] === "'") end++;
  return end;
}

/** Every name that stands in a text, once; words of its comments and texts are among them. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    if (!isNameStart(text, at)) continue;
    const end = endOfName(text, at);
    names.add(copied(text, at, end));
    at = end - 1;
  }
  return names;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** The content of a text token: quotes away, `\"` and `\\` resolved. */
export function textValue(token: Token): string {
  const closed = token.text.length > 1 && /["'”]$/.test(token.text);
  return token.text.slice(1, closed ? -1 : undefined).replace(/\\(.)/g, '$1');
}
