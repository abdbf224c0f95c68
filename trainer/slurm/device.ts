// What the cluster offers, as far as it can be known before a job runs there.
import type { Device } from '../runner';
import { ask } from './commands';
import { argumentOf, type SlurmSettings } from './settings';

/** What one task is taken to do, where nobody has measured it: floating-point operations a second, on such networks. */
const assumed = { gpu: 5e12, core: 5e9 };
/** Bytes that a task's accelerator is taken to have. */
const gpuMemory = 16e9;

interface Partition {
  readonly name: string;
  readonly usual: boolean;
  readonly nodes: number;
  readonly megabytes: number;
}

/** Lines of sinfo as "%P|%D|%m"; nodes of one kind have a line of their own. */
export function readPartitions(text: string): Partition[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.+?)(\*?)\|(\d+)\|(\d+)\+?$/.exec(line.trim());
    if (!match) return [];
    const [, name, star, nodes, megabytes] = match;
    return [{ name: name!, usual: star === '*', nodes: Number(nodes), megabytes: Number(megabytes) }];
  });
}

/** The value of an option of sbatch by its long or its short name. */
const optionOf = (options: readonly string[], long: string, short: string): string | undefined =>
  options
    .map((option) => new RegExp(`^(?:--${long}=|-${short})(.+)$`).exec(argumentOf(option))?.[1])
    .findLast((value) => value !== undefined);

export async function clusterDevice({ options, shards }: SlurmSettings): Promise<Device> {
  const all = readPartitions(await ask('sinfo', ['--noheader', '--format=%P|%D|%m']));
  const asked = optionOf(options, 'partition', 'p')?.split(',')[0];
  const name = asked ?? (all.find(({ usual }) => usual) ?? all[0])?.name;
  const kinds = all.filter((partition) => partition.name === name);
  if (kinds.length === 0)
    throw new Error(name ? `The cluster has no partition ${name}.` : 'The cluster has no partition.');
  const nodes = kinds.reduce((sum, kind) => sum + kind.nodes, 0);
  const onGpu = options.some((option) => /^(--gpus|--gres[= ]gpu|-G)/.test(option));
  const cores = Number(optionOf(options, 'cpus-per-task', 'c') ?? 1);
  const flops = onGpu ? assumed.gpu : assumed.core * cores;
  const each = onGpu
    ? 'GPU each, taken for 5 TFLOP/s and 16 GB'
    : `${cores} core${cores === 1 ? '' : 's'} each, taken for ${(flops / 1e9).toFixed(0)} GFLOP/s`;
  return {
    name: `Slurm partition ${name} (${nodes} node${nodes === 1 ? '' : 's'}): ${shards} task${shards === 1 ? '' : 's'} at most, ${each}`,
    flopsPerSecond: shards * flops,
    lanes: shards,
    memory: onGpu ? gpuMemory : 1e6 * Math.min(...kinds.map(({ megabytes }) => megabytes)),
  };
}
