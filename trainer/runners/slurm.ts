// Runs a task as a Slurm job array of the torch trainer.
import type { Runner } from '../runner';
import { settingsTrouble, type SlurmSettings } from '../slurm/settings';

export type { SlurmSettings };

export function slurmRunner(settings: SlurmSettings): Runner {
  return {
    kind: 'slurm',
    refusal: () => settingsTrouble(settings),
    device: () => Promise.reject(new Error('the cluster cannot be asked yet')),
    run: () => Promise.resolve({ kind: 'failed', message: 'the cluster cannot be used yet' }),
  };
}
