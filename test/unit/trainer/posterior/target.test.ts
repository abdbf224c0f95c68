import assert from 'node:assert/strict';
import { Network } from '../../../../trainer/embedded/posterior/network';
import { Noise } from '../../../../trainer/embedded/noise';
import {
  exactAlignment,
  hermite,
  neuronAlignment,
  sampledAlignment,
} from '../../../../trainer/embedded/posterior/target';
import { kernelModule } from '../kernels';
import { erf } from './reference';

/** E f(z), z ~ N(0,1): the trapezoidal rule converges geometrically here. */
function gaussianMean(f: (z: number) => number): number {
  const step = 0.01;
  let sum = 0;
  for (let z = -12; z <= 12; z += step) sum += f(z) * Math.exp((-z * z) / 2);
  return (sum * step) / Math.sqrt(2 * Math.PI);
}

describe('trainer: target and alignment', () => {
  it('has orthonormal Hermite polynomials', () => {
    for (let m = 0; m <= 6; m++)
      for (let n = 0; n <= m; n++) {
        const product = gaussianMean((z) => hermite(m, z) * hermite(n, z));
        assert.ok(Math.abs(product - (m === n ? 1 : 0)) < 1e-9, `<${m},${n}> = ${product}`);
      }
    assert.ok(Math.abs(hermite(3, 1.7) - (1.7 ** 3 - 3 * 1.7) / Math.sqrt(6)) < 1e-14);
  });

  it("knows a neuron's alignment, against quadrature over two correlated directions", () => {
    // w.x = overlap z + rest u with independent z, u; the average over u of erf(a + rest u) is erf(a/sqrt(1+2 rest^2)).
    for (const m of [1, 3, 5])
      for (const [overlap, rest] of [
        [1, 0],
        [0.6, 0.8],
        [1.5, 0.3],
        [-0.4, 1.1],
      ] as const) {
        const direct = gaussianMean((z) => erf((overlap * z) / Math.sqrt(1 + 2 * rest ** 2)) * hermite(m, z));
        const formula = overlap ** m * neuronAlignment(false, m, overlap ** 2 + rest ** 2);
        assert.ok(Math.abs(direct - formula) < 1e-9, `m=${m}: ${direct} ${formula}`);
      }
    assert.equal(neuronAlignment(true, 1, 2), 1);
  });

  it('agrees with fresh samples', async () => {
    const module = await kernelModule();
    const [d, rows] = [4, 40000];
    for (const [linear, m] of [
      [false, 3],
      [false, 1],
      [true, 1],
    ] as const) {
      const noise = new Noise('fresh test', m);
      const [network, fresh] = [
        new Network(module, { d, widths: [3] }, linear, 1),
        new Network(module, { d, widths: [3] }, linear, rows),
      ];
      for (const { start, inputs, outputs, stride } of network.blocks)
        for (let i = 0; i < inputs; i++)
          for (let j = 0; j < outputs; j++) network.weights[start + i * stride + j] = noise.gaussian();
      const y = new Float64Array(rows);
      for (let p = 0; p < rows; p++) {
        const x = Array.from({ length: d }, () => noise.gaussian());
        fresh.setSample(p, x, (y[p] = hermite(m, x[0]!)));
      }
      const [sampled, exact] = [
        sampledAlignment(network, fresh, rows, y),
        exactAlignment(network, linear, m),
      ];
      assert.ok(Math.abs(sampled - exact) < 0.06, `${sampled} for ${exact}`);
    }
  });
});
