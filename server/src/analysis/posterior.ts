import {
  envelope,
  Form,
  lowerBound,
  merged,
  minimise,
  Order,
  Region,
  type Constraint,
  type EnvelopeCell,
  type Interval,
  type Point,
  type Rational,
} from '../orders';
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
  readonly binding: readonly string[];
}

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
   * An order that follows from the cells, under a name: made once, so that all questions about it share its work. It is
   * defined where `value` is.
   */
  quantity(name: string, value: (cell: Cell, reason: Reason) => Form | undefined): Order {
    const known = this.quantities.get(name);
    if (known) return known;
    const pieces = this.cells.flatMap((cell) =>
      cell.reasons.flatMap((reason) => {
        const form = value(cell, reason);
        return form ? [{ region: reason.region, value: form }] : [];
      }),
    );
    const order = new Order(pieces).simplified();
    this.quantities.set(name, order);
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

  /** All patterns that reach the least energy at one point of widths, the winner of its cell first. */
  tiesAt(point: Point): { readonly energy: Rational; readonly paths: readonly Path[] } | undefined {
    const energy = this.energy.at(point);
    if (!energy) return undefined;
    const at = new Map([...point].map(([name, value]) => [name, Form.constant(value)]));
    const { architecture, degree, off, patterns, dimension } = this.problem;
    const layers = architecture.layers.map((l) => ({ ...l, width: l.width.substitute(at) }));
    const here = new Propagation(layers, degree, off, Region.whole);
    const found = here.paths(
      layers.map(() => patterns),
      dimension.substitute(at),
      { prune: false, ceiling: Form.constant(energy) },
    );
    const cell = this.cells.find((c) => c.region.contains(point));
    const first = cell && namesOf(cell.winner).join();
    const paths = found
      .map(({ path }) => path)
      .sort(
        (a, b) =>
          Number(namesOf(b).join() === first) - Number(namesOf(a).join() === first) || active(a) - active(b),
      );
    return { energy, paths };
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
    candidates.sort((a, b) => active(a.label) - active(b.label));
    return fewest(envelope(candidates, this.widths));
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
      const fixed = new Map(
        [...values].flatMap(([name, x]) => (x instanceof Form ? [[name, x] as const] : [])),
      );
      const vanishes = (form: Form): boolean => region.implies({ form: form.substitute(fixed), sense: '=' });
      return {
        region,
        parameters: values,
        terms: terms.map(({ term, layer }) => ({ term, layer, balanced: vanishes(term.form.minus(energy)) })),
        binding: constraints.flatMap((c) => (c.label && vanishes(c.form) ? [c.label] : [])),
      };
    });
  }
}

/** All terms of a path's energy and the constraints on its parameters, with norms substituted forward. */
export function systemOf(
  path: Path,
  dimension: Form,
): { terms: { term: Term; layer: string }[]; constraints: Constraint[]; parameters: string[] } {
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

/**
 * Names one winner for each cell so that few regions remain: of the paths that tie, the one that reaches the value on most
 * cells is named there, and cells that then agree are joined.
 */
function fewest(cells: readonly EnvelopeCell<Path>[]): { region: Region; value: Form; winner: Path }[] {
  const values = new Map<string, EnvelopeCell<Path>[]>();
  for (const cell of cells) values.set(cell.value.key(), [...(values.get(cell.value.key()) ?? []), cell]);
  return [...values.values()].flatMap((group) => {
    const named: { region: Region; value: Form; winner: Path }[] = [];
    for (let rest = group; rest.length > 0;) {
      const count = (path: Path): number => rest.filter((cell) => cell.winners.includes(path)).length;
      const winner = rest.flatMap((cell) => cell.winners).reduce((a, b) => (count(b) > count(a) ? b : a));
      const mine = rest.filter((cell) => cell.winners.includes(winner));
      rest = rest.filter((cell) => !mine.includes(cell));
      for (const region of merged(mine.map((cell) => cell.region)))
        named.push({ region: region.reduced(), value: mine[0]!.value, winner });
    }
    return named;
  });
}

function orderOf(cells: readonly { region: Region; value: Form }[]): Order {
  return new Order(cells.map(({ region, value }) => ({ region, value })));
}
