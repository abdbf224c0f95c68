import {
  envelope,
  Form,
  lowerBound,
  minimise,
  Order,
  Region,
  withinBudget,
  type Constraint,
  type Interval,
  type Point,
} from '../../orders';
import type { Architecture } from './architecture';
import type { Pattern, Term } from './pattern';
import { Propagation, type Path } from './propagation';

export interface PosteriorProblem {
  readonly architecture: Architecture;
  /** log of the data's dimension: the norm of a linear feature of the data. */
  readonly dimension: Form;
  /** The degree m of the target He_m. */
  readonly degree: number;
  readonly patterns: readonly Pattern[];
  /** Names of `require` lines that are switched off. */
  readonly off: ReadonlySet<string>;
  /** The widths under view. */
  readonly region: Region;
}

/** A region of widths with one monomial for the energy and the pattern that reaches it. */
export interface Cell {
  readonly region: Region;
  readonly energy: Form;
  readonly winner: Path;
  /** Parts of the cell, cut where a parameter changes its form. */
  readonly reasons: readonly Reason[];
}

/** Why a path has the energy it has on a region: its parameters, and which terms balance there. */
export interface Reason {
  readonly region: Region;
  readonly parameters: ReadonlyMap<string, Form | Interval>;
  /** Every cost and the final norm, with whether it reaches the energy. */
  readonly terms: readonly { readonly term: Term; readonly layer: string; readonly balanced: boolean }[];
  /** The constraints on parameters that hold with equality. */
  readonly binding: readonly Constraint[];
}

/** Terms whose largest is the energy; forms over the widths and the pattern parameters. */
export interface System {
  readonly terms: readonly { readonly term: Term; readonly layer: string }[];
  readonly constraints: readonly Constraint[];
  readonly parameters: readonly string[];
}

/** Work spent on listing every pattern that ties at a point; about half a second. */
const TIES_BUDGET = 150_000;

export const namesOf = (path: Path): string[] => path.map((step) => step.pattern.name);

/**
 * The least energy of a dense network, E = max(costs of the layers, norm of the target in the last kernel), minimised over
 * patterns per layer and their parameters (arXiv:2512.04165: P* ~ kappa E). Exact, as a function of the widths.
 */
export class PosteriorTheory {
  private readonly widths: Region;
  private readonly quantities = new Map<string, Order>();
  private readonly restricted = new Map<string, Order | undefined>();
  private known: { cells: readonly Cell[]; energy: Order } | undefined;

  constructor(
    private readonly problem: PosteriorProblem,
    /** Equal keys, equal theories. */
    readonly key: string,
  ) {
    const atLeastOne = problem.architecture.layers.map((l): Constraint => ({ form: l.width, sense: '>=' }));
    this.widths = problem.region.with(...atLeastOne).closure();
  }

