// One cell of a posterior: one data set at one size. A chain from the prior meets more and more samples, and then fewer and
// fewer. In equilibrium both legs find the same; across a first-order transition each lags behind it on its own side.
import { fresh as taken, trajectories } from '../../cost';
import { sizeNames } from '../../identity';
import type { PosteriorPlan } from '../../posterior-schema';
import type { Cell, CellKey, Curve } from '../../schema';
import { Engine, bytesOf, type Kernels } from '../engine';
import { Chain } from './chain';
import { crossing } from './crossing';
import { fresh, observer, type Observe } from './observables';
import { Samples } from './target';

type Found = Pick<Cell, 'found' | 'curves' | 'trouble'>;

const { every } = taken;
const acceptance = 0.8;
/** The data of a cell stay below half a gigabyte. */
const mostBytes = 2 ** 29;

/** The samples that a size may need: a search that has not found P* with so many has come to its end. */
function rowsWanted({ sizes, observable }: PosteriorPlan, size: number): number {
  const { scale, samples } = sizes[size]!;
  return observable.kind === 'samples' ? Math.ceil(1024 * scale + 256) : 4 * samples!;
}

/** As many of these as fit into memory. */
export function mostRows(plan: PosteriorPlan, size: number, memory = mostBytes): number {
  const { sizes, observable, precision } = plan;
  const wanted = rowsWanted(plan, size);
  if (observable.kind !== 'samples') return wanted;
  const { network } = sizes[size]!;
  const kind = precision === 'double' ? 'double' : 'single';
  const bytes = (rows: number): number => bytesOf(network, { samples: rows, precision: kind });
  const ofSample = (bytes(2048) - bytes(1024)) / 1024;
  return Math.min(wanted, Math.floor(memory / ofSample));
}

class Run {
  readonly most: number;
  private readonly chain: Chain;
  private readonly samples: Samples;
  private readonly observe: Observe;

  constructor(
    kernels: Kernels,
    readonly plan: PosteriorPlan,
    readonly key: CellKey,
    memory: number,
  ) {
    const { network, ridge } = plan.sizes[key.size]!;
    const name = [sizeNames(plan)[key.size]!, key.seed] as const;
    this.most = mostRows(plan, key.size, memory);
    const precision = plan.precision === 'double' ? 'double' : 'single';
    const engine = new Engine(kernels, network, { samples: fresh + this.most, precision });
    new Samples(engine, plan.target, 'fresh-', ...name, 0).need(fresh);
    this.samples = new Samples(engine, plan.target, '', ...name, fresh);
    this.chain = new Chain(engine, ridge, name, fresh);
    this.observe = observer(engine, plan.observable, plan.target, name);
  }

  get where(): string {
    const { along, sizes } = this.plan;
    return `at ${along} = ${sizes[this.key.size]!.value}`;
  }

  /** The mean over a stay at so many samples, of which the first third only settles. */
  dwell(rows: number, length = 1): number {
    const { chain, observe } = this;
    this.samples.need(rows);
    chain.refresh(rows);
    const moves = length * trajectories(rows, this.plan.effort);
    const settle = Math.round(moves / 3);
    let [sum, count] = [0, 0];
    for (let t = 0; t < moves; t++) {
      const probability = chain.move(rows);
      if (t < settle) chain.step *= Math.exp(0.1 * (probability - acceptance));
      else if ((t - settle) % every === 0) {
        sum += observe();
        count++;
      }
    }
    return sum / count;
  }
}

/** A limit of the machine, from which nothing follows for the network: `message` and `held` as a cell that is left out has them. */
export class NoMemory extends Error {
  constructor(
    message: string,
    readonly held: number,
  ) {
    super(message);
  }
}

/** The numbers of samples at which the alignment crosses 1/2, on the way up and on the way down. */
function searched(run: Run): Found {
  const { scale } = run.plan.sizes[run.key.size]!;
  /** Goes on until the alignment was on the far side of 1/2 twice running: false where there are no more rungs. */
  const walk = (
    curve: Curve,
    from: number,
    next: (rows: number, a: number) => number,
    up: boolean,
  ): boolean => {
    let beyond = 0;
    for (let rows = from; rows >= 1 && rows <= run.most; rows = next(...curve.at(-1)!)) {
      const a = run.dwell(rows);
      curve.push([rows, a]);
      beyond = a > 0.5 === up ? beyond + 1 : 0;
      if (beyond === 2) return true;
    }
    return false;
  };
  const up: Curve = [];
  const climb = (rows: number, a: number): number => Math.ceil(rows * (a < 0.35 ? 1.6 : 1.25));
  const foundIt = walk(up, Math.max(2, Math.round(scale / 16)), climb, true);
  if (!foundIt && run.most < rowsWanted(run.plan, run.key.size))
    throw new NoMemory(
      `the search for the number of samples needs more than the ${run.most} that the embedded trainer has memory for`,
      run.most,
    );
  if (!foundIt)
    return {
      found: [null, null],
      curves: [up, []],
      trouble: `the alignment did not reach 1/2 with up to ${run.most} samples, ${run.where}`,
    };
  const down = up.slice(-2);
  const descend = (rows: number): number => Math.ceil(rows / 1.25) - 1;
  walk(down, descend(up.at(-1)![0]), descend, false);
  const found: Found['found'] = [crossing(up), crossing(down)];
  const [fewest] = found[0] === null ? up[0]! : down.at(-1)!;
  const trouble = `the alignment was above 1/2 with ${fewest} samples already, ${run.where}`;
  return { found, curves: [up, down], ...(found.includes(null) && { trouble }) };
}

/** The observable at a given number of samples, for a chain that has seen fewer and for one that has seen more. */
function observed(run: Run): Found {
  const samples = run.plan.sizes[run.key.size]!.samples!;
  for (const part of [8, 4, 2]) run.dwell(Math.max(1, Math.round(samples / part)));
  const before = run.dwell(samples, 4);
  run.dwell(4 * samples);
  run.dwell(2 * samples);
  const found = [before, run.dwell(samples, 4)].map((v) => (Number.isFinite(v) && v > 0 ? v : null));
  const [low, high] = found as Found['found'];
  const trouble = `the ${run.plan.observable.kind} was too small to be told from zero, ${run.where}`;
  return { found: [low, high], ...(found.includes(null) && { trouble }) };
}

/** The same numbers for the same plan and key, whatever ran before. Throws NoMemory where `memory` bytes of samples end a search. */
export function posteriorCell(
  kernels: Kernels,
  plan: PosteriorPlan,
  key: CellKey,
  memory = mostBytes,
): Found {
  const run = new Run(kernels, plan, key, memory);
  return plan.observable.kind === 'samples' ? searched(run) : observed(run);
}
