import {
  covered,
  envelope,
  Form,
  leastAtJumps,
  lowerBound,
  minimise,
  Order,
  withinBudget,
  type Point,
  type Region,
} from '../../../orders';
import { AtPoint } from './at-point';
import { Cell, type Reason } from './cell';
import type { Pattern } from './pattern';
import { everyPattern, type FeatureProblem } from './problem';
import { Propagation, type Remember } from './propagation';
import { ENERGY } from './transfer';
import { byActivity, type Path } from './step';

interface Known {
  readonly cells: readonly Cell[];
  readonly energy: Order;
  /** Whether every pattern that matters can act at all widths: then the energy has no jumps. */
  readonly isContinuous: boolean;
  /** Whether one pattern alone can act at all widths, so that every point is in a cell. */
  readonly isTotal: boolean;
  readonly isComplete: boolean;
}

/** Work for the whole phase diagram of a feature; about a second. */
const CELLS_BUDGET = 300_000;

/**
 * The least energy at which a network learns one feature, E = max(costs of the layers, norm of the feature in the last
 * kernel), minimised over patterns per layer and their parameters (arXiv:2512.04165: P* ~ kappa E). Exact, as a function of
 * the widths.
 */
export class FeatureTheory {
  private readonly restricted = new Map<string, Order | undefined>();
  private known: Known | undefined;
  /** The same at single points of widths. */
  readonly points: AtPoint;

  constructor(
    private readonly problem: FeatureProblem,
    /** The widths under view. */
    private readonly widths: Region,
    private readonly remember: Remember,
  ) {
    this.points = new AtPoint(problem, remember);
  }

  get cells(): readonly Cell[] {
    return this.solved.cells;
  }

  /** The least energy. Where it jumps, and where a pattern can act on a set without interior, its pieces are not closed. */
  get energy(): Order {
    return this.solved.energy;
  }

  /** Whether the energy has no jumps; false where that is not known. */
  get isContinuous(): boolean {
    return this.solved.isContinuous;
  }

  /** Whether one pattern alone can act at all widths, so that every point is in a cell; false where that is not known. */
  get isTotal(): boolean {
    return this.solved.isTotal;
  }

  /** False where deriving everything took too much work: then there is one cell, a point, and answers are for points. */
  get isComplete(): boolean {
    return this.solved.isComplete;
  }

  /** The cell at a point of widths, or what holds at the point alone. */
  cellAt(point: Point): Cell | undefined {
    if (!this.widths.contains(point)) return undefined;
    const { isComplete, isContinuous } = this.solved;
    return isComplete && isContinuous
      ? this.cells.find((c) => c.region.contains(point))
      : this.pointCell(point);
  }

  private get solved(): Known {
    this.known ??= withinBudget(CELLS_BUDGET, () => {
      const { cells, ...rest } = this.solve(everyPattern(this.problem));
      return { ...rest, cells: cells.map((c) => this.cell(c.region, c.value, c.winner)), isComplete: true };
    });
    if (!this.known) {
      const point = this.widths.witness();
      const cell = point && this.pointCell(point);
      const cells = cell ? [cell] : [];
      const energy = new Order(cells.map((c) => ({ region: c.region, value: c.energy })));
      this.known = { cells, energy, isContinuous: false, isTotal: false, isComplete: false };
    }
    return this.known;
  }

  private cell(region: Region, energy: Form, winner: Path): Cell {
    return new Cell(region, energy, winner, this.problem.part, () => this.reasons(winner, region, energy));
  }

  /** What holds at one point, derived there alone. */
  private pointCell(point: Point): Cell | undefined {
    const best = this.points.best(point);
    const here = [...point].map(([name, value]) => ({
      form: Form.variable(name).minus(Form.constant(value)),
      sense: '=' as const,
    }));
    return best && this.cell(this.widths.with(...here), Form.constant(best.energy), best.path);
  }

  /** The least energy with these patterns, layer by layer; an order on the widths that allow them, undefined if none do. */
  energyOf(names: readonly string[]): Order | undefined {
    const key = names.join();
    if (!this.restricted.has(key)) {
      const { energy } = this.solve(
        names.map((name) => this.problem.patterns.filter((p) => p.name === name)),
      );
      this.restricted.set(key, energy.pieces.length === 0 ? undefined : energy);
    }
    return this.restricted.get(key);
  }

  /** All paths that reach this energy somewhere in a region of widths. */
  reaching(energy: Form, region: Region): Path[] {
    const { architecture, part, off } = this.problem;
    return new Propagation(architecture, part.degree, off, region, this.remember)
      .all(everyPattern(this.problem), { ceiling: energy })
      .map(({ path }) => path);
  }

  private solve(choices: readonly (readonly Pattern[])[]): Omit<Known, 'cells' | 'isComplete'> & {
    cells: { region: Region; value: Form; winner: Path }[];
  } {
    const { architecture, part, off } = this.problem;
    const candidates = new Propagation(architecture, part.degree, off, this.widths, this.remember)
      .best(choices)
      .flatMap(({ path, region }) => {
        const least = lowerBound(region, ENERGY, this.widths);
        return least.status === 'bounded'
          ? [{ label: path, domain: least.domain, forms: least.order.values() }]
          : [];
      });
    candidates.sort((a, b) => byActivity(a.label, b.label));
    const cells = envelope(candidates, this.widths);
    const total = candidates.map(({ domain }) => domain.includes(this.widths));
    const isContinuous = total.every(Boolean);
    if (isContinuous) return { cells, energy: new Order(cells), isContinuous, isTotal: true };
    // Patterns that can act on a set without interior only.
    const isThin = ({ domain }: { domain: Region }): boolean => !domain.fullDimensionalIn(this.widths);
    const thin = candidates
      .filter(isThin)
      .flatMap(({ domain, forms, label }) =>
        Order.greatest(forms, domain).pieces.map((piece) => ({ ...piece, winner: label })),
      );
    const news = thin.filter(({ region, value }) => {
      const asGood = cells.map((c) => c.region.with({ form: value.minus(c.value), sense: '>=' }));
      return !covered(region, asGood);
    });
    const pieces = leastAtJumps([...cells, ...news]);
    const isTotal = total.some(Boolean);
    return { cells: pieces, energy: new Order(pieces), isContinuous, isTotal };
  }

  /** Solves the winner's own linear program on its cell, for the reader: parameters, balance, binding constraints. */
  private reasons(path: Path, cell: Region, energy: Form): Reason[] {
    const { terms, constraints, floors, parameters } = this.points.systemOf(path);
    // No energy is below one, whatever the terms.
    const minimum = minimise(
      [...terms.map(({ term }) => term), { form: Form.zero }],
      [...constraints, ...floors],
      parameters,
      cell,
    );
    if (minimum.status !== 'bounded') return [];
    return minimum.argmin().map(({ region, values }) => {
      // All choices of parameters that reach the energy: what is so on all of them may be said of the minimum.
      const best = region
        .with(
          ...constraints,
          ...floors,
          ...terms.map(({ term }) => ({ form: energy.minus(term.form), sense: '>=' as const })),
        )
        .closure();
      const vanishes = (form: Form): boolean => best.implies({ form, sense: '=' });
      return {
        region,
        parameters: values,
        terms: terms.map(({ term, layer }) => ({ term, layer, balanced: vanishes(term.form.minus(energy)) })),
        binding: constraints.filter((c) => vanishes(c.form)),
      };
    });
  }
}
