// The parts that need no cluster, against the shell, and by hand.
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOf, taskOf } from '../../../../trainer/identity';
import { slurmRunner, type SlurmSettings } from '../../../../trainer/runners/slurm';
import type { Task } from '../../../../trainer/schema';
import { Archive } from '../../../../trainer/slurm/archive';
import { readPartitions } from '../../../../trainer/slurm/device';
import { readTasks, secondsOf } from '../../../../trainer/slurm/queue';
import { quoted } from '../../../../trainer/slurm/script';
import { argumentOf, settingsTrouble } from '../../../../trainer/slurm/settings';
import { deal, makeSubmission, markCancelled, markSubmitted } from '../../../../trainer/slurm/submission';
import { survey, type Survey } from '../../../../trainer/slurm/survey';
import { failure } from '../../../../trainer/slurm/words';
import { standIn } from './cluster';
import { cellsOfPower, keysOf, linearPlan, linearSizes } from '../plans';

const settings: SlurmSettings = {
  python: 'python3',
  packageFolder: standIn,
  options: [],
  shards: 2,
  folder: '/f',
};

describe('slurm: settings', () => {
  const trouble = (changes: Partial<SlurmSettings>): string | undefined =>
    settingsTrouble({ ...settings, ...changes });

  it('takes options of sbatch in both spellings', () => {
    const options = [
      '--partition=gpu',
      '--gres=gpu:a100:1',
      '--exclusive',
      '-pgpu',
      '-t 4:00:00',
      '--account mine',
    ];
    assert.equal(trouble({ options }), undefined);
  });

  it('gives sbatch one argument for each', () => {
    const given = ['--partition gpu', '-p  gpu', '--time=1:00', '--exclusive'].map(argumentOf);
    assert.deepEqual(given, ['--partition=gpu', '-pgpu', '--time=1:00', '--exclusive']);
  });

  it('refuses what is no option, breaks a line, or is for the runner to say', () => {
    const bad = [
      'gpu',
      '--',
      '',
      '--a=b\nc',
      '--array=0-5',
      '-a0-5',
      '--output=x',
      '--wrap=id',
      '-Dx',
      '--test-only',
    ];
    for (const option of bad)
      assert.match(trouble({ options: [option] }) ?? '', /^(".*" is not an option of sbatch|Leave )/, option);
  });

  it('refuses paths that Slurm, Python or a script would read otherwise', () => {
    assert.match(trouble({ folder: '/a%b' })!, /patterns/);
    assert.match(trouble({ python: 'a\nb' })!, /control character/);
    assert.match(trouble({ packageFolder: '/nowhere' })!, /no trainer in/);
    assert.match(trouble({ folder: '' })!, /empty/);
    for (const shards of [0, 1.5, 1001, NaN]) assert.match(trouble({ shards })!, /from 1 to 1000/);
  });

  it('says in a sentence where there is no Slurm', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      const runner = slurmRunner(settings);
      assert.match(runner.refusal(linearPlan()) ?? '', /^This machine has no Slurm: /);
      await assert.rejects(runner.device(), /^Error: This machine has no Slurm: /);
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('slurm: what goes to the shell and comes from the queue', () => {
  it('quotes any text for a shell', () => {
    const text = fc.string({ unit: 'grapheme' }).map((some) => `${some}'`.replaceAll('\0', ''));
    const echoed = (word: string): string =>
      execFileSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' });
    fc.assert(
      fc.property(text, (word) => echoed(word) === word),
      { numRuns: 30 },
    );
  });

  it('reads durations and tasks', () => {
    assert.deepEqual(['1-02:03:04', '02:03:04', '3:04', 'UNLIMITED'].map(secondsOf), [
      93784,
      7384,
      184,
      Infinity,
    ]);
    const text = '7|2|PENDING|1:00:00|Resources|/a b|c/1\n7|[3-5]|PENDING|1:00|None|/x\n\n';
    const task = {
      job: '7',
      index: 2,
      state: 'PENDING',
      reason: 'Resources',
      limit: 3600,
      folder: '/a b|c/1',
    };
    assert.deepEqual(readTasks(text), [task]);
  });

  it('reads partitions', () => {
    assert.deepEqual(readPartitions('gpu*|4|512000+\ncpu|10|64000\n'), [
      { name: 'gpu', usual: true, nodes: 4, megabytes: 512000 },
      { name: 'cpu', usual: false, nodes: 10, megabytes: 64000 },
    ]);
  });
});

describe('slurm: shards', () => {
  it('deals each cell to one shard, and the same work to all', () => {
    const key = fc.record({ size: fc.nat(4), seed: fc.nat(30) });
    const cells = fc.uniqueArray(key, { selector: ({ size, seed }) => `${size} ${seed}` });
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 9 }), (all, count) => {
        const shares = deal(all, count);
        assert.deepEqual(new Set(shares.flat()), new Set(all));
        assert.equal(shares.flat().length, all.length);
        assert.equal(shares.length, Math.min(count, all.length));
        for (let size = 0; size < 5; size += 1) {
          const counts = shares.map((share) => share.filter((cell) => cell.size === size).length);
          assert.ok(counts.length === 0 || Math.max(...counts) - Math.min(...counts) <= 1);
        }
        for (const share of shares)
          assert.deepEqual(
            share,
            all.filter((cell) => share.includes(cell)),
          );
      }),
    );
  });
});

