// How fast this machine runs such networks: two small tasks, one of each kind, as any others are run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costOf } from '../cost';
import { taskOf } from '../identity';
import type { Step } from '../network-schema';
import type { PosteriorPlan } from '../posterior-schema';
import { readResults } from '../results';
import type { Device } from '../runner';
import type { Plan } from '../schema';
import type { TrainingPlan } from '../training-schema';
import type { Kernels } from './engine';
import { room } from './refusal';
import { runTask } from './run';

const network = (dim: number, width: number): Step[] => {
  const dense = (to: string, from: string, fan: number, wide: number): Step => ({
    ...{ op: 'dense', to, from, width: wide },
    ...{ deviation: fan ** -0.5, multiplier: 1, rate: 0.01 },
  });
  return [
    { op: 'input', to: 'x', dim, of: 'gaussian', positions: 1 },
    dense('h', 'x', dim, width),
    { op: 'activation', to: 'u', from: 'h', function: 'erf' },
    dense('f', 'u', width, 1),
    { op: 'output', from: 'f' },
  ];
};

const common = {
  name: 'speed',
  source: { hash: '', statement: '' },
  along: 'd',
  prediction: { exponent: '0' },
  budget: { seconds: 1 },
};

/** Of a few hundredths of a second a cell. Plans have two sizes; the second one is not run. */
const plans: readonly Plan[] = [
  {
    ...common,
    ...{ format: 'powercount-posterior/1', seeds: 64, precision: 'single', effort: 0.15 },
    target: [{ input: 'x', coordinate: 0, degree: 3 }],
    observable: { kind: 'alignment' },
    sizes: [32, 33].map((d) => ({ value: d, network: network(d, d), ridge: 1, samples: 300, scale: d })),
  } satisfies PosteriorPlan,
  {
    ...common,
    ...{ format: 'powercount-training/1', seeds: 64, precision: 'double', steps: 4, batch: 64 },
    optimizer: { name: 'adam' },
    observable: { kind: 'change', of: 'h' },
    sizes: [256, 257].map((d) => ({ value: d, network: network(d, d) })),
  } satisfies TrainingPlan,
];

/** Cells for each thread; those that come first are slower, as all code is. */
const each = 5;

/** Of this machine with so many threads. Takes about a second. */
export async function probe(kernels: Kernels, threads: number): Promise<Device> {
  const folder = mkdtempSync(join(tmpdir(), 'powercount-probe-'));
  try {
    const speeds: number[] = [];
    for (const [i, plan] of plans.entries()) {
      const cells = Array.from({ length: each * threads }, (_, seed) => ({ size: 0, seed }));
      const task = taskOf(plan, cells);
      const results = join(folder, `${i}.jsonl`);
      await runTask(kernels, task, results, threads, () => {});
      const seconds = [...readResults(results, task.experiment).values()].map((cell) => cell.seconds);
      const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
      speeds.push(costOf(plan, 0) / median);
    }
    return {
      name: `${threads} ${threads === 1 ? 'thread' : 'threads'} of this machine`,
      // Between the two kinds: their ratio is what such a number cannot say.
      flopsPerSecond: threads * Math.sqrt(speeds[0]! * speeds[1]!),
      memory: Math.min(room.each, room.together),
      lanes: threads,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
