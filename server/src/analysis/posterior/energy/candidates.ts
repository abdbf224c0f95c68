import type { Constraint, Rational } from '../../../orders';

/** What the optimum allows: one number where `low` equals `high`; an end that is absent is open. */
export interface Spread {
  readonly low: Rational | undefined;
  readonly high: Rational | undefined;
}

/** One pattern of feature learning for the whole network, at one point of widths: what it costs there and how. */
export interface Candidate {
  /** One pattern for each layer, the first layer first. */
  readonly pattern: readonly string[];
  /** Degree of the feature in each layer's units and the degree handed on. */
  readonly degrees: readonly (readonly [number, number])[];
  /** Exponent of its least energy at the point. */
  readonly energy: Rational;
  /** How far above the least energy of all patterns: zero for those that win or tie. */
  readonly gap: Rational;
  /** Costs and the final norm at the optimum; `layer` is `target` for the final norm. */
  readonly terms: readonly {
    readonly layer: string;
    readonly label: string;
    readonly exponent: Spread;
    readonly balanced: boolean;
  }[];
  /** Exponents of the parameters at the optimum, `M(h2)` by name. */
  readonly parameters: ReadonlyMap<string, Spread>;
  /** Constraints on the parameters that hold with equality there; the label names a requirement such as coherence. */
  readonly binding: readonly Constraint[];
}

/** All patterns at a point, best first; `complete` is false where a deep network has too many to list. */
export interface Candidates {
  readonly list: readonly Candidate[];
  readonly complete: boolean;
}
