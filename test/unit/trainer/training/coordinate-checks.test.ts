import assert from 'node:assert/strict';
import { analysisOf } from '../../analysis/support';
import type { Kernels } from '../../../../trainer/embedded/engine';
import { observe } from '../../../../trainer/embedded/training/cell';
import { Training } from '../../../../trainer/embedded/training/train';
import { rationalValue } from '../../../../trainer/fields';
import type { Step } from '../../../../trainer/network-schema';
import type { Optimizer, TrainingPlan } from '../../../../trainer/training-schema';
import { compiledKernels } from '../kernels';
import truth from '../../../truth/coordinate-checks.json';
import { activation, dense, input, output, repeat, sum } from './networks';

type Row = (typeof truth.rows)[number];
type Exponents = Record<string, string>;
type Interval = { value: number; low: number; high: number };
type Weights = Record<string, { multiplier: number; deviation: number; rate: number }>;

/** The value of a product of powers, `1/5*n^-1/2*L`. */
const valueOf = (product: string, sizes: Record<string, number>): number =>
  product.split('*').reduce((value, factor) => {
    const [base = '', exponent = '1'] = factor.split('^');
    return value * (sizes[base] ?? rationalValue(base)) ** rationalValue(exponent);
  }, 1);

/** Dimension of the data; rows give their deviations and multipliers for it. */
const inputs = 16;

/** The networks of the rows; `branch` multiplies what a block adds. */
const shapes: Record<string, (w: Weights, sizes: Record<string, number>, branch: number) => Step[]> = {
  'two hidden layers': (w, { n = 0 }) => [
    input('x', inputs),
    dense('u', 'x', n, w.u),
    activation('a', 'u', 'tanh'),
    dense('v', 'a', n, w.v),
    activation('b', 'v', 'tanh'),
    ...[dense('out', 'b', 1, w.out), output('out')],
  ],
  'one-layer blocks': (w, sizes, branch) => oneLayerBlocks(w, sizes, branch, false),
  'looped blocks': (w, sizes, branch) => oneLayerBlocks(w, sizes, branch, true),
  'two-layer blocks': (w, { n = 0, L = 0 }, branch) => [
    ...[input('x', inputs), dense('i', 'x', n, w.i)],
    repeat(
      L,
      false,
      [['h', 'i', 'next']],
      [
        dense('u', 'h', n, w.u),
        activation('a', 'u', 'tanh'),
        dense('v', 'a', n, w.v),
        sum('next', ['h', 1], ['v', branch]),
      ],
    ),
    ...[dense('out', 'h', 1, w.out), output('out')],
  ],
  stack: (w, { n = 0, L = 0, outputs = 1 }) => [
    ...[input('x', inputs), dense('i', 'x', n, w.i), activation('r', 'i', 'relu')],
    repeat(L, false, [['h', 'r', 'a']], [dense('u', 'h', n, w.u), activation('a', 'u', 'relu')]),
    ...[dense('out', 'h', outputs, w.out), output('out')],
  ],
};

function oneLayerBlocks(
  w: Weights,
  { n = 0, L = 0 }: Record<string, number>,
  branch: number,
  tied: boolean,
): Step[] {
  return [
    ...[input('x', inputs), dense('i', 'x', n, w.i)],
    repeat(
      L,
      tied,
      [['h', 'i', 'next']],
      [activation('a', 'h', 'tanh'), dense('u', 'a', n, w.u), sum('next', ['h', 1], ['u', branch])],
    ),
    ...[dense('out', 'h', 1, w.out), output('out')],
  ];
}

function networkOf(row: Row, size: number): Step[] {
  const sizes = { ...(row.fixed as Record<string, number>), [row.along]: size };
  const weights = Object.fromEntries(
    Object.entries(row.weights).map(([name, { multiplier, deviation, rate }]) => [
      name,
      {
        multiplier: valueOf(multiplier, sizes),
        deviation: valueOf(deviation, sizes),
        rate: valueOf(rate, sizes),
      },
    ]),
  );
  return shapes[row.shape]!(weights, sizes, valueOf(row.branch ?? '1', sizes));
}

/** What `update(t.u)` or `change(t)` asks for. */
function observable(quantity: string): TrainingPlan['observable'] {
  const [, kind, of] = /^(\w+)\(t(?:\.(\w+))?\)$/.exec(quantity)! as unknown as [string, 'size', string?];
  return of === undefined ? { kind } : { kind, of };
}

/** The plans that the analysis makes of a row's text, by quantity. */
function plansOf({ shape, training, along, sizes, fixed, expected }: Row): Map<string, TrainingPlan> {
  const range = `${along} in ${sizes[0]} .. ${sizes.at(-1)}; sizes ${sizes.length}`;
  const scales = Object.entries(fixed as Record<string, number>).filter(([name]) => name !== 'outputs');
  const equations = scales.map(([name, value]) => `; ${name} = ${value}`);
  const blocks = Object.keys(expected).map((q) => `verify ${q} { ${range}${equations.join('')} }`);
  const networks: Record<string, string[]> = truth.networks;
  const { diagnostics, verifications } = analysisOf([...networks[shape]!, training, ...blocks].join('\n'));
  assert.deepEqual(diagnostics, []);
  return new Map(
    verifications.map(({ text, plan }) => {
      assert.ok(plan?.format === 'powercount-training/1', text);
      return [text, plan];
    }),
  );
}

