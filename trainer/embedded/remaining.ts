// How long a task will take yet, from the estimated costs of its cells and the pace of those that are done.

/** Operations a second of one thread, as long as none is known. */
const typical = 1e9;

export interface Cost {
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
  const pace = done.length > 0 ? total(done, 'cost') / Math.max(1e-6, total(done, 'seconds')) : typical;
  // One that takes longer than it should has, for all that is known, half of its way still before it at the most.
  const threads = running.map(({ cost, seconds }) => Math.max(cost / pace - seconds, seconds / 10));
  for (const { cost } of waiting) {
    const first = threads.indexOf(Math.min(...threads));
    threads[first]! += cost / pace;
  }
  return Math.max(0, ...threads);
}
