import {
  covered,
  Form,
  merged,
  Region,
  withinBudget,
  type Constraint,
  type Order,
  type Point,
} from '../../orders';
import { uncovered } from '../domain';
import { namesOf, type PosteriorTheory } from './energy/theory';

/** Work spent on the patterns that tie somewhere in a region; about a fifth of a second. */
const TIES_BUDGET = 60_000;

/** Where patterns that reach the least energy differ in a count. */
export interface CountTies {
  /** As wide as the region itself; `listed` is false where there are only too many patterns to list that may differ. */
  readonly wide: readonly { readonly set: Region; readonly listed: boolean }[];
  /** Thinner sets in which they differ: thresholds, mostly. */
  readonly thin: readonly Region[];
  /** A point at which there is no count, and the pattern of the layer there. */
  readonly missing?: { readonly point: Point; readonly layer: string; readonly pattern: string };
  /** Whether all of the region was looked through, and not a point of each of its parts. */
  readonly complete: boolean;
}

/** Looks for points of a region that have no count, and else for ties that have another count than this one. */
export function countTies(theory: PosteriorTheory, layer: number, count: Order, region: Region): CountTies {
  const point = uncovered(region, count);
  if (point) {
    const [best] = theory.tiesAt(point)?.paths ?? [];
    const pattern = best && namesOf(best)[layer];
    const missing = pattern && { point, layer: theory.layers[layer]!, pattern };
    return { ...(missing ? { missing } : {}), wide: [], thin: [], complete: true };
  }
  const pieces = count.restrict(region);
  const sets = withinBudget(TIES_BUDGET, () => differing(theory, layer, pieces, region));
  if (sets) {
    const wide = sets.filter((set) => set.fullDimensionalIn(region)).map((set) => ({ set, listed: true }));
    return { wide, thin: merged(sets), complete: true };
  }
  for (const piece of pieces.pieces) {
    const point = piece.region.witness();
    const agree = point && theory.countsAgree(layer, point);
    if (point && !agree)
      return { wide: [{ set: at(point), listed: agree === false }], thin: [], complete: false };
  }
  return { wide: [], thin: [], complete: false };
}

/**
 * The sets of widths at which a path reaches the least energy with another count than the given one, or with none. Each path is
 * a linear program over widths and parameters. Undefined where there are too many paths.
 */
function differing(
  theory: PosteriorTheory,
  layer: number,
  count: Order,
  region: Region,
): Region[] | undefined {
  const found: Region[] = [];
  const wide = theory.cells.filter((cell) => cell.region.intersect(region).fullDimensionalIn(region));
  const inside = covered(
    region,
    wide.map((cell) => cell.region),
  );
  // Where energies are continuous, what ties at the edge of a cell is among the paths of the cell.
  for (const cell of inside ? wide : theory.cells) {
    const paths = theory.reaching(cell);
    if (!paths) return undefined;
    for (const piece of count.pieces) {
      const here = piece.region.intersect(cell.region);
      if (here.isEmpty()) continue;
      for (const { terms, constraints, floors, parameters, defines } of paths) {
        const best = here.with(
          ...constraints,
          ...floors,
          ...terms.map(({ term }): Constraint => ({ form: cell.energy.minus(term.form), sense: '>=' })),
        );
        if (best.isEmpty()) continue;
        const gap = defines[layer]?.get('count')?.minus(piece.value);
        const others = gap ? [gap, gap.negate()].map((form) => best.with({ form, sense: '>' })) : [best];
        for (const other of others) {
          if (other.isEmpty()) continue;
          const widths = other.project(other.variables().filter((name) => !parameters.includes(name)));
          if (!found.some((known) => known.includes(widths))) found.push(widths);
        }
      }
    }
  }
  return found.map((set) => set.intersect(region)).filter((set) => !set.isEmpty());
}

const at = (point: Point): Region =>
  new Region(
    [...point].map(([name, value]) => ({
      form: Form.variable(name).minus(Form.constant(value)),
      sense: '=',
    })),
  );
