import assert from 'node:assert/strict';
import type { Kernels } from '../../../../trainer/embedded/engine';
import { Noise } from '../../../../trainer/embedded/noise';
import { trainingCell } from '../../../../trainer/embedded/training/cell';
import { bestRate } from '../../../../trainer/embedded/training/rates';
import type { Step } from '../../../../trainer/network-schema';
import { trainingObservables, type TrainingPlan } from '../../../../trainer/training-schema';
import { compiledKernels } from '../kernels';
import { activation, dense, input, output, repeat, sum, trainingPlan } from './networks';

type Kind = TrainingPlan['observable']['kind'];

const close = (a: number, b: number, tolerance = 1e-12): void =>
  assert.ok(Math.abs(a / b - 1) < tolerance, `${a} and ${b}`);

let kernels: Kernels;
before(async () => (kernels = await compiledKernels()));

/** A plan whose sizes have the same network. */
const planOf = (network: Step[], changes: Partial<TrainingPlan> = {}): TrainingPlan =>
  trainingPlan({ sizes: [1, 2].map((value) => ({ value, network })), ...changes });

const cellOf = (plan: TrainingPlan, kind: Kind, of?: string, seed = 3) =>
  trainingCell(
    kernels,
    { ...plan, observable: of === undefined ? { kind } : { kind, of } },
    { size: 0, seed },
  );

function foundIn(plan: TrainingPlan, kind: Kind, of?: string, seed = 3): number {
  const { found, trouble } = cellOf(plan, kind, of, seed);
  assert.equal(trouble, undefined);
  assert.equal(found[0], found[1]);
  return found[0]!;
}

/** A sample's one entry is 1; u = W x and f = v u, both of one entry. */
const scalar = (rate = 0.1): Step[] => [
  input('x', 1, 'tokens'),
  dense('u', 'x', 1, { rate }),
  dense('out', 'u', 1, { rate }),
  output('out'),
];

