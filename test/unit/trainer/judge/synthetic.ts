// Plans and cells whose truth is known. Their noise is a generator of its own (mulberry32), from a number.
import { experimentOf, sizeNames } from '../../../../trainer/identity';
import type { Sample } from '../../../../trainer/judge/measure';
import type { PosteriorPlan } from '../../../../trainer/posterior-schema';
import type { Cell, CellKey, Plan } from '../../../../trainer/schema';
import type { TrainingPlan } from '../../../../trainer/training-schema';

export class Dice {
  constructor(private state: number) {}

  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  }

  gaussian(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Student's t with three degrees, of unit variance: tails like t^-4. */
  heavy(): number {
    const square = (): number => this.gaussian() ** 2;
    return this.gaussian() / Math.sqrt(square() + square() + square());
  }
}

export const octaves = [8, 16, 32, 64, 128, 256];

/** log observable = slope log size + bend least/size + scatter of the size + of the seed + of the cell. */
export interface Truth {
  slope: number;
  bend?: number;
  ofSizes?: number;
  ofSeeds?: number;
  /** At each size, or everywhere. */
  ofCells?: number | number[];
  heavy?: boolean;
  /** up - down at each size; the truth is one of them. */
  gap?: { sizes: number[]; truth: 'up' | 'down' };
}

/** Logarithms that both kinds of chains find, as many seeds at each size as asked for. */
export function synthetic(sizes: number[], seeds: number[], truth: Truth, dice: Dice): Sample {
  const { slope, bend = 0, ofSizes = 0, ofSeeds = 0, ofCells = 0.2, heavy = false, gap } = truth;
  const draw = (): number => (heavy ? dice.heavy() : dice.gaussian());
  const places = sizes.map(() => ofSizes * dice.gaussian());
  const sample: Sample = { sizes, up: [], down: [] };
  for (let s = 0; s < Math.max(...seeds); s++) {
    const shared = ofSeeds * draw();
    const row = sizes.map((size, i) => {
      if (s >= seeds[i]!) return undefined;
      const scatter = typeof ofCells === 'number' ? ofCells : ofCells[i]!;
      return 1 + slope * Math.log(size) + (bend * sizes[0]!) / size + places[i]! + shared + scatter * draw();
    });
    const leg = (sign: number, right: boolean) =>
      row.map((v, i) =>
        v === undefined || !gap ? v : v + (right ? 0 : sign * gap.sizes[i]!) + 0.02 * dice.gaussian(),
      );
    sample.up.push(leg(1, gap?.truth === 'up'));
    sample.down.push(gap ? leg(-1, gap.truth === 'down') : sample.up.at(-1)!);
  }
  return sample;
}

export function trainingPlan(changes: Partial<TrainingPlan> = {}, sizes = [6, 10, 16, 26]): TrainingPlan {
  return {
    format: 'powercount-training/1',
    name: 'change(u)',
    source: { hash: 'abc', statement: 'change(u) ~ n' },
    along: 'n',
    seeds: 6,
    prediction: { exponent: '1' },
    budget: { seconds: 120 },
    precision: 'double',
    optimizer: { name: 'sgd' },
    steps: 1,
    batch: 4,
    sizes: sizes.map((value) => ({
      value,
      network: [
        { op: 'input', to: 'x', dim: 8, of: 'gaussian', positions: 1 },
        { op: 'output', from: 'x' },
      ],
    })),
    observable: { kind: 'change', of: 'u' },
    ...changes,
  } as TrainingPlan;
}

export function posteriorPlan(changes: Partial<PosteriorPlan> = {}, sizes = [6, 10, 16, 26]): PosteriorPlan {
  return {
    format: 'powercount-posterior/1',
    name: 'samples(p)',
    source: { hash: 'abc', statement: 'samples(p) ~ d' },
    along: 'd',
    seeds: 6,
    prediction: { exponent: '1' },
    budget: { seconds: 120 },
    precision: 'single',
    target: [{ input: 'x', coordinate: 0, degree: 1 }],
    sizes: sizes.map((value) => ({ value, network: [], ridge: 1, scale: value })),
    observable: { kind: 'samples' },
    effort: 1,
    ...changes,
  };
}

/** One cell, with all that a trainer would say. */
export const cell = (plan: Plan, { size, seed }: CellKey, found: Cell['found'], seconds = 1): Cell => ({
  experiment: experimentOf(plan),
  size: sizeNames(plan)[size]!,
  ...{ seed, found, seconds },
  on: 'embedded, 2 threads',
});

/** All cells of a plan as if the observable were 2 size^exponent, with scatter over seeds. */
export function cellsOfPower(plan: Plan, exponent: number, scatter = 0.05, dice = new Dice(1)): Cell[] {
  return plan.sizes.flatMap(({ value }, size) =>
    Array.from({ length: plan.seeds }, (_, seed) => {
      const v = 2 * value ** exponent * Math.exp(scatter * dice.gaussian());
      return cell(plan, { size, seed }, [v, v]);
    }),
  );
}
