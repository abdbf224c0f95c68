// What a cell costs before it is run: multiplications and additions, and bytes. Nothing is run for it.
import { flattened, type Shape, type Step } from './network-schema';
import type { PosteriorPlan } from './posterior-schema';
import type { Plan } from './schema';
import type { TrainingPlan } from './training-schema';

/** Of one sample: operations of an evaluation forward, entries of all values, exponentials of attention. Of the network: weights. */
export interface Work {
  readonly flops: number;
  readonly entries: number;
  readonly exponentials: number;
  readonly weights: number;
}

/** Operations of what is done for each entry once: an activation function, a term of a sum. */
const ofEntry = { activation: 20, normalize: 6, other: 2, softmax: 20 };

/** Over all steps and passes; `shapes` takes up the sizes of all values. */
export function workOf(steps: readonly Step[], shapes = new Map<string, Shape>()): Work {
  let [flops, entries, exponentials, weights] = [0, 0, 0, 0];
  const made = (name: string, shape: Shape, perEntry: number): void => {
    shapes.set(name, shape);
    entries += shape.width * shape.positions;
    flops += perEntry * shape.width * shape.positions;
  };
  const use = (name: string): Shape => shapes.get(name)!;
  for (const step of steps)
    switch (step.op) {
      case 'input':
        made(step.to, { width: step.dim, positions: step.positions }, 0);
        break;
      case 'dense': {
        const { width, positions } = use(step.from);
        made(step.to, { width: step.width, positions }, 2 * width);
        weights += width * step.width;
        break;
      }
      case 'bias':
      case 'normalize':
        made(step.to, use(step.from), step.op === 'bias' ? ofEntry.other : ofEntry.normalize);
        weights += use(step.from).width;
        break;
      case 'activation':
        made(step.to, use(step.from), ofEntry.activation);
        break;
      case 'sum':
        made(step.to, use(step.terms[0]!.from), ofEntry.other * step.terms.length);
        break;
      case 'attend': {
        const [query, { positions }] = [use(step.query), use(step.value)];
        const { width } = use(step.value);
        made(step.to, { width, positions: query.positions }, 0);
        flops += query.positions * positions * (2 * (query.width + width) + ofEntry.softmax * step.heads);
        // The shares, kept for the way back.
        entries += query.positions * positions * step.heads;
        exponentials += query.positions * positions * step.heads;
        break;
      }
      case 'flatten':
        made(step.to, flattened(use(step.from), step), 0);
        break;
      case 'mean': {
        const { width, positions } = use(step.from);
        made(step.to, { width, positions: 1 }, ofEntry.other * positions);
        break;
      }
      case 'repeat': {
        for (const { name, from } of step.carry) shapes.set(name, use(from));
        const body = workOf(step.body, shapes);
        flops += step.count * body.flops;
        entries += step.count * body.entries;
        exponentials += step.count * body.exponentials;
        weights += (step.tied ? 1 : step.count) * body.weights;
        break;
      }
      case 'output':
        break;
    }
  return { flops, entries, exponentials, weights };
}

/** Forward, and back twice as much: to what comes in and to the weights. */
export const passes = 3;

/** Trainings of a cell: of the best rate, a grid of them (embedded/training/rates.ts). */
const trainings = { transpose: 2, best_rate: 19 } as const;

/** Steps of all trainings of a cell. */
function stepsOf({ steps, observable: { kind } }: TrainingPlan): number {
  if (kind === 'size' || kind === 'gradient') return 1;
  return kind === 'transpose' || kind === 'best_rate' ? trainings[kind] * steps : steps;
}

/** Evaluations of single samples, as many as take as long as all that are forward or both ways. */
function evaluationsOf(plan: Plan, size: number): number {
  if (plan.format === 'powercount-training/1') {
    const { kind } = plan.observable;
    const looks = kind === 'transpose' || kind === 'best_rate' ? trainings[kind] : 1;
    return (passes * stepsOf(plan) + looks) * plan.batch;
  }
  const count = evaluations(rungsOf(plan, size), plan.effort);
  const byChance = plan.observable.kind === 'count' ? chanceDraws * fresh.rows : 0;
  return passes * count.both + count.forward + byChance;
}

/** Trajectories of a cell. */
const movesOf = (plan: PosteriorPlan, size: number): number =>
  rungsOf(plan, size).reduce((sum, rows) => sum + trajectories(rows, plan.effort), 0);

/** A number that is drawn takes as long as so many operations, and so does a share of attention, with all around it. */
export const draw = 100;
const share = 40;

/** Of the singular values of a gradient of this shape and rank: it is reduced to its rank, then rotated in sweeps. */
const singular = (rows: number, columns: number, rank: number): number =>
  20 * rank * rows * columns + 9 * rank ** 2 * (12 * rows + 6 * columns);

/** Of all gradients of weights, from so many samples. */
function singularOf(steps: readonly Step[], samples: number, shapes: ReadonlyMap<string, Shape>): number {
  return steps.reduce((sum, step) => {
    if (step.op === 'repeat')
      return sum + (step.tied ? 1 : step.count) * singularOf(step.body, samples, shapes);
    if (step.op !== 'dense') return sum;
    const { width, positions } = shapes.get(step.from)!;
    return sum + singular(step.width, width, Math.min(step.width, width, samples * positions));
  }, 0);
}