/** Multipliers, deviations and rates by weight, and the factors of sums: what differs from size to size. */
function scalings(steps: readonly Step[]): Map<string, number> {
  return new Map(
    steps.flatMap((step): [string, number][] => {
      if (step.op === 'repeat') return [...scalings(step.body)];
      if (step.op === 'sum') return step.terms.map(({ factor }, i) => [`factor ${i}`, factor]);
      if (step.op !== 'dense') return [];
      return (['multiplier', 'deviation', 'rate'] as const).map((kind) => [`${kind} ${step.to}`, step[kind]]);
    }),
  );
}

/** 97.5 % quantiles of Student's t, by the number of seeds. */
const quantiles: Record<number, number> = { 5: 2.776, 6: 2.571, 8: 2.365, 12: 2.201, 16: 2.131 };

/** A slope and its 95 % interval, from that of each seed. */
function slopeOf(sizes: readonly number[], logs: readonly number[][]): Interval {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const center = mean(sizes.map(Math.log));
  const x = sizes.map((size) => Math.log(size) - center);
  const slopes = logs.map((row) => mean(row.map((y, i) => y * x[i]!)) / mean(x.map((v) => v * v)));
  const value = mean(slopes);
  const n = slopes.length;
  const error = Math.sqrt(slopes.reduce((sum, v) => sum + (v - value) ** 2, 0) / (n * (n - 1)));
  return { value, low: value - quantiles[n]! * error, high: value + quantiles[n]! * error };
}

/** The exponents of a row's quantities, as measured on its networks. */
function measure(kernels: Kernels, row: Row): Map<string, Interval> {
  const optimizer = (
    row.optimizer === 'shampoo' ? { name: row.optimizer, exponent: 1 / 4 } : { name: row.optimizer }
  ) as Optimizer;
  const runs = Array.from({ length: row.seeds }, (_, seed) =>
    row.sizes.map((size) => {
      const { steps, samples } = row;
      const setup = { network: networkOf(row, size), optimizer, steps, samples, seed };
      const training = new Training(kernels, { ...setup, precision: 'double' });
      const found = Object.keys(row.expected).map((quantity): [string, number] => [
        quantity,
        Math.log(observe(training, observable(quantity))!),
      ]);
      return new Map(found);
    }),
  );
  return new Map(
    Object.keys(row.expected).map((quantity) => {
      const logs = runs.map((run) => run.map((found) => found.get(quantity)!));
      return [quantity, slopeOf(row.sizes, logs)];
    }),
  );
}

/** What finite sizes may shift a slope by beyond its interval: of 132 slopes three are outside, by 0.02 at most. */
const allowance = 0.03;

describe('coordinate checks: exponents of networks that are trained, beside derived ones and those of the tables', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  for (const row of truth.rows) {
    const expected = row.expected as unknown as Exponents;

    it(`${row.id}: derived (rows ${row.theory.join(', ')})`, () => {
      const plans = plansOf(row);
      const derived = Object.fromEntries(
        [...plans].map(([quantity, { prediction }]) => [quantity, prediction.exponent]),
      );
      assert.deepEqual(derived, expected);
      // What the analysis gives a trainer goes with size as the tables do, prefactors apart.
      const [plan] = plans.values();
      const ratios = plan!.sizes.map(({ value, network }) => {
        const planned = scalings(network);
        return [...scalings(networkOf(row, value))].map(([name, number]) => planned.get(name)! / number);
      });
      ratios.forEach((ratio, i) =>
        ratio.forEach((r, k) =>
          assert.ok(r === Infinity || Math.abs(r / ratios[0]![k]! - 1) < 1e-9, `size ${i}: ${ratio}`),
        ),
      );
    });

    it(`${row.id}: measured`, () => {
      const measured = measure(kernels, row);
      const lines: string[] = [];
      const wrong: string[] = [];
      for (const [quantity, rational] of Object.entries(expected)) {
        const { value, low, high } = measured.get(quantity)!;
        const line = `${quantity}: ${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] measured, ${rational} expected`;
        lines.push(line);
        const [from, to, exponent] = [low - allowance, high + allowance, rationalValue(rational)];
        if (!(from <= exponent && exponent <= to)) wrong.push(line);
        // A check that any answer would pass is none: no other multiple of 1/2 may fit.
        else if (from <= exponent - 0.5 || to >= exponent + 0.5) wrong.push(`${line}: too wide`);
      }
      if (process.env.SHOW_MEASURED) console.log(lines.map((line) => `        ${line}`).join('\n'));
      assert.deepEqual(wrong, []);
    });
  }
});
