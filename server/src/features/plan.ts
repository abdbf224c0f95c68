import type { PlanAnswer } from './contract';
import { findings } from './diagnostics';
import type { Snapshot } from './snapshot';

/** The plan of the verify block around an offset, or the sentence that says why there is none. */
export function plan(snapshot: Snapshot, offset: number): PlanAnswer {
  const block = snapshot.analysis.verifications.find(
    ({ statement }) => statement.start <= offset && offset <= statement.end,
  );
  if (!block) return { problem: 'There is no verify block here.' };
  if (block.plan) return { plan: block.plan };
  const { start, end } = block.statement;
  const errors = findings(snapshot).filter((f) => f.severity === 'error' && !f.code.startsWith('claim-'));
  const error = errors.find((f) => start <= f.start && f.end <= end) ?? errors[0];
  return { problem: error?.message ?? 'Nothing is derived that could be verified.' };
}
