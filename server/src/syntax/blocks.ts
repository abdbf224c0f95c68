import { type Cursor, insert, replace } from './cursor';
import { acceptFollow, comparisons, deepest, expression, expressions } from './expressions';
import { keyword, keywordsAt, type Place } from './keywords';
import { nearest } from './spelling';
import { textValue } from './tokens';
import type { BadItem, Expression, Name, NetworkItem, Setting, Text, VerifyItem } from './tree';

/** `{ item; item }`, items on lines of their own or after semicolons; `header` is where the words before the brace begin. */
export function block<Item>(c: Cursor, place: Place, item: (c: Cursor) => Item, header?: number): Item[] {
  const items: Item[] = [];
  const open = c.at('{') ? c.advance() : undefined;
  if (!open) {
    const itemFollows = c.token.startsLine || startsEquation(c) || keyword(c.token.text, place);
    c.expected('expected-sign', '`{`', itemFollows ? insert(' {', c.end) : undefined);
    if (c.startsStatement() || c.token.kind === 'end') return items;
    if (!c.token.startsLine) c.skipLine();
  }
  const outer = { place: c.place, follow: c.follow };
  c.place = place;
  c.follow = undefined;
  while (!c.at('}') && c.token.kind !== 'end' && !c.startsStatement()) {
    if (c.accept(';')) continue;
    c.beginPart();
    items.push(item(c));
    c.endOfLine();
    c.endPart();
  }
  c.place = outer.place;
  c.follow = outer.follow;
  // The brace of an outer block stands further left than the line on which this block's header begins.
  const isInner = outer.place !== 'statement';
  if (open && isInner && c.at('}') && c.token.startsLine && outdented(c, header ?? open.start))
    c.report('unclosed', open, 'This `{` is never closed.', insert(' }', c.end));
  else if (open) c.close(open, '}');
  else c.accept('}');
  return items;
}

function outdented(c: Cursor, header: number): boolean {
  const lineStart = c.text.lastIndexOf('\n', header - 1) + 1;
  const indent = /^[ \t]*/.exec(c.text.slice(lineStart, header))![0].length;
  const brace = c.token.start - (c.text.lastIndexOf('\n', c.token.start - 1) + 1);
  return brace < indent;
}

/**
 * The keyword at the start of an item, with a misspelling read as the word it stands for; undefined, and reported,
 * where the line begins with nothing that the block knows.
 */
export function itemKeyword(c: Cursor, place: Place): string | undefined {
  const { token } = c;
  if (token.kind !== 'name') {
    c.report('unexpected', token, `A line of this block begins with ${listWords(place)}.`);
    return undefined;
  }
  if (keyword(token.text, place)) return token.text;
  const meant = nearest(
    token.text,
    keywordsAt(place).map((k) => k.word),
  );
  if (meant) c.misspelt(token, meant);
  else
    c.report(
      'unknown-item',
      token,
      `\`${token.text}\` begins no line of this block; it knows ${listWords(place)}.`,
    );
  return c.isAlone ? undefined : meant;
}

