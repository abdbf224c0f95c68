// The embedded trainer as a child process: Node is all that it needs.
import { availableParallelism } from 'node:os';
import { allTooLarge, refusal } from '../embedded/refusal';
import { typicalDevice } from '../estimate';
import type { Device, Runner } from '../runner';
import { answerOf, supervise, type Program } from './child';

export interface Embedded {
  /** Path of the trainer's bundle. */
  readonly trainer: string;
  /** Node, or an Electron that is asked to be Node. */
  readonly execPath: string;
  /** As many as the machine has, eight at most, where no number is given. */
  readonly threads?: number;
}

/** Longest time in which a machine is measured, in seconds: an idle one takes less than one. */
const PATIENCE = 10;

export function embeddedRunner({ trainer, execPath, threads }: Embedded): Runner {
  const program = (...words: string[]): Program => ({
    command: execPath,
    args: [trainer, ...words, ...(threads === undefined ? [] : ['--threads', `${threads}`])],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  // A machine that is too busy to be measured, or to begin with, runs plans all the same.
  const measure = async (): Promise<Device> => {
    try {
      return JSON.parse(await answerOf(program('probe'), PATIENCE)) as Device;
    } catch {
      const assumed = typicalDevice(threads ?? Math.max(1, Math.min(8, availableParallelism())));
      return { ...assumed, name: `${assumed.name} (speed assumed)` };
    }
  };
  let device: Promise<Device> | undefined;
  return {
    kind: 'embedded',
    refusal: (plan) => refusal(plan),
    leavesOut: (plan) => allTooLarge(plan),
    device: () => (device ??= measure()),
    run: (job) => supervise(program('run', job.taskPath, job.resultsPath), job),
  };
}
