import assert from 'node:assert/strict';
import { inks, ramp } from '../../../plot/inks';
import { contrast, linear, luminance, oklab, SIGHT, times } from './colour';

describe('the colours of lines', () => {
  for (const [name, dark, backgrounds] of [
    ['light', false, ['#ffffff', '#f3f3f3']],
    ['dark', true, ['#000000', '#1f1f1f', '#252526']],
  ] as const) {
    const { measured, predicted } = inks(dark);

    it(`stand out from the page, ${name}`, () => {
      // WCAG 2.2, 1.4.11: graphics that are needed have a contrast of 3.
      for (const colour of [measured, predicted, ...ramp(6, dark)])
        for (const background of backgrounds)
          assert.ok(contrast(colour, background) >= 3, `${colour} ${contrast(colour, background)}`);
    });

    for (const [sight, matrix] of Object.entries(SIGHT))
      it(`differ for ${sight}, ${name}`, () => {
        const [a, b] = [measured, predicted].map((colour) => oklab(times(matrix, linear(colour))));
        const apart = Math.hypot(a![0] - b![0], a![1] - b![1], a![2] - b![2]);
        assert.ok(apart >= 0.1, `${apart}`);
      });

    it(`of sizes are a sequence in lightness, ${name}`, () => {
      const seen = ramp(7, dark).map((colour) => luminance(linear(colour)));
      for (const [i, value] of seen.entries())
        if (i > 0) assert.ok(dark ? value > seen[i - 1]! : value < seen[i - 1]!, seen.join());
    });
  }

  it('are as many as sizes', () => {
    for (const n of [1, 2, 9]) assert.equal(new Set(ramp(n, false)).size, n);
  });
});
