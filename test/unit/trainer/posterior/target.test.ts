import assert from 'node:assert/strict';
import { Engine, type Kernels } from '../../../../trainer/embedded/engine';
import { hermite, Samples } from '../../../../trainer/embedded/posterior/target';
import type { Factor } from '../../../../trainer/posterior-schema';
import { compiledKernels } from '../kernels';
import { dense, flatten, input, output, sum } from '../training/networks';

/** E f(z), z ~ N(0,1): the trapezoidal rule converges geometrically here. */
function gaussianMean(f: (z: number) => number): number {
  const step = 0.01;
  let sum = 0;
  for (let z = -12; z <= 12; z += step) sum += f(z) * Math.exp((-z * z) / 2);
  return (sum * step) / Math.sqrt(2 * Math.PI);
}

describe('trainer: data of a posterior', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  it('have orthonormal Hermite polynomials', () => {
    for (let m = 0; m <= 6; m++)
      for (let n = 0; n <= m; n++) {
        const product = gaussianMean((z) => hermite(m, z) * hermite(n, z));
        assert.ok(Math.abs(product - (m === n ? 1 : 0)) < 1e-9, `<${m},${n}> = ${product}`);
      }
    assert.ok(Math.abs(hermite(3, 1.7) - (1.7 ** 3 - 3 * 1.7) / Math.sqrt(6)) < 1e-14);
  });

  const target: Factor[] = [
    { input: 'x', coordinate: 2, degree: 3 },
    { input: 'x', coordinate: 0, degree: 1 },
    { input: 'z', coordinate: 1, degree: 2 },
  ];
  /** Inputs x of some positions and z of one. */
  function filled(d: number, size: string, seed: number, kind: '' | 'fresh-' = '', count = 9) {
    const [wide, positions] = [dense('a', 'x', 1), 4];
    const steps = [
      ...[input('x', d, 'gaussian', positions), input('z', 3), wide, flatten('b', 'a'), dense('c', 'z', 4)],
      ...[sum('s', ['b', 1], ['c', 1]), dense('f', 's', 1), output('f')],
    ];
    const engine = new Engine(kernels, steps, { samples: 12, precision: 'double' });
    const samples = new Samples(engine, target, kind, size, seed, 2);
    samples.need(3);
    samples.need(count);
    const [x, z] = engine.inputs.map(({ data }) => data) as [Float64Array, Float64Array];
    const at = (p: number, t: number, c: number): number => x[((p + 2) * positions + t) * d + c]!;
    return { x, z, at, y: engine.targets, positions };
  }

  it('have as target the product of its polynomials, summed over positions', () => {
    const { at, z, y, positions } = filled(5, 'd=5', 0);
    for (let p = 0; p < 9; p++) {
      let sum = 0;
      const u = z[3 * (p + 2) + 1]!;
      for (let t = 0; t < positions; t++) {
        const w = at(p, t, 2);
        sum += ((w ** 3 - 3 * w) / Math.sqrt(6)) * at(p, t, 0) * ((u * u - 1) / Math.SQRT2);
      }
      assert.ok(Math.abs(y[p + 2]! - sum / 2) < 1e-12);
    }
    assert.deepEqual([y[0], y[1], y[11]], [0, 0, 0], 'other samples are left alone');
  });

  it('share the target and its directions among the sizes of a seed, and nothing else', () => {
    const [a, b, other] = [filled(5, 'd=5', 0), filled(8, 'd=8', 0), filled(5, 'd=5', 1)];
    assert.deepEqual(a.y, b.y);
    for (let p = 0; p < 9; p++)
      for (let t = 0; t < 4; t++) {
        for (const c of [0, 2]) assert.equal(a.at(p, t, c), b.at(p, t, c));
        for (const c of [1, 3, 4]) assert.notEqual(a.at(p, t, c), b.at(p, t, c));
        for (const c of [0, 1, 2, 3, 4]) assert.notEqual(a.at(p, t, c), other.at(p, t, c));
      }
    const fresh = filled(5, 'd=5', 0, 'fresh-');
    assert.ok(fresh.x.every((v, i) => v === 0 || v !== a.x[i]));
  });

  it('are the same however many were needed before', () => {
    const [a, b] = [filled(5, 'd=5', 0), filled(5, 'd=5', 0, '', 6)];
    assert.deepEqual(a.x.subarray(0, 8 * 20), b.x.subarray(0, 8 * 20));
    assert.ok(b.x.subarray(8 * 20).every((v) => v === 0));
  });
});