/** Operations of one cell that go one after another, on a processor too: noise, shares of attention, singular values. */
export function serialOf(plan: Plan, size: number): number {
  const { network } = plan.sizes[size]!;
  const shapes = new Map<string, Shape>();
  const { weights, exponentials } = workOf(network, shapes);
  const shares = share * exponentials * evaluationsOf(plan, size);
  const inputs = network.reduce((sum, s) => sum + (s.op === 'input' ? s.dim * s.positions : 0), 0);
  if (plan.format === 'powercount-training/1') {
    const { name } = plan.optimizer;
    const matrices = name === 'muon' || name === 'shampoo' ? singularOf(network, plan.batch, shapes) : 0;
    return shares + draw * (weights + plan.batch * inputs) + stepsOf(plan) * matrices;
  }
  const samples = fresh.rows + Math.max(...rungsOf(plan, size));
  const networks = 1 + movesOf(plan, size) + (plan.observable.kind === 'count' ? chanceDraws : 0);
  return shares + draw * (networks * weights + samples * inputs);
}

/**
 * Of a chain: trajectories of a dwell at so many samples (few leave a broad posterior, which takes more of them), and leapfrog
 * steps of each.
 */
export const trajectories = (rows: number, effort: number): number =>
  Math.max(6, Math.round(effort * Math.min(120, Math.max(40, 8000 / rows))));
export const leaps = 20;
/** Fresh samples that observables are taken on, at every so many trajectories after the first third. */
export const fresh = { rows: 4096, every: 5 } as const;
/**
 * Networks from the prior on which a cell finds how many units chance would count: so many that the chance hits are known to an
 * eighth of their scatter in one network.
 */
export const chanceDraws = 64;

/** Samples x trajectories x leapfrog steps at these numbers of samples, and fresh samples. */
function evaluations(rungs: readonly number[], effort: number): { both: number; forward: number } {
  let [back, forward] = [0, 0];
  for (const rows of rungs) {
    const moves = trajectories(rows, effort);
    back += moves * leaps * rows;
    forward += ((2 / 3) * moves * fresh.rows) / fresh.every;
  }
  return { both: back, forward };
}

/**
 * Where a search for P* is taken to end, in units of its predicted order: a guess, by the target's total degree. P* was twice its
 * order for He_1 in dense networks, 150 to 170 times for He_3, and 20 to 180 times for a product of three He_1 in attention.
 */
export const guessedPrefactor = (degree: number): number => 4 * factorial(degree) ** 2;

/** An estimate where P* is searched, as nobody knows where it is: up to the guess, and down to a quarter of that. */
function rungsOf({ observable, sizes, target }: PosteriorPlan, size: number): number[] {
  const { scale, samples = 1 } = sizes[size]!;
  if (observable.kind !== 'samples')
    return [8, 4, 2, 1, 1 / 4, 1 / 2]
      .map((part) => Math.ceil(samples / part))
      .concat(Array<number>(8).fill(samples));
  const degree = target.reduce((sum, factor) => sum + factor.degree, 0);
  const found = guessedPrefactor(degree) * scale;
  const [least, most] = [Math.max(2, scale / 16), Math.max(8, Math.min(found, 1024 * scale + 256))];
  const rungs: number[] = [];
  for (let rows = least; rows <= most; rows *= rows < most / 2 ? 1.6 : 1.25) rungs.push(Math.ceil(rows));
  for (let rows = most; rows > Math.max(1, most / 4); rows /= 1.25) rungs.push(Math.ceil(rows));
  return rungs;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Operations of one cell of a plan: what is counted where all is known beforehand, else an estimate. */
export function costOf(plan: Plan, size: number): number {
  const { network } = plan.sizes[size]!;
  const { flops, weights } = workOf(network);
  const updates = plan.format === 'powercount-training/1' ? stepsOf(plan) : leaps * movesOf(plan, size);
  return evaluationsOf(plan, size) * flops + 10 * updates * weights;
}

/** Samples that are evaluated together, so that what is kept of each on the way back stays small. */
const together = 256;

/** Bytes of one cell of a plan while it runs, by the same reckoning. */
export function bytesOf(plan: Plan, size: number): number {
  const number = plan.precision === 'double' ? 8 : 4;
  const { network } = plan.sizes[size]!;
  const work = workOf(network);
  if (plan.format === 'powercount-training/1')
    // Values before and after training with their gradients; weights, where they began, gradients, an optimiser's two memories.
    return number * (4 * plan.batch * work.entries + 6 * work.weights);
  const inputs = network.reduce((sum, s) => sum + (s.op === 'input' ? s.dim * s.positions : 0), 0);
  const rows = Math.max(...rungsOf(plan, size)) + fresh.rows;
  return number * (rows * (inputs + 1) + 2 * together * work.entries + 8 * work.weights);
}
