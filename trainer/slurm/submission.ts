// A submission is a folder on the shared file system: a task file for each task of the array, and what these write.
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellKey, Task } from '../schema';

export const trainerPackage = 'powercount_torch';

/** At most `count` shares of the same work, as far as seeds of one size cost the same: each has seeds of all sizes. */
export function deal(cells: readonly CellKey[], count: number): CellKey[][] {
  const shares = Array.from({ length: Math.min(count, cells.length) }, () => new Set<CellKey>());
  const largestFirst = [...cells].sort((a, b) => b.size - a.size || a.seed - b.seed);
  largestFirst.forEach((cell, i) => shares[i % shares.length]!.add(cell));
  return shares.map((share) => cells.filter((cell) => share.has(cell))); // the most urgent first
}

export const numbersIn = (home: string): number[] =>
  readdirSync(home)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

/** A new folder in `home`, there as a whole or not at all. */
export function makeSubmission(
  home: string,
  task: Task,
  shares: readonly CellKey[][],
  packageFolder: string,
  script: (folder: string) => string,
): string {
  const draft = join(home, randomUUID());
  const folder = join(home, `${(numbersIn(home).at(-1) ?? 0) + 1}`);
  mkdirSync(draft);
  shares.forEach((cells, i) =>
    writeFileSync(join(draft, `${i}.task.json`), JSON.stringify({ ...task, cells })),
  );
  // A job may begin when an update has long removed the trainer that it was made for.
  cpSync(join(packageFolder, trainerPackage), join(draft, trainerPackage), {
    recursive: true,
    filter: (path) => !path.endsWith('__pycache__'),
  });
  writeFileSync(join(draft, 'job.sh'), script(folder));
  renameSync(draft, folder);
  return folder;
}

/** Tells other callers, and later ones, that the cluster has taken it. */
export const markSubmitted = (folder: string, job: string): void =>
  writeFileSync(join(folder, 'job'), `${job}\n`);

export const isSubmitted = (folder: string): boolean => existsSync(join(folder, 'job'));

/** No task of it begins after this, even where the cluster does not hear of it. */
export const markCancelled = (folder: string): void => writeFileSync(join(folder, 'cancelled'), '');

export const isCancelled = (folder: string): boolean => existsSync(join(folder, 'cancelled'));
