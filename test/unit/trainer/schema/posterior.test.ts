import fc from 'fast-check';
import type { Step } from '../../../../trainer/network-schema';
import { posteriorObservables, type Factor, type PosteriorPlan } from '../../../../trainer/posterior-schema';
import { linearNetwork, linearPlan, linearSizes } from '../plans';
import { activation, dense, flatten, input, output, repeat } from '../training/networks';
import { readsStrictly, refuses } from './reader';

/** Patches that one read-out sees, beside another input. */
const patches = (d: number): Step[] => [
  input('x', d, 'gaussian', 3),
  input('z', 2),
  ...[dense('h', 'x', 5), activation('a', 'h', 'quadratic'), flatten('all', 'a')],
  ...[dense('f', 'all', 1), output('f')],
];

const plans: fc.Arbitrary<PosteriorPlan> = fc
  .record({
    network: fc.constantFrom(linearNetwork, patches),
    values: fc.uniqueArray(fc.integer({ min: 4, max: 999 }), { minLength: 2, maxLength: 6 }),
    degree: fc.integer({ min: 1, max: 9 }),
    two: fc.boolean(),
    kind: fc.constantFrom(...posteriorObservables),
    positive: fc.record({
      ridge: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      scale: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    }),
    samples: fc.integer({ min: 1, max: 1 << 24 }),
    seeds: fc.integer({ min: 1, max: 4096 }),
    exponent: fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 99 })),
    margin: fc.option(fc.double({ min: 1e-3, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(
    ({ network, values, degree, two, kind, positive, samples, seeds, exponent, margin }): PosteriorPlan => {
      const factor = (coordinate: number, of: number): Factor => ({ input: 'x', coordinate, degree: of });
      return linearPlan({
        sizes: values
          .sort((a, b) => a - b)
          .map((value) => ({
            value,
            network: network(value),
            ...positive,
            ...(kind === 'samples' ? {} : { samples }),
          })),
        target: [factor(0, degree), ...(two ? [factor(3, 1)] : [])],
        observable: kind === 'count' ? { kind, of: 'h' } : { kind },
        ...{ seeds, prediction: { exponent: exponent.join('/') } },
        ...(margin === undefined ? {} : { margin }),
      });
    },
  );

const plan = linearPlan();
const along = { input: 'x', coordinate: 0, degree: 1 };
const network = (...steps: Step[]): object => ({
  sizes: [6, 7].map((value) => ({ value, network: steps, ridge: 1, scale: 1 })),
});
const x = input('x', 3);
const last = [dense('f', 'x', 1), output('f')];
const one = 'plan: sizes[0].network must be a network with one output at one position';

describe('trainer: the reader of posterior plans', () => {
  readsStrictly(plans);

  refuses(plan, [
    [{ effort: 0 }, 'plan: effort must be a number > 0'],
    [{ steps: 1 }, 'plan: the plan has an unknown field "steps"'],
    [
      { sizes: linearSizes(6, 10).map((s) => ({ ...s, ridge: 0 })) },
      'plan: sizes[0].ridge must be a number > 0',
    ],
    [
      { sizes: linearSizes(6, 10).map((s) => ({ ...s, scale: '6' })) },
      'plan: sizes[0].scale must be a number > 0',
    ],
    [
      { sizes: linearSizes(6, 10).map((s) => ({ ...s, samples: 9 })) },
      'plan: sizes[0].samples must be left out: they are searched',
    ],
    [{ observable: { kind: 'error' } }, 'plan: sizes[0].samples must be a whole number from 1 to 16777216'],
    [
      { observable: { kind: 'change' } },
      'plan: observable.kind must be "samples" or "alignment" or "error" or "eigenvalue" or "count"',
    ],
    [{ observable: { kind: 'samples', of: 'h' } }, 'plan: observable.of must be left out'],
    [{ observable: { kind: 'samples', of: 3 } }, 'plan: observable.of must be a string'],
    [{ observable: { kind: 'count' } }, 'plan: observable.of must be the value whose units are counted'],
    [
      { observable: { kind: 'count', of: 'x' } },
      'plan: observable.of must be a value with weights of sizes[0]',
    ],
    [{ target: [] }, 'plan: target must be a list of at least 1'],
    [{ target: [3] }, 'plan: target[0] must be an object'],
    [{ target: [{ ...along, kind: 'hermite' }] }, 'plan: target[0] has an unknown field "kind"'],
    [{ target: [{ ...along, input: 'y' }] }, 'plan: target[0].input must be a Gaussian input of sizes[0]'],
    [{ target: [{ ...along, input: 'h' }] }, 'plan: target[0].input must be a Gaussian input of sizes[0]'],
    [{ target: [{ ...along, coordinate: 6 }] }, 'plan: target[0].coordinate must be below 6'],
    [
      { target: [{ ...along, coordinate: -1 }] },
      'plan: target[0].coordinate must be a whole number from 0 to 65535',
    ],
    [{ target: [{ ...along, degree: 10 }] }, 'plan: target[0].degree must be a whole number from 1 to 9'],
    [{ target: [along, along] }, 'plan: target[1] must be of another direction: one polynomial for each'],
    [
      {
        ...network(
          ...[input('x', 3, 'gaussian', 2), input('z', 3, 'gaussian', 4)],
          ...[flatten('all', 'x'), dense('f', 'all', 1), output('f')],
        ),
        target: [along, { ...along, input: 'z' }],
      },
      'plan: target must be of inputs with as many positions in sizes[0]',
    ],
    [network(x, output('x')), one],
    [network(input('x', 1, 'gaussian', 2), ...last), one],
    [
      network(x, { op: 'normalize', to: 'g', from: 'x', multiplier: 1, gain: 1, rate: 0 }, ...last),
      'plan: sizes[0].network[1] must be a step whose weights have a Gaussian prior',
    ],
    [network(input('x', 3, 'tokens'), ...last), 'plan: sizes[0].network[0].of must be "gaussian"'],
    [
      network(x, dense('f', 'x', 1, { deviation: 0 }), output('f')),
      'plan: sizes[0].network[1].deviation must be > 0',
    ],
    [
      network(
        x,
        repeat(2, false, [['h', 'x', 'v']], [dense('v', 'h', 3, { deviation: -1 })]),
        ...[dense('f', 'h', 1), output('f')],
      ),
      'plan: sizes[0].network[1].body[0].deviation must be > 0',
    ],
  ]);
});
