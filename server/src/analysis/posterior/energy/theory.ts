import {
  Form,
  merged,
  Order,
  type Constraint,
  type Point,
  type Rational,
  type Region,
  uncoveredPieces,
  withinBudget,
} from '../../../orders';
import { uncovered } from '../../domain';
import type { Architecture } from '../network/architecture';
import type { Candidates } from './candidates';
import type { Cell, Reason } from './cell';
import { FeatureTheory } from './feature-theory';
import type { Pattern } from './pattern';
import type { Remember } from './propagation';
import { byActivity, namesOf, type Path, type System } from './step';
import type { Part } from '../network/target';

export { namesOf, type Path } from './step';
export type { Cell, Reason } from './cell';

export interface PosteriorProblem {
  readonly architecture: Architecture;
  /** The features whose sum is the target. */
  readonly parts: readonly Part[];
  readonly patterns: readonly Pattern[];
  /** Names of `require` lines that are switched off. */
  readonly off: ReadonlySet<string>;
  /** The widths under view. */
  readonly region: Region;
}

/** Work spent on the paths that tie in a cell; about a fifth of a second. */
const TIES_BUDGET = 60_000;

/**
 * The least energy at which a network learns a target. A target of several parts is learnt where each of them is: other
 * neurons can specialise on another part, of which there are a fixed number, so that the largest energy decides.
 */
export class PosteriorTheory {
  /** The part of the region where all sizes are at least one, on which the theory speaks. */
  readonly domain: Region;
  readonly parts: readonly { readonly part: Part; readonly theory: FeatureTheory }[];
  private readonly quantities = new Map<string, Order>();
  private readonly restricted = new Map<string, Order | undefined>();
  private readonly ties = new Map<Cell, readonly System[] | undefined>();
  private known: { readonly cells: readonly Cell[]; readonly energy: Order } | undefined;

  constructor(
    private readonly problem: PosteriorProblem,
    /** Equal keys, equal theories. */
    readonly key: string,
    remember: Remember,
  ) {
    const { architecture, parts, region } = problem;
    this.domain = region
      .with(...architecture.sizes.map((form): Constraint => ({ form, sense: '>=' })))
      .closure();
    // Parts of one degree have the same theory.
    const byDegree = new Map<number, FeatureTheory>();
    this.parts = parts.map((part) => {
      const theory =
        byDegree.get(part.degree) ?? new FeatureTheory({ ...problem, part }, this.domain, remember);
      byDegree.set(part.degree, theory);
      return { part, theory };
    });
  }

  get layers(): string[] {
    return this.problem.architecture.layers.map((l) => l.name);
  }

  /**
   * An order that follows from the cells, under a key that says all it depends on: made once, so that all questions about it
   * share its work. It is defined where `value` is.
   */
  quantity(key: string, value: (cell: Cell, reason: Reason) => Form | undefined): Order {
    const known = this.quantities.get(key);
    if (known) return known;
    const pieces = this.cells.flatMap((cell) =>
      cell.reasons.flatMap((reason) => {
        const form = value(cell, reason);
        return form ? [{ region: reason.region, value: form }] : [];
      }),
    );
    const order = new Order(pieces).simplified();
    this.quantities.set(key, order);
    return order;
  }

  get cells(): readonly Cell[] {
    return this.solved.cells;
  }

  get energy(): Order {
    return this.solved.energy;
  }

  energyAt(point: Point): Rational | undefined {
    return this.at(point)?.energy;
  }

  /** False where deriving everything took too much work: then there is one cell, a point, and answers are for points. */
  get isComplete(): boolean {
    return this.parts.every(({ theory }) => theory.isComplete);
  }

  /** Whether every point of the domain is in a cell. */
  get isTotal(): boolean {
    return this.parts.every(({ theory }) => theory.isTotal) || !uncovered(this.domain, this.energy);
  }

  /** The least energy with these patterns, layer by layer; an order on the widths that allow them, undefined if none do. */
  energyOf(names: readonly string[]): Order | undefined {
    const key = names.join();
    if (!this.restricted.has(key)) {
      const orders = this.parts.map(({ theory }) => theory.energyOf(names));
      this.restricted.set(
        key,
        orders.reduce((sum, order) => sum && order && sum.sum(order)),
      );
    }
    return this.restricted.get(key);
  }

  /**
   * All patterns that reach the least energy at one point of widths, the winner of its cell first. In deep networks only
   * those that no other one covers everywhere: `complete` says so.
   */
  tiesAt(point: Point): { readonly paths: readonly Path[]; readonly complete: boolean } | undefined {
    const at = this.at(point);
    if (!at) return undefined;
    const { paths, complete } = at.theory.points.ties(point, at.energy);
    const winner = namesOf(at.cell.winner).join();
    const first = (path: Path): number => Number(namesOf(path).join() === winner);
    return { paths: [...paths].sort((a, b) => first(b) - first(a) || byActivity(a, b)), complete };
  }

  /** All patterns at one point of widths, best first; of the part that costs the most there. */
  candidatesAt(point: Point): Candidates {
    return this.at(point)?.theory.points.candidates(point) ?? { list: [], complete: true };
  }

