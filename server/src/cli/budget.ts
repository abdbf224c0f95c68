import { finishedCells } from '../../../trainer/conduct';
import {
  allCells,
  budgetText,
  durationText,
  estimate,
  measuredSeconds,
  type Estimate,
} from '../../../trainer/estimate';
import { cellName, nameOf, sizeNames } from '../../../trainer/identity';
import { leftOutText, nextCells } from '../../../trainer/judge';
import type { Device, Runner } from '../../../trainer/runner';
import type { Cell, CellKey, Plan } from '../../../trainer/schema';
import { UsageError } from './command';

/** What is still to be run of a plan, before it is. */
export interface Budget {
  readonly plan: Plan;
  readonly device: Device;
  /** The next round, after which it may be decided; and all seeds. */
  readonly least: Estimate;
  readonly most: Estimate;
  /** How long it may run. */
  readonly seconds: number;
  /** Which sizes there is no memory for, as sentences. */
  readonly leftOut: string;
  /** Runs that are there already. */
  readonly finished: number;
}

/** Of a plan on what a runner runs on. Throws UsageError where it cannot run there. */
export async function budgetOf(plan: Plan, runner: Runner, folder: string, seconds: number): Promise<Budget> {
  const refusal = runner.refusal(plan);
  if (refusal !== undefined) throw new UsageError(`${plan.name}: ${refusal}`);
  const device = await runner.device().catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const leftOut = runner.leavesOut?.(plan) ?? [];
  const isThere = ({ size }: CellKey): boolean =>
    leftOut.every((left) => left.size !== plan.sizes[size]!.value);
  const cells = finishedCells(folder, plan);
  const names = sizeNames(plan);
  const there = new Set(cells.map(nameOf));
  const measured = measuredSeconds(names, cells.filter(ranOn(runner, device)));
  const missing = allCells(plan)
    .filter(isThere)
    .filter(({ size, seed }) => !there.has(cellName(names[size]!, seed)));
  const next = nextCells(plan, cells).filter(isThere);
  return {
    plan,
    device,
    least: estimate(plan, device, next, measured),
    most: estimate(plan, device, next.length === 0 ? [] : missing, measured),
    seconds,
    leftOut: leftOutText(plan, leftOut),
    finished: cells.length,
  };
}

/** Times of other machines tell nothing of this one. */
const ranOn = ({ kind }: Runner, { name }: Device): ((cell: Cell) => boolean) =>
  kind === 'embedded' ? ({ on }) => on.startsWith('embedded') : ({ on }) => on.includes(name);

/** Why it is not run: not even the next round fits into its time. */
export const overBudget = ({ plan, least, seconds }: Budget): string | undefined =>
  least.seconds <= seconds
    ? undefined
    : `${plan.name}: the first round would take about ${durationText(least.seconds)}, and it has ${durationText(seconds)}; ` +
      `--limit ${Math.ceil(least.seconds / 30)} gives it more`;

/** "samples(p): 16 to 96 runs, …; its limit is 2 min". */
export function budgetLine({ plan, least, most, device, seconds, leftOut, finished }: Budget): string {
  const there = finished > 0 ? ` (${finished} are there already)` : '';
  return least.runs === 0
    ? `${plan.name}: nothing is left to run${there}; --runs DIR begins anew`
    : `${plan.name}: ${budgetText(least, most, device)}${there}; its limit is ${durationText(seconds)}${leftOut && `. ${leftOut}`}`;
}
