import assert from 'node:assert/strict';
import { judge } from '../../../../trainer/judge';
import type { Cell, Collapse, Curve } from '../../../../trainer/schema';
import { cell, Dice, posteriorPlan } from './synthetic';

interface Kind {
  /** P* = 8 size^exponent. */
  exponent: number;
  noise: number;
  ofSeeds?: number;
  /** The alignment's slope at the crossing, at each size. */
  steep?: number[];
  sizes?: number[];
}

/** Curves 1 / (1 + (c/P)^s), c the crossing, with noise, on rungs that differ from seed to seed; predicted is P* ~ size. */
function collapseOf(
  { exponent, noise, ofSeeds = 0, steep = [2, 2, 2, 2], sizes = [6, 10, 16, 26] }: Kind,
  from = 1,
): Collapse {
  const plan = posteriorPlan({ seeds: 8 }, sizes);
  const dice = new Dice(from);
  const seeds = Array.from({ length: plan.seeds }, () => Math.exp(ofSeeds * dice.gaussian()));
  const cells = plan.sizes.flatMap(({ value }, size) =>
    seeds.map((shift, seed): Cell => {
      const crossing = 8 * value ** exponent * shift;
      const curve = (low: number, high: number): Curve => {
        const points: Curve = [];
        for (let p = low * crossing * (1 + 0.2 * dice.uniform()); p < high * crossing; p *= 1.25)
          points.push([p, 1 / (1 + (crossing / p) ** steep[size]!) + noise * dice.gaussian()]);
        return points;
      };
      const up = curve(0.1, 2);
      return { ...cell(plan, { size, seed }, [crossing, crossing]), curves: [up, curve(0.6, 2).reverse()] };
    }),
  );
  return judge(plan, cells).collapse!;
}

describe('judge: collapse of curves', () => {
  it('is about 1 where curves are one but for noise', () => {
    const found = Array.from(
      { length: 20 },
      (_, k) => collapseOf({ exponent: 1, noise: 0.03 }, k).quality ** 2,
    );
    const mean = found.reduce((sum, v) => sum + v, 0) / found.length;
    assert.ok(Math.abs(mean - 1) < 0.25, `${mean}`);
    for (const { quality, before } of [collapseOf({ exponent: 1, noise: 0.03 })]) {
      assert.ok(quality < 1.5 && before! > 5, `${quality}, ${before}`);
    }
  });

  it('does not mistake disorder that sizes share for noise', () => {
    const { quality } = collapseOf({ exponent: 1, noise: 0.03, ofSeeds: 0.3 });
    assert.ok(quality > 0.5 && quality < 1.6, `${quality}`);
    const { quality: wrong } = collapseOf({ exponent: 1.3, noise: 0.03, ofSeeds: 0.3 });
    assert.ok(wrong > 3, `${wrong}`);
  });

  it('sees a wrong power, and curves of another shape', () => {
    assert.ok(collapseOf({ exponent: 1.5, noise: 0.03 }).quality > 5);
    assert.ok(collapseOf({ exponent: 1, noise: 0.03, steep: [1, 1.5, 2, 3] }).quality > 2);
  });

  it('compares nothing where curves share no samples', () => {
    const { quality, before } = collapseOf({ exponent: 1, noise: 0.03, sizes: [1, 100, 10000, 1000000] });
    assert.ok(quality < 1.6);
    assert.equal(before, null);
  });

  it('gives mean curves of both kinds of chains', () => {
    const { curves } = collapseOf({ exponent: 1, noise: 0 });
    assert.deepEqual(
      curves.map(({ size }) => size),
      [6, 10, 16, 26],
    );
    for (const { size, points } of curves) {
      assert.ok(points.some(([, , up]) => up !== null) && points.some(([, , , down]) => down === null));
      for (const [samples, scaled, up] of points) {
        assert.ok(Math.abs(samples / size / scaled - 1) < 1e-3);
        if (up !== null) assert.ok(Math.abs(up - 1 / (1 + (8 / scaled) ** 2)) < 0.02, `${up} at ${scaled}`);
      }
    }
  });

  it('is left out where there are no curves', () => {
    const plan = posteriorPlan();
    assert.equal(judge(plan, [cell(plan, { size: 0, seed: 0 }, [1, 1])]).collapse, undefined);
  });
});
