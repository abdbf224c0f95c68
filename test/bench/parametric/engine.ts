import { spawnSync } from 'node:child_process';
import { analyse } from '../../../server/src/analysis/analyse';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { librarySources } from '../../../server/src/features/library';
import { costOf, type Order, type Point, type Rational } from '../../../server/src/orders';
import { parse } from '../../../server/src/syntax/parse';
import { exponent, textOf, type Problem } from './problems';

const library = librarySources('/library');

/** The energy as the analysis of a text gives it, with everything that an editor shows of it. */
export interface Derived {
  readonly energy: Order;
  readonly cells: number;
  /** Values of the free exponents as a point of the order. */
  at(values: readonly Rational[]): Point;
}

/** The public way in, with nothing known before. Undefined where it is over the budget for work. */
export function derive(text: string): Derived | undefined {
  const main = { uri: 'file:///bench/main.scale', document: parse(text) };
  const analysis = analyse({ main, library, resolve: () => undefined }, new AnalysisCache());
  if (analysis.diagnostics.some((d) => d.code === 'over-budget')) return undefined;
  const fact = analysis.facts.find((f) => f.name === 'energy(p)');
  if (!fact || analysis.diagnostics.length > 0)
    throw new Error(analysis.diagnostics.map((d) => d.message).join('\n') || 'no energy');
  // What is made when it is looked at belongs to the time of the answer.
  for (const piece of fact.pieces) void [piece.region.constraints, piece.value, piece.pattern];
  return {
    energy: fact.order,
    cells: fact.pieces.length,
    at: (values) => {
      const point = analysis.pointAt(new Map(values.map((value, i) => [exponent(i), value])));
      if (typeof point === 'string') throw new Error(point);
      return point;
    },
  };
}

export interface Measured {
  readonly derived: Derived | undefined;
  /** Units of work, as the budget counts them. */
  readonly units: number;
  /** Milliseconds in a process that has derived it before, with nothing kept but what the library's rules come to: the median. */
  readonly warm: number;
}

/** Milliseconds of processor time: on one core that is what a clock shows when nothing else runs there. */
export function timed(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export function measure(problem: Problem): Measured {
  const text = textOf(problem);
  let derived: Derived | undefined;
  const units = costOf(() => (derived = derive(text)));
  const again = (budget: number): number[] => {
    const times: number[] = [];
    for (let spent = 0; spent < budget; spent += times.at(-1) ?? 0) times.push(timed(() => derive(text)));
    return times;
  };
  // What the compiler does meanwhile counts as processor time too: it comes first.
  if (derived) again(1500);
  const times = derived ? again(1000) : [];
  return { derived, units, warm: median(times) };
}

const COLD = '--cold';

/** Milliseconds for the first text of a new process: the median of three. */
export function measureCold(problem: Problem): number {
  const once = (): number => {
    const { stdout, stderr } = spawnSync(process.execPath, [process.argv[1] ?? '', COLD], {
      input: textOf(problem),
    });
    const time = Number(stdout.toString());
    if (!(time > 0)) throw new Error(stderr.toString());
    return time;
  };
  return median([once(), once(), once()]);
}

/** Whether this process is there to derive one text; then it does. */
export async function isCold(): Promise<boolean> {
  if (process.argv[2] !== COLD) return false;
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  process.stdout.write(String(timed(() => derive(text))));
  return true;
}
