import type { Chart, Decision, Form, Notation, Order, Point, Rational, Region } from '../orders';
import type { Plan } from '../../../trainer/schema';
import type { ClaimStatement, Document, Span, VerifyStatement } from '../syntax/tree';
import type { Diagnostic } from './diagnostic';
import type { Candidates } from './posterior/energy/candidates';
import type { Posterior } from './posterior/declaration';
import type { Products } from './products';
import type { Symbol } from './symbols';
import type { Training } from './dynamics/declaration';
import type { Standing } from './dynamics/standing';
import type { Recognised } from './dynamics/symmetry';

/** Why something holds: a sentence, a formula, where the rule is from, and what it stands on. */
export interface Derivation {
  readonly title: string;
  readonly formula?: Notation;
  /** Paper and equation or table. */
  readonly source?: string;
  readonly because?: string;
  readonly steps: readonly Derivation[];
}

/** A fact on one region of widths. */
export interface Piece {
  readonly region: Region;
  readonly when: readonly Notation[];
  readonly value: Form;
  readonly formula: Notation;
  /** Names of the winning patterns, first layer first, where the fact has patterns. */
  readonly pattern?: readonly string[];
  readonly derivation: Derivation;
}

/** What a fact is at one point of widths. */
export interface Evaluation {
  readonly exponent: Rational;
  readonly pattern?: readonly string[];
  /** Other patterns that reach the same exponent there. */
  readonly ties?: readonly (readonly string[])[];
  /** Whether all ties are listed; in deep networks only those are that no other pattern covers. */
  readonly tiesComplete?: boolean;
  /** Named requirements without any one of which the energy would be less there, and its exponent then. */
  readonly decisive?: readonly { readonly name: string; readonly energy: Rational }[];
}

/** A fact without its place: it survives edits that move it. */
export interface FactContent {
  readonly name: string;
  readonly order: Order;
  /** On one line: `kappa*sqrt(d*min(N1, N2))`, or undefined where only the pieces say it. */
  readonly summary?: Notation | undefined;
  readonly pieces: readonly Piece[];
  readonly derivation: Derivation;
  at(point: Point): Evaluation | undefined;
  /** Why it is nothing at a point, as `no pattern is allowed`; undefined where it is something, or no reason is known. */
  readonly nothingBecause?: ((point: Point) => string | undefined) | undefined;
  /** All patterns at one point, where the fact has patterns. */
  readonly candidates?: ((point: Point) => Candidates | undefined) | undefined;
}

/** A derived order with a name: `E` for `let E = …`, `samples(p)` for a posterior p. */
export interface Fact extends FactContent {
  /** The declared name that carries the fact in the text. */
  readonly span: Span;
  readonly statement: Span;
}

/** `waiting`: something that it names has a mistake, which is said there. */
export type ClaimStatus = 'proven' | 'refuted' | 'undecided' | 'empty' | 'waiting';

export interface ClaimResult {
  readonly statement: ClaimStatement;
  /** As written, on one line. */
  readonly text: string;
  readonly status: ClaimStatus;
  readonly message: string;
  /** What a waiting claim waits for. */
  readonly waitsFor?: string | undefined;
  readonly derivation: Derivation;
  /** Where it is claimed. */
  readonly region: Region;
  readonly decision?: Decision | undefined;
}

export interface VerifyResult {
  readonly statement: VerifyStatement;
  readonly text: string;
  /** Absent when a diagnostic says why there is none. */
  readonly plan?: Plan;
}

/** All that is derived of a training. */
export interface TrainingResult {
  readonly training: Training;
  readonly facts: readonly FactContent[];
  /** Where its properties hold. */
  standings(): readonly Standing[];
  /** The known parametrizations that it is the same as. */
  recognised(): readonly Recognised[];
}

/** All that is known of one text. A pure function of the documents. */
export interface Analysis {
  readonly uri: string;
  readonly document: Document;
  readonly diagnostics: readonly Diagnostic[];
  readonly facts: readonly Fact[];
  /** Those that could be derived. */
  readonly posteriors: readonly Posterior[];
  readonly trainings: readonly TrainingResult[];
  readonly claims: readonly ClaimResult[];
  readonly verifications: readonly VerifyResult[];
  readonly symbols: readonly Symbol[];
  readonly chart: Chart;
  readonly region: Region;
  /** Which points of regions are points of the text. */
  readonly products: Products;
  /** Meanings of scale and exponent names as forms over the coordinates. */
  readonly scales: ReadonlyMap<string, Form>;
  readonly exponents: ReadonlyMap<string, Form>;
  /** The point at which free exponents have given values, or a sentence when they fix none. */
  pointAt(values: ReadonlyMap<string, Rational>): Point | string;
}
