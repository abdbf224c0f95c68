// Spreads a plan's unfinished cells over worker threads, which re-enter this same bundled file.
import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { Message, Plan } from '../schema';
import { cellName, cellsOf, type Cell, type CellKey, type Experiment } from './experiment';
import { experimentOf } from './experiments';
import { appendResult, readResults } from './results';

interface Setup {
  kernels: WebAssembly.Module;
  plan: Plan;
}

/** A worker's whole life: a key comes in, a cell goes out. */
export function work(): void {
  const { kernels, plan } = workerData as Setup;
  const experiment = experimentOf(plan);
  parentPort!.on('message', (key: CellKey) => parentPort!.postMessage(experiment.run(kernels, key)));
}

/**
 * Runs what is missing in the results file, appending as cells finish; resolves when all are there or the plan's
 * seconds are over (cells under way are then dropped). Says how far it is once a second.
 */
export function runPlan(
  kernels: WebAssembly.Module,
  experiment: Experiment,
  resultsPath: string,
  threads: number,
  say: (message: Message) => void,
): Promise<void> {
  const { plan } = experiment;
  const finished = readResults(resultsPath, experiment, true);
  const cells = cellsOf(experiment);
  const waiting = cells.filter((key) => !finished.has(cellName(experiment, key)));
  const total = cells.length;
  const toDo = waiting.reduce((sum, { cost }) => sum + cost, 0);
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
      const worker = new Worker(__filename, { workerData: { kernels, plan } satisfies Setup });
      workers.add(worker);
      let key = waiting.shift()!;
      worker.on('message', (cell: Cell) => {
        appendResult(resultsPath, experiment, cell);
        done++;
        open--;
        costDone += key.cost;
        message = `${cellName(experiment, cell)}: ${experiment.describe(cell)}`;
        progress();
        const next = waiting.shift();
        if (next) worker.postMessage((key = next));
        if (open === 0) finish();
      });
      worker.on('error', finish);
      worker.postMessage(key);
    }
  });
}