  /**
   * Named requirements, such as coherence, without any one of which the energy at a point of the domain would be less, and how
   * much then; where no pattern is allowed, those without any one of which some pattern is.
   */
  decisiveAt(point: Point): { readonly name: string; readonly energy: Rational }[] {
    if (!this.domain.contains(point)) return [];
    const energy = this.energyAt(point);
    const names = new Set(this.problem.patterns.flatMap((p) => p.requirements));
    return [...names].flatMap((name) => {
      const without = this.parts.map(({ theory }) => theory.points.best(point, name)?.energy);
      const largest = without.reduce((a, b) => a && b && a.max(b));
      return largest && (!energy || largest.compare(energy) < 0) ? [{ name, energy: largest }] : [];
    });
  }

  /** The linear program of a path: all terms of its energy and the constraints on its parameters. */
  systemOf(path: Path): System {
    const degree = path[path.length - 1]?.k;
    const { theory } = this.parts.find(({ part }) => part.degree === degree) ?? this.parts[0]!;
    return theory.points.systemOf(path);
  }

  /**
   * Whether all patterns that tie at a point have one and the same count in a layer, fixed by the minimum; undefined where
   * not all of them could be listed.
   */
  countsAgree(layer: number, point: Point): boolean | undefined {
    const at = this.at(point);
    const ties = this.tiesAt(point);
    if (!at || !ties) return false;
    const counts = ties.paths.map((path) => {
      const count = at.theory.points.systemOf(path).defines[layer]?.get('count');
      if (!count) return undefined;
      const here = count.substitute(new Map([...point].map(([name, value]) => [name, Form.constant(value)])));
      const { best } = at.theory.points.optimum(path, at.energy, point);
      const [low, high] = [best.minimum(here), best.maximum(here)];
      return low.status === 'finite' && high.status === 'finite' && low.value.equals(high.value)
        ? low.value.toString()
        : undefined;
    });
    const agree = counts[0] !== undefined && counts.every((c) => c === counts[0]);
    return agree && !ties.complete ? undefined : agree;
  }

  /** The linear programs of all paths that reach the energy somewhere in a cell; undefined where there are too many. */
  reaching(cell: Cell): readonly System[] | undefined {
    if (!this.ties.has(cell)) {
      const theory = this.parts.find(({ part }) => part === cell.part)?.theory;
      this.ties.set(
        cell,
        theory &&
          withinBudget(TIES_BUDGET, () =>
            theory.reaching(cell.energy, cell.region).map((path) => this.systemOf(path)),
          ),
      );
    }
    return this.ties.get(cell);
  }

  /** The cell at a point of widths, and the theory of the part that needs the most there. */
  at(point: Point): { cell: Cell; theory: FeatureTheory; energy: Rational } | undefined {
    const [hardest] = this.parts
      .flatMap(({ theory }) => {
        const cell = theory.cellAt(point);
        return cell ? [{ cell, theory, energy: cell.energy.evaluate(point) }] : [];
      })
      .sort((a, b) => b.energy.compare(a.energy) || b.cell.part.degree - a.cell.part.degree);
    return hardest;
  }

  private get solved(): { readonly cells: readonly Cell[]; readonly energy: Order } {
    if (!this.known) {
      const cells = this.hardest();
      const orders = [...new Set(this.parts.map(({ theory }) => theory))].map(({ energy }) => energy);
      this.known = { cells, energy: orders.reduce((sum, energy) => sum.sum(energy)) };
    }
    return this.known;
  }

  /**
   * The cells of each part, cut to where no other part costs more. Where the energy of a part jumps, some may have no interior:
   * those stay that wider ones do not cover.
   */
  private hardest(): Cell[] {
    // Of parts that need as much, the one of the highest degree is named.
    const distinct = this.parts
      .filter(({ theory }, i) => this.parts.findIndex((other) => other.theory === theory) === i)
      .sort((a, b) => b.part.degree - a.part.degree);
    const [first, ...others] = distinct;
    if (!first) return [];
    if (others.length === 0 && this.isComplete) return [...first.theory.cells];
    if (!this.isComplete) {
      const point = this.domain.witness();
      const cell = point && this.at(point)?.cell;
      return cell ? [cell] : [];
    }
    const shares = others.reduce(
      (all, next) =>
        all.flatMap((old) =>
          next.theory.cells.flatMap((fresh) => {
            const gap = old.cell.energy.minus(fresh.energy);
            const both = old.region.intersect(fresh.region);
            if (both.implies({ form: gap, sense: '>=' })) return [{ cell: old.cell, region: both }];
            return [
              { cell: old.cell, region: both.with({ form: gap, sense: '>=' }) },
              { cell: fresh, region: both.with({ form: gap.negate(), sense: '>=' }) },
            ];
          }),
        ),
      first.theory.cells.map((cell) => ({ cell, region: cell.region })),
    );
    const jumps = distinct.some(({ theory }) => !theory.isContinuous);
    const isWide = ({ region }: { region: Region }): boolean => region.fullDimensionalIn(this.domain);
    const kept = jumps ? uncoveredPieces(shares) : shares.filter(isWide);
    return [...new Set(kept.map(({ cell }) => cell))].flatMap((cell) =>
      merged(kept.filter((share) => share.cell === cell).map(({ region }) => region)).map((region) =>
        cell.cut(region.reduced()),
      ),
    );
  }
}
