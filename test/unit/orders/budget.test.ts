import assert from 'node:assert/strict';
import { costOf, solveLinearProgram, withinBudget } from '../../../server/src/orders';
import { condition, form, region } from './support';

const constraints = ['x >= 1', 'y >= 2', 'x + y <= 9', 'x - y <= 3'].map((text) => condition(text));
/** A piece of work that always costs the same: nothing is memoised between two calls. */
const solve = (): string => solveLinearProgram(form('-x - 2*y'), constraints).status;
const cost = costOf(solve);

describe('withinBudget', () => {
  it('ends work that costs more than the limit and no other', () => {
    assert(cost > 2);
    assert.equal(costOf(solve), cost);
    assert.equal(withinBudget(cost, solve), 'optimal');
    for (let limit = 0; limit < cost; limit++) assert.equal(withinBudget(limit, solve), undefined);
    assert.equal(solve(), 'optimal');
  });

  it('counts every question about a region, and what is memoised once', () => {
    const texts = ['a >= 0', 'b >= 0', 'c >= 0', 'a + b + c <= 4', 'a + 2*b > c'];
    const questions: (() => unknown)[] = [
      () => region(...texts).isEmpty(),
      () => region(...texts).reduced(),
      () => region(...texts).project(['a']),
      () => region(...texts).implies(condition('a <= 4')),
    ];
    for (const ask of questions) {
      const units = costOf(ask);
      assert(units > 0);
      assert.equal(withinBudget(units - 1, ask), undefined);
    }
    const kept = region(...texts);
    kept.reduced();
    assert.equal(
      costOf(() => kept.reduced()),
      0,
    );
  });

  it('leaves a region that it interrupted as good as new', () => {
    const texts = ['a >= 0', 'b >= 0', 'a + b <= 4', 'a + b <= 7', 'a - b > -3', 'a - b > -5'];
    const expected = region(...texts).key();
    const whole = costOf(() => region(...texts).key());
    for (let limit = 0; limit < whole; limit++) {
      const interrupted = region(...texts);
      assert.equal(
        withinBudget(limit, () => interrupted.key()),
        undefined,
      );
      assert.equal(interrupted.key(), expected);
    }
  });

  it('gives inner work a budget of its own, which also counts for the outer one', () => {
    let after = false;
    const inner = withinBudget(2 * cost, () => {
      assert.equal(withinBudget(cost - 1, solve), undefined);
      after = true;
      return withinBudget(cost, solve);
    });
    assert.equal(inner, 'optimal');
    assert(after);
    // The inner limit does not extend the outer one.
    after = false;
    assert.equal(
      withinBudget(cost - 1, () => {
        withinBudget(1000 * cost, solve);
        after = true;
      }),
      undefined,
    );
    assert(!after);
    // What inner work has cost, finished or not, is missing outside.
    for (const first of [cost, cost - 1]) {
      const pair = () => [withinBudget(first, solve), solve()];
      assert.equal(withinBudget(2 * cost - 1, pair), undefined);
      assert.deepEqual(withinBudget(2 * cost, pair), [first === cost ? 'optimal' : undefined, 'optimal']);
    }
  });

  it('lets the exceptions of others pass and then knows no limit any more', () => {
    const failing = () => {
      throw new RangeError('mine');
    };
    assert.throws(() => withinBudget(1, failing), RangeError);
    assert.equal(solve(), 'optimal');
    assert.equal(
      withinBudget(cost, () => {
        assert.throws(() => withinBudget(0, failing), RangeError);
        return solve();
      }),
      'optimal',
    );
  });
});
