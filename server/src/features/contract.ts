import type { Plan, Verdict } from '../../../trainer/schema';

/** What client and server say to each other beyond the language server protocol. Types and names only. */

/** Client to server, at start and on every change of the colour theme. */
export interface Theme {
  /** The editor's foreground as #rrggbb: formulas are drawn in it. */
  readonly foreground: string;
  /** The editor's font size in CSS pixels. */
  readonly fontSize: number;
}
export const THEME = 'powercount/theme';

/** Client to server: the plan of the verify block at a place; undefined when there is none or it cannot be planned. */
export interface PlanRequest {
  readonly uri: string;
  /** Offset in UTF-16 units anywhere in the verify block. */
  readonly offset: number;
}
export const PLAN = 'powercount/plan';
export type PlanAnswer = { readonly plan: Plan } | { readonly problem: string };

/** Client to server: a run of the plan with this hash has come to a verdict, or is under way. Shown until the text changes. */
export interface RunState {
  readonly uri: string;
  /** `plan.source.hash` */
  readonly hash: string;
  readonly state:
    | { readonly kind: 'running'; readonly message: string }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'verdict'; readonly verdict: Verdict };
}
export const RUN_STATE = 'powercount/runState';

/** Client to server: what the server holds in memory, for `Powercount: Show What Is Held`. */
export const HELD = 'powercount/held';
export interface Held {
  readonly documents: number;
  readonly cachedResults: number;
  readonly heapMegabytes: number;
}

/** The command that the server's code lenses name and the client provides; with the address of a text and an offset in a block. */
export const VERIFY_COMMAND = 'powercount.verify';
/** With the hash of a plan: its run; without: all runs. */
export const CANCEL_COMMAND = 'powercount.cancelVerification';
