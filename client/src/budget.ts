import * as vscode from 'vscode';
import { budgetText, durationText, estimate, type Estimate } from '../../trainer/estimate';
import { leftOutText, nextCells } from '../../trainer/judge';
import type { Device } from '../../trainer/runner';
import type { Plan } from '../../trainer/schema';
import { verifySettings } from './settings';
import type { TrainerKind, Trainers } from './trainers';

/** The most that a run of the plan may take: what its block says, and no more than the user's limit. */
export const secondsOf = (plan: Plan): number =>
  Math.min(plan.budget.seconds, 60 * verifySettings().atMostMinutes);

/** Says what plans cost where that is more than a little, and asks where to run them; undefined where the user would rather not. */
export async function agreed(
  plans: readonly Plan[],
  kind: TrainerKind,
  trainers: Trainers,
): Promise<TrainerKind | undefined> {
  const device = await trainers.device(kind);
  const limit = sum(plans.map(secondsOf));
  const most = together(plans.map((plan) => estimate(plan, device)));
  if (Math.min(most.seconds, limit) <= 60 * verifySettings().askAboveMinutes) return kind;
  const least = together(plans.map((plan) => estimate(plan, device, nextCells(plan, []))));
  const runner = await trainers.runner(kind);
  const leftOut = plans.flatMap((plan) => leftOutText(plan, runner.leavesOut?.(plan) ?? []) || []);
  const [run, cluster] = ['Run', 'On Cluster'];
  const hasCluster = verifySettings().slurm.folder !== '';
  const answer = await vscode.window.showInformationMessage(
    `Verify ${title(plans)}?`,
    { modal: true, detail: [detail(least, most, limit, device), ...leftOut].join(' ') },
    run,
    ...(kind !== 'slurm' && hasCluster ? [cluster] : []),
  );
  return answer === run ? kind : answer === cluster ? 'slurm' : undefined;
}

const title = (plans: readonly Plan[]): string =>
  plans.length === 1 ? (plans[0] as Plan).name : `${plans.length} claims`;

function detail(least: Estimate, most: Estimate, limit: number, device: Device): string {
  const cut =
    most.seconds > limit
      ? ` It is ended after ${durationText(limit)}, and judged by what is there then.`
      : ' It ends as soon as it is decided.';
  return `${budgetText(least, most, device)}.${cut}`;
}

/** One after the other. */
const together = (all: readonly Estimate[]): Estimate => ({
  runs: sum(all.map(({ runs }) => runs)),
  flops: sum(all.map(({ flops }) => flops)),
  bytes: Math.max(0, ...all.map(({ bytes }) => bytes)),
  seconds: sum(all.map(({ seconds }) => seconds)),
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
