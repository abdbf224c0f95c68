import assert from 'node:assert/strict';
import {
  allCells,
  budgetText,
  bytesText,
  durationText,
  estimate,
  measuredSeconds,
  typicalDevice,
} from '../../../trainer/estimate';
import { sizeNames } from '../../../trainer/identity';
import type { Device } from '../../../trainer/runner';
import { readPlan, type Cell, type Plan } from '../../../trainer/schema';

/** Two dense layers on 10 samples, at two widths. */
const plan: Plan = readPlan({
  format: 'powercount-training/1',
  name: 'change(u)',
  source: { hash: 'a', statement: '' },
  along: 'n',
  seeds: 3,
  prediction: { exponent: '1' },
  budget: { seconds: 60 },
  precision: 'double',
  optimizer: { name: 'sgd' },
  steps: 4,
  batch: 10,
  observable: { kind: 'change', of: 'u' },
  sizes: [100, 200].map((n) => ({
    value: n,
    network: [
      { op: 'input', to: 'x', dim: 50, of: 'gaussian', positions: 1 },
      { op: 'dense', to: 'u', from: 'x', width: n, deviation: 1, multiplier: 1, rate: 1 },
      { op: 'dense', to: 'f', from: 'u', width: 1, deviation: 1, multiplier: 1, rate: 1 },
      { op: 'output', from: 'f' },
    ],
  })),
});

/** 51 n weights, each multiplied and added once a sample: forward, twice back. */
const products = (n: number): number => 2 * 51 * n * 10;
const device: Device = { name: '2 threads', flopsPerSecond: 1e6, memory: 1e9, lanes: 2 };
const close = (found: number, wanted: number, share: number): void =>
  assert.ok(Math.abs(found / wanted - 1) <= share, `${found}, not ${wanted}`);

describe('the estimate of a plan', () => {
  it('counts the products of all steps, there and back, and of the last look', () => {
    const { runs, flops, bytes } = estimate(plan, device);
    assert.equal(runs, 6);
    // Four steps of three passes and one pass more; an update of the weights is less than a pass of ten samples.
    close(flops, 3 * 13 * (products(100) + products(200)), 0.2);
    // Weights, gradients and the like of the wider network: several times 10 200 numbers of 8 bytes.
    assert.ok(bytes >= 2 * 8 * 10200 && bytes <= 20 * 8 * 10200, `${bytes}`);
  });

  it('counts what a chain takes at one number of samples: trajectories of twenty steps, there and back', () => {
    const posterior = readPlan({
      format: 'powercount-posterior/1',
      name: 'error(p)',
      ...{ source: plan.source, along: 'd', seeds: 1, prediction: { exponent: '0' }, budget: { seconds: 9 } },
      precision: 'single',
      effort: 1,
      target: [{ input: 'x', coordinate: 0, degree: 1 }],
      observable: { kind: 'error' },
      sizes: [60, 120].map((d) => ({
        value: d,
        ridge: 1,
        samples: 8000,
        scale: d,
        network: [
          { op: 'input', to: 'x', dim: d, of: 'gaussian', positions: 1 },
          { op: 'dense', to: 'f', from: 'x', width: 1, deviation: 1, multiplier: 1, rate: 0 },
          { op: 'output', from: 'f' },
        ],
      })),
    });
    const { flops } = estimate(posterior, device, [{ size: 0, seed: 0 }]);
    // Forty trajectories at each rung: 1000, 2000, 4000; two long ones of four times as many at 8000; 32000; 16000.
    const rows = 1000 + 2000 + 4000 + 8 * 8000 + 32000 + 16000;
    close(flops, 40 * 20 * 3 * 2 * 60 * rows, 0.1);
  });

  it('divides by the speed, and waits for the last run', () => {
    const all = estimate(plan, device);
    close(all.seconds, all.flops / 1e6, 1e-9);
    const one = estimate(plan, device, [{ size: 1, seed: 0 }]);
    close(one.seconds, one.flops / 5e5, 1e-9);
    assert.equal(estimate(plan, device, []).seconds, 0);
  });

  it('takes measured seconds where there are some, and their pace for the other sizes', () => {
    const cell = (size: string, seconds: number): Cell => ({
      ...{ experiment: 'e', size, seed: 0, found: [1, 1], seconds, on: 'embedded, this' },
    });
    const names = sizeNames(plan);
    const measured = measuredSeconds(names, [cell(names[0]!, 3), cell(names[0]!, 5), cell('another', 100)]);
    const [small, large] = [0, 1].map(
      (size) => estimate(plan, device, [{ size, seed: 2 }], measured).seconds,
    );
    assert.equal(small, 4);
    close(large!, 8, 0.01);
    assert.equal(allCells(plan).length, 6);
    close(estimate(plan, device, allCells(plan), measured).seconds, (3 * 4 + 3 * 8) / 2, 0.01);
  });

  it('is said in words', () => {
    const least = { runs: 8, flops: 1.2e10, bytes: 2e8, seconds: 31 };
    const most = { runs: 96, flops: 4.4e12, bytes: 2e8, seconds: 200 };
    assert.equal(
      budgetText(least, most, typicalDevice(2)),
      '8 to 96 runs, 1e10 to 4e12 FLOPs, 200 MB, 31 s to 3 min on 2 threads of this machine',
    );
    assert.equal(
      budgetText(least, least, typicalDevice(1)),
      '8 runs, 1e10 FLOPs, 200 MB, 31 s on 1 thread of this machine',
    );
    assert.deepEqual([0.4, 7.7, 89, 100, 3600, 6000, 1e5, 4e5].map(durationText), [
      ...['under 1 s', '8 s', '89 s', '2 min', '60 min', '2 h', '28 h', '5 days'],
    ]);
    assert.deepEqual([1e3, 4.4e6, 2.34e8, 1.6e9, 8.01e10].map(bytesText), [
      ...['1 MB', '4 MB', '230 MB', '2 GB', '80 GB'],
    ]);
  });
});
