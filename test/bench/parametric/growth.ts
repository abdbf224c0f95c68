import { measure, measureCold, type Measured } from './engine';
import { network, type Problem } from './problems';
import { ms, table } from './table';

interface Step {
  readonly name: string;
  readonly problem: Problem;
  /** What the design allows, to be read beside the time. */
  readonly budget?: string;
}

const depths = [1, 2, 3, 4, 5, 6, 7, 8];
const budgets: Readonly<Record<number, string>> = { 3: '2 ms', 8: '100 ms' };

/** How the cost of a phase diagram grows; each row with its ratio to the one before. */
export function growth(): void {
  series(
    'Hidden layers, two free widths that alternate',
    depths.map((n) => ({ name: `${n} hidden`, problem: network(n, 2), budget: budgets[n] ?? '' })),
  );
  series(
    'Hidden layers, every width free',
    depths.map((n) => ({ name: `${n} hidden`, problem: network(n, n) })),
  );
  series(
    'Free widths, six hidden layers',
    [1, 2, 3, 4, 5, 6].map((n) => ({ name: `${n} free`, problem: network(6, n) })),
  );
}

function series(title: string, steps: readonly Step[]): void {
  let before: Measured | undefined;
  const rows = steps.map(({ name, problem, budget }) => {
    const now = measure(problem);
    const last = before;
    before = now;
    const cold = ms(measureCold(problem));
    const shown = budget === undefined ? {} : { budget };
    if (!now.derived)
      return { '': name, 'new process': cold, warm: 'over budget', units: `> ${now.units}`, ...shown };
    return {
      '': name,
      'new process': cold,
      warm: ms(now.warm),
      ratio: last ? (now.warm / last.warm).toFixed(1) : '',
      units: String(now.units),
      'ratio of units': last ? (now.units / last.units).toFixed(1) : '',
      cells: String(now.derived.cells),
      ...shown,
    };
  });
  console.log(`\n${title}: ms`);
  table(rows);
}
