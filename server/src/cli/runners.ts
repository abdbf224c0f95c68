import { join } from 'node:path';
import { embeddedRunner } from '../../../trainer/runners/embedded';
import { findPython, type Candidate } from '../../../trainer/runners/interpreters';
import { slurmRunner } from '../../../trainer/runners/slurm';
import { torchRunner } from '../../../trainer/runners/torch';
import type { Runner } from '../../../trainer/runner';
import { UsageError, wholeNumber, type Given, type Option } from './command';

/** Of what the runs shall run on. */
export const runnerOptions: Readonly<Record<string, Option>> = {
  on: {
    value: 'here|torch|slurm',
    about: 'run in this program (the default), in PyTorch, or on a cluster by sbatch',
  },
  threads: { value: 'N', about: 'here: train on this many threads, not on all (8 at most)' },
  python: { value: 'PATH', about: 'torch, slurm: the interpreter that has PyTorch, not python3' },
  device: { value: 'NAME', about: 'torch: cuda, cuda:1, mps or cpu, not the fastest' },
  slurm: { value: '"OPTIONS"', about: 'slurm: options of sbatch, as in "partition=gpu gres=gpu:1"' },
  shards: { value: 'N', about: 'slurm: spread the runs over this many jobs at most, not 8' },
};

/** Options that say nothing unless one of these is chosen. */
const belongs: Readonly<Record<string, readonly string[]>> = {
  threads: ['here'],
  python: ['torch', 'slurm'],
  device: ['torch'],
  slurm: ['slurm'],
  shards: ['slurm'],
};

const packageFolder = join(__dirname, 'torch');

const placeOf = (given: Given): string => given.values.get('on') ?? 'here';

/** Throws UsageError where options do not go together; starts nothing. */
export function checkRunnerOptions(given: Given): void {
  const on = placeOf(given);
  if (!['here', 'torch', 'slurm'].includes(on))
    throw new UsageError(`--on takes here, torch or slurm, not ${on}`);
  for (const [option, places] of Object.entries(belongs))
    if (given.values.has(option) && !places.includes(on))
      throw new UsageError(`--${option} belongs to --on ${places.join(' or ')}`);
}

/** What the options ask for; `folder` is for the files of a cluster's jobs. Throws UsageError with what is missing. */
export async function runnerFor(given: Given, folder: string): Promise<Runner> {
  const on = placeOf(given);
  if (on === 'torch') return torch(given);
  if (on === 'slurm') return slurm(given, folder);
  const threads = wholeNumber(given, 'threads');
  return embeddedRunner({
    trainer: join(__dirname, 'trainer.js'),
    execPath: process.execPath,
    ...(threads === undefined ? {} : { threads }),
  });
}

async function torch(given: Given): Promise<Runner> {
  const wished = given.values.get('python');
  const candidates: Candidate[] =
    wished === undefined
      ? ['python3', 'python'].map((path) => ({ path, from: 'the path' }))
      : [{ path: wished, from: '--python' }];
  const tried = await findPython(candidates, packageFolder);
  const found = tried.find((python) => 'version' in python);
  if (!found)
    throw new UsageError(tried.map((python) => ('problem' in python ? python.problem : '')).join('; '));
  const device = given.values.get('device');
  const torch = { python: found.path, packageFolder, ...(device === undefined ? {} : { device }) };
  return torchRunner(torch, found.devices);
}

function slurm(given: Given, folder: string): Runner {
  return slurmRunner({
    python: given.values.get('python') ?? 'python3',
    packageFolder,
    // A word that began with a dash would be taken for an option of ours.
    options: words(given.values.get('slurm')).map((word) => (word.startsWith('-') ? word : `--${word}`)),
    shards: wholeNumber(given, 'shards') ?? 8,
    folder,
  });
}

const words = (text = ''): string[] => text.split(/\s+/).filter(Boolean);
