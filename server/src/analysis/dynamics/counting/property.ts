import type { Requirement } from './requirement';

/** A property that is claimed by itself, such as `stable(t)`: relations that must hold together, or must not. */
export interface Property {
  readonly requirements: readonly Requirement[];
  /** Without these it has no meaning, and nothing is decided. */
  readonly presupposed: readonly Requirement[];
  readonly negated: boolean;
}
