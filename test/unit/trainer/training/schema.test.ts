import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPlan } from '../../../../trainer/schema';
import type { Step, TrainingPlan } from '../../../../trainer/training-schema';
import { readsStrictly } from '../reader';
import { activation, dense, input, output, repeat, small, sum, trainingPlan } from './networks';

const plans: fc.Arbitrary<TrainingPlan> = fc
  .record({
    network: fc.constantFrom(...Object.values(small)),
    values: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 4 }),
    optimizer: fc.constantFrom<TrainingPlan['optimizer']>(
      { name: 'adam' },
      { name: 'shampoo', exponent: 0.5 },
    ),
    kind: fc.constantFrom('size', 'gradient', 'change'),
    context: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    margin: fc.option(fc.double({ min: 1e-3, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ network, values, optimizer, kind, context, margin }) =>
    trainingPlan({
      sizes: values.sort((a, b) => a - b).map((value) => ({ value, network })),
      ...{ optimizer, observable: { kind } },
      ...(context === undefined ? {} : { context }),
      ...(margin === undefined ? {} : { margin }),
    }),
  );

describe('trainer: the reader of training plans', () => {
  readsStrictly(plans);

  it('counts tied weights once', () => {
    const tied = repeat(99, true, [['h', 'a', 'v']], [dense('v', 'h', 999)]);
    const network = [input('x', 3), dense('a', 'x', 999), tied, output('h')];
    const sizes = [1, 2].map((value) => ({ value, network }));
    assert.equal(readPlan({ ...trainingPlan(), sizes, observable: { kind: 'change' } }).seeds, 4);
  });

  it('refuses what cannot be run, naming the field', () => {
    const network = (...steps: unknown[]): Partial<TrainingPlan> => ({
      sizes: [1, 2].map((value) => ({ value, network: steps as Step[] })),
      observable: { kind: 'change' },
    });
    const [x, u] = [input('x', 3), dense('u', 'x', 4)];
    const cases: [object, RegExp][] = [
      [{ steps: 0 }, /steps/],
      [{ along: 3 }, /along/],
      [{ optimizer: { name: 'soap' } }, /optimizer\.name must be "sgd" or/],
      [{ optimizer: { name: 'sgd', exponent: 1 } }, /optimizer\.exponent/],
      [{ optimizer: { name: 'shampoo' } }, /optimizer\.exponent/],
      [{ observable: { kind: 'update' } }, /observable\.of must be given/],
      [{ observable: { kind: 'size', of: 'w' } }, /observable\.of.*sizes\[0\]/],
      [{ observable: { kind: 'update', of: 'x' } }, /observable\.of must be a value with weights/],
      [{ batch: 2048, context: 3 }, /context/],
      [{ sizes: trainingPlan().sizes.slice(1) && [...trainingPlan().sizes].reverse() }, /ascending/],
      [{ sizes: trainingPlan().sizes.slice(0, 1) }, /sizes/],
      [
        network(x, dense('a', 'x', 8192), dense('b', 'a', 8192), output('b')),
        /sizes\[0\]\.network must be smaller/,
      ],
      [
        network(
          x,
          dense('a', 'x', 999),
          repeat(99, false, [['h', 'a', 'v']], [dense('v', 'h', 999)]),
          output('h'),
        ),
        /sizes\[0\]\.network must be smaller/,
      ],
      [network(x, u), /sizes\[0\]\.network\[1\]\.op must be "output"/],
      [network(x, { op: 'convolution' }, output('x')), /network\[1\]\.op must be "input" or "dense"/],
      [network(x, null, output('x')), /network\[1\]\.op/],
      [network(x, dense('u', 'y', 4), output('u')), /network\[1\]\.from must be a value made before/],
      [network(x, u, dense('u', 'u', 4), output('u')), /network\[2\]\.to must be a name that no other/],
      [network(x, dense('u/0', 'x', 4), output('u/0')), /network\[1\]\.to must be a name without/],
      [network(x, activation('h', 'x', 'sine' as 'relu'), output('h')), /network\[1\]\.function/],
      [
        network(x, u, sum('s', ['x', 1], ['u', 1]), output('s')),
        /network\[2\]\.terms must be values of one width/,
      ],
      [network(x, { ...u, rate: Infinity }, output('u')), /network\[1\]\.rate must be a number/],
      [
        network(x, repeat(2, false, [['h', 'x', 'u']], [u]), output('h')),
        /network\[1\]\.carry\[0\]\.next must be as wide/,
      ],
      [
        network(x, repeat(2, false, [['h', 'x', 'v']], [dense('v', 'h', 3)]), output('v')),
        /network\[2\]\.from must be a value made before/,
      ],
      [
        network(
          x,
          { op: 'attend', to: 'a', query: 'x', key: 'x', value: 'x', heads: 2, factor: 1 },
          output('a'),
        ),
        /network\[1\]\.heads must be a divisor/,
      ],
    ];
    for (const [change, message] of cases)
      assert.throws(() => readPlan(JSON.parse(JSON.stringify({ ...trainingPlan(), ...change }))), message);
  });
});
