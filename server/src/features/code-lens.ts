import type { CodeLens, Command } from 'vscode-languageserver-protocol';
import { durationText, estimate } from '../../../trainer/estimate';
import type { Device } from '../../../trainer/runner';
import type { Plan } from '../../../trainer/schema';
import type { VerifyResult } from '../analysis/facts';
import { CANCEL_COMMAND, VERIFY_COMMAND } from './contract';
import { runText, type Runs } from './runs';
import type { Snapshot } from './snapshot';

/**
 * Above each verify block what is known of its run, and by a click its start, or its end while it runs.
 * @param device where it would run: with it, the lens says beforehand how long that takes
 */
export function codeLenses(snapshot: Snapshot, runs: Runs, device?: Device): CodeLens[] {
  return snapshot.analysis.verifications.map((block) => {
    const { start } = block.statement;
    return {
      range: snapshot.range({ start, end: start + 'verify'.length }),
      command: command(snapshot, block, runs, device),
    };
  });
}

function command(
  { uri, analysis }: Snapshot,
  block: VerifyResult,
  runs: Runs,
  device: Device | undefined,
): Command {
  const run = runs.of(uri, block, analysis.verifications);
  if (run?.state.kind === 'running' && !run.outdated)
    return {
      title: `$(loading~spin) ${runText(run)} — click to cancel`,
      command: CANCEL_COMMAND,
      arguments: [block.plan?.source.hash],
    };
  const budget = block.plan && device ? ` · ${budgetOf(block.plan, device)}` : '';
  return {
    title: run ? `▶ Verify again (${runText(run)})` : `▶ Verify${budget}`,
    command: VERIFY_COMMAND,
    arguments: [uri, block.statement.start],
  };
}

/** `up to 3 min on 2 threads of this machine`: with all of its seeds, and no longer than the block allows. */
function budgetOf(plan: Plan, device: Device): string {
  const { seconds } = estimate(plan, device);
  const most = durationText(Math.min(seconds, plan.budget.seconds));
  return `${seconds < 1 ? most : `up to ${most}`} on ${device.name}`;
}
