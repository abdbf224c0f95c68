// What a user says of a cluster, and what may be said.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { trainerPackage } from './submission';

export interface SlurmSettings {
  /** The interpreter with PyTorch, as the nodes find it: "/shared/venv/bin/python". */
  readonly python: string;
  /** The folder on this machine that holds the package powercount_torch; jobs get a copy. */
  readonly packageFolder: string;
  /** Further options of sbatch, one each: "--partition=gpu", "--gres=gpu:1", "--time=4:00:00". */
  readonly options: readonly string[];
  /** Tasks of the job array, at most. */
  readonly shards: number;
  /** A folder that this machine and all nodes share: tasks, results and logs of the jobs are kept there. */
  readonly folder: string;
}

/** What the runner says itself, so that it can follow and collect what it submits. */
const own = [
  ...['array', 'chdir', 'clusters', 'error', 'hold', 'input', 'job-name', 'no-requeue', 'open-mode'],
  ...['output', 'parsable', 'requeue', 'test-only', 'wait', 'wrap', 'help', 'usage', 'version'],
];
const ownShort = 'aDeHhiJMoVW';

/** An option as one argument of sbatch: "--partition gpu" is --partition=gpu, "-p gpu" is -pgpu. */
export const argumentOf = (option: string): string =>
  option.replace(/^(--[a-z-]+) +/, '$1=').replace(/^(-[a-zA-Z]) +/, '$1');

/** Why nothing can be submitted with these settings, as a sentence. */
export function settingsTrouble({
  python,
  packageFolder,
  options,
  shards,
  folder,
}: SlurmSettings): string | undefined {
  const lines = { python, packageFolder, folder };
  for (const [name, value] of Object.entries(lines)) {
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    if (/[\x00-\x1f\x7f]/.test(value)) return `The setting ${name} of the cluster has a control character.`;
    if (value === '') return `The setting ${name} of the cluster is empty.`;
  }
  if (/[%\\]/.test(folder))
    return 'The folder of the cluster has % or \\ in its name, which Slurm reads as patterns.';
  if (!existsSync(join(packageFolder, trainerPackage, '__main__.py')))
    return `There is no trainer in ${packageFolder}: it must have the folder ${trainerPackage}.`;
  for (const option of options) {
    const match = /^(?:--([a-z][a-z-]*)(?:[= ].+)?|-([a-zA-Z]).*)$/.exec(option);
    if (!match || !/^[\x20-\x7e]+$/.test(option))
      return `"${option.replace(/[^\x20-\x7e]/g, '?')}" is not an option of sbatch like --partition=gpu.`;
    const [, long, short] = match;
    // sbatch takes the beginning of a name for the name.
    if (own.some((name) => long && name.startsWith(long)) || (short && ownShort.includes(short)))
      return `Leave ${long ? `--${long}` : `-${short}`} out of the cluster's options: Powercount decides that itself.`;
  }
  if (!Number.isInteger(shards) || shards < 1 || shards > 1000)
    return 'The number of shards on the cluster must be a whole number from 1 to 1000.';
  return undefined;
}