function listWords(place: Place): string {
  const words = keywordsAt(place).map((k) => `\`${k.word}\``);
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export function badItem(c: Cursor): BadItem {
  const { start } = c.token;
  c.skipLine();
  return { kind: 'bad', ...c.span(start) };
}

const startsEquation = (c: Cursor) => {
  const { token } = c;
  const next = c.peek(1);
  const named = token.kind === 'name' && !keyword(token.text, 'expression');
  return named && next.kind === 'sign' && next.text === '=' && !next.startsLine;
};

export function networkItem(c: Cursor): NetworkItem {
  const { start } = c.token;
  if (startsEquation(c) && !c.atWord('out')) {
    const name = c.takeName();
    c.advance();
    const value = expression(c);
    return { kind: 'layer', name, value, start, end: c.end };
  }
  const word = itemKeyword(c, 'network');
  if (!word) return badItem(c);
  c.advance();
  if (word === 'out') {
    withoutEquals(c, 'out');
    const value = expression(c);
    return { kind: 'output', value, start, end: c.end };
  }
  const { follow } = c;
  c.follow = 'tied';
  const count = expression(c);
  const tied = acceptTied(c);
  c.follow = follow;
  c.depth += deepest / 10;
  const body = c.depth < deepest ? block(c, 'network', networkItem, start) : [];
  if (c.depth >= deepest) c.giveUp('These blocks are nested too deeply.');
  c.depth -= deepest / 10;
  return { kind: 'repeat', count, ...(tied && { tied }), body, start, end: c.end };
}

/** `tied` between the number of passes and the block. */
function acceptTied(c: Cursor): Name | undefined {
  const { start, end, startsLine } = c.token;
  return !startsLine && acceptFollow(c, 'tied') ? { kind: 'name', text: 'tied', start, end } : undefined;
}

/** `out = …`, `optimizer = sgd`: a sign that other languages write behind the word of an item. */
export function withoutEquals(c: Cursor, word: string): void {
  const sign = c.token;
  if (!c.at('=') || sign.startsLine) return;
  c.report(
    'unexpected',
    sign,
    `Write \`${word}\` without \`=\`.`,
    replace('Remove =', { start: c.end, end: sign.end }, ''),
  );
  c.advance();
}

/** `rate u n^-1`, `rate u ~ n^-1`: a weight before its value. */
function lacksEquals(c: Cursor, word: string): boolean {
  const [name, next] = [c.token, c.peek(1)];
  if (!['rate', 'multiplier', 'init'].includes(word) || name.kind !== 'name' || c.startsNew()) return false;
  if (keyword(name.text, 'expression') || next.startsLine) return false;
  if (next.kind === 'sign') return next.text === '~' || next.text === ':';
  return next.kind === 'number' || (next.kind === 'name' && !c.endsExpression(c.index + 1));
}

/** `ridge kappa`, `patterns lazy, specialization`, `rate u = L^c` */
export function setting(c: Cursor, place: Place): Setting | BadItem {
  const word = itemKeyword(c, place);
  if (!word) return badItem(c);
  const key = { ...c.takeName(), text: word };
  withoutEquals(c, word);
  let subject: Name | undefined;
  if (startsEquation(c) && !c.startsNew()) {
    subject = c.takeName();
    c.advance();
  } else if (place === 'training' && lacksEquals(c, word)) {
    subject = c.takeName();
    c.require('=', ['~', ':']);
  }
  const values = expressions(c);
  return {
    kind: 'setting',
    key,
    ...(subject && { subject }),
    values,
    start: key.start,
    end: c.end,
  };
}

export function verifyItem(c: Cursor): VerifyItem {
  const { token } = c;
  const { start } = token;
  const next = c.peek(1);
  if (startsEquation(c)) {
    const name = c.takeName();
    c.advance();
    const value = expression(c);
    return { kind: 'verify-equation', name, value, start, end: c.end };
  }
  if (token.kind === 'name' && next.kind === 'name' && next.text === 'in' && !next.startsLine) {
    const name = c.takeName();
    c.advance();
    return sizes(c, name);
  }
  return setting(c, 'verify');
}

/** `8 .. 64` after `d in`; the bracketed form of a choice and the word `to` are read as it. */
function sizes(c: Cursor, name: Name): VerifyItem {
  const bracket = c.at('[') && !c.startsNew() ? c.advance() : undefined;
  c.follow = 'to';
  const low = expression(c);
  c.follow = undefined;
  let high: Expression;
  if (bracket) {
    c.report('expected-sign', bracket, 'Sizes are written without brackets, as in `8 .. 64`.');
    if (!c.accept(',')) c.accept('..');
    high = expression(c);
    c.accept(']');
  } else {
    if (c.atWord('to') && !c.token.startsLine) {
      c.report('expected-sign', c.token, 'Write `..` instead of `to`.', replace('Write ..', c.token, '..'));
      c.advance();
    } else c.require('..', [',', ':']);
    high = expression(c);
  }
  return { kind: 'verify-range', name, low, high, start: name.start, end: c.end };
}

/** A text between double quotes. */
export function quoted(c: Cursor): Text | undefined {
  const { token } = c;
  if (token.kind !== 'text' || token.startsLine) {
    c.expected('expected-text', 'a text between double quotes');
    if (!c.startsNew() && !token.startsLine && token.kind === 'name') c.skipLine();
    return undefined;
  }
  c.advance();
  return { kind: 'text', value: textValue(token), start: token.start, end: token.end };
}

/** Conditions of a claim, after `when`. */
export const conditions = (c: Cursor) => (acceptFollow(c, 'when') ? comparisons(c, { bare: true }) : []);
