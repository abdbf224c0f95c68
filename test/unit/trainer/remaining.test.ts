import assert from 'node:assert/strict';
import { secondsLeft } from '../../../trainer/embedded/remaining';
import { refusal, tooLarge } from '../../../trainer/embedded/refusal';
import { workOf } from '../../../trainer/cost';
import { readNetwork } from '../../../trainer/network-schema';
import { linearPlan } from './plans';
import {
  activation,
  attend,
  dense,
  flatten,
  input,
  output,
  repeat,
  small,
  sum,
  trainingPlan,
} from './training/networks';

describe('trainer: the time that a task will yet take', () => {
  const cells = (...costs: number[]) => costs.map((cost) => ({ cost }));

  it('is none where nothing is left', () => assert.equal(secondsLeft([], [], []), 0));

  it('is what others of the same cost took, thread by thread', () => {
    const done = [
      { cost: 10, seconds: 2 },
      { cost: 20, seconds: 4 },
    ];
    const running = [
      { cost: 10, seconds: 1 },
      { cost: 10, seconds: 0 },
    ];
    assert.equal(secondsLeft(done, running, []), 2);
    assert.equal(secondsLeft(done, running, cells(10)), 3);
    assert.equal(secondsLeft(done, running, cells(10, 10)), 4);
    assert.equal(secondsLeft(done, running, cells(50, 10)), 11, 'the long one is waited for');
    assert.equal(secondsLeft(done, running, cells(10, 10, 10, 10)), 6);
  });

  it('grows with a cell that takes longer than it should, and does not grow with the speed of the machine', () => {
    const at = (seconds: number): number => secondsLeft([], [{ cost: 3, seconds }], cells(3));
    assert.ok(at(20) > at(10));
    assert.equal(at(0), 6, 'where nothing is known, a typical machine is assumed');
    const slow = (by: number): number =>
      secondsLeft([{ cost: 5, seconds: by }], [{ cost: 5, seconds: 0 }], cells(5, 5));
    assert.equal(slow(10), 10 * slow(1));
  });
});

describe('trainer: what a network costs', () => {
  it('counts entries and weights as the reader of plans does, but for what is carried and shared', () => {
    for (const steps of Object.values(small)) {
      if (steps.some(({ op }) => op === 'repeat' || op === 'attend')) continue;
      const { count } = readNetwork(steps, '');
      const { entries, weights } = workOf(steps);
      assert.deepEqual([entries, weights], [count.values, count.weights]);
    }
  });

  it('counts two operations for each weight and position, in every pass', () => {
    const flops = (...steps: Parameters<typeof workOf>[0]): number => workOf(steps).flops;
    const x = input('x', 8, 'gaussian', 5);
    assert.equal(flops(x, dense('u', 'x', 3), output('u')), 2 * 8 * 3 * 5);
    assert.equal(flops(x, flatten('all', 'x'), dense('u', 'all', 3), output('u')), 2 * 40 * 3);
    const deep = (tied: boolean) => [
      x,
      repeat(7, tied, [['h', 'x', 'u']], [dense('u', 'h', 8)]),
      output('h'),
    ];
    for (const tied of [true, false]) {
      const { flops, weights } = workOf(deep(tied));
      assert.deepEqual([flops, weights], [7 * 2 * 64 * 5, tied ? 64 : 7 * 64]);
    }
    const wide = flops(x, attend('a', ['x', 'x', 'x'], 2, 1), output('a'));
    assert.ok(wide >= 2 * (8 + 8) * 25 && wide < 5 * (8 + 8) * 25, `${wide}`);
    const cheap = flops(x, activation('h', 'x', 'relu'), sum('s', ['h', 1], ['x', 1]), output('s'));
    assert.ok(cheap > 0 && cheap < 100 * 40);
  });
});

describe('trainer: what the embedded trainer cannot run', () => {
  const plenty = { together: 64e9, each: 3.5 * 2 ** 30 };

  it('is nothing of the size that plans have', () => {
    assert.equal(refusal(linearPlan(), plenty), undefined);
    assert.equal(refusal(trainingPlan(), plenty), undefined);
  });

  const sizes = [64, 8192, 16384].map((n) => ({
    value: n,
    network: [input('x', 4), dense('u', 'x', n), dense('v', 'u', n), output('v')],
  }));
  const plan = trainingPlan({ sizes, observable: { kind: 'change' } });

  it('is a size that needs more memory than there is, or than one thread can have', () => {
    const words = /^a run needs about [\d.]+ GB of memory, and the embedded trainer has ([\d.]+) GB$/;
    const said = (room: typeof plenty) =>
      [0, 1, 2].map((size) => words.exec(tooLarge(plan, size, room) ?? '')?.[1]);
    assert.deepEqual(said(plenty), [undefined, undefined, '3.8']);
    assert.deepEqual(said({ ...plenty, together: 2e9 }), [undefined, '2', '2']);
  });

  it('is a plan of which fewer than two sizes fit', () => {
    assert.equal(refusal(plan, plenty), undefined);
    assert.match(
      refusal(plan, { ...plenty, together: 2e9 })!,
      /^At n = 8192 a run needs about [\d.]+ GB of memory, and the embedded trainer has 2 GB\.$/,
    );
  });
});
