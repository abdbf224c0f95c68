// What a plan will cost on a device, to be said before it is run. Pure: an editor may ask as often as it likes.
import { bytesOf, costOf, serialOf } from './cost';
import type { Device } from './runner';
import type { Cell, CellKey, Plan } from './schema';

export interface Estimate {
  readonly runs: number;
  /** Multiplications and additions of all runs. */
  readonly flops: number;
  /** Of the largest network. */
  readonly bytes: number;
  readonly seconds: number;
}

/** A laptop's, until a device has been measured: right to a factor of a few. */
export const typicalDevice = (threads: number): Device => ({
  name: `${threads} ${threads === 1 ? 'thread' : 'threads'} of this machine`,
  flopsPerSecond: 2e10 * threads,
  others: { double: 4e9 * threads },
  serial: 1e9 * threads,
  memory: 2 ** 32,
  lanes: threads,
});

/** All cells that a plan has if all of its seeds are needed. */
export const allCells = ({ sizes, seeds }: Plan): CellKey[] =>
  Array.from({ length: seeds }, (_, seed) => sizes.map((_, size) => ({ size, seed }))).flat();

/**
 * Of these cells of a plan. `measured`, by the place of the size: seconds of cells on the same device. They stand for others
 * of their size, and tell how far the prediction is off at the others.
 */
export function estimate(
  plan: Plan,
  device: Device,
  cells: readonly CellKey[] = allCells(plan),
  measured: ReadonlyMap<number, readonly number[]> = new Map(),
): Estimate {
  const { lanes = 1, others, serial = Infinity } = device;
  const flopsPerSecond = others?.[plan.precision] ?? device.flopsPerSecond;
  const flops = plan.sizes.map((_, size) => costOf(plan, size));
  const predicted = flops.map(
    (count, size) => lanes * (count / flopsPerSecond + serialOf(plan, size) / serial),
  );
  const known = plan.sizes.map((_, size) => measured.get(size) ?? []);
  const spent = sum(known.map(sum));
  const pace = spent > 0 ? spent / sum(known.map(({ length }, i) => length * predicted[i]!)) : 1;
  const seconds = predicted.map((one, i) =>
    known[i]!.length > 0 ? sum(known[i]!) / known[i]!.length : pace * one,
  );
  const ofCells = cells.map(({ size }) => seconds[size]!);
  return {
    runs: cells.length,
    flops: sum(cells.map(({ size }) => flops[size]!)),
    bytes: Math.max(0, ...new Set(cells.map(({ size }) => bytesOf(plan, size)))),
    // The last one is waited for.
    seconds: Math.max(sum(ofCells) / lanes, 0, ...new Set(ofCells)),
  };
}

/** Seconds of finished cells by the place of their size; `names` are those of the plan's sizes. */
export function measuredSeconds(names: readonly string[], cells: readonly Cell[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { size, seconds } of cells) {
    const place = names.indexOf(size);
    found.set(place, [...(found.get(place) ?? []), seconds]);
  }
  found.delete(-1);
  return found;
}

/** "16 to 96 runs, 7e11 to 4e12 FLOPs, 0.1 GB, 30 s to 3 min on 2 threads of this machine". */
export function budgetText(least: Estimate, most: Estimate, { name }: Device): string {
  const range = (text: (estimate: Estimate) => string): string =>
    text(least) === text(most) ? text(most) : `${text(least)} to ${text(most)}`;
  return [
    `${range(({ runs }) => `${runs}`)} runs`,
    `${range(({ flops }) => rough(flops))} FLOPs`,
    bytesText(most.bytes),
    `${range(({ seconds }) => durationText(seconds))} on ${name}`,
  ].join(', ');
}

/** One digit is what an estimate has. */
const rough = (value: number): string => Number(value.toPrecision(1)).toExponential().replace('+', '');

export function bytesText(bytes: number): string {
  const unit = bytes < 1e9 ? 'MB' : 'GB';
  const value = Math.max(1, bytes / (unit === 'MB' ? 1e6 : 1e9));
  return `${Number(value.toPrecision(value < 10 ? 1 : 2))} ${unit}`;
}

/** To one digit or two: "under 1 s", "40 s", "3 min", "2 h", "5 days". */
export function durationText(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  const [size, unit] = (
    [
      [86400, 'days'],
      [3600, 'h'],
      [60, 'min'],
      [1, 's'],
    ] as const
  ).find(([size]) => seconds >= 1.5 * size || size === 1)!;
  const value = seconds / size;
  return `${Number(value.toPrecision(value < 10 ? 1 : 2))} ${unit}`;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
