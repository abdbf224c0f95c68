import { build, type BuildOptions } from 'esbuild';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conduct, finishedCells, runFiles, type Outcome } from '../../../trainer/conduct';
import { nameOf } from '../../../trainer/identity';
import { embeddedRunner } from '../../../trainer/runners/embedded';
import type { Cell, Plan, Verdict } from '../../../trainer/schema';
import { smallPlan } from './conducted';

/** How often each kind of process is killed; more on request. */
const KILLS = Number(process.env.KILLS ?? 4);

/** Trainings that take a few hundredths of a second each; the margin is so small that it takes many. */
const plan: Plan = { ...smallPlan({ margin: 1e-6, seeds: 12, batch: 400 } as Partial<Plan>, [32, 64, 96]) };

describe('a run by the embedded trainer', function () {
  this.timeout(120_000);
  let [programs, folder] = ['', ''];
  before(async () => {
    programs = mkdtempSync(join(tmpdir(), 'powercount-killed-'));
    const { bundleOptions } = (await import(pathToFileURL(resolve('scripts/build.mjs')).href)) as {
      bundleOptions: BuildOptions;
    };
    await build({
      ...bundleOptions,
      outdir: programs,
      entryPoints: [
        { in: 'trainer/embedded/main.ts', out: 'trainer' },
        { in: 'test/unit/trainer/conductor.ts', out: 'conductor' },
      ],
    });
    writeFileSync(join(programs, 'plan.json'), JSON.stringify(plan));
    // In the place of node: says which process the trainer is.
    writeFileSync(
      join(programs, 'node'),
      `#!/bin/sh\necho $$ > '${programs}/pid'\nexec '${process.execPath}' "$@"\n`,
    );
    chmodSync(join(programs, 'node'), 0o755);
  });
  after(() => rmSync(programs, { recursive: true, force: true }));
  beforeEach(() => (folder = mkdtempSync(join(programs, 'runs-'))));

  const runner = (execPath = process.execPath) =>
    embeddedRunner({ trainer: join(programs, 'trainer.js'), execPath, threads: 2 });
  const conducted = (execPath?: string, signal = new AbortController().signal, onUpdate = () => {}) =>
    conduct(plan, folder, runner(execPath), { signal, onUpdate });
  const lines = (): string[] => {
    const { results } = runFiles(folder, plan);
    return existsSync(results) ? readFileSync(results, 'utf8').split('\n').slice(0, -1) : [];
  };
  /** All but the time that it took. */
  const said = (outcome: Outcome): Omit<Verdict, 'seconds'> => {
    assert.ok(outcome.kind === 'verdict', JSON.stringify(outcome));
    const { seconds, ...rest } = outcome.verdict;
    assert.ok(seconds > 0);
    return rest;
  };
  const found = (cells: Cell[]) => cells.map((cell) => ({ name: nameOf(cell), found: cell.found }));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const alive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  let whole: { verdict: object; cells: ReturnType<typeof found>; seconds: number };
  before(async () => {
    folder = mkdtempSync(join(programs, 'runs-'));
    const began = performance.now();
    const verdict = said(await conducted());
    whole = {
      verdict,
      cells: found(finishedCells(folder, plan)),
      seconds: (performance.now() - began) / 1000,
    };
  });

  /** The same cells as without interruption, and none of them twice. */
  const checkLines = (): void => {
    const names = lines().map((line) => nameOf(JSON.parse(line) as Cell));
    assert.deepEqual(names.sort(), whole.cells.map(({ name }) => name).sort());
  };

  it('comes to the same verdict when its trainer is killed at any moment, again and again', async () => {
    const moments: number[] = [];
    for (let kills = 0; kills < KILLS; kills++) {
      const moment = Math.random() * 600 * whole.seconds;
      moments.push(Math.round(moment));
      rmSync(join(programs, 'pid'), { force: true });
      const outcome = conducted(join(programs, 'node'));
      await pause(moment);
      if (existsSync(join(programs, 'pid'))) {
        const pid = Number(readFileSync(join(programs, 'pid'), 'utf8'));
        if (alive(pid)) process.kill(pid, 'SIGKILL');
      }
      const { kind } = await outcome;
      assert.ok(kind === 'failed' || kind === 'verdict', kind);
    }
    assert.deepEqual(said(await conducted()), whole.verdict, `killed after ${moments.join(', ')} ms`);
    assert.deepEqual(found(finishedCells(folder, plan)), whole.cells);
    checkLines();
  });

  it('comes to the same verdict when the process that conducts it is killed, and leaves no trainer behind', async () => {
    const moments: number[] = [];
    const conductor = [
      join(programs, 'conductor.js'),
      join(programs, 'plan.json'),
      folder,
      join(programs, 'trainer.js'),
    ];
    for (let kills = 0; kills < KILLS; kills++) {
      const moment = Math.random() * 600 * whole.seconds;
      moments.push(Math.round(moment));
      const child = spawn(process.execPath, conductor, { stdio: 'ignore' });
      const closed = once(child, 'close');
      await pause(moment);
      child.kill('SIGKILL');
      await closed;
    }
    // The trainer of the last one may have a cell under way; it ends without anybody to ask it to.
    await pause(700);
    const before = lines();
    await pause(300);
    assert.deepEqual(lines(), before, 'a trainer goes on without its parent');
    assert.deepEqual(said(await conducted()), whole.verdict, `killed after ${moments.join(', ')} ms`);
    assert.deepEqual(found(finishedCells(folder, plan)), whole.cells);
  });

  it('is cancelled while a cell is under way, and goes on there', async () => {
    const abort = new AbortController();
    const outcome = await conducted(undefined, abort.signal, () => lines().length > 2 && abort.abort());
    assert.deepEqual(outcome, { kind: 'cancelled' });
    const before = lines();
    assert.ok(before.length > 2 && before.length < whole.cells.length, `${before.length}`);
    assert.deepEqual(said(await conducted()), whole.verdict);
    assert.deepEqual(lines().slice(0, before.length), before);
    checkLines();
  });
});
