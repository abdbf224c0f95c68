import assert from 'node:assert/strict';
import type { Kernels } from '../../../../trainer/embedded/engine';
import { trainingCell } from '../../../../trainer/embedded/training/cell';
import type { Optimizer, TrainingPlan } from '../../../../trainer/training-schema';
import { observe } from '../engine/reference/observe';
import { train } from '../engine/reference/train';
import { compiledKernels } from '../kernels';
import { small, trainingPlan } from './networks';

const optimizers: Optimizer[] = [
  ...(['sgd', 'momentum', 'adam', 'adamw', 'sign', 'adafactor', 'muon'] as const).map((name) => ({ name })),
  { name: 'shampoo', exponent: 0.25 },
];

/** Beyond one step, errors of rounding grow where a rule takes signs or singular values of small numbers. */
const steps = 3;

describe('trainer: trainings on the engine, beside define-by-run ones', () => {
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  for (const [name, network] of Object.entries(small))
    it(`find the same: ${name}`, () => {
      const weighted = network.findLast((step) => 'rate' in step) as { to: string };
      const own = network.find((step) => 'rate' in step) as { to: string };
      const observables: TrainingPlan['observable'][] = [
        ...(['size', 'gradient', 'change', 'transpose'] as const).flatMap((kind) => [
          { kind },
          { kind, of: own.to },
        ]),
        ...(['update', 'propagated'] as const).map((kind) => ({ kind, of: weighted.to })),
        { kind: 'gradient', of: 'x' },
        { kind: 'best_rate' },
      ];
      for (const optimizer of optimizers)
        for (const observable of observables) {
          // Signs of what is zero but for rounding differ.
          const slack = optimizer.name === 'muon' || optimizer.name === 'shampoo' ? 1e-6 : 1e-9;
          const rounds = observable.kind === 'best_rate' ? [7] : [7, 8];
          for (const seed of rounds) {
            const sizes = [1, 2].map((value) => ({ value, network }));
            const plan = trainingPlan({ optimizer, observable, steps, batch: 5, sizes });
            const wanted = observe(observable, (how) =>
              train({ network, optimizer, steps, samples: 5, seed, ...how }),
            );
            const { found } = trainingCell(kernels, plan, { size: 0, seed });
            const what = `${optimizer.name} ${observable.kind} of ${observable.of}: ${found[0]} for ${wanted}`;
            if (wanted === undefined || !(Math.abs(wanted) > 1e-12)) assert.ok((found[0] ?? 0) < 1e-12, what);
            else assert.ok(Math.abs(found[0]! / wanted - 1) < slack, what);
          }
        }
    });

  it('find the same in single precision but for its rounding', () => {
    const network = small['dense, tanh']!;
    const sizes = [1, 2].map((value) => ({ value, network }));
    for (const optimizer of optimizers) {
      const found = (['single', 'double', 'tf32'] as const).map(
        (precision) =>
          trainingCell(
            kernels,
            trainingPlan({ optimizer, precision, sizes, steps, observable: { kind: 'change' } }),
            { size: 0, seed: 3 },
          ).found[0]!,
      );
      assert.equal(found[0], found[2]);
      assert.notEqual(found[0], found[1]);
      assert.ok(Math.abs(found[0]! / found[1]! - 1) < 1e-4, `${optimizer.name}: ${found}`);
    }
  });
});
