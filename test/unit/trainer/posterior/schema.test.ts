import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlanError, rationalValue } from '../../../../trainer/fields';
import type { PosteriorPlan } from '../../../../trainer/posterior-schema';
import { readPlan } from '../../../../trainer/schema';
import { linearPlan } from '../plans';
import { readsStrictly } from '../reader';

const plans: fc.Arbitrary<PosteriorPlan> = fc
  .record({
    hidden: fc.constantFrom(1 as const, 2 as const),
    erf: fc.boolean(),
    half: fc.integer({ min: 0, max: 4 }),
    ridge: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    ds: fc.uniqueArray(fc.integer({ min: 2, max: 4096 }), { minLength: 2, maxLength: 6 }),
    widths: fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 })),
    seeds: fc.integer({ min: 1, max: 4096 }),
    exponent: fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 99 })),
    curve: fc.boolean(),
    margin: fc.option(fc.double({ min: 1e-3, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ hidden, erf, half, ridge, ds, widths, seeds, exponent, curve, margin }) => ({
    ...linearPlan(),
    network: { activation: erf ? 'erf' : 'linear', hidden },
    target: { kind: 'hermite', degree: erf ? 2 * half + 1 : 1 },
    sizes: ds.sort((a, b) => a - b).map((d) => ({ d, widths: widths.slice(0, hidden) })),
    prediction: { exponent: exponent.join('/'), ...(curve ? { curve: ds.map((d) => d + 1) } : {}) },
    ...{ ridge, seeds },
    ...(margin === undefined ? {} : { margin }),
  }));

describe('trainer: the reader of posterior plans', () => {
  readsStrictly(plans);

  it('says nothing but PlanError, whatever it is given', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.throws(() => readPlan(value), PlanError)));
  });

  it('refuses what cannot be run, naming the field', () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ seeds: 1.5 }, /seeds/],
      [{ effort: 0 }, /effort/],
      [{ ridge: 0 }, /ridge/],
      [{ sizes: [{ d: 8, widths: [8] }] }, /sizes/],
      [
        {
          sizes: [
            { d: 16, widths: [8] },
            { d: 8, widths: [8] },
          ],
        },
        /ascending/,
      ],
      [
        {
          sizes: [
            { d: 8, widths: [8, 8] },
            { d: 9, widths: [8] },
          ],
        },
        /sizes\[0\]\.widths/,
      ],
      [{ prediction: { exponent: '1.5' } }, /exponent/],
      [{ prediction: { exponent: '1/0' } }, /exponent/],
      [{ prediction: { exponent: '1', curve: [1, 2] } }, /curve/],
      [{ target: { kind: 'hermite', degree: 3 } }, /degree/],
      [{ network: { activation: 'erf', hidden: 1 }, target: { kind: 'hermite', degree: 2 } }, /odd/],
      [{ format: 'powercount-plan/2' }, /format/],
    ];
    for (const [change, message] of cases)
      assert.throws(() => readPlan({ ...linearPlan(), ...change }), message);
  });

  it('knows rationals', () => {
    assert.equal(rationalValue('3/2'), 1.5);
    assert.equal(rationalValue('-2'), -2);
  });
});
