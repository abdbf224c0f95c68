import assert from 'node:assert/strict';
import { experimentOf, sizeNames } from '../../../../trainer/identity';
import { judge, nextCells } from '../../../../trainer/judge';
import type { CellKey, LeftOut, Plan } from '../../../../trainer/schema';
import { cellsOfPower, trainingPlan } from './synthetic';

const why = 'the memory of the device does not hold one network';

const left = (plan: Plan, ...keys: CellKey[]): LeftOut[] =>
  keys.map(({ size, seed }) => ({
    ...{ experiment: experimentOf(plan), size: sizeNames(plan)[size]!, seed },
    ...{ leftOut: why, held: 0, on: 'a card' },
  }));

const seeds = (size: number, count: number): CellKey[] =>
  Array.from({ length: count }, (_, seed) => ({ size, seed }));

describe('judge: sizes that there was no memory for', () => {
  const plan = trainingPlan();
  const cells = cellsOfPower(plan, 1);
  const at = (size: number) => cells.filter((cell) => cell.size === sizeNames(plan)[size]);

  it('judges the other sizes as a plan without them, and names them with the reason', () => {
    const rest = cells.filter((cell) => !at(3).includes(cell));
    const { leftOut, reason, ...verdict } = judge(plan, rest, { leftOut: left(plan, ...seeds(3, 4)) });
    const { reason: alone, ...small } = judge(trainingPlan({}, [6, 10, 16]), rest);
    assert.deepEqual(verdict, small);
    assert.equal(verdict.status, 'consistent');
    assert.deepEqual(leftOut, [{ size: 26, because: why }]);
    assert.equal(reason, `${alone} n = 26 is left out: ${why}.`);
  });

  it('leaves out a size as a whole where memory keeps more than a quarter of it from being run', () => {
    // What cells cost may hang on what they find: the mean of those that fit would be another one.
    const some = cells.filter((cell) => !at(3).includes(cell) || cell.seed > 1);
    const verdict = judge(plan, some, { leftOut: left(plan, ...seeds(3, 2)) });
    assert.deepEqual(
      verdict.points.map(({ size }) => size),
      [6, 10, 16],
    );
    const one = cells.filter((cell) => !at(3).includes(cell) || cell.seed > 0);
    const nearly = judge(plan, one, { leftOut: left(plan, ...seeds(3, 1)) });
    assert.equal(nearly.leftOut, undefined);
    assert.deepEqual(
      nearly.points.map((point) => point.seeds),
      [6, 6, 6, 5],
    );
    assert.match(nearly.reason, /1 of 24 runs gave no number: the memory of the device .*, at n = 26\./);
  });

  it('knows nothing of it where the cells are there after all', () => {
    assert.deepEqual(judge(plan, cells, { leftOut: left(plan, ...seeds(3, 6)) }), judge(plan, cells));
  });

  it('is inconclusive where fewer than two sizes are left, and asks for no more', () => {
    const leftOut = left(plan, ...[1, 2, 3].flatMap((size) => seeds(size, 4)));
    for (const found of [at(0), []]) {
      const verdict = judge(plan, found, { leftOut });
      assert.equal(verdict.status, 'inconclusive');
      assert.equal(verdict.reason, `A fit needs two sizes. n = 10, 16 and 26 are left out: ${why}.`);
      assert.match(verdict.wouldDecide!, /A trainer with more memory runs n = 10, 16 and 26 too\.$/);
      assert.deepEqual(nextCells(plan, found, { leftOut }), []);
    }
    const all = left(plan, ...[0, 1, 2, 3].flatMap((size) => seeds(size, 4)));
    assert.equal(judge(plan, [], { leftOut: all }).status, 'inconclusive');
  });

  it('asks for the rest of the other sizes, round after round', () => {
    const leftOut = left(plan, ...seeds(1, 4));
    const wanted = nextCells(plan, [], { leftOut });
    assert.deepEqual([...new Set(wanted.map(({ size }) => size))].sort(), [0, 2, 3]);
    const noisy = cellsOfPower(plan, 1, 1).filter(
      ({ seed, size }) => seed < 4 && size !== sizeNames(plan)[1],
    );
    const next = nextCells(plan, noisy, { leftOut });
    assert.ok(next.length > 0 && next.every(({ size, seed }) => size !== 1 && seed >= 4));
  });
});
