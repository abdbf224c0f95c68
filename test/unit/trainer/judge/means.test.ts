import assert from 'node:assert/strict';
import { Design, scatterOf, type Rows } from '../../../../trainer/judge/means';
import { Dice, synthetic } from './synthetic';

const near = (a: number, b: number, by = 1e-9): void => assert.ok(Math.abs(a - b) < by, `${a} and ${b}`);

describe('judge: means over seeds', () => {
  it('is the mean of the seeds’ own combinations, with n - 1 degrees, where every seed has every size', () => {
    const rows = synthetic(
      [8, 16, 32],
      [5, 5, 5],
      { slope: 1, ofSeeds: 0.4, ofCells: [0.3, 0.1, 0.2] },
      new Dice(3),
    ).up;
    const combination = [-0.7, 0.1, 0.6];
    const own = rows.map((row) => row.reduce<number>((sum, v, i) => sum + combination[i]! * v!, 0));
    const mean = own.reduce((sum, v) => sum + v, 0) / 5;
    const variance = own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (4 * 5);
    const found = new Design(rows, scatterOf(rows, 3)).combine(combination)(rows);
    near(found.value, mean);
    near(found.variance, variance);
    near(found.degrees, 4);
  });

  it('takes plain means where seeds share nothing', () => {
    const rows: Rows = [
      [1, 2],
      [3, undefined],
      [8, 5],
      [4, undefined],
    ];
    const [first, second] = new Design(rows, { shared: 0, noise: [1, 1] }).means(rows);
    near(first!, 4);
    near(second!, 3.5);
  });

  it('takes differences of pairs where seeds share nearly all', () => {
    const rows: Rows = [
      [1, 2],
      [30, undefined],
      [8, 5],
      [-40, undefined],
    ];
    const { value } = new Design(rows, { shared: 1e6, noise: [1, 1] }).combine([-1, 1])(rows);
    near(value, (1 - 3) / 2, 1e-3);
  });

  it('has the variance of closed forms for two sizes with unequal seeds and nothing shared', () => {
    // Welch: s1^2/n1 + s2^2/n2, exactly.
    const rows: Rows = [
      [1, 2],
      [3, 2.5],
      [8, 5],
      [4, undefined],
      [6, undefined],
    ];
    const found = new Design(rows, { shared: 0, noise: [1, 1] }).combine([-1, 1]);
    const variance = (values: number[]): number => {
      const m = values.reduce((a, b) => a + b) / values.length;
      return values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1);
    };
    const independent = rows.map(([a]) => [a, undefined]).concat(rows.map(([, b]) => [undefined, b]));
    const apart = new Design(independent, { shared: 0, noise: [1, 1] }).combine([-1, 1])(independent);
    near(apart.variance, variance([1, 3, 8, 4, 6]) / 5 + variance([2, 2.5, 5]) / 3);
    near(found(rows).value, apart.value);
  });

  it('finds the variances of seeds and of noise', () => {
    const { up } = synthetic(
      [8, 16, 32],
      [4000, 4000, 4000],
      { slope: 1, ofSeeds: 0.5, ofCells: [0.2, 0.4, 0.2] },
      new Dice(5),
    );
    const { shared, noise } = scatterOf(up, 3);
    near(Math.sqrt(shared), 0.5, 0.02);
    assert.ok(noise[1]! > 1.5 * noise[0]! && noise[1]! > 1.5 * noise[2]!);
  });
});
