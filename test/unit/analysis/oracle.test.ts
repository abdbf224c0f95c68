import assert from 'node:assert/strict';
import type { Order, Point } from '../../../server/src/orders';
import type { Analysis, Fact } from '../../../server/src/analysis/facts';
import { analysisOf } from './support';
import { Fraction } from './oracle/fraction';
import { energyAtHugeScale } from './oracle/huge-scale';
import { corners, pointAt, randomPlaces, surroundings, thresholds, type Place } from './oracle/points';
import type { Problem } from './oracle/problem';
import { Random, randomProblem, type Shape } from './oracle/random';
import { textOf } from './oracle/text';
import type { Answer, Words } from './oracle/words';

/** How many times as many problems as usual, and the seed of the first; docs/testing.md. */
const TIMES = Number(process.env.POWERCOUNT_ORACLE ?? 1);
const SEED = Number(process.env.POWERCOUNT_ORACLE_SEED ?? 1);

/** Numbers of problems, and of places by their kind. */
const seen = new Map<string, number>();
const looked = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);

interface Case {
  readonly problem: Problem;
  readonly words: Words;
  readonly random: Random;
  readonly analysis: Analysis;
}

/** Runs a check on random problems of one shape; a failure tells the seed that makes its problem the first one. */
function sweep(problems: number, shape: Shape, check: (made: Case) => void): void {
  const failures: string[] = [];
  for (let i = 0; i < problems * TIMES; i++) {
    const random = new Random((SEED + i) ^ Math.imul(4 * shape.layers + shape.free, 0x9e3779b9));
    const { problem, words } = randomProblem(random, shape);
    const text = textOf(problem);
    try {
      check({ problem, words, random, analysis: analysisOf(text) });
    } catch (error) {
      failures.push(`POWERCOUNT_ORACLE_SEED=${SEED + i}: ${(error as Error).message}\n\n${text}`);
    }
  }
  assert.equal(failures.length, 0, `${failures.length} problems; ${failures.slice(0, 3).join('\n\n')}`);
}

/** Holds what the engine says of a problem against the oracle, at places inside cells and on their boundaries. */
function agree({ problem, words, random, analysis }: Case): void {
  assert.deepEqual(analysis.document.diagnostics, []);
  looked('problem');
  if (analysis.diagnostics.some((d) => d.code === 'over-budget')) return void looked('over budget');
  const energy = analysis.facts.find((f) => f.name === 'energy(p)');
  const asked = problem.asked.map((names, i) => ({
    names,
    order: analysis.facts.find((f) => f.name === `E${i}`)?.order,
  }));
  const cells = energy?.order.pieces.map((piece) => piece.region) ?? [];
  const places: Place[] = [
    ...randomPlaces(problem, random, problem.ends.length === 0 ? 1 : 4),
    ...thresholds(problem, cells, random, 3),
    ...cells.flatMap((cell) => corners(problem, cell, random, 2)).slice(0, 6),
  ];
  // Where nothing but a limit of the scales would be left, there is no posterior at all.
  const region = energy ? analysis.region.closure() : analysis.region;
  for (const { kind, free } of places) {
    const point = pointAt(problem, free);
    // Where fractions are too fine, the oracle's floats cannot tell a threshold from its neighbourhood.
    if (!region.contains(point) || free.some((q) => q.d > 1_000_000n)) continue;
    looked(kind);
    const place = words.place(free);
    const where = `at the ${kind} ${free.join(', ')}`;
    const same = (order: Order | undefined, names?: readonly string[]): boolean => {
      const right = words.energy(place, names)?.energy;
      const found = order?.at(point);
      if (found?.toString() === right?.toString()) return true;
      if (right && alone(right.toNumber(), found?.toNumber() ?? Infinity, names)) return false;
      assert.fail(`energy of ${names?.join() ?? 'all'} is ${String(right)}, not ${String(found)}, ${where}`);
    };
    /** A pattern that can act only where the scales satisfy an equation has no region: the diagram tells what is around. */
    const alone = (right: number, found: number, names?: readonly string[]): boolean => {
      const near = surroundings(problem, region, free, random).map(
        (q) => words.energy(words.place(q), names)?.energy.toNumber() ?? Infinity,
      );
      const above = near.filter((value) => value > right + 1e-2);
      const least = Math.min(...above);
      return above.length > 0.9 * near.length && (found === least || Math.abs(found - least) < 1e-2);
    };
    for (const { names, order } of asked) same(order, names);
    const right = words.energy(place);
    looked(right ? 'energy' : 'no energy');
    if (same(energy?.order) && right && energy) {
      const jump = reached(energy, point, right, { where, allowed: analysis.region.contains(point) });
      if (!jump) counts({ problem, words, analysis }, point, place, right, where);
    }
  }
  if (energy && random.chance(0.1)) ties(energy, places, { problem, words });
}

