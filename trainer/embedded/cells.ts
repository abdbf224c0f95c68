// One cell of a task: what is found, how long it took, and on what.
import type { Kernels } from './engine';
import { cpus } from 'node:os';
import type { Cell, CellKey, Task } from '../schema';
import { trainingCell } from './training/cell';

/** This machine's processor, as its maker calls it. */
const processor = cpus()[0]?.model.trim() || 'this machine';

/** The same numbers for the same plan and key, whatever ran before. */
export function runCell(_kernels: Kernels, { plan, experiment, sizes }: Task, key: CellKey): Cell {
  const began = performance.now();
  if (plan.format !== 'powercount-training/1')
    throw new Error('posteriors are on their way to the new engine');
  const found = trainingCell(plan, key);
  return {
    ...{ experiment, size: sizes[key.size]!, seed: key.seed },
    ...found,
    seconds: (performance.now() - began) / 1000,
    on: `embedded, ${processor}${plan.precision === 'tf32' ? ', in single precision' : ''}`,
  };
}
