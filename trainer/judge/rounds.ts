// In which sequence seeds are asked for, and how often the verdict may be looked at meanwhile.
import { costOf } from '../cost';
import type { Cell, CellKey, Plan } from '../schema';
import { powerWeights } from './fit';
import { gather, type Gathered } from './sample';
import { scatterOf } from './means';

/** Seeds at every size in the first round: the fewest whose scatter says anything. */
const first = 4;

/** The most seeds of a size in each round: they double at most. The last round fills up every size. */
function mosts(seeds: number): number[] {
  const rounds = [Math.min(first, seeds)];
  while (rounds.at(-1)! < seeds) rounds.push(Math.min(2 * rounds.at(-1)!, seeds));
  return rounds.length > 1 ? [...rounds, seeds] : rounds;
}

/** All looks' intervals together hold the truth with this probability. */
export const together = 0.95;

/**
 * Each round is looked at once and stops the run if it decides, so each look has an equal share of the 5 % (Bonferroni:
 * whatever the looks have in common, and however the seeds were placed). One look, one share: a plain 95 % interval. Who looks
 * in the middle of a round, as its time is over, takes half of what is left of the round's share, and so the look at its end
 * has the rest: `forced` looks of 1/2, 1/4, ... and one more as large as the last of these are one share together.
 */
export const levelOf = ({ seeds }: Plan, forced = 0): number =>
  1 - (1 - together) / mosts(seeds).length / 2 ** forced;

/**
 * Seeds at each size, round after round. The variance of the exponent is sum_i w_i^2 noise_i / seeds_i, so that for a given
 * cost it is least with seeds_i ~ |w_i| sqrt(noise_i / cost_i) (Neyman, J. R. Stat. Soc. 97 (1934) 558), within half of the
 * round's most and all of it: what four seeds tell of a scatter is rough. Noise and cost are those of the first round, so
 * that later cells do not change what an earlier round was.
 */
function roundsOf(plan: Plan, { sample }: Gathered): number[][] {
  const most = mosts(plan.seeds);
  const all = (seeds: number): number[] => plan.sizes.map(() => seeds);
  const middle = sample.up.map((row, s) =>
    row.map((v, i) => (v === undefined ? undefined : (v + sample.down[s]![i]!) / 2)),
  );
  const { noise } = scatterOf(middle.slice(0, most[0]), plan.sizes.length);
  const weights = powerWeights(sample.sizes);
  const merit = plan.sizes.map((_, i) => {
    // Not the seconds that cells took: which seeds are run, and so the verdict, must not depend on a machine's mood.
    return Math.abs(weights[i]!) * Math.sqrt(noise[i]! / Math.max(costOf(plan, i), 1));
  });
  const best = Math.max(...merit);
  return most.map((seeds, r) => {
    if (r === 0 || r === most.length - 1) return all(seeds);
    const least = most[r - 1]!;
    return merit.map((m) => Math.min(seeds, Math.max(least, Math.ceil((seeds * m) / best - 1e-9))));
  });
}

export interface Round {
  /** From 0. */
  readonly number: number;
  /** What it lacks, seed after seed and the largest size first, so that a run that is cut still has every size. */
  readonly wanted: readonly CellKey[];
  /** Whether cells of it are there. */
  readonly begun: boolean;
}

/** The first round that lacks cells; undefined where all seeds are used. */
export function roundUnderWay(plan: Plan, cells: readonly Cell[]): Round | undefined {
  const gathered = gather(plan, cells);
  const has = (size: number, seed: number): boolean => gathered.cells[seed]![size] !== undefined;
  let before = plan.sizes.map(() => 0);
  for (const [number, round] of roundsOf(plan, gathered).entries()) {
    const added = round.flatMap((seeds, size) =>
      Array.from({ length: Math.max(0, seeds - before[size]!) }, (_, k) => ({
        size,
        seed: before[size]! + k,
      })),
    );
    const wanted = added.filter(({ size, seed }) => !has(size, seed));
    if (wanted.length > 0)
      return {
        number,
        wanted: wanted.sort((a, b) => a.seed - b.seed || b.size - a.size),
        begun: wanted.length < added.length || number === 0,
      };
    before = round;
  }
  return undefined;
}

/** The round that a look at these cells is one at: what is under way, or what was finished last. */
export function roundLookedAt(plan: Plan, cells: readonly Cell[]): number {
  const round = roundUnderWay(plan, cells);
  return round ? round.number - (round.begun ? 0 : 1) : mosts(plan.seeds).length - 1;
}
