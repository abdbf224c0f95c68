// The sequence of cells, and what stopping early does to errors. For the table of docs/verdicts.md (minutes):
//   POWERCOUNT_SIMULATIONS=1000 node scripts/unit.mjs judge/rounds
import assert from 'node:assert/strict';
import { judge, judgeAtEnd, nextCells } from '../../../../trainer/judge';
import type { Step } from '../../../../trainer/network-schema';
import type { Cell, CellKey, Plan, Verdict } from '../../../../trainer/schema';
import { cell, cellsOfPower, Dice, octaves, trainingPlan } from './synthetic';

const asked = Number(process.env.POWERCOUNT_SIMULATIONS ?? 0);
const experiments = asked || 25;

/** A run to its end: rounds, and the verdict. */
function conduct(
  plan: Plan,
  measure: (key: CellKey) => Cell,
): { rounds: CellKey[][]; cells: Cell[]; verdict: Verdict } {
  const [rounds, cells]: [CellKey[][], Cell[]] = [[], []];
  for (;;) {
    const wanted = nextCells(plan, cells);
    if (wanted.length === 0) return { rounds, cells, verdict: judge(plan, cells) };
    rounds.push(wanted);
    cells.push(...wanted.map(measure));
  }
}

const counts = (plan: Plan, keys: CellKey[]): number[] =>
  plan.sizes.map((_, size) => keys.filter((key) => key.size === size).length);

describe('judge: rounds', () => {
  const plan = trainingPlan({ seeds: 20 });

  it('begins with four seeds at every size, seed after seed and the largest size first', () => {
    const wanted = nextCells(plan, []);
    assert.deepEqual(counts(plan, wanted), [4, 4, 4, 4]);
    assert.deepEqual(
      wanted.slice(0, 5).map(({ size, seed }) => [size, seed]),
      [
        [3, 0],
        [2, 0],
        [1, 0],
        [0, 0],
        [3, 1],
      ],
    );
    assert.deepEqual(counts(plan, nextCells(trainingPlan({ seeds: 3 }), [])), [3, 3, 3, 3]);
  });

  it('asks for what is missing only, and for nothing once decided', () => {
    const cells = cellsOfPower(plan, 1, 0.01).filter(({ seed }) => seed < 4);
    assert.deepEqual(nextCells(plan, cells), []);
    const lost = nextCells(plan, cells.slice(1));
    assert.deepEqual(lost, [{ size: 0, seed: 0 }]);
  });

  it('doubles at most, ends with every seed at every size, and has as many looks as were paid for', () => {
    const dice = new Dice(9);
    const { rounds, cells, verdict } = conduct(plan, (key) => {
      const v = plan.sizes[key.size]!.value ** 1.2 * Math.exp(1.5 * dice.gaussian());
      return cell(plan, key, [v, v], plan.sizes[key.size]!.value ** 3);
    });
    assert.equal(verdict.status, 'inconclusive');
    assert.equal(cells.length, 80);
    // 4, 8, 16, 20, and the rest.
    assert.ok(rounds.length === 5, `${rounds.length}`);
    const total = [0, 0, 0, 0];
    for (const round of rounds) {
      const added = counts(plan, round);
      added.forEach((n, i) => assert.ok(total[0] === 0 || n <= total[i]!, 'doubles at most'));
      added.forEach((n, i) => (total[i]! += n));
    }
    assert.deepEqual(total, [20, 20, 20, 20]);
  });

  it('gives cheap sizes, noisy sizes and the ends of the range more seeds', () => {
    const second = (noise: number[], widths: number[]): number[] => {
      const sizes = plan.sizes.map(({ value }, i) => {
        const dense = {
          op: 'dense',
          to: 'u',
          from: 'x',
          width: widths[i]!,
          deviation: 1,
          multiplier: 1,
          rate: 0,
        };
        const input = { op: 'input', to: 'x', dim: 8, of: 'gaussian', positions: 1 };
        return { value, network: [input, dense, { op: 'output', from: 'u' }] as Step[] };
      });
      const wide = trainingPlan({ ...plan, sizes });
      const dice = new Dice(3);
      const cells = nextCells(wide, []).map((key) => {
        const v = Math.exp(noise[key.size]! * dice.gaussian());
        return cell(wide, key, [v, v]);
      });
      return counts(wide, nextCells(wide, cells));
    };
    const same = [1, 1, 1, 1];
    const cheap = second(same, [1, 10, 100, 1000]);
    assert.ok(cheap[0] === 4 && cheap[3]! < 4, `${cheap}`);
    const ends = second(same, same);
    assert.ok(ends[0]! > ends[1]! && ends[3]! > ends[2]!, `${ends}`);
    const noisy = second([0.02, 0.02, 0.02, 3], same);
    assert.ok(noisy[3] === 4 && noisy[0]! < 4, `${noisy}`);
  });

  it('runs no more where what is missing cannot be made up for', () => {
    const first = nextCells(plan, []);
    const at = (lost: number): Cell[] =>
      first.map((key) => {
        const gone = key.size === 0 && key.seed < lost;
        const none = { ...cell(plan, key, [null, null]), trouble: 'it was too large' };
        return gone ? none : cell(plan, key, [1 + 0.5 * key.seed, 1 + 0.5 * key.seed]);
      });
    // 4 of 20 seeds are within the quarter that may be missing; of 12, they are not.
    assert.ok(nextCells(plan, at(4)).length > 0);
    const small = trainingPlan({ seeds: 12 });
    const cells = at(4).map((c, i) => ({
      ...cell(small, first[i]!, c.found),
      ...(c.trouble && { trouble: c.trouble }),
    }));
    assert.deepEqual(nextCells(small, cells), []);
  });

  it('does not stop within a round that has begun', () => {
    const noisy = cellsOfPower(plan, 1, 1).filter(({ seed }) => seed < 4);
    const round = nextCells(plan, noisy);
    assert.ok(round.length > 1);
    const one = cell(plan, round[0]!, [1, 1]);
    assert.deepEqual(nextCells(plan, [...noisy, one]), round.slice(1));
  });
});

