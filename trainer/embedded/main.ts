// The embedded trainer's command line; in a worker thread, the same file is the worker.
import { fstatSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, workerData } from 'node:worker_threads';
import { PlanError } from '../fields';
import { readTask, type Task } from '../schema';
import double from './kernels/dist/double.wasm';
import single from './kernels/dist/single.wasm';
import { measure, probe } from './probe';
import { refusal } from './refusal';
import { runTask, work } from './run';

const usage = 'usage: trainer run TASK.json RESULTS.jsonl [--threads N] | trainer probe [--threads N]';

function load(path: string): Task {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PlanError(`task: cannot read ${path}: ${(error as Error).message}`);
  }
  const task = readTask(value);
  const why = refusal(task.plan);
  if (why !== undefined) throw new PlanError(why);
  return task;
}

function threadsFrom(options: string[]): number {
  if (options.length === 0) return Math.max(1, Math.min(8, availableParallelism()));
  const threads = Number(options[1]);
  const usable = Number.isInteger(threads) && threads >= 1 && threads <= 64;
  if (options[0] !== '--threads' || options.length !== 2 || !usable) throw new PlanError(usage);
  return threads;
}

/** A parent that is gone closes the pipe that it gave; a terminal, a file or nothing at all is no parent's. */
function endWithParent(): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  process.stdin.unref();
}

async function main([command, ...words]: string[]): Promise<void> {
  const kernels = { single: new WebAssembly.Module(single), double: new WebAssembly.Module(double) };
  if (command === 'probe') {
    endWithParent();
    console.log(JSON.stringify(await probe(kernels, threadsFrom(words))));
    return;
  }
  const [taskPath, resultsPath, ...options] = words;
  if (command !== 'run' || !taskPath || !resultsPath) throw new PlanError(usage);
  const threads = threadsFrom(options);
  const task = load(taskPath);
  endWithParent();
  await runTask(kernels, task, resultsPath, threads, (progress) => console.log(JSON.stringify(progress)));
}

const start = (): void => ('probe' in (workerData as object) ? measure() : work());

if (!isMainThread) start();
else
  main(process.argv.slice(2)).catch((error: unknown) => {
    // What the system says (a full disk, no memory) is for users, as what is wrong with a task is.
    const isPlain = error instanceof PlanError || error instanceof RangeError;
    console.error(error instanceof Error && (isPlain || 'syscall' in error) ? error.message : error);
    process.exitCode = error instanceof PlanError ? 2 : 1;
  });
