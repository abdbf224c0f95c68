import fc from 'fast-check';
import type { Step } from '../../../../trainer/network-schema';
import { trainingObservables, type TrainingPlan } from '../../../../trainer/training-schema';
import { dense, input, output, small, trainingPlan } from '../training/networks';
import { readsStrictly, refuses } from './reader';

const plans: fc.Arbitrary<TrainingPlan> = fc
  .record({
    network: fc.constantFrom(...Object.values(small)),
    values: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 4 }),
    optimizer: fc.constantFrom<TrainingPlan['optimizer']>(
      { name: 'adam' },
      { name: 'shampoo', exponent: 0.5 },
    ),
    kind: fc.constantFrom(...trainingObservables),
    named: fc.boolean(),
    precision: fc.constantFrom('single', 'double', 'tf32'),
    note: fc.option(fc.string(), { nil: undefined }),
    margin: fc.option(fc.double({ min: 1e-3, max: 1, noNaN: true }), { nil: undefined }),
  })
  .map(({ network, values, optimizer, kind, named, precision, note, margin }): TrainingPlan => {
    const last = network.at(-1)!;
    const weighted = network.findLast((step) => 'rate' in step) as Extract<Step, { rate: number }>;
    const own = kind === 'update' || kind === 'propagated';
    const of = own ? weighted.to : last.op === 'output' ? last.from : '';
    return trainingPlan({
      sizes: values
        .sort((a, b) => a - b)
        .map((value) => ({ value, ...(note === undefined ? {} : { note }), network })),
      ...{ optimizer, precision },
      observable: own || (named && kind !== 'best_rate') ? { kind, of } : { kind },
      ...(margin === undefined ? {} : { margin }),
    });
  });

const plan = trainingPlan();
const [x, u] = [input('x', 3), dense('u', 'x', 4)];
/** The second size has another network. */
const other = (...network: Step[]): object => ({ sizes: [plan.sizes[0], { value: 99, network }] });

describe('trainer: the reader of training plans', () => {
  readsStrictly(plans);

  refuses(plan, [
    [{ steps: 0 }, 'plan: steps must be a whole number from 1 to 4096'],
    [{ steps: 5000 }, 'plan: steps must be a whole number from 1 to 4096'],
    [{ batch: 0.5 }, 'plan: batch must be a whole number from 1 to 65536'],
    [{ context: 3 }, 'plan: the plan has an unknown field "context"'],
    [{ optimizer: 'sgd' }, 'plan: optimizer must be an object'],
    [
      { optimizer: { name: 'soap' } },
      'plan: optimizer.name must be "sgd" or "momentum" or "adam" or "adamw" or "sign" or "adafactor" or "muon" or "shampoo"',
    ],
    [{ optimizer: { name: 'sgd', rate: 1 } }, 'plan: optimizer has an unknown field "rate"'],
    [
      { optimizer: { name: 'sgd', exponent: 1 } },
      'plan: optimizer.exponent must be left out, but for shampoo',
    ],
    [{ optimizer: { name: 'shampoo' } }, 'plan: optimizer.exponent must be a number'],
    [
      { observable: { kind: 'samples' } },
      'plan: observable.kind must be "size" or "gradient" or "update" or "change" or "propagated" or "transpose" or "best_rate"',
    ],
    [{ observable: { kind: 'size', of: 3 } }, 'plan: observable.of must be a string'],
    [{ observable: { kind: 'update' } }, 'plan: observable.of must be given: weights update a value'],
    [{ observable: { kind: 'propagated' } }, 'plan: observable.of must be given: weights update a value'],
    [
      { observable: { kind: 'best_rate', of: 'u' } },
      'plan: observable.of must be left out: all rates are multiplied',
    ],
    [{ observable: { kind: 'size', of: 'w' } }, 'plan: observable.of must be a value of sizes[0]'],
    [
      { ...other(x, output('x')), observable: { kind: 'size', of: 'u' } },
      'plan: observable.of must be a value of sizes[1]',
    ],
    [
      { observable: { kind: 'update', of: 'x' } },
      'plan: observable.of must be a value with weights of its own',
    ],
    [
      { observable: { kind: 'propagated', of: 'x' } },
      'plan: observable.of must be a value with weights of its own',
    ],
    [
      other(x, { ...u, from: 'y' } as Step, output('u')),
      'plan: sizes[1].network[1].from must be a value made before',
    ],
  ]);
});
