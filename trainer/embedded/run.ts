// Spreads a task's unfinished cells over worker threads, which re-enter this same bundled file.
import type { Kernels } from './engine';
import { Worker, parentPort, workerData } from 'node:worker_threads';
import { bytesOf } from '../cost';
import { estimate, typicalDevice } from '../estimate';
import { cellName } from '../identity';
import { appendResult, isLeftOut, readLines } from '../results';
import type { Cell, CellKey, LeftOut, Progress, Task } from '../schema';
import { runCell } from './cells';
import { mostRows } from './posterior/cell';
import { room, tooLarge } from './refusal';
import { secondsLeft, type Running } from './remaining';

/** What a worker is given once. */
interface Setup {
  kernels: Kernels;
  task: Task;
}

/** A worker's whole life: a key comes in, a cell goes out. */
export function work(): void {
  const { kernels, task } = workerData as Setup;
  parentPort!.on('message', (key: CellKey) => parentPort!.postMessage(runCell(kernels, task, key)));
}

/** Milliseconds between messages, when nothing else is to be said: two in the second that others may wait for one. */
const tick = 500;

/** How many threads there is memory for. */
const threadsFor = (task: Task, cells: readonly CellKey[], wanted: number): number => {
  const sizes = new Set(cells.map(({ size }) => size));
  const most = Math.max(
    1,
    ...[...sizes].filter((size) => !tooLarge(task.plan, size)).map((size) => bytesOf(task.plan, size)),
  );
  return Math.max(1, Math.min(wanted, cells.length, Math.floor(room.together / most)));
};

/** Whether a search was left out before, here or elsewhere, with as many samples as it would be left out with again. */
const isKnownToBeLeftOut = ({ plan }: Task, { size }: CellKey, left: LeftOut | undefined): boolean =>
  left !== undefined &&
  plan.format === 'powercount-posterior/1' &&
  plan.observable.kind === 'samples' &&
  left.held >= mostRows(plan, size);

/**
 * Runs what is missing in the results file in the sequence of the task, appending cells as they finish; resolves when all are
 * there, and rejects when a thread fails, after the others were stopped. Says how far it is, twice a second and at every cell.
 */
export function runTask(
  kernels: Kernels,
  task: Task,
  resultsPath: string,
  threads: number,
  say: (progress: Progress) => void,
): Promise<void> {
  const { cells: finished, leftOut } = readLines(resultsPath, task.experiment, true);
  const nameOf = ({ size, seed }: CellKey): string => cellName(task.sizes[size]!, seed);
  const wanted = [...new Map(task.cells.map((key) => [nameOf(key), key])).values()];
  const costs = task.plan.sizes.map(
    (_, size) => estimate(task.plan, typicalDevice(1), [{ size, seed: 0 }]).seconds,
  );
  const waiting = wanted
    .filter((key) => !finished.has(nameOf(key)) && !isKnownToBeLeftOut(task, key, leftOut.get(nameOf(key))))
    .map((key) => ({ key, cost: costs[key.size]! }));
  const total = wanted.length;
  const done: Running[] = [];
  const running = new Map<Worker, { key: CellKey; cost: number; began: number }>();
  let open = waiting.length;
  let message = open < total ? `${total - open} of ${total} were there already` : 'starting';
  const progress = (): void => {
    const now = performance.now();
    const underWay = [...running.values()].map(({ cost, began }) => ({
      cost,
      seconds: (now - began) / 1000,
    }));
    const left = Math.ceil(secondsLeft(done, underWay, waiting));
    say({ type: 'progress', done: total - open, total, secondsLeft: left, message });
  };
  if (open === 0) {
    progress();
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const workers: Worker[] = [];
    const finish = (error?: unknown): void => {
      clearInterval(ticker);
      for (const worker of workers) void worker.terminate();
      if (error === undefined) resolve();
      else reject(error);
    };
    const next = (worker: Worker): void => {
      const first = waiting.shift();
      if (!first) return;
      running.set(worker, { ...first, began: performance.now() });
      worker.postMessage(first.key);
    };
    const ticker = setInterval(progress, tick);
    for (let i = threadsFor(task, wanted, threads); i > 0; i--) {
      const worker = new Worker(__filename, { workerData: { kernels, task } satisfies Setup });
      workers.push(worker);
      worker.on('message', (cell: Cell | LeftOut) => {
        const { key, cost } = running.get(worker)!;
        running.delete(worker);
        if (!isLeftOut(cell)) done.push({ cost, seconds: cell.seconds });
        open--;
        message = `${task.plan.along} = ${task.plan.sizes[key.size]!.value}, seed ${key.seed}: ${found(cell)}`;
        try {
          appendResult(resultsPath, cell);
        } catch (error) {
          finish(error);
          return;
        }
        next(worker);
        progress();
        if (open === 0) finish();
      });
      worker.on('error', finish);
      next(worker);
    }
    progress();
  });
}

/** What a cell found, in a few words. */
function found(cell: Cell | LeftOut): string {
  if (isLeftOut(cell)) return cell.leftOut;
  const {
    found: [up, down],
    trouble,
  } = cell;
  const text = (value: number | null): string => (value === null ? 'nothing' : value.toPrecision(3));
  return trouble ?? (up === down ? text(up) : `${text(up)} and ${text(down)}`);
}
