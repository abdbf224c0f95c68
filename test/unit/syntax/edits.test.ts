import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from '../../../server/src/syntax/parse';
import type { Reading } from '../../../server/src/syntax/passages';
import { BREAKING, everything } from './fixture';

/** What a reader of a document can see. */
const seen = ({ text, statements, comments, diagnostics }: Reading): unknown => ({
  text,
  statements,
  comments,
  diagnostics,
});

/** Reads the texts one after the other, each with what is known of the one before, and compares with reading it alone. */
function assertSame(texts: readonly string[]): void {
  let before: Reading | undefined;
  for (const text of texts) {
    before = parse(text, before);
    assert.deepEqual(seen(before), seen(parse(text)), JSON.stringify(text));
  }
}

/** Pieces that change what is around them: comments, texts, brackets, ends of lines, words that begin statements. */
const pieces = [
  ...BREAKING,
  ...['///', '“', '  ', '$'],
  ...[
    '=',
    '.',
    '. ',
    ' .',
    ',',
    '^',
    '-',
    '~',
    'd',
    'x',
    '3',
    '1e5',
    '2.',
    '\n}',
    '{\n',
    '\nscale q',
    'scale ',
  ],
  ...[
    'network g(x) {\n',
    'repeat L {\n',
    '\nrepeat L {',
    'claim E ~ d\n',
    'let E = d*d\n',
    'rate ',
    'norm(k) = ',
  ],
];

interface Edit {
  readonly place: number;
  readonly removed: number;
  readonly inserted: string;
}

const edit = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(60)),
  inserted: fc.oneof(
    fc.constantFrom('', ...pieces),
    fc.array(fc.constantFrom(...pieces), { maxLength: 3 }).map((p) => p.join('')),
  ),
});

/** The states of a text under edits; every third one takes back what was done. */
function states(text: string, edits: readonly Edit[]): string[] {
  const all = [text];
  for (const { place, removed, inserted } of edits) {
    const now = all.at(-1)!;
    const at = Math.floor(place * now.length);
    all.push(now.slice(0, at) + inserted + now.slice(at + removed));
    if (all.length % 3 === 0) all.push(now);
  }
  return all;
}

describe('reading a text after an edit', () => {
  it('gives what reading it anew gives, after any edits of a text with everything', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) =>
        assertSame(states(everything, edits)),
      ),
      { numRuns: 150 },
    );
  });

  it('and of texts of random pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        (start, edits) => assertSame(states(start.join(''), edits)),
      ),
      { numRuns: 400 },
    );
  });

  it('and while it is typed from its start, and taken back', () => {
    const prefixes = Array.from({ length: everything.length / 3 }, (_, i) => everything.slice(0, 3 * i));
    assertSame(prefixes);
    assertSame([...prefixes].reverse());
  });

  it('and where an opened comment, text or brace swallows what follows', () => {
    for (const opened of ['/*', '"', '{', '(', 'network f(x) {', '/* a */ /*', '\n/*\n'])
      for (const at of [0, everything.indexOf('network'), everything.indexOf('pattern'), everything.length]) {
        const typed = everything.slice(0, at) + opened + everything.slice(at);
        assertSame([everything, typed, typed.replace('scale N2', 'scale  N2'), `${typed} `, everything]);
      }
  });

  it('keeps the statements that it did not touch, moved or not', () => {
    const before = parse(everything);
    const at = everything.indexOf('posterior p');
    const after = parse(`${everything.slice(0, at)}let F = d\n${everything.slice(at)}`, before);
    const parts = new Set(before.passages.map(({ part }) => part));
    assert.equal(after.passages.filter(({ part }) => !parts.has(part)).length, 2);
    assert.equal(after.statements[0], before.statements[0]);
  });
});