/**
 * Whether a cell has the energy at this place, and the patterns that it names reach it; returns whether the energy jumps there,
 * so that other cells have another value. A cell that is nothing but a limit that the text does not allow is not shown.
 */
function reached(
  energy: Fact,
  point: Point,
  right: Answer,
  { where, allowed }: { where: string; allowed: boolean },
): boolean {
  const here = energy.pieces.filter((piece) => piece.region.contains(point));
  const best = here.filter((p) => p.value.evaluate(point).toString() === right.energy.toString());
  assert.ok(best.length > 0 || !allowed, `no cell has the energy ${where}`);
  for (const { pattern } of best)
    assert.ok(right.winners.has(pattern!.join()), `${pattern!.join()} does not reach the energy ${where}`);
  return best.length < here.length;
}

/** Whether each count that the engine gives is the count of some optimum with the patterns that it names. */
function counts(
  { problem, words, analysis }: Pick<Case, 'problem' | 'words' | 'analysis'>,
  point: Point,
  place: readonly Fraction[],
  right: Answer,
  where: string,
): void {
  for (const layer of problem.layers.keys()) {
    const pieces = analysis.facts.find((f) => f.name === `count(p.h${layer + 1})`)?.pieces ?? [];
    for (const { pattern, region, value } of pieces) {
      if (!region.contains(point) || !right.winners.has(pattern!.join())) continue;
      looked('count');
      const exponent = Fraction.parse(value.evaluate(point).toString());
      const found = words.energy(place, pattern, { layer, exponent })?.energy.toString();
      assert.equal(
        found,
        right.energy.toString(),
        `energy with count(p.h${layer + 1}) ~ d^${exponent} ${where}`,
      );
    }
  }
}

/** Whether the patterns that the engine calls a tie are all that reach the energy. */
function ties(
  energy: Fact,
  places: readonly Place[],
  { problem, words }: Pick<Case, 'problem' | 'words'>,
): void {
  for (const { kind, free } of places.slice(0, 5)) {
    const right = words.energy(words.place(free));
    const found = energy.at(pointAt(problem, free));
    if (!right || found?.exponent.toString() !== right.energy.toString()) continue;
    const named = [found.pattern!, ...found.ties!].map((names) => names.join());
    looked('ties');
    const expected = found.tiesComplete ? [...right.winners] : named.filter((n) => right.winners.has(n));
    assert.deepEqual([...named].sort(), expected.sort(), `ties at the ${kind} ${free.join(', ')}`);
  }
}

describe('least energies against brute force over patterns, chains of degrees and vertices', function () {
  if (TIMES > 1) this.timeout(0);
  const few = [1, 60] as const;
  const many = [100, 3000] as const;
  /** For 1, 2, 3 and 4 layers the number of problems with 0, 1, 2 and 3 free scales. */
  const sweeps = [
    {
      words: few,
      problems: [
        [450, 180, 120, 40],
        [400, 120, 90, 20],
        [250, 70, 40, 10],
        [150, 40, 25, 6],
      ],
    },
    { words: many, problems: [[0], [0, 0, 4], [5, 4, 3], [5, 3, 2]] },
  ];
  for (const { words, problems } of sweeps)
    for (const [i, numbers] of problems.entries())
      for (const [free, number] of numbers.entries()) {
        if (number === 0) continue;
        const shape = { layers: i + 1, free, words };
        it(`${i + 1} hidden layers, ${free} free scales, ${words.join(' to ')} words: ${number * TIMES} problems`, () => {
          sweep(number, shape, agree);
        });
      }

  it('looked at enough places of every kind', () => {
    const least = {
      problem: 2000,
      energy: 6000,
      'no energy': 300,
      threshold: 400,
      'beside a threshold': 800,
      corner: 1000,
      ties: 400,
      count: 1000,
    };
    assert.ok((seen.get('over budget') ?? 0) < 0.005 * seen.get('problem')!, 'over budget');
    for (const [what, number] of Object.entries(least)) assert.ok((seen.get(what) ?? 0) >= number, what);
  });
});

describe('least energies against the sum of all terms at d = 10^60, minimised with numbers', function () {
  if (TIMES > 1) this.timeout(0);
  for (const layers of [1, 2, 3])
    it(`${layers} hidden layers, ${40 * TIMES} problems`, () => {
      sweep(40, { layers, free: 0, words: [1, 20] }, ({ problem, words, analysis }) => {
        const exact = analysis.facts.find((f) => f.name === 'energy(p)')?.order.at(pointAt(problem, []));
        const numeric = energyAtHugeScale(problem, words.place([]));
        const gap = Math.abs((exact?.toNumber() ?? 1e3) - Math.min(numeric, 1e3));
        assert.ok(gap < 0.03, `${String(exact)} and ${numeric}`);
      });
    });
});
