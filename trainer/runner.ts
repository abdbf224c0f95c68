// What can run a task: the embedded trainer, the torch trainer on some device, or a cluster.
import type { Precision } from './fields';
import type { Plan, Progress, Task, Verdict } from './schema';

/** What a plan would run on. */
export interface Device {
  /** As the user knows it: "2 threads of this machine", "NVIDIA H100". */
  readonly name: string;
  /** Measured on such networks, all threads together, in single precision; and in others, where they differ. */
  readonly flopsPerSecond: number;
  readonly others?: Readonly<Partial<Record<Precision, number>>>;
  /** Operations a second that go one after another in each lane, all together; where not given, they take no time. */
  readonly serial?: number;
  /** Bytes that a network can take. */
  readonly memory: number;
  /** Networks that are run beside each other, each at its part of the speed; 1 unless said otherwise. */
  readonly lanes?: number;
}

export interface Job {
  readonly task: Task;
  /** The task as a file, which is there already. */
  readonly taskPath: string;
  /**
   * Cells are appended here, and which ones there is no memory for. Cells that it has already are not run again; those that were
   * left out are, if this time there may be more memory.
   */
  readonly resultsPath: string;
  /** After so many seconds the job is ended; what is finished counts. */
  readonly seconds: number;
  onProgress(progress: Progress): void;
  /** Aborted, it ends within a second; with the reason LEAVING, what runs elsewhere goes on there. */
  readonly signal: AbortSignal;
}

/** The reason of an abort by who is closed himself, and does not want the run to end: a window, a terminal. */
export const LEAVING = 'leaving';

/**
 * `done`: no more will come of this job, be it that all cells are there or that its time is over. `waited`: seconds in which
 * nothing of it ran, as in a cluster's queue; they do not count.
 */
export type End =
  | { readonly kind: 'done'; readonly waited?: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Runner {
  readonly kind: 'embedded' | 'torch' | 'slurm';
  /** Why it cannot run a plan, as a sentence; said before anything starts. Single sizes that it cannot run are left out. */
  refusal(plan: Plan): string | undefined;
  /** Sizes for which it is known beforehand that there is no memory. */
  leavesOut?(plan: Plan): NonNullable<Verdict['leftOut']>;
  /** Asked or measured once. Starts a program: on a user's action only. Rejects with a sentence for the user. */
  device(): Promise<Device>;
  /** Never rejects. */
  run(job: Job): Promise<End>;
}
