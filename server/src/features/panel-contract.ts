import type { PhaseDiagram } from '../../../plot/data';
import type { CurvesData, FitData } from '../../../plot/run-data';

/**
 * What the derivation panel's page, its host in the client and the server say to each other. Types and names only: the
 * page knows nothing else. Everything in an answer is ready to be shown; the page computes nothing.
 */

/** The command that opens the panel. */
export const PANEL_COMMAND = 'powercount.openPanel';

/** Client to server. */
export const PANEL = 'powercount/panel';
export interface PanelRequest {
  readonly uri: string;
  /** Offset of the cursor in UTF-16 units. */
  readonly offset: number;
  /** What the last answer said of itself. */
  readonly state?: PanelState;
  readonly move?: Move;
  /** The exponents that the diagram is to span. */
  readonly axes?: Axes;
}

/** Two names of exponents, or the only one that there is. */
export type Axes = readonly string[];

/** A wish to see another point: at exact exponents such as `3/2`, or so many grid steps along each axis of the diagram. */
export type Move =
  | { readonly kind: 'set'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'by'; readonly by: readonly number[] };

/** What the panel looks at: it survives hiding, reloading and edits. */
export interface PanelState {
  readonly uri: string;
  readonly offset: number;
  /** Name of the fact, or the claim without its blanks. */
  readonly subject: string;
  /** The point under view: an exact exponent for each axis, such as `3/2`. */
  readonly point: Readonly<Record<string, string>>;
  /** Whether the user has chosen the point; a point of ours moves with the subject. */
  readonly chosen: boolean;
  readonly axes: Axes;
}

export type PanelAnswer = PanelView | PanelEmpty;

/** There is nothing to show, and why. */
export interface PanelEmpty {
  readonly kind: 'empty';
  readonly message: string;
  /** A text of rules, such as the library's: what is shown of a text that they are used in is worth more. */
  readonly rules?: true;
}

/** One order with all that is known of it, seen from one point. */
export interface PanelView {
  readonly kind: 'view';
  readonly state: PanelState;
  /** The text cannot be derived at present: this is of the text before. */
  readonly before: boolean;
  /** `samples(p)`, or `stable(t)` for a training as a whole. */
  readonly name: string;
  readonly claim?: ClaimView;
  /** Of the verify block at the cursor; else of those that measure what is shown. */
  readonly runs: readonly RunView[];
  /** Of an order; a training as a whole has regimes. */
  readonly order?: OrderView;
  readonly point: PointView;
  /** The patterns of a posterior, or what is known of the training. */
  readonly candidates?: CandidatesView | Nothing;
  readonly training?: TrainingView;
  readonly why: Reason;
  readonly diagram: DiagramView | Nothing;
}

/** Why a part of the view is not there. */
export interface Nothing {
  readonly kind: 'nothing';
  readonly message: string;
}

/** A formula for KaTeX, and in the language's own spelling for those who do not see it. */
export interface Formula {
  readonly tex: string;
  readonly text: string;
}

/** One of several sets of conditions; empty means everywhere. */
export type Where = readonly Formula[];

/** One of two orders that a claim compares: `the left side`, or `specialization, lazy`. */
export interface Side {
  readonly name: string;
  readonly order: Formula;
}

export interface ClaimView {
  readonly text: string;
  readonly status: 'proven' | 'refuted' | 'undecided' | 'empty' | 'waiting';
  /** The verdict in two or three words, with its mark. */
  readonly verdict: string;
  readonly message: string;
  /** Where a refuted claim fails, and what is compared there. */
  readonly witness?: { readonly at: Where; readonly sides: readonly [Side, Side] };
  /** The exact set where a refuted claim holds. */
  readonly holds?: readonly Where[];
}

/** A verify block with its run. */
export interface RunView {
  /** What is measured: `samples(p)`. */
  readonly name: string;
  /** Whether the cursor is in the block. */
  readonly here: boolean;
  /** What will be run, sentence by sentence, or why nothing can be. */
  readonly plan: readonly string[];
  readonly predicted?: Formula;
  readonly state: RunStanding;
  /** The state in a few words. */
  readonly says: string;
  /** What a click does; nothing while the text cannot be derived. */
  readonly action?: RunAction;
  /** What was measured, at the end or so far. */
  readonly found?: FoundView;
}

/** `outdated`: the text has changed since. */
export type RunStanding = 'never run' | 'running' | 'cancelled' | 'failed' | 'outdated' | VerdictStatus;
export type VerdictStatus = 'consistent' | 'refuted' | 'inconclusive';

/** To run the block around an offset, or to end the run of a plan. */
export type RunAction =
  { readonly kind: 'verify'; readonly offset: number } | { readonly kind: 'cancel'; readonly hash: string };

