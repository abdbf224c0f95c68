import type { Range } from 'vscode-languageserver-protocol';
import type { Device } from '../../../trainer/runner';
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
  /** Of a file that is not open: what it holds. */
  readonly text?: string;
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
  /** What the run measures, as its block says it: `plan.name`. */
  readonly subject: string;
  readonly state:
    /** With a verdict: what the cells that are there already say. */
    | { readonly kind: 'running'; readonly message: string; readonly verdict?: Verdict }
    | { readonly kind: 'cancelled' }
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'verdict'; readonly verdict: Verdict };
}
export const RUN_STATE = 'powercount/runState';

/** Client to server: what this machine computes, as it was measured last, so that budgets can be told without a program. */
export const DEVICE = 'powercount/device';
export type DeviceState = Device;

/** Client to server: the claims and verify blocks of a text, in its order, as tests. */
export interface TestsRequest {
  readonly uri: string;
  /** Of a file that is not open: what it holds. */
  readonly text?: string;
  /** With the derivations of claims, which take work. */
  readonly explained?: boolean;
}
export const TESTS = 'powercount/tests';
export interface TestsAnswer {
  /** Whether the text has no others; while it cannot be read, those that it had before stay. */
  readonly complete: boolean;
  readonly tests: readonly (ClaimTest | VerifyTest)[];
}
/** Server to client, of texts whose tests were asked for: they may be others now. */
export const TESTS_CHANGED = 'powercount/testsChanged';
export interface TestsChanged {
  readonly uri: string;
}

interface TestPlace {
  /** On one line; of a verify block what it measures and along which sizes. */
  readonly label: string;
  /** All that is written, on one line: what says the same is the same test. */
  readonly key: string;
  /** The statement. */
  readonly range: Range;
}

export interface ClaimTest extends TestPlace {
  readonly kind: 'claim';
  /** `none`: nothing is derived that could decide it, and the message says why. */
  readonly status: 'proven' | 'refuted' | 'undecided' | 'empty' | 'waiting' | 'none';
  readonly message: string;
  /** Lines: what it was derived from; none unless asked for. */
  readonly derivation: readonly string[];
  /** Of a refuted comparison: what is claimed and what is derived, at a point where they differ. */
  readonly differs?: { readonly claimed: string; readonly derived: string };
}

export interface VerifyTest extends TestPlace {
  readonly kind: 'verify';
  /** The hash of its plan, where it has one. */
  readonly plan?: string;
  /** In the text, in UTF-16 units: for `PlanRequest`. */
  readonly offset: number;
  /** The last run of the block, in words; of another text where it is outdated. */
  readonly run?: { readonly text: string; readonly outdated: boolean };
}

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