describe('trainer: what is observed of a training', () => {
  it('is what one works out by hand: one step of a linear network', () => {
    // u = W x, f = v u / n: after one step of rate r, W moves by -r (f - y) (v / n) x' summed over the batch.
    for (const n of [4, 9]) {
      const network = [
        input('x', 1, 'tokens'),
        dense('u', 'x', n, { deviation: 0, rate: 0.5 }),
        dense('out', 'u', 1, { multiplier: 1 / n, deviation: 1, rate: 0 }),
        output('out'),
      ];
      const plan = planOf(network, { batch: 1 });
      const gradient = foundIn(plan, 'gradient', 'u');
      close(foundIn(plan, 'update', 'u'), 0.5 * gradient);
      // With x = 1 the change of f is v . (change of u) / n = -r |gradient of u|^2 / (f - y), and f = 0.
      close(foundIn(plan, 'change'), (0.5 * n * gradient ** 2) / foundIn(plan, 'gradient'));
    }
  });

  it('is what a training of two numbers gives, with gradients through the weights or through others', () => {
    const first = (stream: string, name: string): number => 0.5 * new Noise(stream, name, 3).gaussian(0);
    const target = new Noise('targets', 3).gaussian(0);
    const after = (backward: number) => {
      let [u, v, b] = [first('weights', 'u'), first('weights', 'out'), backward];
      for (let step = 0; step < 3; step++) {
        const delta = u * v - target;
        const move = -0.1 * delta * u;
        u -= 0.1 * delta * b;
        v += move;
        b += move;
      }
      return { u: u - first('weights', 'u'), f: u * v - first('weights', 'u') * first('weights', 'out') };
    };
    const plan = planOf(scalar(), { batch: 1, steps: 3 });
    const [shared, other] = [after(first('weights', 'out')), after(first('backward', 'out'))];
    close(foundIn(plan, 'change'), Math.abs(shared.f));
    close(foundIn(plan, 'change', 'u'), Math.abs(shared.u));
    close(foundIn(plan, 'transpose', 'u'), Math.abs((shared.u - other.u) / shared.u));
    close(foundIn(plan, 'transpose'), Math.abs((shared.f - other.f) / shared.f));
  });

  it('tells the own part of a change from what comes in', () => {
    const rates = (u: number, out: number) =>
      planOf([
        input('x', 4),
        dense('u', 'x', 8, { rate: u }),
        activation('h', 'u', 'tanh'),
        dense('out', 'h', 3, { rate: out }),
        output('out'),
      ]);
    const [frozen, alone, both] = [rates(0, 0.1), rates(0.1, 0), rates(0.1, 0.1)];
    const what = 'of out was zero, or too large for a number, at n = 1';
    assert.deepEqual(cellOf(frozen, 'propagated', 'out'), {
      ...{ found: [null, null], trouble: `the propagated part of the change ${what}` },
    });
    assert.deepEqual(cellOf(alone, 'update', 'out').trouble, `the update ${what}`);
    assert.deepEqual(
      cellOf(frozen, 'change', 'u').found,
      [null, null],
      'what does not move has no logarithm',
    );
    close(foundIn(frozen, 'update', 'out'), foundIn(frozen, 'change', 'out'));
    close(foundIn(alone, 'propagated', 'out'), foundIn(alone, 'change', 'out'));
    const [update, propagated, change] = (['update', 'propagated', 'change'] as const).map((kind) =>
      foundIn(both, kind, 'out'),
    ) as [number, number, number];
    assert.ok(change < update + propagated && change > Math.abs(update - propagated));
  });

  it('is the same for the output and for its name', () => {
    const plan = trainingPlan({ steps: 2 });
    for (const kind of ['size', 'gradient', 'change', 'transpose'] as const)
      assert.deepEqual(cellOf(plan, kind), cellOf(plan, kind, 'out'));
  });

  it('depends on the seed, and on nothing that ran before', () => {
    const plan = trainingPlan();
    for (const kind of trainingObservables) {
      const of = kind === 'best_rate' ? undefined : 'out';
      const once = cellOf(plan, kind, of);
      assert.notDeepEqual(cellOf(plan, kind, of, 4), once);
      assert.deepEqual(cellOf(plan, kind, of), once);
    }
  });

  it('averages squares over the passes of a repeat', () => {
    // Without biases, u is twice as large in each pass as in the one before.
    const body: Step[] = [
      { op: 'bias', to: 'u', from: 'h', multiplier: 1, deviation: 0, rate: 0 },
      sum('next', ['u', 2]),
    ];
    const [once, thrice] = [1, 3].map((count) =>
      foundIn(
        planOf([input('x', 4), repeat(count, false, [['h', 'x', 'next']], body), output('h')]),
        'size',
        'u',
      ),
    ) as [number, number];
    close(thrice / once, Math.sqrt((1 + 4 + 16) / 3));
  });

  it('is said to be missing where the training blew up', () => {
    const plan = planOf(scalar(1e9), { steps: 60 });
    assert.deepEqual(cellOf(plan, 'change').found, [null, null]);
    assert.match(cellOf(plan, 'change').trouble!, /^the change of the output was zero, or too large/);
    assert.ok(foundIn(plan, 'size') > 0, 'but for what is known before it');
  });
});

describe('trainer: the best rate', () => {
  it('is that of a quadratic loss, in units of the rates of the plan', () => {
    // f = w x with w = 0: after one step the loss is least + (1 - r <x^2>)^2 (first - least).
    const rows = 6;
    const noise = new Noise('input', 'x', 3);
    const square =
      Array.from({ length: rows }, (_, i) => noise.gaussian(i) ** 2).reduce((a, b) => a + b) / rows;
    for (const rate of [1e-3, 1, 20]) {
      const network = [input('x', 1), dense('out', 'x', 1, { deviation: 0, rate }), output('out')];
      close(foundIn(planOf(network, { batch: rows }), 'best_rate'), 1 / square / rate, 0.1);
    }
  });

  it('is none where the least loss is at an end of all rates', () => {
    const still = [input('x', 1), dense('out', 'x', 1, { rate: 0 }), output('out')];
    assert.deepEqual(cellOf(planOf(still), 'best_rate'), {
      found: [null, null],
      trouble: 'the loss was least at the last of the rates that were tried, at n = 1',
    });
    assert.equal(
      bestRate((factor) => 1 / factor),
      undefined,
    );
    assert.equal(
      bestRate(() => NaN),
      undefined,
    );
  });

  it('is found wherever it is, beside rates at which training diverges', () => {
    for (const best of [2 ** -29, 1e-4, 0.3, 1, 7, 2 ** 30])
      for (const beyond of [1e6, 2, 1.5]) {
        const found = bestRate((factor) => {
          if (factor > beyond * best) return NaN;
          return 1 + Math.log(factor / best) ** 2;
        })!;
        assert.ok(Math.abs(Math.log2(found / best)) < (beyond > 2 ? 0.01 : 0.3), `${found} for ${best}`);
      }
  });
});
