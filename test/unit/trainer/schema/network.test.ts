import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlanError } from '../../../../trainer/fields';
import { readNetwork, type Step } from '../../../../trainer/network-schema';
import {
  activation,
  attend,
  dense,
  flatten,
  input,
  mean,
  output,
  repeat,
  small,
  sum,
} from '../training/networks';
import { edit, paths } from './json';

const read = (...steps: unknown[]) => readNetwork(JSON.parse(JSON.stringify(steps)), 'network');

describe('trainer: the reader of networks', () => {
  for (const [name, steps] of Object.entries(small))
    it(`reads back unchanged: ${name}`, () => assert.deepEqual(read(...steps).steps, steps));

  it('knows the sizes of all values, and counts them and the weights', () => {
    const {
      made,
      output: last,
      count,
    } = read(
      input('x', 3, 'gaussian', 4),
      dense('u', 'x', 5),
      repeat(7, false, [['h', 'u', 'v']], [dense('v', 'h', 5), activation('a', 'v', 'tanh')]),
      flatten('all', 'h'),
      dense('out', 'all', 2),
      output('out'),
    );
    assert.deepEqual(
      [...made].map(([name, { width, positions, weighted }]) => [name, width, positions, weighted]),
      [
        ['x', 3, 4, false],
        ['u', 5, 4, true],
        ['h', 5, 4, false],
        ['v', 5, 4, true],
        ['a', 5, 4, false],
        ['all', 20, 1, false],
        ['out', 2, 1, true],
      ],
    );
    assert.deepEqual([last.width, last.positions], [2, 1]);
    const pooled = read(
      input('x', 3, 'gaussian', 6),
      flatten('pairs', 'x', 2),
      mean('m', 'pairs'),
      dense('out', 'm', 2),
      output('out'),
    );
    assert.deepEqual(
      ['pairs', 'm'].map((name) => pooled.made.get(name)),
      [
        { width: 6, positions: 3, weighted: false },
        { width: 6, positions: 1, weighted: false },
      ],
    );
    // Passes have weights of their own; what is carried is counted with them.
    assert.equal(count.weights, 3 * 5 + 7 * 25 + 40);
    assert.equal(count.values, 12 + 20 + 7 * 3 * 20 + 20 + 2);
  });

  it('counts tied weights once', () => {
    const body = [dense('v', 'h', 9)];
    const weights = (tied: boolean): number =>
      read(input('x', 9), repeat(5, tied, [['h', 'x', 'v']], body), output('h')).count.weights;
    assert.deepEqual([weights(true), weights(false)], [81, 405]);
  });

  const [x, u] = [input('x', 3), dense('u', 'x', 4)];
  const patches = input('p', 4, 'gaussian', 5);
  const before = 'must be a value made before';
  const cases: [unknown[], string][] = [
    [[x], 'network must be a list of at least 2'],
    [[x, u], 'network[1].op must be "output"'],
    [[x, { op: 'output', from: 'y' }], `network[1].from ${before}`],
    [[x, { op: 'output', from: 'x', to: 'y' }], 'network[1] has an unknown field "to"'],
    [
      [x, { op: 'convolution' }, output('x')],
      'network[1].op must be "input" or "dense" or "bias" or "normalize" or "activation" or "sum" or "attend" or "flatten" or "mean" or "repeat"',
    ],
    [[{ ...x, dim: 0 }, output('x')], 'network[0].dim must be a whole number from 1 to 65536'],
    [[{ ...x, of: 'images' }, output('x')], 'network[0].of must be "gaussian" or "tokens"'],
    [[{ ...x, positions: 1.5 }, output('x')], 'network[0].positions must be a whole number from 1 to 4096'],
    [[x, { ...u, from: 'y' }, output('u')], `network[1].from ${before}`],
    [[x, { ...u, from: 7 }, output('u')], 'network[1].from must be a string'],
    [[x, { ...u, width: 65537 }, output('u')], 'network[1].width must be a whole number from 1 to 65536'],
    [[x, { ...u, deviation: null }, output('u')], 'network[1].deviation must be a number'],
    [[x, { ...u, multiplier: '1' }, output('u')], 'network[1].multiplier must be a number'],
    [[x, { ...u, rate: undefined }, output('u')], 'network[1].rate must be a number'],
    [[x, { ...u, gain: 1 }, output('u')], 'network[1] has an unknown field "gain"'],
    [[x, u, { ...u, from: 'u' }, output('u')], 'network[2].to must be a name that no other value has'],
    [[x, { ...u, to: 'u/0' }, output('u/0')], 'network[1].to must be a name without /'],
    [
      [x, { op: 'bias', to: 'b', from: 'x', multiplier: 1, rate: 0 }, output('b')],
      'network[1].deviation must be a number',
    ],
    [
      [x, { op: 'normalize', to: 'g', from: 'x', multiplier: 1, rate: 0 }, output('g')],
      'network[1].gain must be a number',
    ],
    [
      [x, { ...activation('h', 'x', 'tanh'), function: 'sine' }, output('h')],
      'network[1].function must be "linear" or "tanh" or "erf" or "relu" or "gelu" or "quadratic"',
    ],
    [[x, sum('s'), output('s')], 'network[1].terms must be a list of at least 1'],
    [[x, sum('s', ['y', 1]), output('s')], `network[1].terms[0].from ${before}`],
    [
      [x, { op: 'sum', to: 's', terms: [{ from: 'x', factor: 'L' }] }, output('s')],
      'network[1].terms[0].factor must be a number',
    ],
    [
      [x, u, sum('s', ['x', 1], ['u', 1]), output('s')],
      'network[2].terms must be values of one width and as many positions',
    ],
    [
      [input('x', 4), patches, sum('s', ['x', 1], ['p', 1]), output('s')],
      'network[2].terms must be values of one width and as many positions',
    ],
    [
      [patches, attend('a', ['p', 'p', 'p'], 3, 1), output('a')],
      'network[1].heads must be a divisor of the widths of query and value',
    ],
    [
      [patches, attend('a', ['p', 'p', 'p'], 5, 1), output('a')],
      'network[1].heads must be a whole number from 1 to 4',
    ],
    [
      [patches, dense('k', 'p', 3), attend('a', ['p', 'k', 'p'], 2, 1), output('a')],
      'network[2].key must be as wide as the query, or as one head of it',
    ],
    [
      [patches, input('z', 4), attend('a', ['z', 'p', 'z'], 2, 1), output('a')],
      'network[2].value must be at as many positions as the key',
    ],
    [[patches, attend('a', ['p', 'k', 'p'], 2, 1), output('a')], `network[1].key ${before}`],
    [
      [patches, { ...attend('a', ['p', 'p', 'p'], 2, 1), factor: [] }, output('a')],
      'network[1].factor must be a number',
    ],
    [[x, flatten('f', 'y'), output('f')], `network[1].from ${before}`],
    [[x, mean('m', 'y'), output('m')], `network[1].from ${before}`],
    [
      [input('p', 4, 'gaussian', 6), flatten('f', 'p', 4), output('f')],
      'network[1].size must be a divisor of the number of positions',
    ],
    [
      [input('p', 4, 'gaussian', 6), flatten('f', 'p', 7), output('f')],
      'network[1].size must be a whole number from 1 to 6',
    ],
    [
      [x, repeat(0, false, [['h', 'x', 'h']], [u]), output('h')],
      'network[1].count must be a whole number from 1 to 4096',
    ],
    [
      [x, { ...repeat(2, false, [['h', 'x', 'h']], [u]), tied: 1 }, output('h')],
      'network[1].tied must be true or false',
    ],
    [[x, repeat(2, false, [], [u]), output('x')], 'network[1].carry must be a list of at least 1'],
    [
      [x, repeat(2, false, [['h', 'x', 'x']], []), output('h')],
      'network[1].body must be a list of at least 1',
    ],
    [[x, repeat(2, false, [['h', 'y', 'u']], [u]), output('h')], `network[1].carry[0].from ${before}`],
    [[x, repeat(2, false, [['h', 'x', 'w']], [u]), output('h')], `network[1].carry[0].next ${before}`],
    [
      [x, repeat(2, false, [['x', 'x', 'u']], [u]), output('x')],
      'network[1].carry[0].name must be a name that no other value has',
    ],
    [
      [x, repeat(2, false, [['h', 'x', 'u']], [u]), output('h')],
      'network[1].carry[0].next must be of the same sizes as what is carried',
    ],
    [
      [x, repeat(2, false, [['h', 'x', 'v']], [dense('v', 'h', 3)]), output('v')],
      `network[2].from ${before}`,
    ],
    [
      [x, repeat(2, false, [['h', 'x', 'h']], [dense('u', 'w', 4)]), output('h')],
      `network[1].body[0].from ${before}`,
    ],
    [
      [x, repeat(2, false, [['h', 'x', 'h']], [output('h') as Step]), output('h')],
      'network[1].body[0].op must be "input" or "dense" or "bias" or "normalize" or "activation" or "sum" or "attend" or "flatten" or "mean" or "repeat"',
    ],
  ];
  for (const [steps, words] of cases)
    it(`refuses: ${words.length > 90 ? words.slice(0, 90) + ' …' : words}`, () =>
      assert.throws(
        () => read(...steps),
        (error) => error instanceof PlanError && error.message === `plan: ${words}`,
      ));

  it('says nothing but PlanError, and reads only what it reads again, whatever is damaged', () => {
    const networks = Object.values(small);
    fc.assert(
      fc.property(fc.constantFrom(...networks), fc.nat(), fc.jsonValue(), (steps, pick, value) => {
        const all = paths(steps);
        const damaged = edit(steps, all[pick % all.length]!, (parent, key) => (parent[key] = value));
        try {
          const { steps: once } = readNetwork(damaged, 'network');
          assert.deepEqual(readNetwork(once, 'network').steps, once);
        } catch (error) {
          assert.ok(error instanceof PlanError, `${error}`);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
