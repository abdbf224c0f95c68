// How a run on the cluster stands: which cells are missing, and who still works on them.
import { nameOf } from '../identity';
import { statusOf, type Shard } from './archive';
import { isOver, type ArrayTask } from './queue';
import { timeIsOver } from './script';
import { isCancelled, isSubmitted } from './submission';

/** A shard with its task, as far as the cluster remembers it. */
interface Known {
  readonly shard: Shard;
  readonly task: ArrayTask | undefined;
}

export interface Survey {
  /** Wanted, and not in the results. */
  readonly missing: readonly string[];
  /** Shards that wait or run. */
  readonly alive: readonly { readonly shard: Shard; readonly task: ArrayTask }[];
  /** Missing cells that are to be submitted (again): no shard works on them, and nothing says that it would not help. */
  readonly open: readonly string[];
  /** Shards whose missing cells are not to be submitted again: the trainer refused, or they came to nothing too often. */
  readonly hopeless: readonly Known[];
  /** Shards with missing cells that were cancelled by a caller of this plan, */
  readonly cancelled: readonly Known[];
  /** or by somebody else on the cluster. */
  readonly cancelledByOthers: readonly ArrayTask[];
}

/** So often a shard may end without a single finished cell. */
export const mostFruitless = 3;

/** The trainer's exit status for what it cannot run. */
export const refused = 2;

/** `past`: folders of submissions that were over when this run began; what came of them is not held against it. */
export function survey(
  wanted: readonly string[],
  results: ReadonlySet<string>,
  shards: readonly Shard[],
  queue: readonly ArrayTask[],
  past: ReadonlySet<string>,
): Survey {
  const tasks = new Map(queue.map((task) => [`${task.index} ${task.folder}`, task]));
  const taskOf = ({ index, folder }: Shard): ArrayTask | undefined => tasks.get(`${index} ${folder}`);
  const lives = (task: ArrayTask | undefined): task is ArrayTask => task !== undefined && !isOver(task);
  const alive = shards.flatMap((shard) => {
    const task = taskOf(shard);
    return lives(task) && !isCancelled(shard.folder) ? [{ shard, task }] : [];
  });
  const missing = wanted.filter((name) => !results.has(name));
  const inWork = new Set(alive.flatMap(({ shard }) => shard.wanted));
  // There is not more memory the second time.
  const leftOut = new Set(
    shards.filter(({ folder }) => !past.has(folder)).flatMap((shard) => shard.leftOut.map(nameOf)),
  );
  const open = new Set(missing.filter((name) => !inWork.has(name) && !leftOut.has(name)));

  const ended = shards
    .filter(({ folder, wanted }) => !past.has(folder) && wanted.some((name) => open.has(name)))
    .filter((shard) => !alive.some((other) => other.shard === shard) && isSubmitted(shard.folder))
    .map((shard) => ({ shard, task: taskOf(shard) }));
  const cancelled = ended.filter(({ shard }) => isCancelled(shard.folder));
  const cancelledByOthers = ended.flatMap(({ shard, task }) =>
    task?.state === 'CANCELLED' && !isCancelled(shard.folder) ? [task] : [],
  );

  const fruitless = new Map<string, number>();
  const hopeless = ended.filter(({ shard }) => {
    if (statusOf(shard) === refused) return true;
    if (shard.cells.length > 0) return false;
    const times = shard.wanted.map((name) => (fruitless.get(name) ?? 0) + 1);
    shard.wanted.forEach((name, i) => fruitless.set(name, times[i]!));
    return Math.max(...times) >= mostFruitless;
  });
  const outOfTime = ended.filter(({ shard }) => statusOf(shard) === timeIsOver);
  for (const { shard } of [...hopeless, ...outOfTime]) shard.wanted.forEach((name) => open.delete(name));
  return { missing, alive, open: [...open], hopeless, cancelled, cancelledByOthers };
}
