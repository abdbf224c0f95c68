// The embedded trainer as a child process: Node is all that it needs.
import { refusal } from '../embedded/refusal';
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

/** Longest time in which a machine is measured, in seconds: it takes less than two. */
const PATIENCE = 30;

export function embeddedRunner({ trainer, execPath, threads }: Embedded): Runner {
  const program = (...words: string[]): Program => ({
    command: execPath,
    args: [trainer, ...words, ...(threads === undefined ? [] : ['--threads', `${threads}`])],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const measure = async (): Promise<Device> =>
    JSON.parse(await answerOf(program('probe'), PATIENCE)) as Device;
  let device: Promise<Device> | undefined;
  return {
    kind: 'embedded',
    refusal: (plan) => refusal(plan),
    device: () =>
      (device ??= measure().catch((error: unknown) => {
        device = undefined;
        throw error;
      })),
    run: (job) => supervise(program('run', job.taskPath, job.resultsPath), job),
  };
}