export interface FoundView {
  /** The exponent with its interval, once there is one. */
  readonly measured?: Formula;
  /** Of the interval, in per cent. */
  readonly level: number;
  readonly reason: string;
  readonly wouldDecide?: string;
  readonly cost: string;
  readonly points: readonly PointRow[];
  /** Absent before there is a point. */
  readonly fit?: FitData;
  readonly curves?: CurvesData;
}

/** One size, with numbers of as many digits as they have. */
export interface PointRow {
  readonly size: string;
  readonly value: string;
  readonly interval: string;
  readonly seeds: number;
  readonly note: string;
}

export interface OrderView {
  /** On one line, where the order has one formula. */
  readonly summary?: Formula;
  readonly pieces: readonly PieceView[];
  /** How many more regions there are. */
  readonly hidden: number;
}

export interface PieceView {
  readonly formula: Formula;
  readonly where: Where;
  readonly pattern?: string;
  /** Whether the point under view lies in this region. */
  readonly here: boolean;
}

export interface PointView {
  /** `N1 = d^(3/2)` for every scale that is not the unit. */
  readonly scales: readonly Formula[];
  readonly exponents: readonly { readonly axis: string; readonly value: string }[];
  /** The order or the regime at the point, or why there is none. */
  readonly order:
    | { readonly kind: 'order'; readonly formula: Formula }
    | { readonly kind: 'regime'; readonly name: string }
    | Nothing;
  /** What became of the last wish, where it could not be met. */
  readonly note?: string;
}

export interface CandidatesView {
  readonly kind: 'candidates';
  /** How many there are, and in which sequence. */
  readonly heading: string;
  readonly rows: readonly CandidateRow[];
  /** What the list lacks. */
  readonly note?: string;
  /** Named requirements, such as coherence, without any one of which the energy would be less, and what it would be. */
  readonly decides: readonly { readonly name: string; readonly without: Formula }[];
}

export interface CandidateRow {
  /** The patterns of the layers, in parts that a comma joins. */
  readonly pattern: readonly string[];
  readonly energy: Formula;
  readonly standing: 'best' | 'tie' | 'behind';
  /** How far above the best, for those behind. */
  readonly gap?: Formula;
  readonly terms: readonly CandidateTerm[];
  readonly parameters: readonly Formula[];
  /** Named requirements that hold with equality. */
  readonly binding: readonly string[];
  /** Regions where this pattern is the named winner. */
  readonly wins: readonly Where[];
  /** For each layer what its pattern does and by which rule. */
  readonly why: readonly string[];
}

export interface CandidateTerm {
  readonly layer: string;
  /** As the rule writes it. */
  readonly label: string;
  /** What it is at the point; a range where the optimum leaves it open. */
  readonly order: Formula;
  /** Whether it reaches the energy. */
  readonly balanced: boolean;
}

/** A training, seen from the point. */
export interface TrainingView {
  /** `training of resnet: sgd, depth_mup, alignment coherent` */
  readonly title: string;
  readonly weights: readonly WeightRow[];
  readonly properties: readonly PropertyRow[];
  /** Known parametrizations that it is the same as, by the factors that its multipliers have more. */
  readonly recognised: readonly {
    readonly name: string;
    readonly shifts: readonly { readonly weight: string; readonly by: Formula }[];
  }[];
}

/** One weight; sizes are of entries, as monomials that hold around the point. */
export interface WeightRow {
  readonly name: string;
  /** `hidden`, `bias` … */
  readonly role: string;
  readonly multiplier: WeightCell;
  readonly init: WeightCell;
  readonly rate: WeightCell;
  /** What its weights alone, and what all weights change of the value that it makes. */
  readonly update: WeightCell;
  readonly change: WeightCell;
}

export interface WeightCell {
  /** Absent where it is zero. */
  readonly formula?: Formula;
  /** `mup`, or `written in the text`. */
  readonly from?: string;
}

export interface PropertyRow {
  /** `stable(t)` */
  readonly name: string;
  /** Sets where it holds; none means nowhere, an empty set of conditions everywhere. */
  readonly holds: readonly Where[];
  /** Where it holds whatever the relation of independent scales, if that is less. */
  readonly always?: Where;
  /** Whether it holds at the point under view. */
  readonly here: boolean;
}

/** Why something holds; backticks in sentences enclose code. */
export interface Reason {
  readonly title: string;
  readonly formula?: Formula;
  readonly source?: string;
  readonly because?: string;
  readonly steps: readonly Reason[];
}

export interface DiagramView {
  readonly kind: 'diagram';
  readonly picture: PhaseDiagram;
  /** All exponents that can be an axis. */
  readonly choices: readonly string[];
  readonly axes: Axes;
}

/** Page to host. */
export type PageMessage =
  | { readonly kind: 'ready'; readonly state?: PanelState }
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'axes'; readonly axes: Axes }
  | RunAction;

/** Host to page. */
export type HostMessage =
  | { readonly kind: 'answer'; readonly answer: PanelAnswer }
  /** The server cannot be asked; what is shown stays. */
  | { readonly kind: 'problem'; readonly message: string };
