import assert from 'node:assert/strict';
import { fitExponent, student, type Sample } from '../../../trainer/embedded/fit';
import { Noise } from '../../../trainer/embedded/noise';

interface Truth {
  exponent: number;
  bend?: number;
  /** up minus down, at each size. */
  gap?: number[];
}

const sizes = [8, 12, 16, 24, 32];

/** Synthetic logarithms with noise shared by a seed's sizes and noise of each cell. */
function synthetic(
  name: string,
  seeds: number,
  { exponent, bend = 0, gap = [] }: Truth,
  scatter = 0.2,
): Sample {
  const noise = new Noise('synthetic', name);
  const sample: Sample = { sizes, up: [], down: [] };
  for (let s = 0; s < seeds; s++) {
    const shared = 0.3 * noise.gaussian();
    const row = sizes.map(
      (v) => 3 + exponent * Math.log(v) + (bend * sizes[0]!) / v + shared + scatter * noise.gaussian(),
    );
    sample.up.push(row.map((v, i) => v + (gap[i] ?? 0) / 2 + 0.01 * noise.gaussian()));
    sample.down.push(row.map((v, i) => v - (gap[i] ?? 0) / 2 + 0.01 * noise.gaussian()));
  }
  return sample;
}

describe('trainer: fit', () => {
  it('recovers an exact power exactly', () => {
    const row = sizes.map((v) => 1 + 1.5 * Math.log(v));
    const { slope, corrected, points } = fitExponent({ sizes, up: [row, row], down: [row, row] }, 'exact');
    for (const { value, low, high } of [slope, corrected!.slope])
      for (const v of [value, low, high]) assert.ok(Math.abs(v - 1.5) < 1e-10);
    assert.ok(Math.abs(corrected!.bend.value) < 1e-10);
    assert.ok(points.every((point, i) => Math.abs(point.value - row[i]!) < 1e-12 && !point.bracketed));
  });

  for (const seeds of [3, 8])
    it(`covers the true exponent in about 95 % of experiments with ${seeds} seeds`, () => {
      const experiments = 200;
      let [covered, correctedCovered] = [0, 0];
      for (let k = 0; k < experiments; k++) {
        const { slope, corrected } = fitExponent(
          synthetic(`${seeds} ${k}`, seeds, { exponent: 1.5, bend: 0 }),
          `${k}`,
        );
        if (slope.low <= 1.5 && 1.5 <= slope.high) covered++;
        if (corrected!.slope.low <= 1.5 && 1.5 <= corrected!.slope.high) correctedCovered++;
      }
      // 200 experiments know a coverage of 95 % to +-1.5 %.
      for (const share of [covered / experiments, correctedCovered / experiments])
        assert.ok(share > 0.9 && share <= 0.99, `${share}`);
    });

  it('sees a finite-size correction and finds the exponent behind it', () => {
    const { slope, corrected } = fitExponent(synthetic('bent', 40, { exponent: 1, bend: -2 }, 0.05), 'bent');
    assert.ok(slope.low > 1.2, 'the straight line is fooled');
    assert.ok(corrected!.bend.high < 0);
    assert.ok(corrected!.slope.low < 1 && corrected!.slope.high > 1);
  });

  it('spans both legs where they do not meet, and only there', () => {
    const apart = fitExponent(synthetic('apart', 8, { exponent: 1, gap: [0, 0, 0, 0, 0.8] }, 0.02), 'apart');
    assert.deepEqual(
      apart.points.map((point) => point.bracketed),
      [false, false, false, false, true],
    );
    const truth = 3 + Math.log(32);
    const last = apart.points.at(-1)!;
    assert.ok(last.high - last.low > 0.8 && Math.abs(last.value - truth) < 0.5);
    // Whichever leg is right: the exponent's interval holds the fits of both.
    for (const leg of ['up', 'down'] as const) {
      const sample = synthetic('apart', 8, { exponent: 1, gap: [0, 0, 0, 0, 0.8] }, 0.02);
      const one = fitExponent({ sizes, up: sample[leg], down: sample[leg] }, 'leg').slope;
      assert.ok(apart.slope.low < one.value && one.value < apart.slope.high, leg);
    }
  });

  it("knows Student's quantiles", () => {
    for (const [degrees, quantile] of [
      [1, 12.706],
      [4, 2.776],
      [5, 2.571],
      [7, 2.365],
      [11, 2.201],
      [30, 2.042],
    ] as const)
      assert.ok(Math.abs(student(degrees) / quantile - 1) < 0.002, `${degrees}: ${student(degrees)}`);
    assert.ok(Math.abs(student(Infinity) - 1.96) < 1e-4);
  });
});