  /** The part of the region where all widths are at least one, on which the theory speaks. */
  get domain(): Region {
    return this.widths;
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

  /** The least energy with these patterns, layer by layer; an order on the widths that allow them, undefined if none do. */
  energyOf(names: readonly string[]): Order | undefined {
    const key = names.join();
    if (!this.restricted.has(key)) {
      const cells = this.solve(names.map((name) => this.problem.patterns.filter((p) => p.name === name)));
      this.restricted.set(key, cells.length === 0 ? undefined : orderOf(cells));
    }
    return this.restricted.get(key);
  }

  /**
   * All patterns that reach the least energy at one point of widths, the winner of its cell first. In deep networks only
   * those that no other one covers everywhere: `complete` says so.
   */
  tiesAt(point: Point): { readonly paths: readonly Path[]; readonly complete: boolean } | undefined {
    const energy = this.energy.at(point);
    if (!energy) return undefined;
    const at = new Map([...point].map(([name, value]) => [name, Form.constant(value)]));
    const { architecture, degree, off, patterns, dimension } = this.problem;
    const layers = architecture.layers.map((l) => ({ ...l, width: l.width.substitute(at) }));
    const here = new Propagation(layers, degree, off, Region.whole);
    const find = (prune: boolean): Path[] =>
      here
        .paths(
          layers.map(() => patterns),
          dimension.substitute(at),
          { prune, ceiling: Form.constant(energy) },
        )
        .map(({ path }) => path);
    const all = withinBudget(TIES_BUDGET, () => find(false));
    const found = all ?? find(true);
    const cell = this.cells.find((c) => c.region.contains(point));
    const first = (path: Path): number =>
      Number(cell && namesOf(cell.winner).join() === namesOf(path).join());
    return {
      paths: found.sort((a, b) => first(b) - first(a) || active(a) - active(b)),
      complete: all !== undefined,
    };
  }

  /** Whether all patterns that tie at a point have one and the same count in a layer, fixed by the minimum. */
  countsAgree(layer: number, point: Point): boolean {
    const energy = this.energy.at(point);
    const ties = this.tiesAt(point);
    if (!energy || !ties) return false;
    const at = new Map([...point].map(([name, value]) => [name, Form.constant(value)]));
    const counts = ties.paths.map((path) => {
      const count = path[layer]?.instance.defines.get('count')?.substitute(at);
      if (!count) return undefined;
      const { terms, constraints } = systemOf(path, this.problem.dimension);
      const best = new Region([
        ...constraints.map((c) => ({ ...c, form: c.form.substitute(at) })),
        ...terms.map(({ term }) => ({
          form: Form.constant(energy).minus(term.form.substitute(at)),
          sense: '>=' as const,
        })),
      ]).closure();
      const [low, high] = [best.minimum(count), best.maximum(count)];
      return low.status === 'finite' && high.status === 'finite' && low.value.equals(high.value)
        ? low.value.toString()
        : undefined;
    });
    return counts[0] !== undefined && counts.every((c) => c === counts[0]);
  }

  /** The linear program of a path: all terms of its energy and the constraints on its parameters. */
  systemOf(path: Path): System {
    return systemOf(path, this.problem.dimension);
  }

  private get solved(): { cells: readonly Cell[]; energy: Order } {
    if (!this.known) {
      const solution = this.solve(this.problem.architecture.layers.map(() => this.problem.patterns));
      const cells = solution.map(({ region, value, winner }) => ({
        region,
        energy: value,
        winner,
        reasons: this.reasons(winner, region, value),
      }));
      this.known = { cells, energy: orderOf(solution) };
    }
    return this.known;
  }

  private solve(choices: readonly (readonly Pattern[])[]): { region: Region; value: Form; winner: Path }[] {
    const { architecture, degree, off, dimension } = this.problem;
    const propagation = new Propagation(architecture.layers, degree, off, this.widths);
    const candidates = propagation.paths(choices, dimension, { prune: true }).flatMap(({ path, region }) => {
      const least = lowerBound(region, Propagation.energy, this.widths);
      return least.status === 'bounded' ? [{ label: path, order: least.order }] : [];
    });
    candidates.sort((a, b) => active(a.label) - active(b.label) || idleJumps(a.label) - idleJumps(b.label));
    return envelope(candidates, this.widths, 'first').flatMap(({ region, value, winners: [winner] }) =>
      winner ? [{ region, value, winner }] : [],
    );
  }

  /** Solves the winner's own linear program on its cell, for the reader: parameters, balance, binding constraints. */
  private reasons(path: Path, cell: Region, energy: Form): Reason[] {
    const { terms, constraints, parameters } = systemOf(path, this.problem.dimension);
    const minimum = minimise(
      terms.map(({ term }) => term),
      constraints,
      parameters,
      cell,
    );
    if (minimum.status !== 'bounded') return [];
    return minimum.argmin().map(({ region, values }) => {
      // All choices of parameters that reach the energy: what is so on all of them may be said of the minimum.
      const best = region
        .with(
          ...constraints,
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

/** All terms of a path's energy and the constraints on its parameters, with norms substituted forward. */
function systemOf(path: Path, dimension: Form): System {
  const terms: { term: Term; layer: string }[] = [];
  const constraints: Constraint[] = [];
  const parameters: string[] = [];
  let norm = dimension;
  let last: Term | undefined;
  for (const { layer, instance } of path) {
    const forward = new Map([['norm so far', norm]]);
    const moved = (form: Form): Form => form.substitute(forward);
    parameters.push(...instance.parameters);
    constraints.push(...instance.constraints.map((c) => ({ ...c, form: moved(c.form) })));
    terms.push(
      ...instance.costs.map((cost) => ({ term: { ...cost, form: moved(cost.form) }, layer: layer.name })),
    );
    norm = moved(instance.norm.form);
    last = { form: norm, label: instance.norm.label };
  }
  const end = path[path.length - 1];
  if (last && end) terms.push({ term: last, layer: 'target' });
  return { terms, constraints, parameters };
}

/** How many layers learn features: of several equals the simplest is named first. */
const active = (path: Path): number => path.filter((step) => step.instance.parameters.length > 0).length;

/** How often a lazy layer raises the degree: where a learning layer does it, the path stays the best on larger regions. */
const idleJumps = (path: Path): number =>
  path.filter((step) => step.k > step.j && step.instance.parameters.length === 0).length;

function orderOf(cells: readonly { region: Region; value: Form }[]): Order {
  return new Order(cells.map(({ region, value }) => ({ region, value })));
}
