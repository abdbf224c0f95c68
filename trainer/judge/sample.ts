// The numbers of a plan among finished cells: seeds by sizes, what has none and why, and what cells cost.
import { cellName, experimentOf, nameOf, sizeNames } from '../identity';
import type { Cell, Plan } from '../schema';
import type { Sample } from './measure';

export interface SizeSample {
  value: number;
  note?: string;
  /** Cells that are finished, those of them that have a number, and why the others have none. */
  done: number;
  seeds: number;
  troubles: string[];
  /** Seconds of a cell; undefined before the first. */
  seconds?: number;
}

export interface Gathered {
  /** All seeds and all sizes of the plan. */
  sample: Sample;
  sizes: SizeSample[];
  /** [seed][size], all seeds of the plan. */
  cells: (Cell | undefined)[][];
  seconds: number;
  on: string[];
}

/** Natural logarithms of what both kinds of chains found; undefined without a positive number from each. */
function logarithms({ found: [up, down] }: Cell): [number, number] | undefined {
  if (up === null || down === null) return undefined;
  const logs: [number, number] = [Math.log(up), Math.log(down)];
  return logs.every(Number.isFinite) ? logs : undefined;
}

/** Other experiments, other sizes, seeds that the plan does not have and second copies are left out. */
export function gather(plan: Plan, cells: readonly Cell[]): Gathered {
  const experiment = experimentOf(plan);
  const found = new Map<string, Cell>();
  for (const cell of cells)
    if (cell.experiment === experiment && !found.has(nameOf(cell))) found.set(nameOf(cell), cell);
  const names = sizeNames(plan);
  const table = Array.from({ length: plan.seeds }, (_, seed) =>
    names.map((size) => found.get(cellName(size, seed))),
  );
  const logs = table.map((row) => row.map((cell) => cell && logarithms(cell)));
  const all = table.flat().filter((cell) => cell !== undefined);
  const sum = (these: Cell[]): number => these.reduce((total, { seconds }) => total + seconds, 0);
  return {
    sample: {
      sizes: plan.sizes.map(({ value }) => value),
      up: logs.map((row) => row.map((pair) => pair?.[0])),
      down: logs.map((row) => row.map((pair) => pair?.[1])),
    },
    sizes: plan.sizes.map(({ value, note }, i) => {
      const here = table.map((row) => row[i]).filter((cell) => cell !== undefined);
      const without = here.filter((cell) => logarithms(cell) === undefined);
      return {
        value,
        ...(note === undefined ? {} : { note }),
        done: here.length,
        seeds: here.length - without.length,
        troubles: [...new Set(without.map((cell) => cell.trouble ?? notPositive(plan, value)))],
        ...(here.length > 0 ? { seconds: sum(here) / here.length } : {}),
      };
    }),
    cells: table,
    seconds: sum(all),
    on: [...new Set(all.map((cell) => cell.on))].sort(),
  };
}

const notPositive = ({ name, along }: Plan, value: number): string =>
  `${name} was not a positive number, at ${along} = ${value}`;
