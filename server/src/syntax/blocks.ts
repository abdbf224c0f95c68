import { type Cursor, insert, replace } from './cursor';
import {
  choice,
  comparison,
  comparisons,
  acceptFollow,
  deepest,
  expression,
  expressions,
} from './expressions';
import { keyword, keywordsAt, type Place } from './keywords';
import { nearest } from './spelling';
import { textValue } from './tokens';
import type {
  BadItem,
  Expression,
  ModuleItem,
  ModuleNormItem,
  Name,
  NetworkItem,
  Notes,
  PatternItem,
  Setting,
  Text,
  VerifyItem,
} from './tree';

/** `{ item; item }`, items on lines of their own or after semicolons. */
export function block<Item>(c: Cursor, place: Place, item: (c: Cursor) => Item): Item[] {
  const items: Item[] = [];
  const open = c.at('{') ? c.advance() : undefined;
  if (!open) {
    c.expected('expected-sign', '`{`', insert(' {', c.end));
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
  // The brace of an outer block stands further left than this block's line.
  if (open && outer.place !== 'statement' && c.at('}') && c.token.startsLine && outdented(c, open.start))
    c.report('unclosed', open, 'This `{` is never closed.', insert(' }', c.end));
  else if (open) c.close(open, '}');
  else c.accept('}');
  return items;
}

function outdented(c: Cursor, open: number): boolean {
  const lineStart = c.text.lastIndexOf('\n', open - 1) + 1;
  const indent = /^[ \t]*/.exec(c.text.slice(lineStart, open))![0].length;
  const brace = c.token.start - (c.text.lastIndexOf('\n', c.token.start - 1) + 1);
  return brace < indent;
}

/**
 * The keyword at the start of an item, with a misspelling read as the word it stands for; undefined, and reported,
 * where the line begins with nothing that the block knows.
 */
function itemKeyword(c: Cursor, place: Place): string | undefined {
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

function badItem(c: Cursor): BadItem {
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
    const sign = c.token;
    if (sign.text === '=' && !sign.startsLine) {
      c.report(
        'unexpected',
        sign,
        'The output has no name: write `out` without `=`.',
        replace('Remove =', sign, ''),
      );
      c.advance();
    }
    const value = expression(c);
    return { kind: 'output', value, start, end: c.end };
  }
  const count = expression(c);
  c.depth += deepest / 10;
  const body = c.depth < deepest ? block(c, 'network', networkItem) : [];
  if (c.depth >= deepest) c.giveUp('These blocks are nested too deeply.');
  c.depth -= deepest / 10;
  return { kind: 'repeat', count, body, start, end: c.end };
}

/** `ridge kappa`, `patterns lazy, specialization`, `rate u = L^c` */
export function setting(c: Cursor, place: Place): Setting | BadItem {
  const word = itemKeyword(c, place);
  if (!word) return badItem(c);
  const key = { ...c.takeName(), text: word };
  let subject: Name | undefined;
  if (startsEquation(c) && !c.startsNew()) {
    subject = c.takeName();
    c.advance();
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

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The items of a library block, its `source` and `because` lines apart. */
function withNotes<Item>(
  c: Cursor,
  place: Place,
  item: (c: Cursor) => Item,
): { items: Item[]; notes: Notes } {
  const notes: Writable<Notes> = {};
  const items = block(c, place, (): Item | undefined => {
    const { token } = c;
    if (token.kind !== 'name' || (token.text !== 'source' && token.text !== 'because')) return item(c);
    c.advance();
    const text = quoted(c);
    if (text) notes[token.text] = text;
    return undefined;
  });
  return { items: items.filter((i) => i !== undefined), notes };
}

export const activationBlock = (c: Cursor) =>
  withNotes(c, 'activation', (cursor) => setting(cursor, 'activation'));
export const patternBlock = (c: Cursor) => withNotes(c, 'pattern', patternItem);
export const moduleBlock = (c: Cursor) => withNotes(c, 'module', moduleItem);

function patternItem(c: Cursor): PatternItem {
  const { start } = c.token;
  const word = itemKeyword(c, 'pattern');
  if (!word) return badItem(c);
  c.advance();
  switch (word) {
    case 'choose':
      return { kind: 'choose', choice: choice(c), start, end: c.end };
    case 'require': {
      const named = c.token.kind === 'name' && c.peek(1).text === ':' && !c.startsNew();
      const name = named ? c.name('a name') : undefined;
      if (name) c.advance();
      const condition = comparison(c);
      return { kind: 'require', ...(name && { name }), condition, start, end: c.end };
    }
    case 'cost':
      return { kind: 'cost', value: expression(c), start, end: c.end };
    case 'norm':
      return norm(c, start);
    default: {
      const name = c.name('a name');
      c.require('=', ['~', ':', '<=', '>=']);
      return { kind: 'define', name, value: expression(c), start, end: c.end };
    }
  }
}

/** `norm(k) = layer.width / M for j | k` */
function norm(c: Cursor, start: number): PatternItem {
  const open = c.token;
  let feature: Name = { kind: 'name', text: '', start: c.end, end: c.end };
  if (c.require('(')) {
    feature = c.name('the name of a degree');
    c.close(open, ')');
  }
  c.require('=', ['~', ':', '<=', '>=']);
  c.follow = 'for';
  const value = expression(c);
  const conditional = acceptFollow(c, 'for');
  c.follow = undefined;
  const condition = conditional ? comparison(c) : undefined;
  return { kind: 'norm', feature, value, ...(condition && { condition }), start, end: c.end };
}

const sides = ['units', 'output'] as const;

function moduleItem(c: Cursor): ModuleItem {
  const { start } = c.token;
  const word = itemKeyword(c, 'module');
  if (!word) return badItem(c);
  c.advance();
  switch (word) {
    case 'activation':
      return { kind: 'module-activation', name: c.name('the name of an activation'), start, end: c.end };
    case 'norm':
      return moduleNorm(c, start);
    default:
      return { kind: word === 'units' ? 'units' : 'positions', value: expression(c), start, end: c.end };
  }
}

/** `norm(units, 2*j) = norm(input, j)^2` */
function moduleNorm(c: Cursor, start: number): ModuleItem {
  const open = c.token;
  if (!c.accept('(')) {
    c.expected('expected-sign', '`(`');
    c.skipLine();
    return { kind: 'bad', ...c.span(start) };
  }
  const side = normSide(c);
  if (side) c.require(',');
  const degree = side ? expression(c) : undefined;
  c.close(open, ')');
  c.require('=', ['~', ':', '<=', '>=']);
  const value = expression(c);
  return side && degree
    ? { kind: 'module-norm', side, degree, value, start, end: c.end }
    : { kind: 'bad', ...c.span(start) };
}

function normSide(c: Cursor): ModuleNormItem['side'] | undefined {
  const { token } = c;
  const meant = token.kind === 'name' && !c.startsNew() ? nearest(token.text, sides) : undefined;
  const text = sides.find((s) => s === token.text || s === meant);
  if (!text) return void c.expected('expected-word', '`units` or `output`');
  if (text !== token.text) c.misspelt(token, text);
  return { ...c.takeName(), text };
}

/** Conditions of a claim, after `when`. */
export const conditions = (c: Cursor) => (acceptFollow(c, 'when') ? comparisons(c) : []);
