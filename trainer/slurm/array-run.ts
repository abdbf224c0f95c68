// A task on the cluster: submits what is missing, follows it, and collects what comes, until nothing is missing.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nameOf, nameOfKey } from '../identity';
import { Lock } from '../lock';
import { appendResult, readLines, readResults } from '../results';
import { LEAVING, type End, type Job } from '../runner';
import type { Cell, LeftOut } from '../schema';
import { Archive, type Shard } from './archive';
import { ask, cancel, NoSlurm } from './commands';
import { tasksOf, type ArrayTask } from './queue';
import { batchScript } from './script';
import { argumentOf, type SlurmSettings } from './settings';
import { deal, makeSubmission, markCancelled, markSubmitted } from './submission';
import { survey, type Survey } from './survey';
import { failure, progressOf, wasCancelled } from './words';

/** The name of a plan's jobs, and of their folder. */
export const jobName = (hash: string): string => `powercount-${hash.replace(/[^\w-]/g, '-')}`;

/** Seconds between looks at the files, and at the queue: its controller serves all users of a cluster. */
export interface Pace {
  readonly files: number;
  readonly queue: number;
}

export class ArrayRun {
  private readonly name: string;
  /** Holds a folder for each submission of the plan. */
  private readonly home: string;
  private readonly wanted: readonly string[];
  private readonly archive: Archive;
  /** Held by the one caller that submits or collects. */
  private readonly lock: Lock;
  private results: ReadonlySet<string> = new Set();
  /** What no task of this run had memory for. */
  private leftOut: ReadonlySet<string> = new Set();
  private shards: readonly Shard[] = [];
  private queue: readonly ArrayTask[] = [];
  private asked = -Infinity;
  /** Why the cluster was silent when it was last asked. */
  private silence: string | undefined;
  /** Submissions that were over when this run began. */
  private past: ReadonlySet<string> | undefined;
  private readonly began = performance.now();
  /** Time in which a task ran; the queue's is not the user's. */
  private ranSeconds = 0;

  constructor(
    private readonly settings: SlurmSettings,
    private readonly job: Job,
    private readonly pace: Pace,
  ) {
    const { plan, cells, experiment } = job.task;
    this.name = jobName(plan.source.hash);
    this.home = join(resolve(settings.folder), this.name);
    this.wanted = cells.map((cell) => nameOfKey(job.task, cell));
    mkdirSync(this.home, { recursive: true });
    this.archive = new Archive(this.home, experiment);
    this.lock = new Lock(join(this.home, 'lock'));
  }

  async toEnd(): Promise<End> {
    const { signal, seconds, onProgress } = this.job;
    for (let before = performance.now(); ;) {
      // The queue first: of what it calls ended, all results are there when the files are read.
      const asked = await this.askQueue();
      await this.collect();
      // The jobs of who only leaves go on, and are found again.
      if (signal.aborted && signal.reason === LEAVING) return { kind: 'cancelled' };
      if (signal.aborted) return this.stop({ kind: 'cancelled' });
      const standing = this.survey();
      if (standing.missing.length === 0) return this.done();
      const now = performance.now();
      if (standing.alive.some(({ task }) => task.state === 'RUNNING'))
        this.ranSeconds += (now - before) / 1000;
      before = now;
      if (this.ranSeconds >= seconds) return this.stop(this.done());
      const end = asked ? await this.act(standing) : undefined;
      if (end) return end;
      const left = Math.max(0, seconds - this.ranSeconds);
      onProgress(progressOf(standing, this.wanted.length, left, this.silence));
      await pause(1000 * this.pace.files, undefined, { signal }).catch(() => undefined);
    }
  }

  private survey(): Survey {
    return survey(this.wanted, this.results, this.shards, this.queue, this.past ?? new Set());
  }

  /** Whether there is news from the queue. A controller that does not answer is asked again, for as long as it takes. */
  private async askQueue(now = false): Promise<boolean> {
    if (!now && performance.now() - this.asked < 1000 * this.pace.queue) return false;
    try {
      this.queue = await tasksOf(this.name, this.job.signal);
      this.silence = undefined;
    } catch (error) {
      if (error instanceof NoSlurm) throw error;
      this.silence = (error as Error).message;
    }
    this.asked = performance.now();
    return this.silence === undefined;
  }

  /** Reads what is there, and takes over new cells unless another caller is at it. */
  private async collect(): Promise<void> {
    const { resultsPath, task } = this.job;
    this.shards = this.archive.shards();
    if (this.past === undefined) this.results = new Set(readResults(resultsPath, task.experiment).keys());
    const isNew = (line: Cell | LeftOut): boolean => !this.results.has(nameOf(line));
    const isNewlyLeftOut = (line: LeftOut): boolean => isNew(line) && !this.leftOut.has(nameOf(line));
    if (this.shards.some((shard) => shard.cells.some(isNew) || this.leftOutOf(shard).some(isNewlyLeftOut)))
      await this.exclusively(() => this.takeOver());
    if (this.past === undefined && this.silence === undefined) {
      const alive = new Set(this.survey().alive.map(({ shard }) => shard.folder));
      this.past = new Set(this.shards.map(({ folder }) => folder).filter((folder) => !alive.has(folder)));
    }
  }

