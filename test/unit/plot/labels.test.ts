import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PhaseDiagram, PhaseRegion, Threshold } from '../../../plot/data';
import { placeLabels, scaleOf } from '../../../plot/labels';
import { lineWidth, wrapped } from '../../../plot/text';
import { at, threeLayers } from './data';

const frame = { left: 60, top: 30, right: 560, bottom: 430 };

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Points all over a rectangle given by its corners. */
function* pointsOf([a, b, , d]: readonly Place[]): Generator<Place> {
  for (let i = 0; i <= 12; i++)
    for (let j = 0; j <= 6; j++)
      yield {
        x: a!.x + ((b!.x - a!.x) * i) / 12 + ((d!.x - a!.x) * j) / 6,
        y: a!.y + ((b!.y - a!.y) * i) / 12 + ((d!.y - a!.y) * j) / 6,
      };
}

/** Whether a point lies inside of a rectangle, by its coordinates along two sides. */
function inside({ x, y }: Place, [a, b, , d]: readonly Place[]): boolean {
  const along = (end: Place): number => {
    const [ux, uy] = [end.x - a!.x, end.y - a!.y];
    return ((x - a!.x) * ux + (y - a!.y) * uy) / (ux * ux + uy * uy);
  };
  return [along(b!), along(d!)].every((t) => t >= 0 && t <= 1);
}

const word = fc.constantFrom('d', 'd^3', 'kappa*sqrt(N1*d)', 'N1^(2/3)*N2', '(N1*N2*d)^(1/3)');
const pattern = fc.array(fc.constantFrom('lazy', 'specialization', 'magnetization'), { maxLength: 4 });

/** A square cut into bricks: rows of different heights, each with columns of its own. */
const anyBricks = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), word, pattern), { minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((rows): PhaseDiagram => {
    const regions: PhaseRegion[] = [];
    const thresholds: Threshold[] = [];
    const height = rows.reduce((sum, [h]) => sum + h, 0);
    let y = 0;
    for (const [h, bricks] of rows) {
      const width = bricks.reduce((sum, [w]) => sum + w, 0);
      const [low, high] = [y, y + h].map((v) => (6 * v) / height) as [number, number];
      let x = 0;
      for (const [w, order, patterns] of bricks) {
        const [left, right] = [x, x + w].map((v) => (6 * v) / width) as [number, number];
        const corners = [`${left},${low}`, `${right},${low}`, `${right},${high}`, `${left},${high}`];
        const index = regions.length;
        regions.push({
          order,
          exponent: '',
          pattern: patterns,
          ties: [],
          kind: index,
          rings: [corners.map(at)],
        });
        if (x > 0)
          thresholds.push({
            equation: `N1 ~ d^${left}`,
            from: at(corners[0]!),
            to: at(corners[3]!),
            between: [index - 1, index],
          });
        if (y > 0)
          thresholds.push({
            equation: `N2 ~ d^${low}`,
            from: at(corners[0]!),
            to: at(corners[1]!),
            between: [0, index],
          });
        x += w;
      }
      y += h;
    }
    return { ...threeLayers, regions, thresholds };
  });

describe('labels of a phase diagram', () => {
  it('overlap neither each other nor a line, and stay in the frame, in any diagram', () => {
    fc.assert(
      fc.property(anyBricks, (diagram) => {
        const { placed } = placeLabels(diagram, frame);
        for (const [i, label] of placed.entries()) {
          for (const p of pointsOf(label.shape)) {
            assert.ok(
              p.x >= frame.left && p.x <= frame.right && p.y >= frame.top && p.y <= frame.bottom,
              label.text,
            );
            for (const other of placed.slice(i + 1))
              assert.ok(!inside(p, other.shape), `${label.text} on ${other.text}`);
          }
          const scale = scaleOf(diagram, frame);
          for (const { from, to, equation } of diagram.thresholds) {
            const [v, w] = [scale(from), scale(to)];
            for (let t = 0; t <= 60; t++) {
              const p = { x: v.x + ((w.x - v.x) * t) / 60, y: v.y + ((w.y - v.y) * t) / 60 };
              assert.ok(!inside(p, label.shape), `${label.text} on ${equation}`);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('tell everything: in the picture, or by a number in the legend', () => {
    fc.assert(
      fc.property(anyBricks, (diagram) => {
        const { placed, legend } = placeLabels(diagram, frame);
        const said = [
          ...placed.map(({ text }) => text.replace(/,?\n/g, ', ')),
          ...legend.map((line) => line.replace(/^\(\d+\) /, '')),
        ];
        for (const { order, pattern: names } of diagram.regions)
          assert.ok(
            said.includes([order, ...names].join(', ')),
            `${order} ${names.join()} in ${said.join('; ')}`,
          );
        for (const { equation } of diagram.thresholds)
          assert.equal(said.filter((text) => text === equation).length, 1);
        for (const [i, line] of legend.entries()) assert.ok(line.startsWith(`(${i + 1}) `));
      }),
      { numRuns: 30 },
    );
  });

  it('lie inside of their regions', () => {
    const { placed } = placeLabels(threeLayers, frame);
    const scale = scaleOf(threeLayers, frame);
    let seen = 0;
    for (const { order, pattern: names, rings } of threeLayers.regions) {
      const corners = rings[0]!.map(scale);
      const label = placed.find(({ text }) => text.replace(/,?\n/g, ', ') === [order, ...names].join(', '));
      if (!label) continue; // it has a number instead
      seen++;
      // Corners run counter-clockwise in the axes and so clockwise on the screen, where y points down.
      for (const p of pointsOf(label.shape))
        corners.forEach((v, i) => {
          const w = corners[(i + 1) % corners.length]!;
          assert.ok(
            (w.x - v.x) * (p.y - v.y) - (w.y - v.y) * (p.x - v.x) <= 0,
            `${label.text} leaves its region`,
          );
        });
    }
    assert.ok(seen >= 4);
  });

  it('keep clear of the point under view', () => {
    const { point, ...without } = threeLayers;
    const { placed } = placeLabels(without, frame);
    const on = placed.find(({ text }) => text.startsWith('sqrt(N1*d)'))!;
    const { left, right, top, bottom } = frame;
    const value = (share: number) => ({ value: 6 * share, exact: '' });
    const covered = {
      x: value((on.at.x - left) / (right - left)),
      y: value((bottom - on.at.y) / (bottom - top)),
    };
    const moved = placeLabels({ ...without, point: covered }, frame);
    for (const { shape, text } of moved.placed) assert.ok(!inside(on.at, shape), text);
    assert.ok(point);
  });
});

describe('text', () => {
  it('is wrapped at blanks to a width, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('lazy,', 'specialization', 'd^(3/2)', 'm'), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 100, max: 400 }),
        (words, width) => {
          const lines = wrapped(words.join(' '), 12, width);
          assert.equal(lines.map((line) => line.trim()).join(' '), words.join(' '));
          for (const line of lines)
            assert.ok(lineWidth(line, 12) <= width || !line.trim().includes(' '), line);
        },
      ),
    );
  });
});
