import assert from 'node:assert/strict';
import { fitExponent } from '../../../../trainer/judge/fit';
import { Dice, octaves, synthetic } from './synthetic';

const sizes = [8, 12, 16, 24, 32];
const five = (seeds: number): number[] => sizes.map(() => seeds);

/** The textbook's: sum (x - mean x) y / sum (x - mean x)^2. */
function regression(x: number[], y: number[]): number {
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const top = x.reduce((sum, v, i) => sum + (v - mean) * y[i]!, 0);
  return top / x.reduce((sum, v) => sum + (v - mean) ** 2, 0);
}

describe('judge: fit', () => {
  it('recovers an exact power exactly, and takes rounding for no correction', () => {
    const row = sizes.map((v) => 1 + 1.5 * Math.log(v));
    const { power, corrected, chosen, points } = fitExponent(
      { sizes, up: [row, row], down: [row, row] },
      0.95,
    );
    for (const { value, low, high } of [power.slope, corrected!.slope])
      for (const v of [value, low, high]) assert.ok(Math.abs(v - 1.5) < 1e-9);
    assert.equal(chosen, power);
    assert.ok(points.every((point, i) => Math.abs(point.value - row[i]!) < 1e-9 && !point.bracketed));
  });

  it('is least squares of means, with the interval of Student, where the points lie on a line', () => {
    const sample = synthetic(sizes, five(6), { slope: 1, ofSeeds: 0.3, ofCells: 0.2 }, new Dice(2));
    // Moved onto a line, so that the scatter of sizes is nothing.
    const means = sizes.map((_, i) => sample.up.reduce((sum, row) => sum + row[i]!, 0) / 6);
    sample.up = sample.up.map((row) => row.map((v, i) => v! - means[i]! + 0.7 * Math.log(sizes[i]!)));
    sample.down = sample.up;
    const own = sample.up.map((row) => regression(sizes.map(Math.log), row as number[]));
    const deviation = Math.sqrt(own.reduce((sum, v) => sum + (v - 0.7) ** 2, 0) / 5);
    const { value, low, high } = fitExponent(sample, 0.95).power.slope;
    const half = (2.5706 * deviation) / Math.sqrt(6);
    assert.ok(Math.abs(value - 0.7) < 1e-9);
    assert.ok(Math.abs(high - 0.7 - half) < 1e-3 * half && Math.abs(0.7 - low - half) < 1e-3 * half);
  });

  it('sees a finite-size correction and finds the exponent behind it', () => {
    const sample = synthetic(
      sizes,
      five(40),
      { slope: 1, bend: -2, ofSeeds: 0.3, ofCells: 0.05 },
      new Dice(15838),
    );
    const { power, chosen, corrected, chance } = fitExponent(sample, 0.95);
    assert.ok(power.slope.low > 1.2, 'the straight line is fooled');
    assert.equal(chosen, corrected);
    assert.ok(chance! < 1e-6 && corrected!.bend!.high < -1);
    assert.ok(corrected!.slope.low < 1 && corrected!.slope.high > 1);
  });

  it('widens where points scatter about the line by more than their errors say', () => {
    const sample = synthetic(octaves, [8, 8, 8, 8, 8, 8], { slope: 1, ofCells: 0.1 }, new Dice(4));
    const scattered = (by: number) => {
      const up = sample.up.map((row) => row.map((v, i) => v! + by * [1, -1, 1, -1, 1, -1][i]!));
      return fitExponent({ sizes: octaves, up, down: up }, 0.95).power.slope;
    };
    const [calm, wild] = [scattered(0), scattered(0.3)];
    assert.ok(wild.high - wild.low > 4 * (calm.high - calm.low));
    assert.ok(wild.lack > 0.9 && wild.degrees < 6);
  });

  it('spans both legs where they do not meet, and only there', () => {
    const gap = { sizes: [0, 0, 0, 0, 0.8], truth: 'up' as const };
    const sample = synthetic(sizes, five(8), { slope: 1, ofCells: 0.02, gap }, new Dice(7));
    const { points, power } = fitExponent(sample, 0.95);
    assert.deepEqual(
      points.map((point) => point.bracketed),
      [false, false, false, false, true],
    );
    const last = points.at(-1)!;
    assert.ok(last.high - last.low > 0.8 && last.high - last.low < 0.9);
    assert.ok(Math.abs(last.bracket - 0.4) < 0.02);
    // Whichever leg is right: the exponent's interval holds the fits of both.
    for (const leg of ['up', 'down'] as const) {
      const { value } = fitExponent({ sizes, up: sample[leg], down: sample[leg] }, 0.95).power.slope;
      assert.ok(power.slope.low < value && value < power.slope.high, leg);
    }
  });
});
