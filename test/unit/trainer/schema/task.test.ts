import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlanError } from '../../../../trainer/fields';
import { cellName, experimentOf, nameOf, sizeNames, taskOf } from '../../../../trainer/identity';
import type { Step } from '../../../../trainer/network-schema';
import { readPlan, readTask, type Plan } from '../../../../trainer/schema';
import { cellsOfPower, keysOf, linearPlan, linearSizes, wholeTask } from '../plans';
import { trainingPlan } from '../training/networks';
import { edit, paths } from './json';

const plans = [linearPlan(), trainingPlan(), trainingPlan({ observable: { kind: 'best_rate' } })];

describe('trainer: the reader of tasks', () => {
  it('reads back every task unchanged', () => {
    for (const plan of plans)
      for (const cells of [[], keysOf(plan)]) {
        const task = taskOf(plan, cells);
        assert.deepEqual(readTask(JSON.parse(JSON.stringify(task))), task);
      }
  });

  const task = wholeTask(linearPlan());
  const cases: [change: object, words: string][] = [
    [{ format: 'powercount-training/1' }, 'format must be "powercount-task/1"'],
    [{ plan: 3 }, 'format must be "powercount-posterior/1" or "powercount-training/1"'],
    [{ plan: { ...task.plan, seeds: 0 } }, 'seeds must be a whole number from 1 to 4096'],
    [{ experiment: 1 }, 'experiment must be a string'],
    [{ sizes: task.sizes.slice(1) }, 'sizes must be one name for each size of the plan'],
    [{ sizes: task.sizes.map((_, i) => i) }, 'sizes[0] must be a string'],
    [{ cells: undefined }, 'cells must be a list of at least 0'],
    [{ cells: [3] }, 'cells[0] must be an object'],
    [{ cells: [{ size: 4, seed: 0 }] }, 'cells[0].size must be a whole number from 0 to 3'],
    [{ cells: [{ size: 0, seed: -1 }] }, 'cells[0].seed must be a whole number from 0 to 2147483647'],
  ];
  for (const [change, words] of cases)
    it(`refuses: ${words}`, () =>
      assert.throws(
        () => readTask(JSON.parse(JSON.stringify({ ...task, ...change }))),
        (error) => error instanceof PlanError && error.message === `plan: ${words}`,
      ));

  it('refuses unknown fields', () => {
    assert.throws(() => readTask({ ...task, prediction: 1 }), /^Error: plan: the task has an unknown field/);
    const cells = [{ size: 0, seed: 0, leg: 'up' }];
    assert.throws(() => readTask({ ...task, cells }), /cells\[0\] has an unknown field "leg"/);
  });

  it('says nothing but PlanError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.throws(() => readTask(value), PlanError);
        assert.throws(() => readPlan(value), PlanError);
      }),
    );
  });

  it('reads a damaged task as it reads it again, or says PlanError', () => {
    const tasks = plans.map((plan) => taskOf(plan, keysOf(plan, 1)));
    fc.assert(
      fc.property(
        fc.constantFrom(...tasks),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'delete', 'copy', 'wrap'), fc.jsonValue()), {
          minLength: 1,
          maxLength: 3,
        }),
        (given, damage) => {
          let damaged: unknown = given;
          for (const [pick, how, value] of damage) {
            const all = paths(damaged);
            damaged = edit(damaged, all[pick % all.length]!, (parent, key) => {
              if (how === 'set') parent[key] = value;
              else if (how === 'delete') delete parent[key];
              else if (how === 'wrap') parent[key] = [parent[key]];
              else parent[key] = Object.values(parent)[pick % Object.keys(parent).length];
            });
          }
          try {
            const once = readTask(JSON.parse(JSON.stringify(damaged)));
            assert.deepEqual(readTask(JSON.parse(JSON.stringify(once))), once);
          } catch (error) {
            assert.ok(error instanceof PlanError, `${error}`);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('trainer: names of experiments, sizes and cells', () => {
  it('stay when seeds, sizes, prediction, budget or words change', () => {
    const same = {
      seeds: 9,
      prediction: { exponent: '3' },
      budget: { seconds: 5 },
      name: 'wider',
      margin: 1,
    };
    for (const plan of plans) {
      const wider: Plan = { ...plan, ...same, sizes: plan.sizes.slice(1) } as Plan;
      assert.equal(experimentOf(wider), experimentOf(plan));
      assert.deepEqual(sizeNames(wider), sizeNames(plan).slice(1));
    }
  });

  it('change with whatever the numbers depend on', () => {
    const training = trainingPlan();
    const others: Plan[] = [
      ...[{ steps: 2 }, { batch: 5 }, { optimizer: { name: 'adam' } as const }].map(trainingPlan),
      ...[{ precision: 'single' as const }, { observable: { kind: 'change' as const } }].map(trainingPlan),
    ];
    const posterior = linearPlan();
    const rest: Plan[] = [
      ...[{ effort: 2 }, { precision: 'double' as const }].map(linearPlan),
      linearPlan({ target: [{ input: 'x', coordinate: 0, degree: 2 }] }),
    ];
    const names = [training, ...others, posterior, ...rest].map(experimentOf);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.every((name) => /^[0-9a-f]{16}$/.test(name)));
  });

  it('of sizes are the value and a fingerprint of all that is run there', () => {
    const plan = trainingPlan();
    const faster = plan.sizes.map(({ value, network }) => ({
      value,
      network: network.map((step): Step => ('rate' in step ? { ...step, rate: 2 * step.rate } : step)),
    }));
    const all = [
      ...sizeNames(plan),
      ...sizeNames(trainingPlan({ sizes: faster })),
      ...sizeNames(linearPlan()),
      ...sizeNames(linearPlan({ sizes: linearSizes(6, 10).map((size) => ({ ...size, ridge: 2 })) })),
    ];
    assert.equal(new Set(all).size, all.length);
    assert.ok(
      all.every((name) => /^[nd]=\d+ [0-9a-f]{8}$/.test(name)),
      `${all}`,
    );
    // Where samples are searched, the ladder depends on the scale; at a given number of samples nothing does.
    const at = (scale: number, samples?: number): string[] =>
      sizeNames(
        linearPlan({
          sizes: linearSizes(6, 10).map((size) => ({
            ...{ ...size, scale, note: 'N = 3' },
            ...(samples === undefined ? {} : { samples }),
          })),
        }),
      );
    assert.notDeepEqual(at(99), at(10));
    assert.deepEqual(at(99, 40), at(10, 40));
    // One unit in the last place, by which engines differ, is no other network.
    const [size] = linearSizes(6, 10);
    const next = (v: number): number => v * (1 + 2 ** -52);
    const beside = {
      ...size!,
      network: size!.network.map((s): Step =>
        'deviation' in s ? { ...s, deviation: next(s.deviation) } : s,
      ),
    };
    assert.notDeepEqual(beside, size);
    const ofFirst = (first: typeof beside): string =>
      sizeNames(linearPlan({ sizes: [first, ...linearSizes(10)] }))[0]!;
    assert.equal(ofFirst(beside), ofFirst(size!));
  });

  it('of cells tell sizes and seeds apart', () => {
    const cells = cellsOfPower(linearPlan(), 1);
    assert.equal(new Set(cells.map(nameOf)).size, cells.length);
    assert.equal(nameOf(cells[0]!), cellName(cells[0]!.size, 0));
  });
});
