// Networks for the tests, as plans write them.
import type { Activation, Step } from '../../../../trainer/network-schema';
import type { TrainingPlan } from '../../../../trainer/training-schema';

export const input = (
  to: string,
  dim: number,
  of: 'gaussian' | 'tokens' = 'gaussian',
  positions = 1,
): Step => ({
  op: 'input',
  ...{ to, dim, of, positions },
});

/** multiplier * W from. */
export const dense = (
  to: string,
  from: string,
  width: number,
  { multiplier = 1, deviation = 0.5, rate = 0.1 } = {},
): Step => ({ op: 'dense', ...{ to, from, width, multiplier, deviation, rate } });

export const activation = (to: string, from: string, name: Activation): Step => ({
  op: 'activation',
  ...{ to, from, function: name },
});

export const sum = (to: string, ...terms: [from: string, factor: number][]): Step => ({
  op: 'sum',
  ...{ to, terms: terms.map(([from, factor]) => ({ from, factor })) },
});

export const repeat = (
  count: number,
  tied: boolean,
  carry: [name: string, from: string, next: string][],
  body: Step[],
): Step => ({
  op: 'repeat',
  ...{ count, tied, body, carry: carry.map(([name, from, next]) => ({ name, from, next })) },
});

export const attend = (
  to: string,
  [query, key, value]: [query: string, key: string, value: string],
  heads: number,
  factor: number,
): Step => ({ op: 'attend', ...{ to, query, key, value, heads, factor } });

export const flatten = (to: string, from: string, size?: number): Step => ({
  ...{ op: 'flatten', to, from, ...(size === undefined ? {} : { size }) },
});

export const mean = (to: string, from: string): Step => ({ op: 'mean', to, from });

export const output = (from: string): Step => ({ op: 'output', from });

/** One small network for each thing that can go wrong in a backward pass. */
export const small: Record<string, Step[]> = {
  'dense, tanh': [
    input('x', 3),
    dense('u', 'x', 5, { multiplier: 1.3 }),
    activation('h', 'u', 'tanh'),
    dense('out', 'h', 2, { multiplier: 0.7 }),
    output('out'),
  ],
  ...Object.fromEntries(
    (['linear', 'erf', 'relu', 'gelu', 'quadratic'] as const).map((name) => [
      name,
      [
        ...[input('x', 3), dense('u', 'x', 4), activation('h', 'u', name)],
        ...[dense('out', 'h', 1), output('out')],
      ],
    ]),
  ),
  'embedding, biases, gains': [
    input('x', 3, 'tokens'),
    dense('e', 'x', 4),
    { op: 'bias', to: 'b', from: 'e', multiplier: 0.6, deviation: 0.4, rate: 0.1 },
    { op: 'normalize', to: 'g', from: 'b', multiplier: 1.4, gain: 0.9, rate: 0.1 },
    dense('out', 'g', 2),
    output('out'),
  ],
  'attention, two heads': [
    input('x', 4, 'gaussian', 3),
    ...['q', 'k', 'v'].map((name) => dense(name, 'x', 4)),
    attend('a', ['q', 'k', 'v'], 2, 0.8),
    dense('out', 'a', 1),
    output('out'),
  ],
  'attention of one position, keys shared by heads': [
    input('x', 3, 'gaussian', 4),
    input('z', 2),
    ...[dense('q', 'z', 6), dense('k', 'x', 2), dense('v', 'x', 3)],
    attend('a', ['q', 'k', 'v'], 3, 0.7),
    ...[dense('out', 'a', 2), output('out')],
  ],
  'attention of inputs themselves': [
    input('x', 2, 'gaussian', 3),
    ...[dense('e', 'x', 4), attend('a', ['e', 'e', 'e'], 1, 0.9)],
    ...[dense('out', 'a', 1), output('out')],
  ],
  'positions beside each other': [
    input('x', 3, 'gaussian', 4),
    ...[dense('u', 'x', 2), activation('h', 'u', 'tanh'), flatten('all', 'h')],
    ...[dense('out', 'all', 2), output('out')],
  ],
  'windows of two, and their mean': [
    input('x', 3, 'gaussian', 4),
    ...[dense('u', 'x', 2), activation('h', 'u', 'tanh'), flatten('two', 'h', 2)],
    ...[dense('v', 'two', 3), activation('k', 'v', 'erf'), mean('m', 'k')],
    ...[dense('out', 'm', 2), output('out')],
  ],
  ...Object.fromEntries(
    [false, true].map((tied) => [
      `repeat with two carried values, ${tied ? 'tied' : 'untied'}`,
      [
        input('x', 3),
        dense('h0', 'x', 4),
        dense('m', 'x', 4),
        repeat(
          3,
          tied,
          [
            ['h', 'h0', 'next'],
            ['k', 'm', 'u'],
          ],
          [
            sum('mixed', ['h', 0.8], ['k', -0.5], ['m', 0.3]),
            dense('u', 'mixed', 4, { multiplier: 0.9 }),
            activation('a', 'u', 'tanh'),
            sum('next', ['h', 1], ['a', 0.6]),
          ],
        ),
        sum('last', ['h', 1], ['k', 0.5]),
        dense('out', 'last', 1),
        output('out'),
      ],
    ]),
  ),
  'repeat within a repeat': [
    input('x', 3),
    dense('i', 'x', 3),
    repeat(
      2,
      false,
      [['h', 'i', 'g']],
      [
        dense('v', 'h', 3),
        repeat(2, true, [['g', 'v', 'next']], [dense('u', 'g', 3), sum('next', ['g', 1], ['u', 0.5])]),
      ],
    ),
    dense('out', 'h', 1),
    output('out'),
  ],
};

export function trainingPlan(changes: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    format: 'powercount-training/1',
    name: 'update(t.u)',
    source: { hash: 'abc', statement: 'verify update(t.u) { n in 16 .. 256 }' },
    along: 'n',
    optimizer: { name: 'sgd' },
    steps: 1,
    batch: 4,
    sizes: [16, 64, 256].map((n) => ({
      value: n,
      network: [
        input('x', 4),
        dense('u', 'x', n, { deviation: 0.5 }),
        dense('out', 'u', 1, { deviation: 1 / n, rate: 1 / n }),
        output('out'),
      ],
    })),
    seeds: 4,
    observable: { kind: 'update', of: 'u' },
    prediction: { exponent: '-1' },
    budget: { seconds: 60 },
    precision: 'double',
    ...changes,
  };
}
