// Spreads a plan's unfinished cells over worker threads, which re-enter this same bundled file.
import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { Message, Plan } from '../schema';
import { runCell, type Cell, type CellKey } from './cell';
import { appendResult, cellName, cellsOf, readResults } from './results';

interface Setup {
  module: WebAssembly.Module;
  plan: Plan;
}

/** A worker's whole life: a key comes in, a cell goes out. */
export function work(): void {
  const { module, plan } = workerData as Setup;
  parentPort!.on('message', (key: CellKey) => parentPort!.postMessage(runCell(module, plan, key)));
}

/** Expected cost of a cell, in arbitrary units: gradients cost samples times weights, and both grow with d. */
const cost = ({ size }: CellKey): number =>
  size.d * size.widths.reduce((sum, n, l) => sum + n * [size.d, ...size.widths][l]!, 0);

/**
 * Runs what is missing in the results file, appending as cells finish; resolves when all are there or the plan's
 * seconds are over (cells under way are then dropped). Says how far it is once a second.
 */
export function runPlan(
  module: WebAssembly.Module,
  plan: Plan,
  resultsPath: string,
  threads: number,
  say: (message: Message) => void,
): Promise<void> {
  const finished = readResults(resultsPath, plan, true);
  const cells = cellsOf(plan);
  const waiting = cells.filter((key) => !finished.has(cellName(key)));
  const total = cells.length;
  const toDo = waiting.reduce((sum, key) => sum + cost(key), 0);
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  let done = total - waiting.length;
  let costDone = 0;
  let open = waiting.length;
  let message = done > 0 ? `${done} cells were there already` : 'starting';
  const progress = (): void => {
    const left = costDone > 0 ? (elapsed() * (toDo - costDone)) / costDone : plan.budget.seconds;
    const secondsLeft =
      open === 0 ? 0 : Math.ceil(Math.max(0, Math.min(left, plan.budget.seconds - elapsed())));
    say({ type: 'progress', done, total, secondsLeft, message });
  };
  progress();
  if (open === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const workers = new Set<Worker>();
    const finish = (error?: unknown): void => {
      clearInterval(ticker);
      for (const worker of workers) void worker.terminate();
      if (error === undefined) resolve();
      else reject(error);
    };
    const ticker = setInterval(() => {
      if (elapsed() > plan.budget.seconds) message = 'the time is over';
      progress();
      if (elapsed() > plan.budget.seconds) finish();
    }, 1000);
    for (let i = 0; i < Math.min(threads, waiting.length); i++) {
      const worker = new Worker(__filename, { workerData: { module, plan } satisfies Setup });
      workers.add(worker);
      let key = waiting.shift();
      worker.on('message', (cell: Cell) => {
        appendResult(resultsPath, plan, cell);
        done++;
        open--;
        costDone += cost(cell);
        message = `${cellName(cell)}: ${describe(cell)}`;
        progress();
        key = waiting.shift();
        if (key) worker.postMessage(key);
        if (open === 0) finish();
      });
      worker.on('error', finish);
      worker.postMessage(key);
    }
  });
}

function describe({ up, down }: Cell): string {
  const text = (crossing: number | null): string => (crossing === null ? 'no crossing' : crossing.toFixed(0));
  return `P* ${text(up.crossing)} from random, ${text(down.crossing)} from the target`;
}
