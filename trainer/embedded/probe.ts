// How fast this machine evaluates networks, forward and back, on all threads at the same time.
import { Worker, parentPort, workerData } from 'node:worker_threads';
import { passes, workOf } from '../cost';
import type { Step } from '../network-schema';
import type { Device } from '../runner';
import { Engine, type Kernels } from './engine';
import { room } from './refusal';

/** What a worker is given that measures. */
export interface Probe {
  probe: Kernels;
}

type Speeds = Record<'single' | 'double', number>;

/** Of neither the smallest nor the largest networks that are run. */
const [dim, width, samples] = [32, 64, 512];

const dense = (to: string, from: string, fan: number, wide: number): Step => ({
  ...{ op: 'dense', to, from, width: wide },
  ...{ deviation: fan ** -0.5, multiplier: 1, rate: 0 },
});

const network: readonly Step[] = [
  { op: 'input', to: 'x', dim, of: 'gaussian', positions: 1 },
  dense('h', 'x', dim, width),
  { op: 'activation', to: 'a', from: 'h', function: 'erf' },
  dense('g', 'a', width, width),
  { op: 'activation', to: 'b', from: 'g', function: 'erf' },
  dense('f', 'b', width, 1),
  { op: 'output', from: 'f' },
];

/** Milliseconds for each precision: until code is fast, and then. */
const [warm, measured] = [60, 120];

/** Operations a second of this thread. */
function speed(kernels: Kernels, precision: 'single' | 'double'): number {
  const engine = new Engine(kernels, network, { samples, precision });
  // Numbers of order one; which ones does not matter.
  for (const { data } of [...engine.weights, ...engine.inputs])
    data.forEach((_, i) => (data[i] = Math.sin(i) / 8));
  const evaluate = (milliseconds: number): number => {
    const began = performance.now();
    let count = 0;
    for (; performance.now() - began < milliseconds; count++) engine.descend({ scale: 1 });
    return (1000 * count) / (performance.now() - began);
  };
  evaluate(warm);
  return evaluate(measured) * passes * samples * workOf(network).flops;
}

/** A worker's whole life. */
export function measure(): void {
  const { probe } = workerData as Probe;
  const speeds: Speeds = { single: speed(probe, 'single'), double: speed(probe, 'double') };
  parentPort!.postMessage(speeds);
}

/** Of this machine with so many threads. Takes less than a second. */
export async function probe(kernels: Kernels, threads: number): Promise<Device> {
  const found = await Promise.all(
    Array.from(
      { length: threads },
      () =>
        new Promise<Speeds>((resolve, reject) => {
          const worker = new Worker(__filename, { workerData: { probe: kernels } satisfies Probe });
          worker.on('message', resolve).on('error', reject);
        }),
    ),
  );
  const together = (precision: keyof Speeds): number =>
    found.reduce((sum, speeds) => sum + speeds[precision], 0);
  return {
    name: `${threads} ${threads === 1 ? 'thread' : 'threads'} of this machine`,
    flopsPerSecond: together('single'),
    others: { double: together('double') },
    memory: Math.min(room.each, room.together),
    lanes: threads,
  };
}
