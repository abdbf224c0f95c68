// The torch trainer's package under the tests' PyTorch.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResults } from '../../../../trainer/results';
import { nameOf } from '../../../../trainer/identity';
import type { Cell, Task } from '../../../../trainer/schema';

export const packageFolder = join(process.cwd(), 'trainer/torch');
export const environment = {
  ...process.env,
  PYTHONPATH: packageFolder,
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONWARNINGS: 'ignore',
};

/** What a script prints, as JSON. One thread: tests run beside others. */
export function ask(python: string, script: string, ...words: string[]): unknown {
  const code = `import json, sys, torch\ntorch.set_num_threads(1)\n${script}`;
  const { status, stdout, stderr } = spawnSync(python, ['-c', code, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

/** A folder that is there during a test. */
export function within<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'powercount-torch-'));
  const leave = (): void => rmSync(folder, { recursive: true, force: true });
  let result: T;
  try {
    result = use(folder);
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) return result.finally(leave) as T;
  leave();
  return result;
}

/**
 * The cells of tasks, each task's in its own sequence, in one process, since to load PyTorch takes longer than to run them;
 * `before` is Python that is run first, in which `run` is the trainer's.
 */
export const cellsOf = (python: string, tasks: readonly Task[], before = ''): Cell[][] =>
  within((folder) => {
    const paths = tasks.map((task, i) => {
      const path = join(folder, `${i}.json`);
      writeFileSync(path, JSON.stringify(task));
      return path;
    });
    const script = `
from powercount_torch.command import run
${before}
for path in sys.argv[1:]:
    run(path, path + 'l', 'cpu', '0/1', 1)
print(0)`;
    ask(python, script, ...paths);
    return tasks.map(({ experiment, sizes, cells }, i) => {
      const found = readResults(`${paths[i]!}l`, experiment);
      return cells.map(({ size, seed }) => {
        const cell = found.get(nameOf({ size: sizes[size]!, seed } as Cell));
        assert.ok(cell, `${sizes[size]} seed ${seed} is there`);
        return cell;
      });
    });
  });
