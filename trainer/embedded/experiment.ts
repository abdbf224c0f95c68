// What running, keeping and judging need to know of a plan: its cells, and the number that each of them finds.
import type { Plan } from '../schema';

/** What is run at once: one size with one seed. How a size is written is the experiment's own. */
export interface CellKey<Size = unknown> {
  size: Size;
  seed: number;
}

/** A finished cell, as the results file keeps it. */
export interface Cell<Size = unknown> extends CellKey<Size> {
  /** Thread time spent. */
  seconds: number;
}

/** One point of the sweep. */
export interface Point<Size = unknown> {
  readonly size: Size;
  /** The value of the scale along which the exponent is fitted. */
  readonly value: number;
  /** Expected cost of a cell, in arbitrary units. */
  readonly cost: number;
  /** What a verdict says of it beside its value. */
  readonly note?: { widths: number[] };
}

export interface Experiment<C extends Cell = Cell> {
  readonly plan: Plan;
  /** Ascending in value. */
  readonly points: readonly Point<C['size']>[];
  /**
   * What the numbers depend on beside size and seed. Seeds, sizes, prediction and budget are left out, so that a widened
   * plan keeps its cells.
   */
  readonly physics: unknown;
  /** Names a size in messages and results. */
  nameOf(size: C['size']): string;
  /** The same numbers for the same plan and key, whatever ran before. */
  run(kernels: WebAssembly.Module, key: CellKey<C['size']>): C;
  /** What a finished cell found, in a few words. */
  describe(cell: C): string;
  /** Logarithms of the observable as two kinds of chains find it, or twice the same; nothing where there is none. */
  logs(cell: C): readonly [number, number] | undefined;
  /** Why a cell may have none, after "For 2 of 8 seeds", and what would help. */
  readonly without: { readonly reason: string; readonly help: string };
  /** A curve to compare with in place of a power, at each point. */
  readonly curve?: readonly number[] | undefined;
}

export const cellName = (experiment: Experiment, { size, seed }: CellKey): string =>
  `${experiment.nameOf(size)} seed=${seed}`;

/** The plan's cells, seed after seed and the largest size first, so that a cut run still has every size. */
export function cellsOf<C extends Cell>({
  points,
  plan,
}: Experiment<C>): (CellKey<C['size']> & { cost: number })[] {
  const sizes = points.map(({ size, cost }) => ({ size, cost })).reverse();
  return Array.from({ length: plan.seeds }, (_, seed) => sizes.map((size) => ({ ...size, seed }))).flat();
}
