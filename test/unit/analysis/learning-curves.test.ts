import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawnFlow, drawnOnePass, drawnRegression } from './oracle/drawn';
import {
  firstModes,
  flowError,
  modes,
  noiseError,
  onePassError,
  regressionError,
  spread,
  type Regression,
} from './oracle/learning-curve';
import { analysisOf, fact, pointOf } from './support';

/** The exponent of the error of a curve, in powers of the first scale P. */
function derived(b: string, a: string, scales: string, resources: string, at = ''): number {
  const analysis = analysisOf(
    `scale P\n${scales}\ndata x : spectrum(k^-(${b}))\ntarget y = source(x, k^-(${a}))\ncurve e of y { ${resources} }`,
  );
  assert.deepEqual(analysis.diagnostics, []);
  return fact(analysis, 'error(e)').at(pointOf(analysis, at))!.exponent.toNumber();
}

/** The least squares slope of log error against log size. */
function slope(sizes: readonly number[], error: (size: number) => number): number {
  const points = sizes.map((size) => [Math.log(size), Math.log(error(size))] as const);
  const mean = (of: (p: readonly [number, number]) => number): number =>
    points.reduce((total, p) => total + of(p), 0) / points.length;
  const [x, y] = [mean((p) => p[0]), mean((p) => p[1])];
  return mean((p) => (p[0] - x) * (p[1] - y)) / mean((p) => (p[0] - x) ** 2);
}

const near = (found: number, expected: number, by: number, what: string): void =>
  assert.ok(Math.abs(found - expected) <= by, `${what}: ${found} is not ${expected}`);

/** `3/2` as a number. */
const numberOf = (q: string): number =>
  q.split('/').reduce((n, d, i) => (i === 0 ? Number(d) : n / Number(d)), 0);

const average = (of: (seed: number) => number, seeds: number): number =>
  Array.from({ length: seeds }, (_, i) => of(i + 1)).reduce((total, e) => total + e, 0) / seeds;

describe('the solved learning machines', () => {
  const cases: [b: number, a: number, regression: Regression][] = [
    [1.5, 3, { samples: 30, width: 60, ridge: 0, noise: 0 }],
    [1.5, 3, { samples: 60, width: 30, ridge: 0, noise: 0 }],
    [1.5, 3, { samples: 30, width: 60, ridge: 0.5, noise: 0.1 }],
    [1.5, 7, { samples: 75, width: 25, ridge: 0, noise: 0 }],
    [2, 6, { samples: 25, width: 75, ridge: 0, noise: 0 }],
    [1.5, 2, { samples: 40, width: 40, ridge: 1, noise: 0.3 }],
  ];
  for (const [b, a, regression] of cases)
    it(`are those of drawn numbers, k^-${b}, k^-${a}, ${JSON.stringify(regression)}`, () => {
      const all = firstModes(b, a, 150);
      const drawn = average((seed) => drawnRegression(all, regression, seed), 25);
      near(drawn / regressionError(all, regression), 1, 0.2, 'drawn over solved');
    });

  for (const by of ['samples', 'width'] as const)
    it(`are those of drawn gradient flow for few ${by}`, () => {
      const all = firstModes(2, 6, 30);
      const drawn = average((seed) => drawnFlow(all, 16, by, 1000, seed), 20);
      near(drawn / (flowError(all, 16) + spread(all, 16, by) / 1000), 1, 0.3, 'drawn over solved');
    });

  it('are those of drawn one-pass gradient descent', () => {
    const all = firstModes(1.5, 4, 50);
    const drawn = average((seed) => drawnOnePass(all, 64, 2, 0.1, seed), 100);
    near(drawn / onePassError(all, 64, 2, 0.1), 1, 0.2, 'drawn over solved');
  });
});

describe('learning curves', () => {
  const quarter = (low: number, high: number): fc.Arbitrary<string> =>
    fc.integer({ min: 4 * low, max: 4 * high }).map((n) => `${n}/4`);

  it('have the exponents of random feature regression, at random powers of everything', () => {
    const setting = fc.record({
      b: quarter(1.25, 3),
      a: quarter(1.25, 7),
      n: quarter(0.25, 3),
      l: quarter(-3, 0.75),
      v: quarter(-4, 0),
    });
    fc.assert(
      fc.property(setting, ({ b, a, n, l, v }) => {
        const expected = derived(
          b,
          a,
          'scale N = P^n\nscale lambda = P^l\nscale V = P^v',
          'samples P; width N; ridge lambda; noise V',
          `n=${n}, l=${l}, v=${v}`,
        );
        const all = modes(numberOf(b), numberOf(a));
        const found = slope([1e14, 1e15, 1e16], (P) =>
          regressionError(all, {
            samples: P,
            width: 3 * P ** numberOf(n),
            ridge: P ** numberOf(l),
            noise: P ** numberOf(v),
          }),
        );
        near(found, expected, 0.05, 'slope');
      }),
      { numRuns: 40 },
    );
  });

  for (const [b, a] of [
    ['3/2', '2'],
    ['2', '7/2'],
    ['2', '7'],
    ['5/4', '5'],
  ] as const) {
    const all = modes(numberOf(b), numberOf(a));

    it(`have the exponent of gradient flow in time, k^-${b}, k^-${a}`, () =>
      near(
        slope([1e6, 1e8, 1e10], (t) => flowError(all, t)),
        derived(b, a, '', 'time P'),
        0.02,
        'slope',
      ));

    // Where P samples, or features, are so many that time limits the modes: T = P^t with t < b.
    for (const by of ['samples', 'width'] as const)
      for (const t of ['1/4', '1/2', '1'])
        it(`have those of few ${by} in time T = P^(${t}), k^-${b}, k^-${a}`, () =>
          near(
            slope([1e10, 1e11, 1e12], (P) => {
              const time = P ** numberOf(t);
              return flowError(all, time) + spread(all, time, by) / P;
            }),
            derived(b, a, 'scale T = P^t', `${by} P; time T`, `t=${t}`),
            0.05,
            'slope',
          ));

    it(`have that of noise in time, k^-${b}, k^-${a}`, () =>
      near(
        slope([1e10, 1e11, 1e12], (P) => flowError(all, P) + noiseError(all, P, P ** 2, 1)),
        derived(b, a, 'scale N = P^2', 'samples N; time P; noise 1'),
        0.05,
        'slope',
      ));

    it(`have those of one pass, k^-${b}, k^-${a}`, () => {
      const all = modes(numberOf(b), numberOf(a), 1e15);
      const steps = [3e3, 1e4, 3e4];
      near(
        slope(steps, (T) => onePassError(all, T, 1, 0)),
        derived(b, a, 'scale B = 1', 'time P; batch B'),
        0.05,
        'slope without noise',
      );
      near(
        slope(steps, (T) => onePassError(all, T, T, T ** 4)),
        derived(b, a, 'scale V = P^4', 'time P; batch P; noise V'),
        0.05,
        'slope of the noise',
      );
    });
  }
});