  private takeOver(): void {
    const { resultsPath, task } = this.job;
    const there = readLines(resultsPath, task.experiment, true);
    const names = new Set(there.cells.keys());
    for (const cell of this.shards.flatMap(({ cells }) => cells)) {
      if (names.has(nameOf(cell))) continue;
      appendResult(resultsPath, cell);
      names.add(nameOf(cell));
    }
    const left = new Set(this.leftOut);
    for (const line of this.shards.flatMap((shard) => this.leftOutOf(shard))) {
      if (names.has(nameOf(line)) || left.has(nameOf(line))) continue;
      if (!(line.held <= (there.leftOut.get(nameOf(line))?.held ?? -1))) appendResult(resultsPath, line);
      left.add(nameOf(line));
    }
    [this.results, this.leftOut] = [names, left];
  }

  /** Of a submission that was over when this run began, nothing: there may be more memory now. */
  private leftOutOf({ folder, leftOut }: Shard): readonly LeftOut[] {
    return this.past === undefined || this.past.has(folder) ? [] : leftOut;
  }

  private async exclusively(work: () => Promise<void> | void): Promise<void> {
    if (this.lock.take() !== undefined) return; // another caller does the same; we look again
    try {
      await work();
    } finally {
      this.lock.release();
    }
  }

  /** Does what the news from the queue ask for; an end where there is nothing to do. */
  private async act(standing: Survey): Promise<End | undefined> {
    const { alive, open, hopeless, cancelled, cancelledByOthers } = standing;
    if (cancelled.length > 0) return this.stop({ kind: 'cancelled' });
    if (cancelledByOthers[0])
      return this.stop({ kind: 'failed', message: wasCancelled(cancelledByOthers[0]) });
    if (open.length > 0) await this.exclusively(() => this.submit());
    else if (alive.length === 0)
      return hopeless[0] ? { kind: 'failed', message: failure(hopeless[0]) } : this.done();
    return undefined;
  }

  private async submit(): Promise<void> {
    const { settings, job } = this;
    if (!(await this.askQueue(true))) return;
    this.shards = this.archive.shards();
    this.takeOver();
    const open = new Set(this.survey().open);
    const cells = job.task.cells.filter((cell) => open.has(nameOfKey(job.task, cell)));
    if (cells.length === 0 || job.signal.aborted) return;
    const shares = deal(cells, settings.shards);
    const seconds = Math.max(1, job.seconds - this.ranSeconds);
    const folder = makeSubmission(this.home, job.task, shares, settings.packageFolder, (at) =>
      batchScript(at, seconds, settings.python),
    );
    const answer = ask('sbatch', [
      ...['--parsable', '--requeue', '--open-mode=append', '--output=%a.log'],
      ...[`--job-name=${this.name}`, `--chdir=${folder}`, `--array=0-${shares.length - 1}`],
      ...settings.options.map(argumentOf),
      join(folder, 'job.sh'),
    ]).then(numberIn);
    const number = await unlessAborted(answer, job.signal);
    if (number === undefined && job.signal.reason === LEAVING) {
      // Who comes next finds the job by its name.
      answer.then((late) => markSubmitted(folder, late)).catch(() => undefined);
      return;
    }
    if (number === undefined) {
      // Its tasks will not begin, also where this process ends before the cluster answers.
      markCancelled(folder);
      answer.then((late) => cancel([late])).catch(() => undefined);
      return;
    }
    markSubmitted(folder, number);
    this.asked = -Infinity;
  }

  /** Ends what waits or runs of the plan. */
  private stop(end: End): End {
    const { alive } = this.survey();
    for (const folder of new Set(alive.map(({ shard }) => shard.folder))) markCancelled(folder);
    cancel([...new Set(alive.map(({ task }) => task.job))]);
    return end;
  }

  /** Ends submissions of which all is known: a shard was given up for dead and came back. */
  private done(): End {
    const { alive } = this.survey();
    const needed = this.shards.filter(({ wanted }) => wanted.some((name) => !this.results.has(name)));
    const idle = alive.filter(({ shard }) => !needed.some(({ folder }) => folder === shard.folder));
    for (const { shard } of idle) markCancelled(shard.folder);
    cancel([...new Set(idle.map(({ task }) => task.job))]);
    const waited = Math.max(0, (performance.now() - this.began) / 1000 - this.ranSeconds);
    return { kind: 'done', waited };
  }
}

function numberIn(answer: string): string {
  const number = /^\d+/.exec(answer.trim())?.[0];
  if (number === undefined) throw new Error(`sbatch gave no job number: ${answer.trim().slice(0, 200)}`);
  return number;
}

/** Undefined as soon as `signal` is aborted, while the work goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let leave = (): void => undefined;
  const abort = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)));
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, abort]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
