import { Rational } from '../../../server/src/orders';
import { measure, type Derived } from './engine';
import { dice, onThresholds, randomPoint, type Exponents } from './points';
import { free, nameOf, network, two, type Problem } from './problems';
import type { Evaluated, Method, Peers, Solved } from './python';
import { ms, table } from './table';

/** Seconds that a peer has for a problem. */
const LIMIT = Number(process.env['BENCH_SECONDS'] ?? 60);
/** Of a line between two random points of the box. */
const BESIDE = Rational.of(1, 1_000_000);
/** What floating point may lose without being wrong. */
const ROUNDING = 1e-9;

const ppl: Method = { solve: 'ppl' };
/** Of PPOPT's algorithms the fastest whose answers are right; `algorithms` shows all. */
const ppopt: Method = { solve: 'ppopt', algorithm: 'combinatorial_graph', tiesBroken: true };

/** The same problems by the engine and its peers, side by side. */
export async function comparison(peers: Peers): Promise<void> {
  console.log(`\nPeers: ${(await peers.versions()).join(', ')}; ${LIMIT} s for each problem`);
  await algorithms(peers, network(2, 2));
  await algorithms(peers, network(3, 2, { patterns: two }));
  const problems = [
    network(1, 1),
    network(2, 1),
    network(2, 2),
    network(2, 2, { degree: 9 }),
    network(2, 2, { degree: 4, activation: 'quadratic' }),
    network(2, 2, { degree: 6, activation: 'generic' }),
    network(3, 1, { patterns: two }),
    network(3, 2, { patterns: two }),
    network(3, 3, { patterns: two }),
    network(3, 2),
    network(4, 2, { patterns: two }),
    network(4, 4, { patterns: two }),
    network(4, 2),
  ];
  const rows = [];
  for (const problem of problems) rows.push(await compare(peers, problem));
  console.log('\nThe same problems by all: ms, and the ratio to ours');
  table(rows.map((row) => row.times));
  console.log(`\nPPOPT exactly on thresholds, and ${BESIDE} of a line through the box beside them`);
  table(rows.flatMap(({ thresholds }) => (thresholds ? [thresholds] : [])));
}

async function algorithms(peers: Peers, problem: Problem): Promise<void> {
  const { derived } = measure(problem);
  if (!derived) return;
  const points = randomPoints(problem);
  const rows: Record<string, string>[] = [];
  for (const algorithm of ['combinatorial', 'combinatorial_graph', 'graph', 'geometric'])
    for (const tiesBroken of [false, true]) {
      const solved = await peers.solve({ solve: 'ppopt', algorithm, tiesBroken }, problem, LIMIT);
      if (!solved) return;
      const replies = complete(solved) ? await peers.evaluate(points) : undefined;
      rows.push({
        '': `${algorithm.replace('_', ' ')}${tiesBroken ? ', ties broken' : ''}`,
        ms: timeOf(solved),
        regions: String(solved.pieces),
        failed: String(solved.failed),
        ...(replies && {
          'regions at a point': mean(replies.map((r) => r.held)).toFixed(1),
          'gaps %': mean(replies.map((r) => (100 * r.gaps) / solved.words)).toFixed(1),
          [`wrong of ${points.length}`]: String(wrong(errors(derived, points, replies))),
        }),
      });
    }
  console.log(`\nPPOPT's algorithms: ${nameOf(problem)}`);
  table(rows);
}

type Row = Record<string, string>;

async function compare(peers: Peers, problem: Problem): Promise<{ times: Row; thresholds?: Row }> {
  const { derived, warm } = measure(problem);
  const name = { '': nameOf(problem) };
  if (!derived) return { times: { ...name, ours: 'over budget' } };
  const random = randomPoints(problem);
  const crossings = onThresholds(derived, free(problem), problem.top, BESIDE, 100);
  const on = crossings.map((c) => c.on);
  const beside = crossings.flatMap((c) => c.beside);
  const ratio = (solved: Solved): string =>
    `${complete(solved) ? '' : '> '}${ms((1000 * solved.seconds) / warm)}`;

  const times: Row = { ...name, words: '', ours: ms(warm), cells: String(derived.cells) };
  let ties: readonly number[] = [];
  const exact = await peers.solve(ppl, problem, LIMIT);
  if (exact) {
    const points = [...random, ...on, ...beside];
    const replies = complete(exact) ? await peers.evaluate(points) : [];
    ties = replies.slice(random.length).map((r) => r.equal);
    const same = points.filter((p, i) => energyAt(derived, p).toString() === replies[i]?.value).length;
    if (complete(exact) && same < points.length) process.exitCode = 1;
    Object.assign(times, {
      words: String(exact.words),
      PPL: timeOf(exact),
      'PPL/ours': ratio(exact),
      pieces: String(exact.pieces),
      'same as ours': `${same} of ${points.length}`,
    });
  }

  const floating = await peers.solve(ppopt, problem, LIMIT);
  if (!floating) return { times };
  Object.assign(times, {
    words: String(floating.words),
    PPOPT: timeOf(floating),
    'PPOPT/ours': ratio(floating),
    regions: String(floating.pieces),
  });
  if (!complete(floating)) return { times };
  times['error'] = scientific(Math.max(...errors(derived, random, await peers.evaluate(random))));

  const there = await peers.evaluate(on);
  const tied = there.filter((_, i) => (ties[i] ?? 0) > 1).length;
  const seen = there.filter((reply, i) => (ties[i] ?? 0) > 1 && reply.equal >= (ties[i] ?? 0)).length;
  const nearby = errors(derived, beside, await peers.evaluate(beside));
  const untolerant = await peers.evaluate(on, 0);
  return {
    times,
    thresholds: {
      ...name,
      points: String(on.length),
      error: scientific(Math.max(...errors(derived, on, there))),
      'ties seen': `${seen} of ${tied}`,
      'wrong beside': `${wrong(nearby)} of ${beside.length}`,
      'error beside': scientific(Math.max(...nearby)),
      'gaps at tolerance 0': String(untolerant.filter((reply) => reply.gaps > 0).length),
      'wrong at tolerance 0': String(wrong(errors(derived, on, untolerant))),
    },
  };
}

const randomPoints = (problem: Problem): Exponents[] => {
  const roll = dice(1);
  return Array.from({ length: 200 }, () => randomPoint(free(problem), problem.top, roll));
};

function energyAt({ energy, at }: Derived, point: Exponents): Rational {
  const value = energy.at(at(point));
  if (!value) throw new Error(`no energy at ${point.join(', ')}`);
  return value;
}

/** How far each value is from the exact one; infinitely far where there is none. */
const errors = (derived: Derived, points: readonly Exponents[], replies: readonly Evaluated[]): number[] =>
  points.map((point, i) => {
    const value = replies[i]?.value ?? Infinity;
    return Math.abs(Number(value) - energyAt(derived, point).toNumber());
  });

const wrong = (values: readonly number[]): number => values.filter((e) => e > ROUNDING).length;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const scientific = (value: number): string => (value === 0 ? '0' : value.toExponential(0));
const complete = ({ solved, words }: Solved): boolean => solved === words;
const timeOf = (solved: Solved): string =>
  complete(solved)
    ? ms(1000 * solved.seconds)
    : `> ${ms(1000 * solved.seconds)} (${solved.solved} of ${solved.words} words)`;
