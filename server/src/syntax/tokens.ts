import { keywordsAt } from './keywords';
import type { MistakeCode } from './mistakes';
import { type Sign, signAt } from './signs';
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
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const diagnostics: SyntaxDiagnostic[] = [];
  let at = 0;
  let startsLine = true;
  let spaced = true;
  let afterBad = false;

  const push = (kind: Token['kind'], end: number, spelling?: string) => {
    tokens.push({
      kind,
      text: spelling ?? text.slice(at, end),
      start: at,
      end,
      startsLine,
      spaced,
      afterBad,
    });
    at = end;
    startsLine = afterBad = false;
    spaced = spelling === ';';
  };
  const report = (code: MistakeCode, end: number, message: string, replacement?: string) => {
    const span = { start: at, end };
    diagnostics.push({
      ...span,
      code,
      message,
      severity: 'error',
      ...(replacement === undefined
        ? {}
        : { fix: { title: `Write ${replacement.trim()}`, span, replacement } }),
    });
  };

  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (isLineEnd(c)) {
      startsLine = spaced = true;
      at++;
    } else if (isBlank(c)) {
      spaced = true;
      at++;
    } else if (isNameStart(text, at)) push('name', endOfName(text, at));
    else if (isDigit(c)) readNumber();
    else if (c === 47 && (text.charCodeAt(at + 1) === 47 || text.charCodeAt(at + 1) === 42)) readComment();
    else if (c === 34 || c === 39 || c === 0x201c) readText(c);
    else if (c === 46 && text.charCodeAt(at + 1) !== 46) readDot();
    else {
      const sign = signAt(text, at);
      if (sign) readSign(sign);
      else {
        const end = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
        report('unknown-character', end, `The character \`${text.slice(at, end)}\` has no meaning here.`);
        afterBad = spaced = true;
        at = end;
      }
    }
  }
  startsLine = spaced = true;
  push('end', text.length);
  return { tokens, comments, diagnostics };

  function readSign(sign: Sign) {
    const end = at + sign.spelling.length;
    if (sign.mistaken)
      report('wrong-sign', end, `Write \`${sign.sign}\` instead of \`${sign.spelling}\`.`, sign.sign);
    push('sign', end, sign.sign);
  }

  function readNumber() {
    let end = endOfDigits(text, at);
    if (text[end] === '.' && text[end + 1] !== '.') {
      if (isDigit(text.charCodeAt(end + 1))) end = endOfDigits(text, end + 1);
      else if (!isNameStart(text, end + 1)) {
        const digits = text.slice(at, end);
        report('bad-number', end + 1, `A digit is missing after the point: write \`${digits}\`.`, digits);
        return push('number', end + 1, digits);
      }
    }
    if (!/[.eE]/.test(text.charAt(end))) return push('number', end);
    const tail = /^(?:\.\d+)+|^[eE][+-]?\d+(?!\w)/.exec(text.slice(end, end + 40))?.[0];
    if (tail === undefined) return push('number', end);
    const mantissa = text.slice(at, end);
    const power = `10^${tail.slice(1).replace('+', '')}`;
    if (tail.startsWith('.'))
      report('bad-number', end + tail.length, 'A number has one decimal point at most.');
    else
      report(
        'bad-number',
        end + tail.length,
        `Powers of ten are written \`${power}\`.`,
        mantissa === '1' ? power : `${mantissa} * ${power}`,
      );
    push('bad', end + tail.length);
  }

  /** `w . x` is the inner product, `p.h2` a member; with a blank on one side only the first is meant. */
  function readDot() {
    const after = at + 1;
    const blankAfter = /^(?:\s|\/[/*]|$)/.test(text.slice(after, after + 2));
    if (isDigit(text.charCodeAt(after)) && (spaced || tokens.at(-1)?.kind === 'sign')) {
      const end = endOfDigits(text, after);
      const number = `0${text.slice(at, end)}`;
      report('bad-number', end, `Write \`${number}\`.`, number);
      return push('number', end, number);
    }
    let next = after;
    while (isBlank(text.charCodeAt(next))) next++;
    if (spaced === blankAfter && spaced) return push('sign', after, '·');
    if (spaced !== blankAfter && (spaced || isNameStart(text, next))) {
      report(
        'lopsided-dot',
        after,
        'The inner product has blanks on both sides of its dot, as in `w . x`.',
        spaced ? '. ' : ' .',
      );
      return push('sign', after, '·');
    }
    push('sign', after, '.');
  }

  function readText(quote: number) {
    const close = quote === 0x201c ? '”' : String.fromCharCode(quote);
    let end = at + 1;
    while (end < text.length && text[end] !== close && !isLineEnd(text.charCodeAt(end)))
      end += text[end] === '\\' && end + 1 < text.length && !isLineEnd(text.charCodeAt(end + 1)) ? 2 : 1;
    if (text[end] !== close) {
      end = at + text.slice(at, end).trimEnd().length;
      report('unterminated-text', end, 'The closing quote is missing.', `"${text.slice(at + 1, end)}"`);
    } else {
      end++;
      if (quote !== 34)
        report(
          'wrong-sign',
          end,
          'Texts stand between straight double quotes.',
          `"${text.slice(at + 1, end - 1)}"`,
        );
    }
    push('text', end);
  }

  function readComment() {
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
        report('unterminated-comment', at + 2, 'This comment is never closed; close it with `*/`.');
        afterBad = true;
      }
    }
    const comment = text.slice(at, end);
    comments.push({ start: at, end, text: comment });
    if (/[\r\n]/.test(comment)) startsLine = true;
    spaced = true;
    at = end;
  }
}

function endOfName(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && (isNameStart(text, end) || isDigit(text.charCodeAt(end)))) end++;
  while (text[end] === "'") end++;
  return end;
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
