import assert from 'node:assert/strict';
import type { Kernels } from '../../../../trainer/embedded/engine';
import { trainingCell } from '../../../../trainer/embedded/training/cell';
import type { Step } from '../../../../trainer/network-schema';
import type { Cell } from '../../../../trainer/schema';
import type { Optimizer, TrainingPlan } from '../../../../trainer/training-schema';
import { torchPython } from '../../torch';
import { compiledKernels } from '../kernels';
import { wholeTask } from '../plans';
import { activation, dense, input, output, small, trainingPlan } from '../training/networks';
import { cellsOf } from './package';

const optimizers: Optimizer[] = [
  ...(['sgd', 'momentum', 'adam', 'adamw', 'sign', 'adafactor', 'muon'] as const).map((name) => ({ name })),
  { name: 'shampoo', exponent: 0.25 },
];

/** Two sizes that differ in their multipliers only, to be two. */
const twice = (network: Step[]): TrainingPlan['sizes'] =>
  [1, 2].map((value) => ({
    value,
    network: network.map((step) =>
      step.op === 'dense' ? { ...step, multiplier: step.multiplier / value } : step,
    ),
  }));

const wide: Step[] = [
  input('x', 6),
  ...[dense('u', 'x', 8, { multiplier: 0.7 }), activation('h', 'u', 'erf')],
  ...[dense('v', 'h', 5), activation('k', 'v', 'tanh')],
  ...[dense('out', 'k', 3), output('out')],
];

describe('torch trainer: trainings', function () {
  this.timeout(180_000);
  let python = '';
  let kernels: Kernels;
  before(async function () {
    python = torchPython(this);
    kernels = await compiledKernels();
  });

  /** Both trainers' numbers of all cells of all plans, which must be the same up to rounding. */
  function compare(plans: TrainingPlan[], tolerance = 1e-9): Cell[][] {
    const tasks = plans.map((plan) => wholeTask(plan));
    const all = cellsOf(python, tasks);
    all.forEach((cells, i) =>
      cells.forEach(({ found, trouble }, k) => {
        const expected = trainingCell(kernels, plans[i]!, tasks[i]!.cells[k]!);
        const at = `${JSON.stringify(plans[i]!.optimizer)} ${JSON.stringify(plans[i]!.observable)} cell ${k}`;
        assert.equal(trouble, expected.trouble, at);
        found.forEach((value, n) => {
          const other = expected.found[n]!;
          if (value === null) assert.equal(other, null, at);
          else assert.ok(Math.abs(value / other! - 1) < tolerance, `${at}: ${value}, embedded ${other}`);
        });
      }),
    );
    return all;
  }

  const plan = (changes: Partial<TrainingPlan>): TrainingPlan =>
    trainingPlan({
      seeds: 2,
      steps: 4,
      batch: 5,
      sizes: twice(wide),
      observable: { kind: 'change' },
      ...changes,
    });

  it('move as those of the embedded trainer, with every optimiser', () => {
    compare(optimizers.flatMap((optimizer) => [plan({ optimizer }), plan({ optimizer, steps: 1 })]));
  });

  it('have the same networks: every step, in each of its forms', () => {
    compare(Object.values(small).map((network) => plan({ sizes: twice(network), steps: 3 })));
  });

  it('are observed alike', () => {
    const kinds = [
      ...(['size', 'gradient', 'change', 'transpose'] as const).flatMap((kind) => [
        { kind },
        { kind, of: 'u' },
      ]),
      ...(['update', 'propagated'] as const).flatMap((kind) => ['v', 'out'].map((of) => ({ kind, of }))),
      { kind: 'best_rate' } as const,
    ];
    const weighted = small['embedding, biases, gains']!;
    compare([
      ...kinds.map((observable) => plan({ observable })),
      ...(['update', 'propagated', 'gradient'] as const).flatMap((kind) =>
        ['b', 'g'].map((of) => plan({ observable: { kind, of }, sizes: twice(weighted) })),
      ),
      ...(
        ['repeat with two carried values, tied', 'repeat with two carried values, untied'] as const
      ).flatMap((name) =>
        (['update', 'change', 'transpose'] as const).map((kind) =>
          plan({ observable: { kind, of: 'u' }, sizes: twice(small[name]!) }),
        ),
      ),
    ]);
  });

  it('mark a network that blew up, and go on with the others', () => {
    const sizes = twice(wide).map(({ value, network }) => ({
      value,
      // Of the second size, beyond what numbers can hold.
      network: network.map((step) => ('rate' in step && value === 2 ? { ...step, rate: 1e200 } : step)),
    }));
    const [cells] = compare(
      (['sgd', 'muon', 'adam'] as const).map((name) => plan({ sizes, optimizer: { name }, steps: 6 })),
    );
    assert.deepEqual(
      cells!.map(({ found }) => found[0] === null),
      [false, false, true, true],
    );
  });

  it('in single precision differ by rounding only', () => {
    const [single, double] = cellsOf(
      python,
      (['single', 'double'] as const).map((precision) => wholeTask(plan({ precision }))),
    );
    single!.forEach(({ found, on }, i) => {
      const ratio = found[0]! / double![i]!.found[0]!;
      assert.ok(ratio !== 1 && Math.abs(ratio - 1) < 1e-4, `${ratio}`);
      assert.match(on, /^torch 2\.13\.0\S*, 1 thread of .*, single$/);
    });
  });
});
