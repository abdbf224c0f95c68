// One cell of a task: what is found, how long it took, and on what.
import { cpus } from 'node:os';
import type { Cell, CellKey, Task } from '../schema';
import type { Kernels } from './engine';
import { posteriorCell } from './posterior/cell';
import { trainingCell } from './training/cell';

/** This machine's processor, as its maker calls it. */
const processor = cpus()[0]?.model.trim() || 'this machine';

/** The same numbers for the same plan and key, whatever ran before. */
export function runCell(kernels: Kernels, { plan, experiment, sizes }: Task, key: CellKey): Cell {
  const began = performance.now();
  const found =
    plan.format === 'powercount-training/1'
      ? trainingCell(kernels, plan, key)
      : posteriorCell(kernels, plan, key);
  return {
    ...{ experiment, size: sizes[key.size]!, seed: key.seed },
    ...found,
    seconds: (performance.now() - began) / 1000,
    on: `embedded, ${processor}${plan.precision === 'tf32' ? ', in single precision' : ''}`,
  };
}
