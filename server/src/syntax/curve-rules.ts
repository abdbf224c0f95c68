import { badItem, itemKeyword, withoutEquals } from './blocks';
import type { Cursor } from './cursor';
import { expression } from './expressions';
import { withNotes } from './rules';
import type { BadItem, Name, ResourceItem, Setting } from './tree';

/** The blocks of learning curves and of the resources that limit them. */

export const resourceBlock = (c: Cursor) => withNotes(c, 'resource', resourceItem);

/** `samples P`; which resources there are is said by declarations, not by keywords. */
export function curveItem(c: Cursor): Setting | BadItem {
  const { token } = c;
  if (token.kind !== 'name') {
    c.report('unexpected', token, 'A line of a curve names a resource and how much there is of it.');
    return badItem(c);
  }
  const key = c.takeName();
  withoutEquals(c, key.text);
  return { kind: 'setting', key, values: [expression(c)], start: key.start, end: c.end };
}

/** `modes time^(1/spectrum)`, `error noise / batch`, `excludes samples` */
function resourceItem(c: Cursor): ResourceItem {
  const { start } = c.token;
  const word = itemKeyword(c, 'resource');
  if (!word) return badItem(c);
  c.advance();
  if (word === 'excludes') return { kind: 'excludes', resources: names(c), start, end: c.end };
  withoutEquals(c, word);
  return { kind: word === 'modes' ? 'modes' : 'error', value: expression(c), start, end: c.end };
}

function names(c: Cursor): Name[] {
  const found = [];
  do found.push(c.name('the name of a resource'));
  while (c.accept(','));
  return found;
}
