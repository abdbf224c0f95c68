import type { Architecture } from '../network/architecture';
import type { Part } from '../network/target';
import type { Pattern } from './pattern';

/** What the patterns of a network can do with one feature of the data. */
export interface FeatureProblem {
  readonly architecture: Architecture;
  readonly part: Part;
  readonly patterns: readonly Pattern[];
  /** Names of `require` lines that are switched off. */
  readonly off: ReadonlySet<string>;
}

/** The choice that is open where nobody names patterns: every pattern in every layer. */
export const everyPattern = ({ architecture, patterns }: FeatureProblem): (readonly Pattern[])[] =>
  architecture.layers.map(() => patterns);
