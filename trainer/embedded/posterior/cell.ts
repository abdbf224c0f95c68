// One cell of a plan: one data set at one size. Two chains look for the sample count where alignment crosses 1/2:
// one starts at random and climbs from few samples to many, one starts on the target and descends from many to few.
// In equilibrium the two agree; across a first-order transition each lags behind it on its own side.
import type { PosteriorPlan, Size } from '../../posterior-schema';
import type { Cell, CellKey } from '../experiment';
import { Noise } from '../noise';
import { Chain } from './chain';
import { Network } from './network';
import { exactAlignment, hermite, neuronAlignment, sampledAlignment } from './target';

/** Alignment along the rungs [samples, alignment], in the order visited. */
export interface Leg {
  /** Interpolated sample count at alignment 1/2; null when the leg never crossed. */
  crossing: number | null;
  curve: [number, number][];
}

export interface PosteriorCell extends Cell<Size> {
  up: Leg;
  down: Leg;
}

/**
 * The sampler's effort; part of the results' identity. A rung takes `work`/samples trajectories within `moves`, for few
 * samples leave a broad posterior; the first third of them only settles.
 */
export const effort = {
  work: 8000,
  moves: [40, 120],
  leaps: 20,
  fine: 1.25,
  coarse: 1.6,
  acceptance: 0.8,
} as const;
/** Fresh samples for the alignment of deeper networks, which then is taken at every fifth trajectory only. */
const freshRows = 4096;
const freshEvery = 5;
/** The data of a cell stay below a quarter of a gigabyte. */
const mostNumbers = 2 ** 26;

/** Sample count at alignment 1/2: a straight line in log P through the four rungs nearest to the crossing. */
export function crossing(curve: [number, number][]): number | null {
  const sorted = [...curve].sort((a, b) => a[0] - b[0]);
  let after = sorted.length;
  while (after > 0 && sorted[after - 1]![1] >= 0.5) after--;
  if (after === 0 || after === sorted.length) return null;
  const near = sorted.slice(Math.max(0, after - 2), after + 2).map(([p, a]) => [Math.log(p), a] as const);
  const mean = (f: (at: readonly [number, number]) => number): number =>
    near.reduce((sum, at) => sum + f(at), 0) / near.length;
  const [x, a] = [mean((at) => at[0]), mean((at) => at[1])];
  const slope = mean((at) => (at[0] - x) * (at[1] - a)) / mean((at) => (at[0] - x) ** 2);
  const [low, high] = [Math.log(sorted[after - 1]![0]), Math.log(sorted[after]![0])];
  // Noise can tilt a nearly flat line; the answer stays within one rung of where the sign changed.
  const room = high - low;
  return Math.exp(Math.min(high + room, Math.max(low - room, x + (0.5 - a) / slope)));
}

/** The next rung, from the present one and the alignment there. */
type Step = (rows: number, alignment: number) => number;

