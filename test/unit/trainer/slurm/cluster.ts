// A real Slurm cluster for the tests, and runs on it.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSlurm, startCluster, type Cluster } from '../../../../scripts/slurm-cluster.mjs';
import { taskOf } from '../../../../trainer/identity';
import type { End, Job } from '../../../../trainer/runner';
import { slurmRunner, type SlurmSettings } from '../../../../trainer/runners/slurm';
import type { Cell, Plan, Progress, Task } from '../../../../trainer/schema';
import { skip } from '../../../skip';
import { keysOf } from '../plans';

/** Starts a cluster; where there is no Slurm and none can be installed, skips the suite and says why. */
export async function clusterFor(context: Mocha.Context): Promise<Cluster> {
  context.timeout(400_000);
  const because = await ensureSlurm();
  if (because) skip(context, because);
  const cluster = await startCluster({ nodes: 3, cpus: 4 });
  process.env.SLURM_CONF = cluster.config;
  return cluster;
}

/** Looks often: there are no other users. */
const pace = { files: 0.2, queue: 0.5 };

/** What the stand-in for the trainer does (its own text says more). */
interface Wish {
  readonly seconds?: number;
  readonly trouble?: 'refuse' | 'crash';
  readonly hang?: number;
}

export const standIn = join(process.cwd(), 'test/unit/trainer/slurm/stand-in');

/** A plan's run on the cluster, in a folder of its own whose name is a trap for careless quoting. */
export class Trial {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'powercount-run-')), `it's "a" $(touch x) | ;&*`);
  readonly settings: SlurmSettings;
  readonly task: Task;
  readonly progress: Progress[] = [];
  abort = new AbortController();

  constructor(plan: Plan, settings: Partial<SlurmSettings> = {}) {
    const { folder } = this;
    this.task = taskOf(plan, keysOf(plan));
    mkdirSync(folder);
    this.settings = {
      python: 'python3',
      packageFolder: standIn,
      options: [],
      shards: 2,
      folder,
      ...settings,
    };
    this.wish({});
  }

  wish(wish: Wish): this {
    writeFileSync(join(this.folder, 'wish.json'), JSON.stringify(wish));
    return this;
  }

  run(results?: string): Promise<End> {
    return slurmRunner(this.settings, pace).run(this.job(results));
  }

  /** Its results in a file of the run's folder. */
  job(results = 'results.jsonl'): Job {
    const taskPath = join(this.folder, 'task.json');
    writeFileSync(taskPath, JSON.stringify(this.task));
    const resultsPath = join(this.folder, results);
    const { task, progress } = this;
    const onProgress = (now: Progress): void => void progress.push(now);
    return { task, taskPath, resultsPath, seconds: 600, onProgress, signal: this.abort.signal };
  }

  cells(results = 'results.jsonl'): Cell[] {
    const path = join(this.folder, results);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Cell);
  }

  private get home(): string {
    return join(this.folder, `powercount-${this.task.plan.source.hash}`);
  }

  submissions(): string[] {
    return existsSync(this.home)
      ? readdirSync(this.home)
          .filter((name) => /^\d+$/.test(name))
          .sort()
      : [];
  }

  /** Names of the cells that the stand-in began, all submissions together. */
  begun(): string[] {
    return this.submissions().flatMap((number) => {
      const log = join(this.home, number, 'ran.log');
      return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    });
  }

  /** The number of its latest job. */
  get number(): string {
    return readFileSync(join(this.home, this.submissions().at(-1)!, 'job'), 'utf8').trim();
  }

  remove(): void {
    rmSync(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for what will come; mocha's limit ends it otherwise. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}
