import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Command } from 'opentype.js';
import { compactPath } from '../../../server/src/typeset/outline';

/** SVG path data as absolute points, by the SVG specification, for the letters that the outlines use. */
function interpret(data: string): string[] {
  let [x, y, startX, startY, controlX, controlY] = [0, 0, 0, 0, 0, 0];
  const drawn: string[] = [];
  for (const [, letter = '', list = ''] of data.matchAll(/([a-z])([^a-z]*)/g)) {
    const values = (list.match(/-?\d+/g) ?? []).map(Number);
    assert.equal(list.replace(/-?\d+|,/g, ''), '', `only whole numbers in ${data}`);
    if (letter === 'z') {
      [x, y] = [startX, startY];
      drawn.push('Z');
      continue;
    }
    const arity = { m: 2, l: 2, h: 1, v: 1, q: 4, t: 2 }[letter];
    assert.ok(arity && values.length % arity === 0, `${letter} with ${list}`);
    for (let i = 0; i < values.length; i += arity) {
      const [a = 0, b = 0, c = 0, d = 0] = values.slice(i);
      const from = [x, y] as const;
      if (letter === 'h') x += a;
      else if (letter === 'v') y += a;
      else if (letter === 'q') [x, y] = [x + c, y + d];
      else [x, y] = [x + a, y + b];
      if (letter === 'm') [startX, startY] = [x, y];
      if (letter === 'q') [controlX, controlY] = [from[0] + a, from[1] + b];
      else if (letter === 't') [controlX, controlY] = [2 * from[0] - controlX, 2 * from[1] - controlY];
      else [controlX, controlY] = [x, y];
      const kind = { m: 'M', q: 'Q', t: 'Q' }[letter] ?? 'L';
      drawn.push(kind === 'Q' ? `Q${controlX},${controlY},${x},${y}` : `${kind}${x},${y}`);
    }
  }
  return drawn;
}

const round = (value: number): number => Math.round(value) + 0;
const coordinate = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -2000, max: 2000, noNaN: true }),
);
const point = fc.record({ x: coordinate, y: coordinate });
const contour = fc
  .tuple(
    point,
    fc.array(fc.oneof(point, fc.record({ x1: coordinate, y1: coordinate, x: coordinate, y: coordinate })), {
      maxLength: 8,
    }),
  )
  .map(([start, rest]): Command[] => [
    { type: 'M', ...start },
    ...rest.map((to): Command => ('x1' in to ? { type: 'Q', ...to } : { type: 'L', ...to })),
    { type: 'Z' },
  ]);

describe('compactPath', () => {
  it('draws the rounded points of any outline', () => {
    fc.assert(
      fc.property(fc.array(contour, { maxLength: 3 }), (contours) => {
        const expected: string[] = [];
        let at = '';
        for (const command of contours.flat()) {
          if (command.type === 'Z') {
            expected.push('Z');
            continue;
          }
          if (command.type === 'C') assert.fail();
          const to = `${round(command.x)},${round(command.y)}`;
          // A line of no length draws nothing and may be left out.
          if (command.type !== 'L' || to !== at) {
            const control = command.type === 'Q' ? `${round(command.x1)},${round(command.y1)},` : '';
            expected.push(command.type + control + to);
          }
          at = to;
        }
        assert.deepEqual(interpret(compactPath(contours.flat())), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out the control point of a smooth curve and the letter of a repeated command', () => {
    const wave: Command[] = [
      { type: 'M', x: 0, y: 0 },
      { type: 'Q', x1: 10, y1: 10, x: 20, y: 0 },
      { type: 'Q', x1: 30, y1: -10, x: 40, y: 0 },
      { type: 'Q', x1: 50, y1: 10, x: 60, y: 0 },
      { type: 'Z' },
    ];
    assert.equal(compactPath(wave), 'm0,0q10,10,20,0t20,0,20,0z');
  });
});
