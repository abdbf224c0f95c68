import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leastSum, type Affine } from '../../../server/src/analysis/posterior/finite-size/geometric-program';

const row = (constant: number, ...coefficients: number[]): Affine => ({ constant, coefficients });
const value = ({ constant, coefficients }: Affine, x: readonly number[]): number =>
  coefficients.reduce((sum, c, i) => sum + c * x[i]!, constant);

/** log Σ exp(term) and each term's part, without overflow. */
function logSum(terms: readonly Affine[], x: readonly number[]): { log: number; parts: number[] } {
  const logs = terms.map((t) => value(t, x));
  const top = Math.max(...logs);
  const parts = logs.map((l) => Math.exp(l - top));
  const sum = parts.reduce((a, b) => a + b);
  return { log: top + Math.log(sum), parts: parts.map((p) => p / sum) };
}

const near = (actual: number, expected: number, tolerance: number, what = ''): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected}`);

describe('the least sum of exponentials on a polyhedron', () => {
  it('balances two terms', () => {
    // x + N/x
    const {
      value: log,
      point,
      shares,
    } = leastSum(
      { terms: [row(0, 1), row(Math.log(9), -1)], constraints: [row(0, 1), row(Math.log(9), -1)] },
      [0.1],
    );
    near(log, Math.log(6), 1e-9);
    near(point[0]!, Math.log(3), 1e-6);
    near(shares[0]!, 1 / 2, 1e-6);
  });

  it('stops where a constraint binds, and says what it costs', () => {
    // x + 9/x at x <= 2: d log(x + 9/x)/d log x = (x - 9/x)/(x + 9/x)
    const {
      value: log,
      point,
      multipliers,
    } = leastSum(
      { terms: [row(0, 1), row(Math.log(9), -1)], constraints: [row(0, 1), row(Math.log(2), -1)] },
      [0.1],
    );
    near(log, Math.log(6.5), 1e-9);
    near(point[0]!, Math.log(2), 1e-9);
    near(multipliers[0]!, 0, 1e-9);
    near(multipliers[1]!, 2.5 / 6.5, 1e-6);
  });

  it('is not troubled by terms that differ by powers of ten', () => {
    const big = 60 * Math.LN10;
    const { value: log, point } = leastSum(
      { terms: [row(big, 1), row(3 * big, -3)], constraints: [row(0, 1), row(5 * big, -1)] },
      [1],
    );
    // D x + D^3/x^3: x^4 = 3 D^2
    const x = (2 * big + Math.log(3)) / 4;
    near(point[0]!, x, 1e-6);
    near(log, big + x + Math.log(4 / 3), 1e-9);
  });

  // The problem is convex: these conditions of Karush, Kuhn and Tucker prove a minimum, whatever the method was.
  it('meets the conditions of a minimum, on random programs', () => {
    const entry = fc.integer({ min: -3, max: 3 });
    const program = fc
      .record({
        unknowns: fc.integer({ min: 1, max: 6 }),
        seed: fc.infiniteStream(entry),
        size: fc.constantFrom(1, 10, 200),
      })
      .map(({ unknowns, seed, size }) => {
        const next = (): number => seed.next().value as number;
        const some = (count: number, constant: () => number): Affine[] =>
          Array.from({ length: count }, () => row(constant(), ...Array.from({ length: unknowns }, next)));
        const box = Array.from({ length: unknowns }, (_, i) =>
          [1, -1].map((sign) =>
            row(size, ...Array.from({ length: unknowns }, (_, k) => (k === i ? sign : 0))),
          ),
        ).flat();
        // The start is 0: every constraint leaves it room, some a small one.
        const constraints = [...box, ...some(unknowns, () => size * 10 ** -Math.abs(next()))];
        return { terms: some(unknowns + 1, () => (size * next()) / 3), constraints, unknowns, size };
      });
    fc.assert(
      fc.property(program, ({ unknowns, size, ...given }) => {
        const found = leastSum(given, Array<number>(unknowns).fill(0));
        const { log, parts } = logSum(given.terms, found.point);
        near(found.value, log, 1e-9 * size, 'value');
        const force = Array<number>(unknowns).fill(0);
        for (const [i, { coefficients }] of given.terms.entries())
          for (const [k, c] of coefficients.entries()) force[k]! += parts[i]! * c;
        for (const [i, c] of given.constraints.entries()) {
          const room = value(c, found.point);
          assert.ok(room > -1e-9 * size && found.multipliers[i]! >= 0, `constraint ${i}: ${room}`);
          near(room * found.multipliers[i]!, 0, 1e-9 * size, `constraint ${i} pays without binding`);
          for (const [k, weight] of c.coefficients.entries()) force[k]! -= found.multipliers[i]! * weight;
        }
        for (const f of force) near(f, 0, 1e-4, 'force');
      }),
      { numRuns: 200 },
    );
  });
});
