import type { CurvesData, FitData } from '../../../plot/run-data';

/** A run over four sizes, whose last point is bracketed; the middle of the points is (24, 100) up to rounding. */
export const fit: FitData = {
  quantity: 'samples(p)',
  along: 'd',
  points: [
    { size: 9, value: 30, low: 25, high: 36, seeds: 4, bracketed: false },
    { size: 18, value: 60, low: 54, high: 66, seeds: 8, bracketed: false },
    { size: 32, value: 150, low: 120, high: 190, seeds: 16, bracketed: false },
    { size: 64, value: 370.4, low: 240, high: 560, seeds: 32, bracketed: true },
  ],
  fit: {
    says: 'fitted: a power, with its 95 % band',
    band: [
      { size: 9, value: 26, low: 21, high: 31 },
      { size: 20, value: 77, low: 71, high: 84 },
      { size: 64, value: 352, low: 260, high: 480 },
    ],
  },
  predicted: { exponent: 1.5, says: 'predicted d^(3/2)' },
  caption: ['consistent: the measured exponent lies within 0.25 of the predicted 3/2.'],
};

const points = (scale: number) =>
  [0.25, 0.5, 1, 2, 4, 8].map((x, i) => ({
    samples: x * scale,
    scaled: x,
    up: i < 5 ? i / 5 : null,
    down: i > 0 ? Math.min(1, (i + 1) / 5) : null,
  }));

export const curves: CurvesData = {
  along: 'd',
  curves: [8, 32, 128].map((size) => ({ size, points: points(size ** 1.5) })),
  caption: ['Collapse: divided by the prediction, curves differ 1.2 times as much as they scatter.'],
};
