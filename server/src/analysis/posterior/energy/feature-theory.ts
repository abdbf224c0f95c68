import {
  covered,
  envelope,
  Form,
  leastAtJumps,
  lowerBound,
  minimise,
  Order,
  Rational,
  Region,
  withinBudget,
  type Constraint,
  type Point,
} from '../../../orders';
import type { Architecture } from '../network/architecture';
import { Cell, type Reason } from './cell';
import type { Candidate, Candidates, Spread } from './candidates';
import type { Pattern } from './pattern';
import { Propagation, type Found, type Remember } from './propagation';
import { ENERGY } from './shape';
import { byActivity, namesOf, systemOf, type Path, type System } from './step';
import type { Part } from '../network/target';

/** What the patterns of a network can do with one feature of the data. */
export interface FeatureProblem {
  readonly architecture: Architecture;
  readonly part: Part;
  readonly patterns: readonly Pattern[];
  /** Names of `require` lines that are switched off. */
  readonly off: ReadonlySet<string>;
}

interface Known {
  readonly cells: readonly Cell[];
  readonly energy: Order;
  /** Whether every pattern that matters can act at all widths: then the energy has no jumps. */
  readonly isContinuous: boolean;
  /** Whether one pattern alone can act at all widths, so that every point is in a cell. */
  readonly isTotal: boolean;
  readonly isComplete: boolean;
}

/** Work for the whole phase diagram of a feature; about two seconds. */
const CELLS_BUDGET = 600_000;

/** Work spent on listing every pattern at a point; about a fifth of a second. */
const LIST_BUDGET = 60_000;
/** Paths that are tried for such a list: four layers with four patterns and a few degrees. */
const LISTED = 2000;

/**
 * The least energy at which a network learns one feature, E = max(costs of the layers, norm of the feature in the last
 * kernel), minimised over patterns per layer and their parameters (arXiv:2512.04165: P* ~ kappa E). Exact, as a function of
 * the widths.
 */
export class FeatureTheory {
  private readonly restricted = new Map<string, Order | undefined>();
  private known: Known | undefined;
  private lastCandidates: { readonly at: string; readonly candidates: Candidates } | undefined;

  constructor(
    private readonly problem: FeatureProblem,
    /** The widths under view. */
    private readonly widths: Region,
    private readonly remember: Remember,
  ) {}

  get cells(): readonly Cell[] {
    return this.solved.cells;
  }

