// What every reader of plans must do.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlanError } from '../../../../trainer/fields';
import { readPlan, type Plan } from '../../../../trainer/schema';
import { edit, paths } from './json';

/** What holds of the reader for any valid plan of a kind. */
export function readsStrictly(plans: fc.Arbitrary<Plan>): void {
  it('reads back every valid plan unchanged', () => {
    fc.assert(
      fc.property(plans, (plan) => assert.deepEqual(readPlan(JSON.parse(JSON.stringify(plan))), plan)),
    );
  });

  it('refuses a plan in which any value became null, and a field that it does not know', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (plan, pick) => {
        const all = paths(plan);
        const path = all[pick % all.length]!;
        assert.throws(() => readPlan(edit(plan, path, (parent, key) => (parent[key] = null))), PlanError);
        const inner = all.filter((p) => typeof p.at(-1) === 'string');
        const odd = inner[pick % inner.length]!;
        assert.throws(() => readPlan(edit(plan, odd, (parent, key) => (parent[`${key}_`] = 1))), PlanError);
      }),
    );
  });
}

/** Each change of a plan is refused in these words. */
export function refuses(plan: Plan, cases: [change: object, words: string][]): void {
  for (const [change, words] of cases)
    it(words, () =>
      assert.throws(
        () => readPlan(JSON.parse(JSON.stringify({ ...plan, ...change }))),
        (error) => {
          assert.ok(error instanceof PlanError);
          assert.equal(error.message, words);
          return true;
        },
      ),
    );
}
