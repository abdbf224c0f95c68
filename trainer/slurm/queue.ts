// What the cluster says of the tasks of job arrays. Slurm's controller remembers finished ones for some minutes, so no
// accounting database is asked.
import { ask } from './commands';

export interface ArrayTask {
  readonly job: string;
  /** Place in the array. */
  readonly index: number;
  /** Slurm's word: PENDING, RUNNING, COMPLETED, TIMEOUT, NODE_FAIL, CANCELLED … */
  readonly state: string;
  /** Why it is pending, in Slurm's words. */
  readonly reason: string;
  /** How long it may run, in seconds; infinite where nothing limits it. */
  readonly limit: number;
  /** Where it runs, which names the submission. */
  readonly folder: string;
}

/** Tasks of this user's jobs with this name, finished ones included. */
export async function tasksOf(name: string, signal: AbortSignal): Promise<ArrayTask[]> {
  const user = process.getuid?.();
  const args = ['--noheader', '--array', '--states=all', `--name=${name}`, '--format=%F|%K|%T|%l|%r|%Z'];
  return readTasks(await ask('squeue', user === undefined ? args : [...args, `--user=${user}`], signal));
}

export function readTasks(text: string): ArrayTask[] {
  return text.split('\n').flatMap((line) => {
    const [job, index, state, limit, reason, ...folder] = line.split('|');
    if (!job || !state || !/^\d+$/.test(index ?? '') || folder.length === 0) return [];
    const known = { job, index: Number(index), state, reason: reason ?? '' };
    return [{ ...known, limit: secondsOf(limit ?? ''), folder: folder.join('|') }];
  });
}

/** "1-02:03:04", "02:03:04" or "03:04". */
export function secondsOf(duration: string): number {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(duration);
  if (!match) return Infinity; // UNLIMITED, INVALID
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return 86400 * days! + 3600 * hours! + 60 * minutes! + seconds!;
}

/** Ended for good; a task that is put back into the queue is COMPLETING until then. */
const over = new Set([
  ...['COMPLETED', 'FAILED', 'TIMEOUT', 'CANCELLED', 'NODE_FAIL', 'PREEMPTED', 'OUT_OF_MEMORY'],
  ...['BOOT_FAIL', 'DEADLINE', 'REVOKED'],
]);

export const isOver = ({ state }: ArrayTask): boolean => over.has(state);
