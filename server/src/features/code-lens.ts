import type { CodeLens } from 'vscode-languageserver-protocol';
import { VERIFY_COMMAND } from './contract';
import { runText, type Run, type Runs } from './runs';
import type { Snapshot } from './snapshot';

/** `▶ Verify` above each verify block, with what is known of its run. */
export function codeLenses(snapshot: Snapshot, runs: Runs): CodeLens[] {
  const { verifications } = snapshot.analysis;
  return verifications.map((block) => {
    const { start } = block.statement;
    return {
      range: snapshot.range({ start, end: start + 'verify'.length }),
      command: {
        title: title(runs.of(snapshot.uri, block, verifications)),
        command: VERIFY_COMMAND,
        arguments: [snapshot.uri, start],
      },
    };
  });
}

function title(run: Run | undefined): string {
  if (!run) return '▶ Verify';
  if (run.state.kind === 'running' && !run.outdated) return `$(sync~spin) ${runText(run)}`;
  return `▶ Verify again (${runText(run)})`;
}
