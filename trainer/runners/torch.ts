// The torch trainer as a child process: any Python with PyTorch runs it, and nothing is installed.
import { basename, resolve } from 'node:path';
import type { Plan } from '../schema';
import type { Device, Runner } from '../runner';
import { answerOf, supervise, type Program } from './child';

export interface Torch {
  /** A Python interpreter that has PyTorch. */
  readonly python: string;
  /** The folder that holds the package `powercount_torch`. */
  readonly packageFolder: string;
  /** As PyTorch calls it (`cuda`, `cuda:1`, `mps`, `cpu`); the best that there is where none is named. */
  readonly device?: string;
}

/** What `probe` prints; speeds are those of products of many small matrices, by precision. */
export interface Probe {
  readonly python: string;
  readonly torch: string;
  /** The best one first. */
  readonly devices: readonly TorchDevice[];
}

export interface TorchDevice {
  readonly id: string;
  readonly name: string;
  readonly memory: number;
  readonly flopsPerSecond: Readonly<Partial<Record<Plan['precision'], number>>>;
}

/** Longest time that it may take to load PyTorch, which may be gigabytes, and to measure all devices, in seconds. */
const PATIENCE = 120;

export const torchProgram = ({ python, packageFolder }: Torch, ...words: string[]): Program => ({
  command: basename(python) === python ? python : resolve(python),
  args: ['-m', 'powercount_torch', ...words],
  // An extension's folder is not to be written to.
  env: { PYTHONPATH: resolve(packageFolder), PYTHONDONTWRITEBYTECODE: '1' },
  // Python looks for packages where it runs first of all.
  cwd: packageFolder,
});

/** Asks an interpreter what there is. Rejects with a sentence for the user. */
export async function probeTorch(torch: Torch, seconds = PATIENCE): Promise<Probe> {
  const answer = await answerOf(torchProgram(torch, 'probe'), seconds);
  try {
    return JSON.parse(answer) as Probe;
  } catch {
    throw new Error(`${torch.python} does not answer as the torch trainer does: ${answer.slice(0, 200)}`);
  }
}

/** How fast networks are trained, beside bare products of matrices: they also do what is not a product. */
const SHARE = 0.3;

/** `known`: devices of this interpreter as `probeTorch` found them; it is not asked again then. */
export function torchRunner(torch: Torch, known?: readonly TorchDevice[]): Runner {
  const { device: asked = 'auto' } = torch;
  const measure = async (): Promise<Device> => {
    const devices = known ?? (await probeTorch(torch)).devices;
    const device =
      asked === 'auto' ? devices[0] : devices.find(({ id }) => id === asked || id.split(':')[0] === asked);
    if (!device)
      throw new Error(
        `PyTorch does not find the device ${asked}; it finds ${devices.map(({ id }) => id).join(', ')}.`,
      );
    const { single = 0, ...rest } = device.flopsPerSecond;
    const others = Object.fromEntries(
      Object.entries(rest).map(([precision, speed]) => [precision, SHARE * speed]),
    );
    return { name: device.name, flopsPerSecond: SHARE * single, others, memory: device.memory };
  };
  let device: Promise<Device> | undefined;
  return {
    kind: 'torch',
    refusal: (plan) =>
      asked === 'mps' && plan.precision === 'double'
        ? "Apple's graphics have no double precision: take another precision or device."
        : undefined,
    device: () =>
      (device ??= measure().catch((error: unknown) => {
        device = undefined;
        throw error;
      })),
    run: (job) =>
      supervise(
        torchProgram(torch, 'run', resolve(job.taskPath), resolve(job.resultsPath), '--device', asked),
        job,
      ),
  };
}
