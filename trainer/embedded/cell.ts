// One cell of a plan: one data set at one size. Two chains look for the sample count where alignment crosses 1/2:
// one starts at random and climbs from few samples to many, one starts on the target and descends from many to few.
// In equilibrium the two agree; across a first-order transition each lags behind it on its own side.
import type { Plan, Size } from '../schema';
import { Chain } from './chain';
import { Network } from './network';
import { Noise } from './noise';
import { exactAlignment, hermite, neuronAlignment, sampledAlignment } from './target';

export interface CellKey {
  size: Size;
  seed: number;
}

/** Alignment along the rungs [samples, alignment], in the order visited. */
export interface Leg {
  /** Interpolated sample count at alignment 1/2; null when the leg never crossed. */
  crossing: number | null;
  curve: [number, number][];
}

export interface Cell extends CellKey {
  up: Leg;
  down: Leg;
  /** Thread time spent. */
  seconds: number;
}

/** The sampler's effort; part of the results' identity. */
export const effort = { moves: 150, settle: 50, leaps: 20, fine: 1.2, coarse: 1.5, acceptance: 0.8 };
const freshRows = 4096;

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

/** Runs one cell; the same numbers for the same plan and key, whatever ran before. */
export function runCell(module: WebAssembly.Module, plan: Plan, { size, seed }: CellKey): Cell {
  const began = performance.now();
  const linear = plan.network.activation === 'linear';
  const { degree } = plan.target;
  const most = 1024 * size.d;
  const name = [size.d, ...size.widths, seed];
  const network = new Network(module, size, linear, most);
  const data = new Noise('data', ...name);
  let made = 0;
  const need = (rows: number): void => {
    for (; made < rows; made++) {
      const x = Array.from({ length: size.d }, () => data.gaussian());
      network.setSample(made, x, hermite(degree, x[0]!));
    }
  };
  const align = alignmentOf(module, plan, size, seed, network);

  const dwell = (chain: Chain, rows: number): number => {
    need(rows);
    chain.refresh(rows);
    let sum = 0;
    for (let t = 0; t < effort.moves; t++) {
      const probability = chain.move(rows);
      if (t < effort.settle) chain.step *= Math.exp(0.1 * (probability - effort.acceptance));
      else sum += align();
    }
    return sum / (effort.moves - effort.settle);
  };
  const walk = (
    chain: Chain,
    from: number,
    next: (rows: number, a: number) => number,
    upwards: boolean,
  ): Leg => {
    const curve: [number, number][] = [];
    let beyond = 0;
    for (let rows = from; beyond < 2 && rows >= 2 && rows <= most;) {
      const a = dwell(chain, rows);
      curve.push([rows, a]);
      beyond = a > 0.5 === upwards ? beyond + 1 : 0;
      rows = next(rows, a);
    }
    return { crossing: crossing(curve), curve };
  };

  const random = new Chain(network, plan.ridge, new Noise('random', ...name), effort.leaps);
  random.drawPrior();
  const up = walk(
    random,
    Math.max(2, Math.round(size.d / 4)),
    (rows, a) => Math.ceil(rows * (a < 0.25 ? effort.coarse : effort.fine)),
    true,
  );
  const planted = new Chain(network, plan.ridge, new Noise('planted', ...name), effort.leaps);
  planted.drawPrior();
  plant(planted, plan);
  const top = up.curve.at(-1)![0];
  dwell(planted, top);
  const down = walk(planted, top, (rows) => Math.floor(rows / effort.fine), false);
  return { size, seed, up, down, seconds: (performance.now() - began) / 1000 };
}

/** Alignment of the network's present weights: exact for one hidden layer, from fresh samples otherwise. */
function alignmentOf(
  module: WebAssembly.Module,
  plan: Plan,
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
function plant(chain: Chain, plan: Plan): void {
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
