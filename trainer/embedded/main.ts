// The embedded trainer's command line; in a worker thread, the same file is the worker.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { PlanError } from '../fields';
import { readPlan, type Message } from '../schema';
import { cellName, cellsOf, type Experiment } from './experiment';
import { experimentOf } from './experiments';
import kernels from './kernels/dist/network.wasm';
import { readResults } from './results';
import { runPlan, work } from './run';
import { judge } from './verdict';

const usage =
  'usage: trainer run PLAN.json RESULTS.jsonl [--threads N] | trainer verdict PLAN.json RESULTS.jsonl';

function load(path: string): Experiment {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PlanError(`plan: cannot read ${path}: ${(error as Error).message}`);
  }
  return experimentOf(readPlan(value));
}

function threadsFrom(options: string[]): number {
  if (options.length === 0) return Math.max(1, Math.min(8, availableParallelism()));
  const threads = Number(options[1]);
  if (
    options[0] !== '--threads' ||
    options.length !== 2 ||
    !Number.isInteger(threads) ||
    threads < 1 ||
    threads > 64
  )
    throw new PlanError(usage);
  return threads;
}

async function main([command, planPath, resultsPath, ...options]: string[]): Promise<void> {
  if ((command !== 'run' && command !== 'verdict') || !planPath || !resultsPath) throw new PlanError(usage);
  const experiment = load(planPath);
  const threads = threadsFrom(options);
  const verdict = () => {
    const found = readResults(resultsPath, experiment, false);
    return judge(
      experiment,
      cellsOf(experiment).flatMap((key) => found.get(cellName(experiment, key)) ?? []),
    );
  };
  if (command === 'verdict') {
    console.log(JSON.stringify(verdict()));
    return;
  }
  const say = (message: Message): void => console.log(JSON.stringify(message));
  await runPlan(new WebAssembly.Module(kernels), experiment, resultsPath, threads, say);
  say({ type: 'verdict', ...verdict() });
}

if (!isMainThread) work();
else
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof PlanError ? error.message : error);
    process.exitCode = error instanceof PlanError ? 2 : 1;
  });
