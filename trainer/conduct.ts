// Brings a plan to its verdict: asks the judge which cells are wanted, has them run, and judges, round by round.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Follower, type Update } from './follow';
import { cellName, experimentOf, nameOfKey, sizeNames, taskOf } from './identity';
import { judge, judgeAtEnd, nextCells, type Standing } from './judge';
import { Lock } from './lock';
import { readLines, readResults } from './results';
import type { Runner } from './runner';
import type { Cell, LeftOut, Plan, Verdict } from './schema';

/** What came of a run. A cancelled run goes on where it was when it is conducted again. */
export type Outcome =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Conduct {
  onUpdate(update: Update): void;
  /** Aborted, the run ends within a second. */
  readonly signal: AbortSignal;
  /** The most that all rounds together may take; the plan's own budget where none is given. */
  readonly seconds?: number;
}

/** The files of a plan in a folder of runs. Results belong to the experiment, and to all plans of it. */
export function runFiles(folder: string, plan: Plan) {
  const { hash } = plan.source;
  const experiment = experimentOf(plan);
  return {
    task: join(folder, `${hash}.task.json`),
    results: join(folder, `${experiment}.results.jsonl`),
    lock: join(folder, `${experiment}.lock`),
    verdict: verdictFile(folder, hash),
  };
}

const verdictFile = (folder: string, hash: string): string => join(folder, `${hash}.verdict.json`);

/** The verdict that an earlier run of the plan with this hash came to, if any. */
export function knownVerdict(folder: string, hash: string): Verdict | undefined {
  try {
    const verdict = JSON.parse(readFileSync(verdictFile(folder, hash), 'utf8')) as Partial<Verdict>;
    // Verdicts of the first version had neither.
    return verdict.along !== undefined && verdict.on !== undefined ? (verdict as Verdict) : undefined;
  } catch {
    return undefined; // none yet, or a damaged file: the results are there to judge again
  }
}

/** Cells of the plan that are finished, in the sequence of its sizes. Throws PlanError at a damaged file. */
export function finishedCells(folder: string, plan: Plan): Cell[] {
  const found = readResults(runFiles(folder, plan).results, experimentOf(plan));
  const seeds = Array.from({ length: plan.seeds }, (_, seed) => seed);
  return sizeNames(plan).flatMap((size) => seeds.flatMap((seed) => found.get(cellName(size, seed)) ?? []));
}

/** What is left of the time is nothing if it is shorter, in seconds: timers end a little early. */
const MOMENT = 0.01;

/** Who waits for another process asks so often, in milliseconds. */
const ASK = 500;

/** Runs a plan to its verdict, keeping task, results and verdict in `folder`. Never rejects. */
export async function conduct(
  plan: Plan,
  folder: string,
  runner: Runner,
  { onUpdate, signal, seconds = plan.budget.seconds }: Conduct,
): Promise<Outcome> {
  const files = runFiles(folder, plan);
  const finished = (): Cell[] => finishedCells(folder, plan);
  const lock = new Lock(files.lock);
  /** What this run's trainer was asked for and had no memory for; that of an earlier run may be run now. */
  const leftOut = new Map<string, LeftOut>();
  const forced = knownVerdict(folder, plan.source.hash)?.forced ?? [];
  const standing = (): Standing => ({ leftOut: [...leftOut.values()], forced });
  const soFar = (cells: readonly Cell[]): Verdict => judge(plan, cells, standing());
  try {
    const refusal = runner.refusal(plan);
    if (refusal !== undefined) return { kind: 'failed', message: refusal };
    mkdirSync(folder, { recursive: true });
    const waiting = new Follower(plan, seconds, finished, soFar, onUpdate);
    for (let holder = lock.take(); holder && !signal.aborted; holder = lock.take()) {
      waiting.waits(`${holder} runs this; waiting for it`);
      await pause(ASK);
    }
    const outcome = await rounds();
    if (outcome.kind === 'verdict') writeWhole(files.verdict, outcome.verdict);
    return outcome;
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  } finally {
    lock.release();
  }

  async function rounds(): Promise<Outcome> {
    // In a queue time does not count, and nobody knows how long that will be.
    const counted = runner.kind === 'slurm' ? Infinity : seconds;
    const follower = new Follower(plan, counted, finished, soFar, onUpdate);
    const began = performance.now();
    let waited = 0;
    const left = (): number => seconds + waited - (performance.now() - began) / 1000;
    for (let before = -1; ;) {
      if (signal.aborted) return { kind: 'cancelled' };
      const cells = finished();
      const wanted = nextCells(plan, cells, standing());
      if (wanted.length === 0) return { kind: 'verdict', verdict: judge(plan, cells, standing()) };
      if (left() < MOMENT) return { kind: 'verdict', verdict: judgeAtEnd(plan, cells, standing()) };
      const known = cells.length + leftOut.size;
      if (known === before)
        return { kind: 'failed', message: 'The trainer ended without what it was asked for.' };
      before = known;
      const task = taskOf(plan, wanted);
      writeWhole(files.task, task);
      const end = await runner.run({
        task,
        taskPath: files.task,
        resultsPath: files.results,
        seconds: left(),
        onProgress: (progress) => follower.hears(progress, cells.length),
        signal,
      });
      if (end.kind !== 'done') return end;
      waited += end.waited ?? 0;
      const after = readLines(files.results, task.experiment);
      for (const name of wanted.map((cell) => nameOfKey(task, cell))) {
        const left = after.leftOut.get(name);
        if (left && !after.cells.has(name)) leftOut.set(name, left);
      }
    }
  }
}

/** A reader sees the old content or the new one, never a part. */
function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, JSON.stringify(value, undefined, 2) + '\n');
  renameSync(`${path}.part`, path);
}
