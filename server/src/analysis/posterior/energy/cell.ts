import type { Constraint, Form, Interval, Region } from '../../../orders';
import type { Term } from './pattern';
import type { Path } from './step';
import type { Part } from '../network/target';

/** Why a path has the energy it has on a region: its parameters, and which terms balance there. */
export interface Reason {
  readonly region: Region;
  readonly parameters: ReadonlyMap<string, Form | Interval>;
  /** Every cost and the final norm, with whether it reaches the energy. */
  readonly terms: readonly { readonly term: Term; readonly layer: string; readonly balanced: boolean }[];
  /** The constraints on parameters that hold with equality. */
  readonly binding: readonly Constraint[];
}

/** A region of widths with one monomial for the energy and the pattern that reaches it. */
export class Cell {
  #reasons: readonly Reason[] | undefined;

  constructor(
    readonly region: Region,
    readonly energy: Form,
    readonly winner: Path,
    /** The part of the target that needs this energy: no other part needs more here. */
    readonly part: Part,
    private readonly explain: () => readonly Reason[],
  ) {}

  /** Parts of the cell, cut where a parameter changes its form; made when a reader asks. */
  get reasons(): readonly Reason[] {
    return (this.#reasons ??= this.explain());
  }

  /** The part of the cell in a region inside it. */
  cut(region: Region): Cell {
    if (region.includes(this.region)) return this;
    return new Cell(region, this.energy, this.winner, this.part, () =>
      this.reasons
        .map((reason) => ({ ...reason, region: reason.region.intersect(region) }))
        .filter((reason) => reason.region.fullDimensionalIn(region))
        // A region without interior may lie where two of them meet.
        .filter(({ region }, i, all) => !all.slice(0, i).some((other) => other.region.includes(region)))
        .map((reason) => ({ ...reason, region: reason.region.reduced() })),
    );
  }
}