interface Case {
  k: number;
  seeds: number;
  truth: number;
  scatter: number;
  heavy?: boolean;
  shared?: number;
  bend?: number;
}

/** Per cent: verdicts, runs whose last interval holds the truth; and cost beside that of all seeds. */
function errors({ k, seeds, truth, scatter, heavy, shared = 0, bend = 0 }: Case): number[] {
  const plan = trainingPlan({ seeds }, octaves.slice(0, k));
  const dice = new Dice(17);
  const tally = { consistent: 0, refuted: 0, inconclusive: 0, held: 0, cost: 0 };
  const full = plan.sizes.reduce((sum, { value }) => sum + seeds * value ** 2, 0);
  for (let e = 0; e < experiments; e++) {
    const draw = (): number => (heavy ? dice.heavy() : dice.gaussian());
    const common = Array.from({ length: seeds }, () => shared * draw());
    const { verdict } = conduct(plan, (key) => {
      const { value } = plan.sizes[key.size]!;
      const v = Math.exp(truth * Math.log(value) + (bend * 8) / value + common[key.seed]! + scatter * draw());
      return cell(plan, key, [v, v], value ** 2);
    });
    const { low, high } = verdict.measured!;
    tally[verdict.status]++;
    if (low <= truth && truth <= high) tally.held++;
    tally.cost += verdict.seconds / full;
  }
  return Object.values(tally).map((n) => (100 * n) / experiments);
}

describe('judge: errors of runs that stop early', function () {
  this.timeout(0);
  // Predicted is 1 with a margin of 1/4: 1 must not be refuted; 1.25 (the edge) and more must not be called consistent.
  const cases: Case[] = [
    ...[4, 3, 6].flatMap((k) =>
      [1, 1.25, 1.5].flatMap((truth) =>
        [0.1, 0.3].map((scatter): Case => ({ k, seeds: 16, truth, scatter })),
      ),
    ),
    ...[1, 1.25].flatMap((truth): Case[] => [
      { k: 4, seeds: 8, truth, scatter: 0.1 },
      { k: 5, seeds: 32, truth, scatter: 0.3, shared: 0.3 },
      { k: 4, seeds: 16, truth, scatter: 0.2, heavy: true },
      { k: 5, seeds: 16, truth, scatter: 0.1, bend: 1 },
      { k: 5, seeds: 16, truth, scatter: 0.1, bend: -1 },
    ]),
    { k: 5, seeds: 16, truth: 1.5, scatter: 0.1, bend: 1 },
    { k: 5, seeds: 16, truth: 0.5, scatter: 0.1, bend: -1 },
  ];
  for (const one of asked ? cases : cases.slice(0, 4))
    it(JSON.stringify(one), () => {
      const found = errors(one);
      if (asked)
        console.log(`| ${Object.values(one).join(' | ')} | ${found.map((v) => v.toFixed(1)).join(' | ')} |`);
      const [consistent, refuted, , held] = found as [number, number, number, number, number];
      const slack = 400 * Math.sqrt((0.05 * 0.95) / experiments);
      if (Math.abs(one.truth - 1) < 0.25) assert.ok(refuted < 5 + slack, `${refuted} % refuted`);
      else assert.ok(one.bend || consistent < 5 + slack, `${consistent} % consistent`);
      assert.ok(one.bend || held > 95 - slack, `${held} % held`);
    });
});

