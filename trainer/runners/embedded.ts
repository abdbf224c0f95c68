// The embedded trainer as a child process: Node is all that it needs.
import { bytesOf } from '../cost';
import { bytesText } from '../estimate';
import type { Device, Runner } from '../runner';
import type { Plan } from '../schema';
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

/** What a WebAssembly memory can hold, less what a trainer needs beside a network. */
const MOST = 3.5e9;

export function embeddedRunner({ trainer, execPath, threads }: Embedded): Runner {
  const program = (...words: string[]): Program => ({
    command: execPath,
    args: [trainer, ...words, ...(threads === undefined ? [] : ['--threads', `${threads}`])],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  let device: Promise<Device> | undefined;
  return {
    kind: 'embedded',
    refusal,
    device: () =>
      (device ??= answerOf(program('probe'), PATIENCE).then((answer) => JSON.parse(answer) as Device)),
    run: (job) => supervise(program('run', job.taskPath, job.resultsPath), job),
  };
}

function refusal(plan: Plan): string | undefined {
  const size = plan.sizes.findIndex((_, i) => bytesOf(plan, i) > MOST);
  if (size < 0) return undefined;
  const at = `${plan.along} = ${plan.sizes[size]!.value}`;
  return `At ${at} a network takes ${bytesText(bytesOf(plan, size))}, more than the embedded trainer has.`;
}
