// Slurm's own programs, run without a shell.
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

type Command = 'sbatch' | 'squeue' | 'scancel' | 'sinfo';

/** Their output and what they select must not depend on where we were started: in another job, or in an editor. */
function environment(): NodeJS.ProcessEnv {
  const foreign = /^(SLURM_(?!CONF$)|SQUEUE_|SINFO_|SCANCEL_|VSCODE_|ELECTRON_|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

export const noSlurm =
  'This machine has no Slurm: sbatch is not on the PATH. Start the run on a machine that submits to the cluster.';

const noCluster =
  'Slurm is installed here but knows of no cluster: set SLURM_CONF, or start the run on a machine that submits to one.';

export class NoSlurm extends Error {
  override readonly message = noSlurm;
}

/** Whether jobs can be submitted from here, as far as that can be known without asking the cluster. */
export const hasSlurm = (): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'sbatch'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Longer than Slurm's own patience with its controller, in milliseconds. */
const PATIENCE = 60_000;

/** What the program prints. Rejects with a sentence; `signal` ends the program. */
export function ask(command: Command, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: environment(),
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
      maxBuffer: 1e8,
      signal,
    } as const;
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (error.code === 'ENOENT') return reject(new NoSlurm());
      const said = stderr.trim().split('\n').at(-1) ?? '';
      if (/establish a configuration source/.test(stderr)) return reject(new Error(noCluster));
      const words = said.replace(/^\w+: (error: )*/, '') || (error.killed ? 'no answer' : error.message);
      reject(new Error(`${command}: ${words}`));
    });
    child.stdin?.end();
  });
}

/** Cancels without waiting for the cluster, which may take longer than the user, or this process, stays. */
export function cancel(jobs: readonly string[]): void {
  if (jobs.length === 0) return;
  const child = spawn('scancel', [...jobs], { env: environment(), stdio: 'ignore', detached: true });
  child.on('error', () => undefined); // who could not submit has nothing to cancel
  child.unref();
}
