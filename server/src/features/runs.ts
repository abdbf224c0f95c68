import { intervalText } from '../../../trainer/report';
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
  private readonly states = new Map<string, RunState & { readonly subject: string | undefined }>();

  /** `subject` is what the run measures, if the text still has the block that it came from. */
  set(state: RunState, subject: string | undefined): void {
    const key = `${state.uri} ${state.hash}`;
    const known = this.states.get(key);
    this.states.delete(key);
    this.states.set(key, { ...state, subject: subject ?? known?.subject });
    if (this.states.size > KEPT) this.states.delete(this.states.keys().next().value as string);
  }

  /** The run of this block's plan; else the newest of the same subject that no block of the text owns, as outdated. */
  of(uri: string, block: VerifyResult, all: readonly VerifyResult[]): Run | undefined {
    const hash = block.plan?.source.hash;
    const own = hash === undefined ? undefined : this.states.get(`${uri} ${hash}`);
    if (own) return { state: own.state, outdated: false };
    const owned = new Set(all.map((v) => v.plan?.source.hash));
    const old = [...this.states.values()].findLast(
      (s) => s.uri === uri && !owned.has(s.hash) && (s.subject === undefined || s.subject === block.text),
    );
    return old && { state: old.state, outdated: true };
  }
}

/** A run in a few words; numbers that were measured carry their interval. */
export function runText({ state, outdated }: Run): string {
  const said = stateText(state);
  return outdated ? `outdated, the text has changed: ${said}` : said;
}

/** A verdict as it stands beside the text; nothing of a run without one. */
export function verdictText({ state, outdated }: Run): string | undefined {
  if (state.kind !== 'verdict') return undefined;
  const { status, measured } = state.verdict;
  const numbers = measured && [measured.exponent, measured.low, measured.high].map((n) => n.toFixed(2));
  const said = numbers ? `${status}: ${numbers[0]} [${numbers[1]}, ${numbers[2]}]` : status;
  return outdated ? `outdated, ${said}` : said;
}

function stateText(state: RunState['state']): string {
  switch (state.kind) {
    case 'running':
      return `running: ${state.message}`;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed: ${state.message}`;
    case 'verdict': {
      const { status, predicted, measured } = state.verdict;
      return measured
        ? `${status}: measured ${intervalText(measured)}, predicted ${predicted}`
        : `${status}: predicted ${predicted}`;
    }
  }
}