/** Per cent of runs of which every look's interval holds the truth, if their time ends now and then and they are run again. */
function everyLook(seeds: number, k: number, stop: number): number {
  const plan = trainingPlan({ seeds, margin: 1e-9 }, octaves.slice(0, k));
  const dice = new Dice(23);
  let held = 0;
  for (let e = 0; e < experiments; e++) {
    const [cells, verdicts]: [Cell[], Verdict[]] = [[], []];
    for (let forced: readonly number[] = []; ;) {
      const wanted = nextCells(plan, cells, { forced });
      // Nothing decides with so small a margin: each round is looked at.
      verdicts.push(judge(plan, cells, { forced }));
      if (wanted.length === 0) break;
      const share = dice.uniform() < stop ? dice.uniform() : 1;
      cells.push(
        ...wanted.slice(0, Math.ceil(share * wanted.length)).map((key) => {
          const v = plan.sizes[key.size]!.value * Math.exp(0.2 * dice.gaussian());
          return cell(plan, key, [v, v]);
        }),
      );
      const last = judgeAtEnd(plan, cells, { forced });
      forced = last.forced ?? [];
      verdicts.push(last);
    }
    const exponents = verdicts.flatMap(({ measured }) => measured ?? []);
    if (exponents.every(({ low, high }) => low <= 1 && 1 <= high)) held++;
  }
  return (100 * held) / experiments;
}

describe('judge: looks that the end of the time forces', function () {
  this.timeout(0);
  const plan = trainingPlan({ seeds: 8 });
  const cells = cellsOfPower(plan, 1, 0.2);
  const widthOf = ({ measured }: Verdict): number => measured!.high - measured!.low;

  it('are no looks between rounds, and where no exponent is seen', () => {
    const first = cells.filter(({ seed }) => seed < 4);
    for (const some of [first, cells, cells.slice(0, 3), []])
      assert.deepEqual(judgeAtEnd(plan, some), judge(plan, some));
  });

  it('take half of what is left of the share of their round, each', () => {
    const some = cells.filter(({ seed }) => seed < 6);
    const [free, once] = [judge(plan, some), judgeAtEnd(plan, some)];
    assert.deepEqual([free.forced, once.forced], [undefined, [0, 1]]);
    const twice = judgeAtEnd(plan, some, { forced: once.forced! });
    assert.deepEqual(twice.forced, [0, 2]);
    assert.ok(widthOf(free) < widthOf(once) && widthOf(once) < widthOf(twice));
    // The round's own look, when it is done, has what they left; other rounds' shares are whole.
    const round = cells.filter(({ seed }) => seed < 4);
    assert.equal(widthOf(judge(plan, round, { forced: [0, 2] })), widthOf(judge(plan, round)));
    assert.ok(widthOf(judge(plan, round, { forced: [1] })) > widthOf(judge(plan, round)));
  });

  for (const [seeds, k, stop] of [
    [4, 4, 1],
    [8, 3, 0.7],
    [16, 5, 0.5],
    [16, 4, 0],
  ] as const)
    it(`hold the truth all together, ${seeds} seeds, ${k} sizes, stopped ${100 * stop} % of the times`, () => {
      const held = everyLook(seeds, k, stop);
      if (asked) console.log(`| ${seeds} | ${k} | ${stop} | ${held.toFixed(1)} |`);
      assert.ok(held > 95 - 400 * Math.sqrt((0.05 * 0.95) / experiments), `${held} %`);
    });
});
