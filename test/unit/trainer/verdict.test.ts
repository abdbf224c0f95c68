import assert from 'node:assert/strict';
import fc from 'fast-check';
import { experimentOf } from '../../../trainer/embedded/experiments';
import { judge as judgeExperiment } from '../../../trainer/embedded/verdict';
import type { PosteriorPlan } from '../../../trainer/posterior-schema';
import type { PosteriorCell } from '../../../trainer/embedded/posterior/cell';
import { cellsOfPower, linearPlan } from './plans';

const judge = (plan: PosteriorPlan, cells: PosteriorCell[]) => judgeExperiment(experimentOf(plan), cells);

const predicting = (exponent: string, curve?: number[]) =>
  linearPlan({ prediction: { exponent, ...(curve ? { curve } : {}) } });

describe('trainer: verdict', () => {
  const cells = cellsOfPower(linearPlan(), 1);

  it('confirms the right exponent and refutes wrong ones on either side', () => {
    assert.equal(judge(predicting('1'), cells).status, 'consistent');
    assert.equal(judge(predicting('3/2'), cells).status, 'refuted');
    assert.equal(judge(predicting('2'), cells).status, 'refuted');
    assert.equal(judge(predicting('1/2'), cells).status, 'refuted');
  });

  it('measures the same whatever was predicted', () => {
    const { measured, points } = judge(predicting('1'), cells);
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 9 }), (p, q) => {
        const other = judge(predicting(`${p}/${q}`), cells);
        assert.deepEqual([other.measured, other.points], [measured, points]);
      }),
    );
  });

  it('does not depend on the order of the cells', () => {
    const at = judge(predicting('1'), cells);
    fc.assert(
      fc.property(fc.shuffledSubarray(cells, { minLength: cells.length }), (shuffled) =>
        assert.deepEqual(judge(predicting('1'), shuffled), at),
      ),
    );
  });

  it('is inconclusive, and says what would decide, when the scatter is too large', () => {
    const plan = linearPlan();
    const verdict = judge(
      plan,
      cellsOfPower(plan, 1, 0.8).map((cell) => ({ ...cell, down: cell.up })),
    );
    assert.equal(verdict.status, 'inconclusive');
    assert.match(verdict.wouldDecide!, /seeds|range/);
  });

  it('compares with the slope of a finite-size prediction where there is one', () => {
    const plan = linearPlan();
    const bent = plan.sizes.map(({ d }) => d ** 2);
    assert.equal(judge(predicting('1', bent), cellsOfPower(plan, 2)).status, 'consistent');
    assert.equal(judge(predicting('1', bent), cells).status, 'refuted');
  });

  it('refutes nothing that a finite-size correction could explain', () => {
    const plan = linearPlan({ prediction: { exponent: '1' } });
    const bent = cellsOfPower(plan, 1, 0.12).map((cell) => {
      const factor = Math.exp((-4 * plan.sizes[0]!.d) / cell.size.d);
      const leg = ({ crossing, curve }: typeof cell.up) => ({ crossing: crossing! * factor, curve });
      return { ...cell, up: leg(cell.up), down: leg(cell.down) };
    });
    assert.notEqual(judge(plan, bent).status, 'refuted');
  });

  it('brackets a size at which the two kinds of chains disagree', () => {
    const apart = cells.map((cell) =>
      cell.size.d === 26 ? { ...cell, up: { crossing: 3 * cell.up.crossing!, curve: [] } } : cell,
    );
    const verdict = judge(predicting('1'), apart);
    assert.deepEqual(
      verdict.points.map((point) => point.bracketed),
      [false, false, false, true],
    );
    assert.match(verdict.reason, /did not meet at 1 of 4 sizes/);
    assert.equal(verdict.status, 'inconclusive');
    assert.match(verdict.wouldDecide!, /longer chains|seeds/i);
    const last = verdict.points.at(-1)!;
    assert.ok(last.low < 2 * 26 * 1.1 && last.high > 3 * 2 * 26 * 0.9, 'the interval spans both answers');
  });

  it('fits complete seeds only, and nothing below two', () => {
    const partial = judge(
      predicting('1'),
      cells.filter((cell) => cell.seed < 4 || cell.size.d > 6),
    );
    assert.equal(partial.status, 'consistent');
    assert.match(partial.reason, /2 of 6 seeds are missing/);
    const one = judge(
      predicting('1'),
      cells.filter((cell) => cell.seed < 1),
    );
    assert.deepEqual([one.status, one.measured, one.points], ['inconclusive', undefined, []]);
  });

  it('does not drop seeds that never crossed', () => {
    const lost = cells.map((cell, i) => (i === 3 ? { ...cell, up: { crossing: null, curve: [] } } : cell));
    const verdict = judge(predicting('1'), lost);
    assert.deepEqual([verdict.status, verdict.measured], ['inconclusive', undefined]);
    assert.match(verdict.reason, /1 of 6 seeds/);
  });
});
