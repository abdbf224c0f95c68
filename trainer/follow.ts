// Tells how a run stands: cells, time, and the verdict so far.
import type { Cell, Plan, Progress, Verdict } from './schema';

/** How a run stands. */
export interface Update {
  /** Finished cells of the plan, and how many it has if all of its seeds are needed. */
  readonly done: number;
  readonly total: number;
  /** From 0 to 1, never less than before: cells or time, whichever is further. */
  readonly share: number;
  /** At most: a run ends as soon as it is decided. */
  readonly secondsLeft: number;
  readonly message: string;
  /** From what is there, once there is something. */
  readonly verdict?: Verdict;
}

/** Results are read and judged at most so often while a run goes on, in milliseconds. */
const EVERY = 2_000;

export class Follower {
  private share = 0;
  private looked = -Infinity;
  private seen = 0;
  private verdict: Verdict | undefined;
  private readonly began = performance.now();

  /** `finished` gives the plan's cells that are there; it may throw at a damaged file. */
  constructor(
    private readonly plan: Plan,
    private readonly seconds: number,
    private readonly finished: () => Cell[],
    private readonly judged: (cells: readonly Cell[]) => Verdict,
    private readonly onUpdate: (update: Update) => void,
  ) {}

  /** Another process runs the experiment. */
  waits(message: string): void {
    this.look();
    this.tell(this.seen, this.seconds, message);
  }

  /** `before`: cells that were there when this round began. */
  hears({ done, total, secondsLeft, message }: Progress, before: number): void {
    this.look();
    const elapsed = (performance.now() - this.began) / 1000;
    const open = this.total - before - done;
    const needed = total > done ? (secondsLeft * open) / (total - done) : secondsLeft;
    this.share = Math.min(1, Math.max(this.share, (before + done) / this.total, elapsed / this.seconds));
    this.tell(before + done, Math.max(0, Math.min(needed, this.seconds - elapsed)), message);
  }

  private get total(): number {
    return this.plan.sizes.length * this.plan.seeds;
  }

  private tell(done: number, secondsLeft: number, message: string): void {
    const { total, share, verdict } = this;
    this.onUpdate({ done, total, share, secondsLeft, message, ...(verdict && { verdict }) });
  }

  private look(): void {
    if (performance.now() - this.looked < EVERY) return;
    this.looked = performance.now();
    try {
      const cells = this.finished();
      if (cells.length > this.seen) this.verdict = this.judged(cells);
      this.seen = cells.length;
    } catch {
      // What is wrong with the results is said where the round ends.
    }
  }
}
