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

  it('never meet themselves at a threshold while a region has fewer neighbours than there are colours', () => {
    const pairs = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 40 });
    fc.assert(
      fc.property(pairs, (list) => {
        const regions = Array.from({ length: 30 }, (_, kind) => ({ ...threeLayers.regions[0]!, kind }));
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
