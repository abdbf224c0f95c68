// What the user is told of jobs on the cluster.
import type { Progress } from '../schema';
import { lastWords, secondsLeft, statusOf } from './archive';
import type { ArrayTask } from './queue';
import { mostFruitless, refused, type Survey } from './survey';

/** Slurm's reasons that come up every day. */
const reasons: Readonly<Record<string, string>> = {
  None: 'not looked at yet',
  Resources: 'no room yet',
  Priority: 'others come first',
  BeginTime: 'put back into the queue, it may not begin yet',
};

/** `budget`: seconds that tasks may still run. `silence`: why the queue could not be asked. */
export function progressOf(
  { missing, alive }: Survey,
  total: number,
  budget: number,
  silence: string | undefined,
): Progress {
  const running = alive.filter(({ task }) => task.state === 'RUNNING');
  const waiting = alive.filter(({ task }) => task.state === 'PENDING');
  const needs = alive.map(({ shard }) => secondsLeft(shard) ?? Infinity);
  const jobs = [...new Set(alive.map(({ task }) => task.job))];
  const why = [...new Set(waiting.map(({ task }) => reasons[task.reason] ?? task.reason))].join(', ');
  const limit = Math.min(...alive.map(({ task }) => task.limit));
  const message = [
    jobs.length === 0
      ? 'Slurm: submitting'
      : `Slurm job ${jobs.join(', ')}: ${tasks(running.length)} running`,
    ...(waiting.length > 0 ? [`${waiting.length} pending (${why})`] : []),
    ...(limit < budget
      ? [`limited to ${Math.ceil(limit / 60)} min each; what they leave is submitted again`]
      : []),
    ...(silence === undefined ? [] : [`the cluster does not answer (${silence})`]),
  ];
  return {
    type: 'progress',
    done: total - missing.length,
    total,
    secondsLeft: Math.min(budget, Math.max(0, ...needs)),
    message: message.join(', '),
  };
}

const tasks = (count: number): string => (count === 1 ? '1 task' : `${count} tasks`);

export const wasCancelled = ({ job, index }: ArrayTask): string =>
  `Job ${job} was cancelled on the cluster (its task ${index}). What it finished is kept.`;

/** Why a shard is not submitted again: what the trainer said, or how its tasks ended. */
export function failure({ shard, task }: Survey['hopeless'][number]): string {
  const state = task?.state;
  const words = lastWords(shard);
  if (statusOf(shard) === refused && words) return words.split('\n').at(-1)!;
  const how = state === undefined || state === 'COMPLETED' || state === 'FAILED' ? '' : ` (${state})`;
  const last =
    shard.attempt === undefined && !words
      ? `Nothing of them arrived: do the nodes see the folder ${shard.folder}?`
      : `The last one said ${words ? `this: ${words.replaceAll('\n', ' ')}` : 'nothing'}. Its files are in ${shard.folder}.`;
  return `${mostFruitless} jobs ended without a single finished cell${how}. ${last}`;
}
