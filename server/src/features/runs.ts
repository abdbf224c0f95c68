import { intervalText, withoutText } from '../../../trainer/report';
import type { Verdict } from '../../../trainer/schema';
import type { VerifyResult } from '../analysis/facts';
import type { RunState } from './contract';

/** A run as one verify block sees it: its own, or one of a text that has changed since. */
export interface Run {
  readonly state: RunState['state'];
  readonly outdated: boolean;
}

const KEPT = 100;

/** What the client has said of runs, newest last; bounded. */
export class Runs {
  private readonly states = new Map<string, RunState>();

  set(state: RunState): void {
    const key = `${state.uri} ${state.hash}`;
    this.states.delete(key);
    this.states.set(key, state);
    if (this.states.size > KEPT) this.states.delete(this.states.keys().next().value as string);
  }

  /** The run of this block's plan; else the newest of the same subject that no block of the text owns, as outdated. */
  of(uri: string, block: VerifyResult, all: readonly VerifyResult[]): Run | undefined {
    const hash = block.plan?.source.hash;
    const own = hash === undefined ? undefined : this.states.get(`${uri} ${hash}`);
    if (own) return { state: own.state, outdated: false };
    const owned = new Set(all.map((v) => v.plan?.source.hash));
    const old = [...this.states.values()].findLast(
      (s) => s.uri === uri && !owned.has(s.hash) && s.subject === block.text,
    );
    return old && { state: old.state, outdated: true };
  }
}

/** A run in a few words; numbers that were measured carry their interval. */
export function runText({ state, outdated }: Run): string {
  const said = stateText(state);
  return outdated ? `outdated, the text has changed: ${said}` : said;
}

/** The verdict of a run, or of a run under way what its cells say so far. */
export const verdictOf = ({ state }: Run): Verdict | undefined =>
  state.kind === 'verdict' || state.kind === 'running' ? state.verdict : undefined;

/** A verdict as it stands beside the text; nothing of a run without one. */
export function verdictText(run: Run): string | undefined {
  const verdict = verdictOf(run);
  if (!verdict) return undefined;
  const { status, measured } = verdict;
  const numbers = measured && [measured.exponent, measured.low, measured.high].map((n) => n.toFixed(2));
  const interval = numbers && `${numbers[0]} [${numbers[1]}, ${numbers[2]}]`;
  // A status that more cells may turn is not said.
  if (run.state.kind === 'running') return interval && `so far: ${interval}`;
  const said = `${interval ? `${status}: ${interval}` : status}${withoutText(verdict)}`;
  return run.outdated ? `outdated, ${said}` : said;
}

function stateText(state: RunState['state']): string {
  switch (state.kind) {
    case 'running': {
      const measured = state.verdict?.measured;
      return `running: ${state.message}${measured ? `; so far ${intervalText(measured)}` : ''}`;
    }
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${state.message}`;
    case 'verdict': {
      const { status, predicted, measured } = state.verdict;
      const found = measured ? `measured ${intervalText(measured)}, ` : '';
      return `${status}: ${found}predicted ${predicted}${withoutText(state.verdict)}`;
    }
  }
}
