import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge } from '../../../../trainer/judge';
import type { Cell } from '../../../../trainer/schema';
import { cell, cellsOfPower, Dice, posteriorPlan, trainingPlan } from './synthetic';

const predicting = (exponent: string) => trainingPlan({ prediction: { exponent } });

describe('judge: verdicts', () => {
  const plan = trainingPlan();
  const cells = cellsOfPower(plan, 1);
  const at = (one: Cell, value: number): boolean => one.size.startsWith(`n=${value} `);

  it('confirms the right exponent and refutes wrong ones on either side', () => {
    assert.equal(judge(predicting('1'), cells).status, 'consistent');
    for (const wrong of ['2', '0', '5/2', '-1'])
      assert.equal(judge(predicting(wrong), cells).status, 'refuted', wrong);
  });

  it('measures the same whatever was predicted', () => {
    const { measured, points, fit } = judge(predicting('1'), cells);
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 9 }), (p, q) => {
        const other = judge(predicting(`${p}/${q}`), cells);
        assert.deepEqual([other.measured, other.points, other.fit!.band], [measured, points, fit!.band]);
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the sequence of the cells, on copies, nor on cells of others', () => {
    const first = judge(plan, cells);
    const others = cellsOfPower(trainingPlan({ steps: 7 }), 3);
    const late = cells.map((one) => ({ ...one, found: [7, 7] as Cell['found'] }));
    const beyond = cells.slice(0, 3).map((one) => ({ ...one, seed: 99 }));
    assert.deepEqual(judge(plan, [...cells, ...late, ...others, ...beyond]), first);
    fc.assert(
      fc.property(fc.shuffledSubarray(cells, { minLength: cells.length }), (shuffled) =>
        assert.deepEqual({ ...judge(plan, shuffled), seconds: 0 }, { ...first, seconds: 0 }),
      ),
      { numRuns: 20 },
    );
  });

  it('says everything that a reader needs', () => {
    const { points, fit, reason, seconds, on, measured, wouldDecide } = judge(plan, cells);
    assert.deepEqual(
      points.map(({ size, seeds, bracketed }) => [size, seeds, bracketed]),
      [6, 10, 16, 26].map((size) => [size, 6, false]),
    );
    for (const { size, value, low, high } of points) {
      assert.ok(Math.abs(value / (2 * size) - 1) < 0.1, 'the geometric mean');
      assert.ok(low < value && value < high);
    }
    assert.equal(measured!.level, 0.95);
    assert.match(
      reason,
      /^The measured exponent \d\.\d\d \[\d\.\d\d, \d\.\d\d\] lies within 0\.25 of the predicted 1\.$/,
    );
    assert.match(fit!.comparison, /chance alone shows so strong a correction in 1\/n in [\d.]+ % of runs/);
    assert.deepEqual([fit!.band[0]!.size, fit!.band.at(-1)!.size], [6, 26]);
    assert.ok(fit!.band.every(({ low, value, high }) => low < value && value < high));
    assert.deepEqual([seconds, on, wouldDecide], [24, ['embedded, 2 threads'], undefined]);
  });

  it('is inconclusive where the scatter is too large, and says what would decide and what it costs', () => {
    const verdict = judge(plan, cellsOfPower(plan, 1, 0.5));
    assert.equal(verdict.status, 'inconclusive');
    assert.match(verdict.reason, /reaches across 0.25 from the predicted 1\./);
    assert.match(verdict.wouldDecide!, /wider range, up to n = 52 \(about \d+ s for 6 seeds there\)/);
    // Twice the seeds would do here: the half-width is about the margin.
    const close = judge(trainingPlan({ margin: 0.25 }), cellsOfPower(plan, 1, 0.17, new Dice(5)));
    if (close.status === 'inconclusive') assert.match(close.wouldDecide!, /About \d+ seeds|wider range/);
  });

  it('takes the margin of the plan', () => {
    assert.equal(judge(trainingPlan({ margin: 0.001 }), cells).status, 'inconclusive');
    assert.equal(
      judge(trainingPlan({ margin: 2, prediction: { exponent: '2' } }), cells).status,
      'consistent',
    );
  });

  it('refutes nothing that a finite-size correction could explain, and says so', () => {
    const bent = cellsOfPower(plan, 1, 0.12).map((one) => {
      const size = [6, 10, 16, 26].find((value) => at(one, value))!;
      const v = one.found[0]! * Math.exp((-3 * 6) / size);
      return { ...one, found: [v, v] as Cell['found'] };
    });
    const verdict = judge(plan, bent);
    assert.notEqual(verdict.status, 'refuted');
    if (verdict.fit!.model === 'power') assert.match(verdict.reason, /correction in 1\/n/);
  });

  it('fits a correction where the data need it', () => {
    const wide = trainingPlan({ seeds: 16 }, [8, 16, 32, 64, 128]);
    const bent = cellsOfPower(wide, 1, 0.05).map((one) => {
      const size = wide.sizes.find(({ value }) => at(one, value))!.value;
      const v = one.found[0]! * Math.exp((2 * 8) / size);
      return { ...one, found: [v, v] as Cell['found'] };
    });
    const verdict = judge(wide, bent);
    assert.equal(verdict.fit!.model, 'corrected');
    assert.equal(verdict.status, 'consistent');
    assert.match(verdict.reason, /It has a correction in 1\/n, which the data need\./);
    assert.match(verdict.fit!.comparison, /less than 0\.1 % of runs.*without it the exponent would be 0\./);
  });

  it('brackets a size at which the two kinds of chains disagree', () => {
    const chains = posteriorPlan();
    const apart = cellsOfPower(chains, 1).map((one) =>
      one.size.startsWith('d=26 ')
        ? { ...one, found: [3 * one.found[0]!, one.found[1]] as Cell['found'] }
        : one,
    );
    const verdict = judge(chains, apart);
    assert.deepEqual(
      verdict.points.map((point) => point.bracketed),
      [false, false, false, true],
    );
    assert.match(verdict.reason, /The two kinds of chains did not meet at 1 of 4 sizes\./);
    assert.equal(verdict.status, 'inconclusive');
    assert.match(
      verdict.wouldDecide!,
      /^Longer chains \(effort 4\), so that the two kinds meet, or a wider range/,
    );
    const last = verdict.points.at(-1)!;
    assert.ok(last.low < 2 * 26 && last.high > 3 * 2 * 26, 'the interval spans both answers');
  });

  it('uses every number of an unfinished run, and fits nothing below two seeds at a size', () => {
    const partial = judge(
      plan,
      cells.filter((one) => one.seed < 4 || at(one, 6)),
    );
    assert.equal(partial.status, 'consistent');
    assert.deepEqual(
      partial.points.map(({ seeds }) => seeds),
      [6, 4, 4, 4],
    );
    const early = judge(
      plan,
      cells.filter((one) => one.seed < 1 || (one.seed < 3 && !at(one, 26))),
    );
    assert.deepEqual([early.status, early.measured, early.points.length], ['inconclusive', undefined, 3]);
    assert.match(early.reason, /two seeds at every size\. At n = 26 there are fewer yet\./);
    assert.match(early.wouldDecide!, /The other 14 of 24 runs of the plan/);
    assert.deepEqual(judge(plan, []).points, []);
    assert.match(judge(plan, []).reason, /At n = 6, 10, 16, 26 there are none yet\./);
  });

  it('says how many cells have no number, and fits nothing where a quarter is missing at a size', () => {
    const lose = (lost: (one: Cell) => boolean): Cell[] =>
      cells.map((one) =>
        lost(one) ? { ...one, found: [null, null], trouble: 'the loss was not a number, at n = 16' } : one,
      );
    const few = judge(
      plan,
      lose((one) => at(one, 16) && one.seed === 2),
    );
    assert.equal(few.status, 'consistent');
    assert.match(few.reason, /1 of 24 runs gave no number: the loss was not a number, at n = 16\./);
    assert.equal(few.points[2]!.seeds, 5);
    const many = judge(
      plan,
      lose((one) => at(one, 16) && one.seed < 2),
    );
    assert.deepEqual([many.status, many.measured], ['inconclusive', undefined]);
    assert.match(many.reason, /^For 2 of 6 seeds the loss was not a number, at n = 16\. More than a quarter/);
    assert.equal(many.wouldDecide, 'Smaller rates, or fewer steps.');
    assert.equal(many.points.length, 4);
  });

  it('takes a number that is zero or negative for none', () => {
    const odd = cells.map((one) => (at(one, 10) ? { ...one, found: [0, 0] as Cell['found'] } : one));
    assert.match(
      judge(plan, odd).reason,
      /For 6 of 6 seeds change\(u\) was not a positive number, at n = 10/,
    );
  });

  it('gives finite numbers only, whatever the cells say', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.constant(null), fc.constant(1)),
          {
            minLength: 8,
            maxLength: 8,
          },
        ),
        (values) => {
          const two = trainingPlan({ seeds: 2 });
          const found = values.map((v, i) => cell(two, { size: i % 4, seed: i >> 2 }, [v, v]));
          const verdict = judge(two, found);
          assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
        },
      ),
    );
  });
});
