import { badItem, itemKeyword, setting, withoutEquals } from './blocks';
import { type Cursor, insert, show } from './cursor';
import { acceptFollow, expression } from './expressions';
import { keyword, keywordsAt } from './keywords';
import { withNotes } from './rules';
import { nearest } from './spelling';
import type { Name, OptimizerItem, ParametrizationItem, ScalingItem } from './tree';

/** The blocks of optimizers, parametrizations and alignments. */

export const optimizerBlock = (c: Cursor) => withNotes(c, 'optimizer', optimizerItem);
export const parametrizationBlock = (c: Cursor) => withNotes(c, 'parametrization', scaling);
export const alignmentBlock = (c: Cursor) =>
  withNotes(c, 'alignment', (cursor) => setting(cursor, 'alignment'));

/** `update gradient`, `epsilon gradient^2 * fan_in` */
function optimizerItem(c: Cursor): OptimizerItem {
  const { start } = c.token;
  const word = itemKeyword(c, 'optimizer');
  if (!word) return badItem(c);
  c.advance();
  withoutEquals(c, word);
  const value = expression(c);
  return { kind: word === 'update' ? 'update' : 'epsilon', value, start, end: c.end };
}

const properties = ['multiplier', 'init', 'rate'] as const;

/** `rate input, bias = fan_out for sgd, momentum` */
function scaling(c: Cursor): ParametrizationItem {
  const { start } = c.token;
  const word = itemKeyword(c, 'parametrization');
  const text = properties.find((p) => p === word);
  if (!text) return badItem(c);
  const property = { ...c.takeName(), text };
  const weights = kinds(c, text);
  c.require('=', ['~', ':']);
  c.follow = 'for';
  const value = expression(c);
  const optimizers = acceptFollow(c, 'for') ? names(c) : [];
  c.follow = undefined;
  return weights
    ? { kind: 'scaling', property, weights, value, optimizers, start, end: c.end }
    : { kind: 'bad', ...c.span(start) };
}

/** `input, hidden`: at least one kind of weight, undefined and reported where another word stands. */
function kinds(c: Cursor, property: ScalingItem['property']['text']): Name[] | undefined {
  const words = keywordsAt('weights')
    .map((k) => k.word)
    .filter((w) => property === 'multiplier' || (w !== 'branch' && w !== 'logits'));
  const found: (Name | undefined)[] = [];
  do found.push(kind(c, words));
  while (another(c, words));
  const known = found.filter((name) => name !== undefined);
  return known.length === found.length ? known : undefined;
}

function kind(c: Cursor, words: readonly string[]): Name | undefined {
  const { token } = c;
  const meant = token.kind === 'name' && !c.startsNew() ? nearest(token.text, words) : undefined;
  const text = words.find((w) => w === token.text) ?? meant;
  if (!text) return void other(c, words);
  if (text !== token.text) c.misspelt(token, text);
  return { ...c.takeName(), text };
}

/** Steps over a name that is no kind of weight, so that the rest of the line is read. */
function other(c: Cursor, words: readonly string[]): void {
  c.expected('expected-word', `a kind of weight (${words.join(', ')})`);
  if (c.token.kind === 'name' && !c.startsNew() && !keyword(c.token.text, 'expression')) c.advance();
}

/** `sgd, momentum` */
function names(c: Cursor): Name[] {
  const found = [];
  do found.push(c.name('the name of an optimizer'));
  while (another(c));
  return found;
}

/** A comma, or, reported, the place where one is missing before a name: one of these words, or any. */
function another(c: Cursor, words?: readonly string[]): boolean {
  if (c.accept(',')) return true;
  const { token } = c;
  if (token.kind !== 'name' || token.startsLine) return false;
  if (words ? !words.includes(token.text) : c.endsExpression()) return false;
  c.report('expected-sign', token, `A comma is missing before ${show(token)}.`, insert(',', c.end));
  return true;
}
