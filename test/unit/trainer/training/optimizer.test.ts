import assert from 'node:assert/strict';
import { Engine, type Kernels } from '../../../../trainer/embedded/engine';
import { Noise } from '../../../../trainer/embedded/noise';
import { ofSingularValues } from '../../../../trainer/embedded/training/singular';
import { remembered, ruleOf } from '../../../../trainer/embedded/training/optimizer';
import type { Optimizer } from '../../../../trainer/training-schema';
import { compiledKernels } from '../kernels';
import { dense, input, output } from './networks';

const noise = new Noise('optimizer tests');
const gaussians = (count: number): Float64Array =>
  Float64Array.from({ length: count }, () => noise.gaussian());

const [rows, columns] = [5, 7];
const [u, v] = [gaussians(rows), gaussians(columns)];
const norm = (a: Float64Array): number => Math.hypot(...a);
const outer = (a: Float64Array, b: Float64Array, factor = 1): Float64Array =>
  Float64Array.from(
    { length: a.length * b.length },
    (_, i) => factor * a[Math.floor(i / b.length)]! * b[i % b.length]!,
  );
const close = (a: Float64Array, b: Float64Array, tolerance = 1e-12): void =>
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]!) < tolerance, `${x} and ${b[i]} at ${i}`));

let kernels: Kernels;
before(async () => (kernels = await compiledKernels()));

/** The directions of an optimiser on these gradients, one after the other. */
function directions(optimizer: Optimizer, ...gradients: Float64Array[]): Float64Array[] {
  const network = [input('x', columns), dense('u', 'x', rows), output('u')];
  const vectors = 2 + remembered(optimizer);
  const engine = new Engine(kernels, network, { samples: 1, precision: 'double', vectors });
  engine.vectors[0]!.fill(0.3);
  const rule = ruleOf(optimizer, engine, engine.vectors.slice(2));
  return gradients.map((gradient, i) => {
    engine.vectors[1]!.set(gradient);
    rule(i + 1);
    return Float64Array.from(engine.vectors[1]!);
  });
}

describe('trainer: optimisers', () => {
  const rankOne = outer(u, v, 0.01);
  const signs = rankOne.map(Math.sign);
  const unit = outer(u, v, 1 / (norm(u) * norm(v)));

  it('take the known first step on a gradient of rank one, whatever its size', () => {
    const known: [Optimizer, (factor: number) => Float64Array][] = [
      [{ name: 'sgd' }, (f) => rankOne.map((g) => f * g)],
      [{ name: 'momentum' }, (f) => rankOne.map((g) => f * g)],
      [{ name: 'adam' }, () => signs],
      [{ name: 'adamw' }, () => signs],
      [{ name: 'sign' }, () => signs],
      [{ name: 'adafactor' }, () => signs.map((s) => 0.3 * s)],
      [{ name: 'muon' }, () => unit],
      [{ name: 'shampoo', exponent: 1 / 2 }, () => unit],
      [{ name: 'shampoo', exponent: 0 }, (f) => rankOne.map((g) => f * g)],
      [
        { name: 'shampoo', exponent: 1 / 4 },
        (f) => unit.map((x) => x * Math.sqrt(0.01 * f * norm(u) * norm(v))),
      ],
    ];
    for (const [optimizer, expected] of known)
      for (const factor of [1e-3, 1, 50])
        close(
          directions(
            optimizer,
            rankOne.map((g) => factor * g),
          )[0]!,
          expected(factor),
        );
  });

  it('repeat themselves on a constant gradient, but for momentum, which adds up', () => {
    for (const name of ['adam', 'sign', 'muon', 'adafactor'] as const) {
      const [first, second, third] = directions({ name }, rankOne, rankOne, rankOne);
      close(second!, first!);
      close(third!, first!);
    }
    const [, second, third] = directions({ name: 'momentum' }, rankOne, rankOne, rankOne);
    close(
      second!,
      rankOne.map((g) => 1.9 * g),
    );
    close(
      third!,
      rankOne.map((g) => 2.71 * g),
    );
  });

  it("follow Adam's two averages", () => {
    const [, second] = directions(
      { name: 'adam' },
      rankOne,
      rankOne.map((g) => -3 * g),
    );
    const mean = (0.9 * 0.1 - 3 * 0.1) / (1 - 0.81);
    const square = (0.95 * 0.05 + 9 * 0.05) / (1 - 0.9025);
    close(
      second!,
      signs.map((s) => (s * mean) / Math.sqrt(square)),
    );
  });

  it('do not move what has no gradient', () => {
    const sparse = rankOne.map((g, i) => (Math.floor(i / columns) === 2 ? 0 : g));
    for (const name of ['adam', 'sign', 'adafactor', 'muon'] as const) {
      const [direction] = directions({ name }, sparse);
      assert.ok(
        direction!.slice(2 * columns, 3 * columns).every((x) => Math.abs(x) < 1e-15),
        name,
      );
    }
    for (const name of ['sgd', 'adam', 'adafactor', 'muon'] as const)
      assert.ok(directions({ name }, new Float64Array(rows * columns))[0]!.every((x) => x === 0));
  });
});

describe('trainer: functions of singular values', () => {
  const times = (a: Float64Array, b: Float64Array, [n, k, m]: [number, number, number]): Float64Array => {
    const c = new Float64Array(n * m);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) for (let l = 0; l < k; l++) c[i * m + j]! += a[i * k + l]! * b[l * m + j]!;
    return c;
  };
  const turned = (a: Float64Array, n: number, m: number): Float64Array =>
    Float64Array.from({ length: n * m }, (_, i) => a[(i % n) * m + Math.floor(i / n)]!);

  for (const [n, m] of [
    [6, 6],
    [9, 4],
    [4, 9],
    [5, 1],
    [1, 5],
  ] as const)
    it(`give back the matrix, and an orthogonal one with the same positive part: ${n} x ${m}`, () => {
      const a = gaussians(n * m);
      close(
        ofSingularValues(a, n, m, (s) => s),
        a,
      );
      const q = ofSingularValues(a, n, m, () => 1);
      const small = Math.min(n, m);
      const gram = n <= m ? times(q, turned(q, n, m), [n, m, n]) : times(turned(q, n, m), q, [m, n, m]);
      close(
        gram,
        Float64Array.from({ length: small ** 2 }, (_, i) => (i % (small + 1) === 0 ? 1 : 0)),
      );
      // The polar factor is the only orthogonal matrix for which q' a is symmetric and positive: its trace is |a|_*.
      const p = times(turned(q, n, m), a, [m, n, m]);
      close(p, turned(p, m, m));
      const cubes = ofSingularValues(a, n, m, (s) => s ** 3);
      close(cubes, times(times(a, turned(a, n, m), [n, m, n]), a, [n, n, m]), 1e-10);
    });

  it('finds singular values that differ by nine orders of magnitude', () => {
    const [a, b] = [Float64Array.of(0.6, 0.8, 0), Float64Array.of(-0.8, 0.6, 0)];
    const matrix = outer(a, a, 1e5).map((x, i) => x + outer(b, b, 1e-4)[i]!);
    close(
      ofSingularValues(matrix, 3, 3, () => 1),
      outer(a, a).map((x, i) => x + outer(b, b)[i]!),
      1e-6,
    );
  });
});
