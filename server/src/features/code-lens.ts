import type { CodeLens, Command } from 'vscode-languageserver-protocol';
import type { VerifyResult } from '../analysis/facts';
import { CANCEL_COMMAND, VERIFY_COMMAND } from './contract';
import { runText, type Runs } from './runs';
import type { Snapshot } from './snapshot';

/** Above each verify block what is known of its run, and by a click its start, or its end while it runs. */
export function codeLenses(snapshot: Snapshot, runs: Runs): CodeLens[] {
  return snapshot.analysis.verifications.map((block) => {
    const { start } = block.statement;
    return {
      range: snapshot.range({ start, end: start + 'verify'.length }),
      command: command(snapshot, block, runs),
    };
  });
}

function command({ uri, analysis }: Snapshot, block: VerifyResult, runs: Runs): Command {
  const run = runs.of(uri, block, analysis.verifications);
  if (run?.state.kind === 'running' && !run.outdated)
    return {
      title: `$(loading~spin) ${runText(run)} — click to cancel`,
      command: CANCEL_COMMAND,
      arguments: [block.plan?.source.hash],
    };
  return {
    title: run ? `▶ Verify again (${runText(run)})` : '▶ Verify',
    command: VERIFY_COMMAND,
    arguments: [uri, block.statement.start],
  };
}
