// Runs a task as Slurm job arrays of the torch trainer.
import type { Runner } from '../runner';
import { ArrayRun, type Pace } from '../slurm/array-run';
import { hasSlurm, noSlurm } from '../slurm/commands';
import { clusterDevice } from '../slurm/device';
import { settingsTrouble, type SlurmSettings } from '../slurm/settings';

export type { SlurmSettings };

const usualPace: Pace = { files: 1, queue: 5 };

/** Jobs outlive this process: a later run of the same plan follows and collects them. */
export function slurmRunner(settings: SlurmSettings, pace = usualPace): Runner {
  const refusal = (): string | undefined => settingsTrouble(settings) ?? (hasSlurm() ? undefined : noSlurm);
  return {
    kind: 'slurm',
    refusal,
    device: async () => {
      const trouble = refusal();
      if (trouble !== undefined) throw new Error(trouble);
      return clusterDevice(settings);
    },
    run: async (job) => {
      const message = refusal();
      if (message !== undefined) return { kind: 'failed', message };
      try {
        return await new ArrayRun(settings, job, pace).toEnd();
      } catch (error) {
        return { kind: 'failed', message: (error as Error).message };
      }
    },
  };
}
