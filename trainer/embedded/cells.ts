// One cell of a task: what is found, how long it took, and on what.
import { cpus } from 'node:os';
import type { Cell, CellKey, LeftOut, Task } from '../schema';
import type { Kernels } from './engine';
import { NoMemory, posteriorCell } from './posterior/cell';
import { tooLarge } from './refusal';
import { trainingCell } from './training/cell';

/** This machine's processor, as its maker calls it. */
const processor = cpus()[0]?.model.trim() || 'this machine';

/** The same numbers for the same plan and key, whatever ran before; or why there is no memory for them. */
export function runCell(kernels: Kernels, { plan, experiment, sizes }: Task, key: CellKey): Cell | LeftOut {
  const began = performance.now();
  const name = { experiment, size: sizes[key.size]!, seed: key.seed };
  const on = `embedded, ${processor}${plan.precision === 'tf32' ? ', in single precision' : ''}`;
  const none = tooLarge(plan, key.size);
  if (none !== undefined) return { ...name, leftOut: none, held: 0, on };
  try {
    const found =
      plan.format === 'powercount-training/1'
        ? trainingCell(kernels, plan, key)
        : posteriorCell(kernels, plan, key);
    return { ...name, ...found, seconds: (performance.now() - began) / 1000, on };
  } catch (error) {
    if (error instanceof NoMemory) return { ...name, leftOut: error.message, held: error.held, on };
    // What the system had free a moment ago others may have taken.
    if (!(error instanceof RangeError && /memory|allocat/i.test(error.message))) throw error;
    return { ...name, leftOut: `this machine has no memory for it (${error.message})`, held: 0, on };
  }
}
