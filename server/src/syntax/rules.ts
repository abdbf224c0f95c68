import { badItem, block, itemKeyword, quoted, setting, withoutEquals } from './blocks';
import type { Cursor } from './cursor';
import { acceptFollow, choice, comparison, expression } from './expressions';
import type { Place } from './keywords';
import { nearest } from './spelling';
import type { ModuleItem, ModuleNormItem, Name, Notes, PatternItem } from './tree';

/** The blocks of patterns and modules, and what all blocks of the library share. */

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The items of a library block, its `source` and `because` lines apart. */
export function withNotes<Item>(
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
    case 'build':
      withoutEquals(c, word);
      return { kind: 'build', value: expression(c), start, end: c.end };
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