  /** The least energy. Where it jumps, and where a pattern can act on a set without interior, its pieces are not closed. */
  get energy(): Order {
    return this.solved.energy;
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
      const { cells, ...rest } = this.solve(this.everywhere);
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
    const found = this.pointwise(point)
      .best(this.everywhere)
      .flatMap(({ path, region }) => {
        const energy = leastOf(region);
        return energy ? [{ path, energy }] : [];
      })
      .sort((a, b) => a.energy.compare(b.energy) || byActivity(a.path, b.path));
    const [best] = found;
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

  /** The linear program of a path: all terms of its energy and the constraints on its parameters. */
  systemOf(path: Path): System {
    const { architecture, part } = this.problem;
    return systemOf(path, architecture.initial, (norm) => architecture.readOut(part.degree, norm));
  }

  /**
   * All patterns that reach this energy at one point of widths. In deep networks only those that no other one covers
   * everywhere: `complete` says so.
   */
  tiesAt(point: Point, energy: Rational): { readonly paths: readonly Path[]; readonly complete: boolean } {
    const here = this.pointwise(point);
    const ceiling = Form.constant(energy);
    const all = withinBudget(LIST_BUDGET, () => here.all(this.everywhere, { ceiling }));
    const found = all ?? here.best(this.everywhere).filter(({ region }) => leastOf(region)?.equals(energy));
    return { paths: found.map(({ path }) => path), complete: all !== undefined };
  }

  /** All patterns at one point of widths, best first, each with the best of its chains of degrees. */
  candidatesAt(point: Point): Candidates {
    const at = [...point].map(([name, value]) => `${name}=${value}`).join();
    if (this.lastCandidates?.at === at) return this.lastCandidates.candidates;
    const here = this.pointwise(point);
    const all =
      here.count(this.everywhere) <= LISTED
        ? withinBudget(LIST_BUDGET, () => here.all(this.everywhere))
        : undefined;
    // In a deep network: the best, and all in which no more than one layer learns.
    const some = (): Found[] => [
      ...here.best(this.everywhere),
      ...here.all(this.everywhere, { learning: 1 }),
    ];
    const byPattern = new Map<string, { path: Path; energy: Rational }>();
    for (const { path, region } of all ?? some()) {
      const energy = leastOf(region);
      const key = namesOf(path).join();
      const rival = byPattern.get(key);
      if (energy && (!rival || energy.compare(rival.energy) < 0)) byPattern.set(key, { path, energy });
    }
    const list = [...byPattern.values()].sort(
      (a, b) => a.energy.compare(b.energy) || byActivity(a.path, b.path),
    );
    const least = list[0]?.energy ?? Rational.zero;
    const candidates = {
      list: list.map(({ path, energy }) => this.candidate(path, energy, least, point)),
      complete: all !== undefined,
    };
    this.lastCandidates = { at, candidates };
    return candidates;
  }

  /** A path at one point; its terms, parameters and constraints are worked out when a reader looks. */
  private candidate(path: Path, energy: Rational, least: Rational, point: Point): Candidate {
    let known: ReturnType<FeatureTheory['optimum']> | undefined;
    const optimum = (): ReturnType<FeatureTheory['optimum']> => (known ??= this.optimum(path, energy, point));
    const spread = (form: Form): Spread => {
      const { best } = optimum();
      const [low, high] = [best.minimum(form), best.maximum(form)];
      return {
        low: low.status === 'finite' ? low.value : undefined,
        high: high.status === 'finite' ? high.value : undefined,
      };
    };
    return {
      pattern: namesOf(path),
      degrees: path.map(({ inUnits: [j], k }) => [j, k] as const),
      energy,
      gap: energy.minus(least),
      get terms() {
        return optimum().terms.map(({ term, layer }) => {
          const exponent = spread(term.form);
          return { layer, label: term.label, exponent, balanced: exponent.low?.equals(energy) ?? false };
        });
      },
      get parameters() {
        return new Map(optimum().parameters.map((name) => [name, spread(Form.variable(name))]));
      },
      get binding() {
        const { best, constraints } = optimum();
        return constraints.filter((c) => best.implies({ form: c.form, sense: '=' }));
      },
    };
  }

  /** The linear program of a path at one point, and all choices of parameters there with no more than this energy. */
  optimum(path: Path, energy: Rational, point: Point): System & { readonly best: Region } {
    const at = constants(point);
    const system = this.systemOf(path);
    const terms = system.terms.map(({ term, layer }) => ({
      term: { ...term, form: term.form.substitute(at) },
      layer,
    }));
    const constraints = system.constraints.map((c) => ({ ...c, form: c.form.substitute(at) }));
    const best = new Region([
      ...constraints,
      ...system.floors.map((c) => ({ ...c, form: c.form.substitute(at) })),
      ...terms.map(({ term }): Constraint => ({ form: Form.constant(energy).minus(term.form), sense: '>=' })),
    ]).closure();
    return { ...system, terms, constraints, best };
  }

  private get everywhere(): (readonly Pattern[])[] {
    return this.problem.architecture.layers.map(() => this.problem.patterns);
  }

  /** Named requirements of the patterns without any one of which the energy at a point would be less, and how much then. */
  decisiveAt(point: Point, energy: Rational): { readonly name: string; readonly energy: Rational }[] {
    const { patterns, off } = this.problem;
    const names = new Set(patterns.flatMap((p) => p.requirements).filter((name) => !off.has(name)));
    return [...names].flatMap((name) => {
      const [least] = this.pointwise(point, new Set([...off, name]))
        .best(this.everywhere)
        .flatMap(({ region }) => leastOf(region) ?? [])
        .sort((a, b) => a.compare(b));
      return least && least.compare(energy) < 0 ? [{ name, energy: least }] : [];
    });
  }

  /** The same problem with the widths of one point. */
  private pointwise(point: Point, off = this.problem.off): Propagation {
    const { architecture, part } = this.problem;
    return new Propagation(architecture, part.degree, off, Region.whole, this.remember, constants(point));
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
    const { terms, constraints, floors, parameters } = this.systemOf(path);
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

const constants = (point: Point): Map<string, Form> =>
  new Map([...point].map(([name, value]) => [name, Form.constant(value)]));

function leastOf(region: Found['region']): Rational | undefined {
  const least = region.minimum(Form.variable(ENERGY));
  return least.status === 'finite' ? least.value : undefined;
}
