import type { Builtin } from './builtin';
import { TRAINING_BUILTINS } from './training-builtins';

export type { Builtin } from './builtin';

export const BUILTINS: readonly Builtin[] = [
  { name: 'sqrt', kind: 'function', shape: 'sqrt(A)', doc: 'The square root of an order.' },
  { name: 'min', kind: 'function', shape: 'min(A, B)', doc: 'The smaller of orders.' },
  {
    name: 'max',
    kind: 'function',
    shape: 'max(A, B)',
    doc: 'The larger of orders; the same order as their sum.',
  },
  {
    name: 'samples',
    kind: 'quantity',
    shape: 'samples(p)',
    doc: 'How many samples the posterior needs to learn its target. With a pattern for each layer, `samples(p, lazy, specialization)`, the number when the layers must follow them.',
  },
  {
    name: 'energy',
    kind: 'quantity',
    shape: 'energy(p)',
    doc: 'The least energy over all patterns at which the posterior carries the target.',
  },
  {
    name: 'count',
    kind: 'quantity',
    shape: 'count(p.h)',
    doc: 'How many neurons of a layer take part in the winning pattern.',
  },
  {
    name: 'pattern',
    kind: 'quantity',
    shape: 'pattern(p) = lazy, specialization',
    doc: 'The winning pattern: one name for each hidden layer, first layer first.',
  },
  {
    name: 'error',
    kind: 'quantity',
    shape: 'error(e)',
    doc: 'The error of a learning curve: the mean squared difference from the target on new data.',
  },
  {
    name: 'modes',
    kind: 'quantity',
    shape: 'modes(e)',
    doc: 'How many modes of the target a learning curve sees: the fewest that a resource allows.',
  },
  {
    name: 'threshold',
    kind: 'claimed',
    shape: 'threshold(samples(p), N) ~ d^5',
    doc: 'A claim: an order changes its form across a scale, here at `N ~ d^5`, all along the region of the claim.',
  },
  {
    name: 'gaussian',
    kind: 'distribution',
    shape: 'gaussian(d)',
    doc: 'Standard normal inputs in d dimensions.',
  },
  {
    name: 'sequence',
    kind: 'distribution',
    shape: 'sequence(L, d)',
    doc: 'L tokens, each of them standard normal in d dimensions; `x.query` is the token that asks.',
  },
  {
    name: 'spectrum',
    kind: 'distribution',
    shape: 'spectrum(k^-b)',
    doc: 'Data on which the k-th eigenvalue of the kernel is k^-b.',
  },
  {
    name: 'source',
    kind: 'target',
    shape: 'source(x, k^-a)',
    doc: 'A target with the power k^-a in the k-th eigenfunction of the kernel on the data.',
  },
  {
    name: 'patch',
    kind: 'target',
    shape: 'He3(w . patch(x, S))',
    doc: 'Every patch of S coordinates of the data: the target is the sum of the same feature of each.',
  },
  {
    name: 'weights',
    kind: 'step',
    shape: 'weights(v, n)',
    doc: 'n units of a value, with the same weights at every position. Their standard deviation is `fan_in^(-1/2)`, or the third argument.',
  },
  {
    name: 'windows',
    kind: 'step',
    shape: 'windows(v, S)',
    doc: 'S neighbouring positions of a value beside each other at one.',
  },
  { name: 'mean', kind: 'step', shape: 'mean(v)', doc: 'The mean of a value over all positions.' },
  {
    name: 'attend',
    kind: 'step',
    shape: 'attend(q, k, v, m)',
    doc: 'Softmax attention of queries to keys and values, with heads of size m.',
  },
  ...TRAINING_BUILTINS,
];

/** The Hermite polynomial of a name such as `He3`. */
export function builtin(name: string): Builtin | undefined {
  const degree = /^He(\d+)$/.exec(name)?.[1];
  return degree === undefined
    ? BUILTINS.find((b) => b.name === name)
    : {
        name,
        kind: 'target',
        shape: `${name}(w . x)`,
        doc: `The Hermite polynomial of degree ${degree} of one direction of the data: a single-index target.`,
      };
}