/** Runs one cell; the same numbers for the same plan and key, whatever ran before. */
export function runCell(
  module: WebAssembly.Module,
  plan: PosteriorPlan,
  { size, seed }: CellKey<Size>,
): PosteriorCell {
  const began = performance.now();
  const linear = plan.network.activation === 'linear';
  const { degree } = plan.target;
  const most = Math.min(1024 * size.d, Math.floor(mostNumbers / size.d));
  const name = [size.d, ...size.widths, seed];
  const network = new Network(module, size, linear, most);
  // Every size sees the same targets y_p in the same order (common random numbers): the heavy tails of He_m move P* by
  // tens of percent from data set to data set, and in this way they move it at all sizes together.
  const along = new Noise('along', seed);
  const across = new Noise('across', ...name);
  let made = 0;
  const need = (rows: number): void => {
    for (; made < rows; made++) {
      const z = along.gaussian();
      network.setSample(
        made,
        [z, ...Array.from({ length: size.d - 1 }, () => across.gaussian())],
        hermite(degree, z),
      );
    }
  };
  const align = alignmentOf(module, plan, size, seed, network);

  const dwell = (chain: Chain, rows: number): number => {
    need(rows);
    chain.refresh(rows);
    const usual = Math.min(effort.moves[1], Math.max(effort.moves[0], effort.work / rows));
    const moves = Math.max(6, Math.round(usual * (plan.effort ?? 1)));
    const settle = Math.round(moves / 3);
    const every = plan.network.hidden === 1 ? 1 : freshEvery;
    let [sum, count] = [0, 0];
    for (let t = 0; t < moves; t++) {
      const probability = chain.move(rows);
      if (t < settle) chain.step *= Math.exp(0.1 * (probability - effort.acceptance));
      else if ((t - settle) % every === 0) {
        sum += align();
        count++;
      }
    }
    return sum / count;
  };
  /** Extends `curve` from rung to rung until the alignment was on the far side of 1/2 twice running. */
  const walk = (chain: Chain, curve: Leg['curve'], from: number, step: Step, upwards: boolean): Leg => {
    let beyond = 0;
    for (let rows = from; beyond < 2 && rows >= 1 && rows <= most; rows = step(rows, curve.at(-1)![1])) {
      const a = dwell(chain, rows);
      curve.push([rows, a]);
      beyond = a > 0.5 === upwards ? beyond + 1 : 0;
    }
    return { crossing: crossing(curve), curve };
  };
  const climb: Step = (rows, a) => Math.ceil(rows * (a < 0.35 ? effort.coarse : effort.fine));
  const descend: Step = (rows) => Math.ceil(rows / effort.fine) - 1;

  const random = new Chain(network, plan.ridge, new Noise('random', ...name), effort.leaps);
  random.drawPrior();
  const up = walk(random, [], Math.max(2, Math.round(size.d / 4)), climb, true);
  const planted = new Chain(network, plan.ridge, new Noise('planted', ...name), effort.leaps);
  planted.drawPrior();
  plant(planted, plan);
  // The planted weights are a guess: they relax, with more samples where needed, before the descent begins.
  const start = up.curve.at(-2)?.[0] ?? most;
  dwell(planted, start);
  const top = walk(planted, [], start, climb, true).curve.slice(-2);
  const down = walk(planted, top, descend(top[0]![0], 1), descend, false);
  return { size, seed, up, down, seconds: (performance.now() - began) / 1000 };
}

/** Alignment of the network's present weights: exact for one hidden layer, from fresh samples otherwise. */
function alignmentOf(
  module: WebAssembly.Module,
  plan: PosteriorPlan,
  size: Size,
  seed: number,
  network: Network,
): () => number {
  const linear = plan.network.activation === 'linear';
  const { degree } = plan.target;
  if (plan.network.hidden === 1) return () => exactAlignment(network, linear, degree);
  const fresh = new Network(module, size, linear, freshRows);
  const noise = new Noise('fresh', size.d, ...size.widths, seed);
  const y = new Float64Array(freshRows);
  for (let p = 0; p < freshRows; p++) {
    const x = Array.from({ length: size.d }, () => noise.gaussian());
    fresh.setSample(p, x, (y[p] = hermite(degree, x[0]!)));
  }
  return () => sampledAlignment(network, fresh, freshRows, y);
}

/**
 * Puts a chain on the target: the cheapest number of first-layer neurons (minimum over M of M d + N/(M c^2), with c a
 * neuron's alignment) point along w* and carry all of y; in a second layer, as many neurons pass it on.
 */
function plant(chain: Chain, plan: PosteriorPlan): void {
  const { size, blocks } = chain.network;
  const c = neuronAlignment(plan.network.activation === 'linear', plan.target.degree, 1);
  const count = (n: number): number =>
    Math.min(n, Math.max(1, Math.round(Math.sqrt(n / size.d) / Math.abs(c))));
  const first = count(size.widths[0]!);
  for (let j = 0; j < first; j++) for (let i = 0; i < size.d; i++) chain.setWeight(0, i, j, i === 0 ? 1 : 0);
  let gain = c * first;
  if (size.widths.length > 1) {
    const second = count(size.widths[1]!);
    for (let i = 0; i < first; i++) for (let j = 0; j < second; j++) chain.setWeight(1, i, j, 1 / first);
    gain = c * neuronAlignment(plan.network.activation === 'linear', 1, c * c) * second;
    for (let j = 0; j < second; j++) chain.setWeight(blocks.length - 1, 0, j, 1 / gain);
    return;
  }
  for (let j = 0; j < first; j++) chain.setWeight(1, 0, j, 1 / gain);
}
