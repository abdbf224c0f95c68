import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from '../../../server/src/syntax/parse';
import { tokenize } from '../../../server/src/syntax/tokens';
import type { Document } from '../../../server/src/syntax/tree';
import { children, type Node } from '../../../server/src/syntax/walk';
import { everything, meaning } from './fixture';

/** What holds of every tree: extents within the text, children inside their parents, statements in order. */
function assertSound(document: Document): void {
  const { length } = document.text;
  const inside = (node: Node, start: number, end: number) => {
    assert.ok(
      start <= node.start && node.start <= node.end && node.end <= end,
      `${node.kind} ${node.start}-${node.end}`,
    );
    for (const child of children(node)) inside(child, node.start, node.end);
  };
  let last = 0;
  for (const statement of document.statements) {
    inside(statement, last, length);
    last = statement.end;
  }
  for (const d of [...document.diagnostics, ...document.diagnostics.flatMap((d) => d.fix?.span ?? [])])
    assert.ok(0 <= d.start && d.start <= d.end && d.end <= length);
  const { tokens, comments } = tokenize(document.text);
  const covered = [...tokens, ...comments].sort((a, b) => a.start - b.start);
  for (const [i, piece] of covered.entries()) assert.ok(piece.start >= (covered[i - 1]?.end ?? 0));
}

describe('any text', () => {
  it('random characters are read to their end', () => {
    const characters = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(...'scale leti=~<>|.,;:(){}[]^*/+-"\'\n 0189·≤“é😀'),
        maxLength: 200,
      }),
    );
    fc.assert(
      fc.property(characters, (text) => assertSound(parse(text))),
      { numRuns: 300 },
    );
  });

  it('random words are read to their end', () => {
    const words = everything.match(/\w+|[^\w\s]+|\s+/g)!;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 80 }), (pieces) =>
        assertSound(parse(pieces.join(''))),
      ),
      { numRuns: 300 },
    );
  });

  it('a valid text with a few characters changed is sound', () => {
    const change = fc.tuple(
      fc.nat({ max: everything.length }),
      fc.nat({ max: 5 }),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        let text = everything;
        for (const [at, remove, add] of changes) text = text.slice(0, at) + add + text.slice(at + remove);
        assertSound(parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('while a text is typed, the statements above are whole, and below they are too', () => {
    const whole = parse(everything);
    for (let end = 0; end <= everything.length; end++) {
      const prefix = parse(everything.slice(0, end));
      assertSound(prefix);
      const finished = whole.statements.filter((s) => everything.indexOf('\n', s.end) < end);
      assert.deepEqual(
        meaning(prefix.statements.slice(0, finished.length), true),
        meaning(finished, true),
        `the first ${end} characters`,
      );
    }
  });

  it('one statement that is half typed leaves the statements below it alone', () => {
    const whole = parse(everything);
    for (const [i, statement] of whole.statements.entries()) {
      const below = meaning(whole.statements.slice(i + 1), true);
      for (let end = statement.start + 1; end < statement.end; end++) {
        const text = `${everything.slice(0, end)}\n${everything.slice(statement.end)}`;
        const { statements, diagnostics } = parse(text);
        const kept = statements.slice(statements.length - (whole.statements.length - i - 1));
        assert.deepEqual(meaning(kept, true), below, everything.slice(statement.start, end));
        const here = diagnostics.filter((d) => d.severity === 'error' && d.code !== 'unclosed');
        assert.ok(
          here.length <= 1,
          `${here.map((d) => d.code).join()}: ${everything.slice(statement.start, end)}`,
        );
      }
    }
  });
});
