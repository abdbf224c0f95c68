// How long a task will take yet, from the estimated costs of its cells and the pace of those that are done.

export interface Cost {
  /** Seconds on a typical machine. */
  readonly cost: number;
}

/** A cell under way, and since how many seconds. */
export interface Running extends Cost {
  readonly seconds: number;
}

/** Seconds until all are done, each thread taking the next one when it has finished its own. */
export function secondsLeft(
  done: readonly Running[],
  running: readonly Running[],
  waiting: readonly Cost[],
): number {
  const total = (cells: readonly Running[], of: 'cost' | 'seconds'): number =>
    cells.reduce((sum, cell) => sum + cell[of], 0);
  const pace = done.length > 0 ? total(done, 'cost') / Math.max(1e-6, total(done, 'seconds')) : 1;
  // Nobody knows of one that takes longer than it should; a tenth of its time is a guess that grows with it.
  const threads = running.map(({ cost, seconds }) => Math.max(cost / pace - seconds, seconds / 10));
  for (const { cost } of waiting) {
    const first = threads.indexOf(Math.min(...threads));
    threads[first]! += cost / pace;
  }
  return Math.max(0, ...threads);
}
