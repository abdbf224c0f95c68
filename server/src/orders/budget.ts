/**
 * How much work has been done, and how much may be: deterministic, unlike a clock, so that a text has the same answer
 * on every machine. Work must be synchronous.
 *
 * A unit is a pivot of a linear program, or a program set up: everything costly in this room comes down to these.
 * Measured on formulas and networks of very different sizes, the time of a unit varies within a factor of two (five
 * where all numbers are big integers); entries touched vary by five or more, and programs alone miss the long ones.
 * What is memoised costs nothing the second time.
 */
class OverBudget extends Error {}

let spent = 0;
let ceiling = Infinity;

/** Counts a unit, or several. Throws where that goes beyond a budget, before the work is done. */
export function spend(units = 1): void {
  if ((spent += units) > ceiling) throw new OverBudget('over budget');
}

/**
 * The result of the work, or undefined when it takes more than `limit` units; then what it has memoised so far stays,
 * and is right. Work within work has its own budget and counts for the outer one too, which ends both.
 */
export function withinBudget<T>(limit: number, work: () => T): T | undefined {
  const outer = ceiling;
  ceiling = Math.min(outer, spent + limit);
  try {
    return work();
  } catch (error) {
    if (error instanceof OverBudget && spent <= outer) return undefined;
    throw error;
  } finally {
    ceiling = outer;
  }
}

/** The units that the work takes, for choosing a limit. */
export function costOf(work: () => unknown): number {
  const before = spent;
  work();
  return spent - before;
}
