// Against a real Slurm, with a stand-in for the trainer that has trouble when it is asked to.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../../../scripts/slurm-cluster.mjs';
import { nameOf } from '../../../../trainer/identity';
import type { PosteriorPlan } from '../../../../trainer/posterior-schema';
import { LEAVING, type End } from '../../../../trainer/runner';
import { slurmRunner, type SlurmSettings } from '../../../../trainer/runners/slurm';
import { linearPlan, linearSizes } from '../plans';
import { clusterFor, standIn, Trial, until } from './cluster';

/** Six cells, three for each of two tasks; jobs and folders are told apart by the name. */
const named = (hash: string): PosteriorPlan =>
  linearPlan({ sizes: linearSizes(6, 10), seeds: 3, source: { hash, statement: '' } });

const slurm = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' }).trim();

const sorted = (names: readonly string[]): string[] => [...names].sort();

describe('slurm: job arrays on a real cluster', function () {
  this.timeout(100_000);
  const trials: Trial[] = [];
  let cluster: Cluster;
  /** Begins first, as Slurm looks for tasks whose time is over twice a minute only. */
  let late: { readonly trial: Trial; readonly end: Promise<End> };

  const trial = (plan = named('plain'), settings: Partial<SlurmSettings> = {}): Trial => {
    const made = new Trial(plan, settings);
    trials.push(made);
    return made;
  };
  /** Every cell is in the results once, and was begun once on all nodes together. */
  const checkOnce = (run: Trial, results?: string): void => {
    const { sizes, cells } = run.task;
    const wanted = sorted(cells.map(({ size, seed }) => `${sizes[size]} seed=${seed}`));
    assert.deepEqual(sorted(run.cells(results).map(nameOf)), wanted);
    assert.deepEqual(sorted(run.begun()), wanted);
  };
  const done = async (end: Promise<End>): Promise<void> => assert.equal((await end).kind, 'done');

  before(async function () {
    cluster = await clusterFor(this);
    this.timeout(100_000);
    const hangs = trial(named('late'), { options: ['--nodelist=n3', '--time 2'] }).wish({ hang: 600 });
    const end = hangs.run();
    late = { trial: hangs, end };
    await until(() => hangs.cells().length === 2);
    for (const index of [0, 1]) slurm('scontrol', 'update', `jobid=${hangs.number}_${index}`, 'endtime=now');
  });
  after(async function () {
    for (const { abort } of trials) abort.abort();
    await cluster?.stop();
    delete process.env.SLURM_CONF;
    for (const each of trials) each.remove();
  });

  it('runs a task to its end, each cell once, whatever characters paths have', async () => {
    const run = trial();
    await done(run.run());
    checkOnce(run);
    assert.deepEqual(run.submissions(), ['1']);
    assert.ok(!existsSync(join(run.folder, 'x')) && !existsSync('x'));
    assert.ok(run.progress.some(({ message }) => /^Slurm job \d+: /.test(message)));
    assert.ok(run.progress.every(({ done, total }) => done >= 0 && done < total && total === 6));
  });

  it('cancels though the cluster does not answer, keeps what is finished, and runs only the rest the next time', async () => {
    const run = trial().wish({ hang: 600 });
    const end = run.run();
    await until(() => run.cells().length === 2);
    // Here both are sure to run when they are looked at.
    await until(() => run.progress.some(({ message }) => /^Slurm job \d+: 2 tasks running/.test(message)));
    const job = run.number;
    const controller = Number(readFileSync(join(cluster.folder, 'slurmctld.pid'), 'utf8'));
    process.kill(controller, 'SIGSTOP');
    run.abort.abort();
    assert.deepEqual(await end, { kind: 'cancelled' });
    const asking = slurm('pgrep', '-x', '-P', `${process.pid}`, 'scancel');
    assert.match(asking, /^\d+$/, 'who asks the cluster to cancel waits for it yet');
    process.kill(controller, 'SIGCONT');
    run.abort = new AbortController();
    await done(run.wish({}).run());
    assert.match(slurm('squeue', '-h', '-t', 'all', '-o', '%T', '-j', job), /^(CANCELLED\s*)+$/);
    checkOnce(run);
  });

  it('leaves its jobs to go on where the caller only leaves, and finds them again', async () => {
    const run = trial(named('left')).wish({ seconds: 1 });
    const end = run.run();
    await until(() => run.cells().length > 0);
    run.abort.abort(LEAVING);
    assert.deepEqual(await end, { kind: 'cancelled' });
    run.abort = new AbortController();
    await done(run.run());
    checkOnce(run);
    assert.deepEqual(run.submissions(), ['1']);
  });

  it('goes on where a node fails, and where a task is put back into the queue', async () => {
    const fails = trial(named('fails'), { options: ['--exclude=n3'] }).wish({ hang: 600 });
    const requeued = trial(named('requeued'), { options: ['--nodelist=n3'] }).wish({ hang: 600 });
    const ends = [fails, requeued].map((each) => each.run());
    await until(() => fails.cells().length === 2 && requeued.cells().length === 2);
    for (const index of [0, 1]) slurm('scontrol', 'requeue', `${requeued.number}_${index}`);
    const nodes = slurm('squeue', '-h', '-r', '-o', '%N', '-j', fails.number).split('\n');
    for (const node of new Set(nodes)) await cluster.failNode(node);
    for (const node of new Set(nodes)) await cluster.mendNode(node);
    for (const end of ends) await done(end);
    for (const run of [fails, requeued]) {
      checkOnce(run);
      assert.deepEqual(run.submissions(), ['1']);
    }
  });

  it('is one job for several callers, and for those who come after one was killed', async () => {
    const run = trial().wish({ seconds: 1 });
    const { build } = await import('esbuild');
    const program = join(run.folder, 'caller.js');
    const entry = 'test/unit/trainer/slurm/caller.ts';
    await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      outfile: program,
      logLevel: 'error',
    });
    const { taskPath, resultsPath } = run.job();
    const args = [program, JSON.stringify(run.settings), taskPath, resultsPath];
    const first = spawn(process.execPath, args, { stdio: 'ignore' });
    const second = spawn(process.execPath, args, { stdio: 'ignore' });
    await until(() => run.cells().length > 0);
    first.kill('SIGKILL');
    second.kill('SIGKILL');
    await Promise.all(['results.jsonl', 'results.jsonl', 'other.jsonl'].map((file) => done(run.run(file))));
    checkOnce(run);
    checkOnce(run, 'other.jsonl');
    assert.deepEqual(run.submissions(), ['1']);
  });

  it('says in a sentence why a task cannot be run', async () => {
    const message = async (run: Trial): Promise<string> => {
      const end = await run.run();
      return end.kind === 'failed' ? end.message : end.kind;
    };
    const refuses = trial().wish({ trouble: 'refuse' });
    assert.equal(await message(refuses), 'This trainer runs no networks on Sundays.');
    assert.deepEqual(refuses.submissions(), ['1']);
    const crashes = trial(named('plain'), { shards: 1 }).wish({ trouble: 'crash' });
    const said =
      /^3 jobs ended without a single finished cell\. .*: the card has fallen off\. Its files are in .*\/3\.$/;
    assert.match(await message(crashes), said);
    assert.deepEqual(crashes.submissions(), ['1', '2', '3']);
    const nowhere = trial(named('plain'), { options: ['--partition=moon'] });
    assert.match(await message(nowhere), /^sbatch: .*invalid partition/i);
    assert.deepEqual(nowhere.cells(), []);
  });

  it('says that somebody cancelled the job on the cluster, and does not submit it again', async () => {
    const run = trial().wish({ hang: 600 });
    const end = run.run();
    await until(() => run.cells().length === 2);
    slurm('scancel', run.number);
    const { kind, ...rest } = await end;
    assert.equal(kind, 'failed');
    assert.match((rest as { message: string }).message, /^Job \d+ was cancelled on the cluster/);
    assert.deepEqual(run.submissions(), ['1']);
  });

  it('says what the cluster offers, and what is assumed of it', async () => {
    const of = (options: string[]) =>
      slurmRunner({ python: 'python3', packageFolder: standIn, folder: '/f', shards: 4, options }).device();
    const { name, flopsPerSecond, memory } = await of(['--cpus-per-task=2']);
    assert.equal(name, 'Slurm partition all (3 nodes): 4 tasks at most, 2 cores each, taken for 10 GFLOP/s');
    assert.deepEqual([flopsPerSecond, memory], [4e10, 1e9]);
    assert.match((await of(['-pall', '--gres=gpu:1'])).name, /GPU each, taken for 5 TFLOP/);
    await assert.rejects(of(['--partition=moon']), /^Error: The cluster has no partition moon\.$/);
  });

  it('submits what tasks left whose time was over', async () => {
    const { trial: run, end } = late;
    await done(end);
    checkOnce(run);
    assert.ok(run.submissions().length > 1);
    assert.ok(run.progress.some(({ message }) => message.includes('limited to 2 min each')));
  });
});
