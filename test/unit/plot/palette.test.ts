import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PhaseDiagram } from '../../../plot/data';
import { DARK, fills, LIGHT } from '../../../plot/palette';
import { contrast, linear, oklab, SIGHT, times } from './colour';
import { threeLayers } from './data';

describe('the colours of regions', () => {
  for (const [name, palette, text] of [
    ['light', LIGHT, '#222222'],
    ['dark', DARK, '#d4d4d4'],
  ] as const) {
    it(`let text be read on them, ${name}`, () => {
      for (const colour of palette)
        assert.ok(contrast(colour, text) >= 4, `${colour} ${contrast(colour, text)}`);
    });
    for (const [sight, matrix] of Object.entries(SIGHT))
      it(`differ for ${sight}, ${name}`, () => {
        const seen = palette.map((colour) => oklab(times(matrix, linear(colour))));
        for (const [i, a] of seen.entries())
          for (const [j, b] of seen.entries())
            if (j < i) {
              const apart = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
              // A just noticeable difference is about 0.02.
              assert.ok(apart >= 0.045, `${palette[i]} and ${palette[j]}: ${apart}`);
            }
      });
  }

  it('stay those of an order and pattern, whichever of them are in the picture', () => {
    const colours = (...places: number[]): string[] => {
      const regions = places.map((place, kind) => ({ ...threeLayers.regions[0]!, kind, place }));
      return fills({ ...threeLayers, regions, thresholds: [] }, false);
    };
    const [first, second, third] = colours(0, 1, 2);
    assert.deepEqual(colours(2, 0), [third, first]);
    assert.deepEqual(colours(1, 2, 9), [second, third, second]);
    assert.equal(new Set(colours(0, 1, 2, 3, 4, 5, 6, 7)).size, LIGHT.length);
  });

  it('never meet themselves at a threshold while a region has fewer neighbours than there are colours', () => {
    const pairs = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 40 });
    const places = fc.array(fc.integer({ min: -1, max: 40 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(pairs, places, (list, at) => {
        const regions = at.map((place, kind) => ({ ...threeLayers.regions[0]!, kind, place }));
        const degree = regions.map(() => 0);
        const between = list.filter(([a, b]) => a !== b && ++degree[a]! < 8 && ++degree[b]! < 8);
        const thresholds = between.map((pair) => ({ ...threeLayers.thresholds[0]!, between: pair }));
        const diagram: PhaseDiagram = { ...threeLayers, regions, thresholds };
        const chosen = fills(diagram, false);
        for (const [a, b] of between) assert.notEqual(chosen[a], chosen[b]);
        assert.ok(new Set(chosen).size <= LIGHT.length);
      }),
    );
  });
});
