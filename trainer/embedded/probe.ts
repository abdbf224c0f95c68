// How fast this machine evaluates networks, forward and back, on all threads at the same time.
import { Worker, parentPort, workerData } from 'node:worker_threads';
import { draw, passes, workOf } from '../cost';
import type { Step } from '../network-schema';
import type { Device } from '../runner';
import { Engine, type Kernels } from './engine';
import { Noise } from './noise';
import { room } from './refusal';

/** What a worker is given that measures. */
export interface Probe {
  probe: Kernels;
}

type Speeds = Record<'single' | 'double' | 'serial', number>;

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

/** Milliseconds for each of three speeds: until code is fast, and then. */
const [warm, measured] = [50, 100];

/** Operations a second of this thread. */
function speed(kernels: Kernels, precision: 'single' | 'double'): number {
  const engine = new Engine(kernels, network, { samples, precision });
  // Numbers of order one; which ones does not matter.
  for (const { data } of [...engine.weights, ...engine.inputs])
    data.forEach((_, i) => (data[i] = Math.sin(i) / 8));
  return often(() => engine.descend({ scale: 1 })) * passes * samples * workOf(network).flops;
}

/** Operations a second of this thread that go one after another: it draws noise. */
function serialSpeed(): number {
  const [noise, count] = [new Noise('speed'), 1000];
  const numbers = new Float64Array(count);
  return often(() => numbers.forEach((_, i) => (numbers[i] = noise.gaussian(i)))) * count * draw;
}

/** How often in a second something can be done. */
function often(evaluate: () => void): number {
  const during = (milliseconds: number): number => {
    const began = performance.now();
    let count = 0;
    for (; performance.now() - began < milliseconds; count++) evaluate();
    return (1000 * count) / (performance.now() - began);
  };
  during(warm);
  return during(measured);
}

/** A worker's whole life. */
export function measure(): void {
  const { probe } = workerData as Probe;
  parentPort!.postMessage({
    single: speed(probe, 'single'),
    double: speed(probe, 'double'),
    serial: serialSpeed(),
  } satisfies Speeds);
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
    serial: together('serial'),
    memory: Math.min(room.each, room.together),
    lanes: threads,
  };
}
