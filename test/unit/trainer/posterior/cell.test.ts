import assert from 'node:assert/strict';
import { crossing, runCell } from '../../../../trainer/embedded/posterior/cell';
import { Noise } from '../../../../trainer/embedded/noise';
import { kernelModule } from '../kernels';
import { linearPlan } from '../plans';

describe('trainer: one cell', () => {
  let module: WebAssembly.Module;
  before(async () => (module = await kernelModule()));

  it('finds the crossing of an exact logarithmic curve, in any order, and none where there is none', () => {
    const curve = [40, 50, 64, 80, 100, 128].map((p): [number, number] => [p, 0.5 + 0.2 * Math.log(p / 70)]);
    assert.ok(Math.abs(crossing(curve)! - 70) < 1e-9);
    assert.ok(Math.abs(crossing(curve.toReversed())! - 70) < 1e-9);
    assert.equal(crossing(curve.slice(0, 3)), null);
    assert.equal(crossing(curve.slice(3)), null);
  });

  it('locates a jump between the rungs that it fell between', () => {
    const jump = [40, 50, 64, 80, 100].map((p): [number, number] => [p, p < 60 ? 0.02 : 0.95]);
    const found = crossing(jump)!;
    assert.ok(found > 50 && found < 64, `${found}`);
  });

  it('is reproducible to the last bit', () => {
    const key = { size: { d: 6, widths: [6] }, seed: 3 };
    const [a, b] = [runCell(module, linearPlan(), key), runCell(module, linearPlan(), key)];
    assert.deepEqual([a.up, a.down], [b.up, b.down]);
  });

  it('runs networks with two hidden layers', () => {
    const plan = linearPlan({ network: { activation: 'erf', hidden: 2 } });
    const { up, down } = runCell(module, plan, { size: { d: 4, widths: [5, 6] }, seed: 0 });
    for (const leg of [up, down]) assert.ok(leg.crossing! > 2 && leg.crossing! < 100, `${leg.crossing}`);
  });

  it('follows exact Bayesian regression when the network is wide and linear', () => {
    // For N >> d the posterior of a . W x is that of v . x with v ~ N(0, 1/d): a linear regression, solved exactly.
    const [d, ridge, width] = [2, 1, 160];
    const { up, down } = runCell(module, linearPlan({ ridge }), { size: { d, widths: [width] }, seed: 0 });
    const along = new Noise('along', 0);
    const across = new Noise('across', d, width, 0);
    const [gram, pull] = [
      [ridge * d, 0, ridge * d],
      [0, 0],
    ] as [number[], number[]];
    const exact = [0];
    while (exact.length <= Math.max(...up.curve.map(([p]) => p), ...down.curve.map(([p]) => p))) {
      const [z, u] = [along.gaussian(), across.gaussian()];
      [gram[0]!, gram[1]!, gram[2]!].forEach((g, i) => (gram[i] = g + [z * z, z * u, u * u][i]!));
      [pull[0], pull[1]] = [pull[0]! + z * z, pull[1]! + u * z];
      exact.push((gram[2]! * pull[0]! - gram[1]! * pull[1]!) / (gram[0]! * gram[2]! - gram[1]! ** 2));
    }
    for (const { curve } of [up, down])
      for (const [p, a] of curve) assert.ok(Math.abs(a - exact[p]!) < 0.15, `P=${p}: ${a} for ${exact[p]}`);
    const error = [...up.curve, ...down.curve].map(([p, a]) => a - exact[p]!);
    assert.ok(Math.abs(error.reduce((sum, e) => sum + e, 0) / error.length) < 0.06, `${error}`);
  });
});