describe('slurm: what is missing, and who works on it', () => {
  const plan = linearPlan({ sizes: linearSizes(6, 10), seeds: 2 });
  const keys = keysOf(plan);
  const task: Task = taskOf(plan, keys);
  const cells = cellsOfPower(plan, 1);
  const wanted = cells.map(nameOf);
  let home = '';
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'powercount-home-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  const submit = (...shares: (typeof keys)[]): string => {
    const folder = makeSubmission(home, task, shares, standIn, () => '');
    markSubmitted(folder, '7');
    return folder;
  };
  const inQueue = (folder: string, index: number, state: string) => ({
    ...{ job: '7', index, state, reason: 'None', limit: Infinity, folder },
  });
  const look = (queue: ReturnType<typeof inQueue>[], results: string[] = [], past: string[] = []): Survey =>
    survey(wanted, new Set(results), new Archive(home, task.experiment).shards(), queue, new Set(past));

  it('reads whole lines of this experiment only, of all attempts', () => {
    const folder = submit(keys);
    const line = (i: number): string => JSON.stringify(cells[i]) + '\n';
    const foreign = JSON.stringify({ ...cells[0], experiment: 'other' }) + '\n';
    writeFileSync(join(folder, '0.0.results.jsonl'), line(0) + foreign + '{"torn":\n' + line(1));
    writeFileSync(join(folder, '0.1.results.jsonl'), line(0) + line(2) + line(3).trimEnd());
    const [shard] = new Archive(home, task.experiment).shards();
    assert.deepEqual(shard!.cells, [cells[0], cells[1], cells[0], cells[2]]);
    assert.equal(shard!.attempt, '0.1');
    assert.deepEqual(JSON.parse(readFileSync(join(folder, '0.task.json'), 'utf8')), task);
  });

  it('leaves a cell alone while its task waits or runs, and opens it when that ended without it', () => {
    const folder = submit(keys.slice(0, 2), keys.slice(2));
    const both = look([inQueue(folder, 0, 'RUNNING'), inQueue(folder, 1, 'PENDING')], [wanted[0]!]);
    assert.deepEqual([both.missing, both.open], [wanted.slice(1), []]);
    const one = look([inQueue(folder, 0, 'TIMEOUT'), inQueue(folder, 1, 'COMPLETING')], [wanted[0]!]);
    assert.deepEqual([one.open, one.alive.length], [[wanted[1]], 1]);
    assert.deepEqual(look([]).open, wanted); // the cluster has forgotten them
  });

  it('gives up on what came to nothing three times in this run', () => {
    const folders = [submit(keys), submit(keys), submit(keys)];
    const ended = folders.map((folder) => inQueue(folder, 0, 'FAILED'));
    assert.deepEqual([look(ended).open, look(ended).hopeless.length], [[], 1]);
    assert.match(failure(look(ended).hopeless[0]!), /^3 jobs ended .* do the nodes see the folder .*\/3\?$/);
    assert.deepEqual(
      [look(ended, [], folders.slice(0, 1)).open, look(ended, [], folders).open],
      [wanted, wanted],
    );
    writeFileSync(join(folders[1]!, '0.0.results.jsonl'), JSON.stringify(cells[0]) + '\n');
    assert.deepEqual(look(ended, wanted.slice(0, 1)).open, wanted.slice(1));
  });

  it('tells a refusal, the end of the time, and a cancellation from a failure', () => {
    const folder = submit(keys);
    const ended = [inQueue(folder, 0, 'FAILED')];
    const attempt = (status: number): void => {
      writeFileSync(join(folder, '0.0.results.jsonl'), '');
      writeFileSync(join(folder, '0.0.status'), `${status}\n`);
    };
    attempt(2);
    assert.deepEqual([look(ended).open, look(ended).hopeless.length], [[], 1]);
    attempt(124);
    assert.deepEqual([look(ended).open, look(ended).hopeless.length], [[], 0]);
    attempt(1);
    assert.deepEqual([look(ended).open, look(ended).hopeless.length], [wanted, 0]);
    assert.equal(look([inQueue(folder, 0, 'CANCELLED')]).cancelledByOthers.length, 1);
    markCancelled(folder);
    const cancelled = look([inQueue(folder, 0, 'CANCELLED')]);
    assert.deepEqual([cancelled.cancelled.length, cancelled.cancelledByOthers.length], [1, 0]);
  });

  it('does not submit again what a task had no memory for, but what one of an earlier run had none for', () => {
    const folder = submit(keys);
    const { experiment, size, seed } = cells[1]!;
    const left = { experiment, size, seed, leftOut: 'the card is too small', held: 0, on: 'a card' };
    writeFileSync(
      join(folder, '0.0.results.jsonl'),
      [cells[0], left].map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const [shard] = new Archive(home, task.experiment).shards();
    assert.deepEqual([shard!.cells, shard!.leftOut], [[cells[0]], [left]]);
    const ended = [inQueue(folder, 0, 'COMPLETED')];
    const [now, later] = [[], [folder]].map((past) => look(ended, wanted.slice(0, 1), past));
    assert.deepEqual([now!.open, now!.missing], [wanted.slice(2), wanted.slice(1)]);
    assert.deepEqual(later!.open, wanted.slice(1));
  });

  it('does not wait for a job that was cancelled and has not heard of it yet', () => {
    const folder = submit(keys);
    markCancelled(folder);
    const running = look([inQueue(folder, 0, 'RUNNING')], [], [folder]);
    assert.deepEqual([running.alive, running.open, running.cancelled], [[], wanted, []]);
  });
});
