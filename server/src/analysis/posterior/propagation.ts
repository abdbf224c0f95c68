import { Form, Region, type Constraint } from '../../orders';
import type { Layer } from './architecture';
import type { Pattern, PatternInstance } from './pattern';

/** One layer of a candidate: which pattern acts there, on a feature of degree j, handing on degree k. */
export interface Step {
  readonly layer: Layer;
  readonly pattern: Pattern;
  readonly j: number;
  readonly k: number;
  readonly instance: PatternInstance;
}

/** A pattern of feature learning for the whole network, followed along one chain of degrees 1 = k0 | k1 | … | m. */
export type Path = readonly Step[];

/** Achievable (energy so far, norm of the followed feature) as a polyhedron over the widths: `energy`, `norm` by name. */
interface Reached {
  readonly path: Path;
  readonly degree: number;
  readonly region: Region;
}

// Names with blanks: no scale of a text can have them.
const E = 'energy so far';
const R = 'norm so far';
const COST = 'cost of a layer';
const NORM = 'norm after';
const ENERGY = 'energy after';
const v = (name: string): Form => Form.variable(name);
/** log 1 */
const ONE = Form.zero;
const atLeast = (large: Form, small: Form): Constraint => ({ form: large.minus(small), sense: '>=' });

/** What a layer does with each pattern: the parameters of the pattern are eliminated once, not once for every path. */
interface Transfer {
  readonly step: Step;
  /** Over the widths, `norm so far`, `cost` and `norm after`; closed upwards in the cost. */
  readonly region: Region;
}

/**
 * Follows the target feature through the layers, layer by layer (arXiv:2512.04165, propagation rules; theory as data in
 * library/patterns.scale). `choices` gives the patterns that may act in each layer.
 */
export class Propagation {
  constructor(
    private readonly layers: readonly Layer[],
    private readonly degree: number,
    private readonly off: ReadonlySet<string>,
    /** Widths at which paths are compared. */
    private readonly over: Region,
  ) {}

  /**
   * Every path that is feasible somewhere, each with the least energy E >= each cost and E >= the norm of the target in
   * the last kernel, as a region over the widths and the variable `energy so far`.
   * @param ceiling drops paths that cost more than this everywhere
   * @param prune drops patterns and states where another one reaches as much; exact for the energy, but ties are lost
   */
  paths(
    choices: readonly (readonly Pattern[])[],
    dimension: Form,
    { prune, ceiling }: { prune: boolean; ceiling?: Form },
  ): { path: Path; region: Region }[] {
    const limit = (energy: string): Constraint[] => (ceiling ? [atLeast(ceiling, v(energy))] : []);
    let reached: Reached[] = [
      {
        path: [],
        degree: 1,
        region: this.over.with(atLeast(v(E), ONE), { form: v(R).minus(dimension), sense: '=' }),
      },
    ];
    for (const [index, layer] of this.layers.entries()) {
      const transfers = this.transfers(layer, choices[index] ?? [], prune);
      reached = reached.flatMap((state) =>
        transfers
          .filter((t) => t.step.j === state.degree)
          .map((t) => advance(state, t, limit(ENERGY)))
          .filter((next) => !next.region.isEmpty()),
      );
      if (prune) reached = undominated(reached);
    }
    return reached
      .filter((state) => state.degree === this.degree)
      .map(({ path, region }) => ({
        path,
        region: without(region.with(atLeast(v(E), v(R))), [R]),
      }))
      .filter(({ region }) => !region.isEmpty());
  }

  static readonly energy = E;

  private transfers(layer: Layer, patterns: readonly Pattern[], prune: boolean): Transfer[] {
    const degrees = divisors(this.degree);
    const steps = degrees.flatMap((j) =>
      degrees
        .filter((k) => k % j === 0 && layer.activation.carries(k / j))
        .flatMap((k) => patterns.flatMap((pattern) => this.step(layer, pattern, j, k) ?? [])),
    );
    // A norm may be taken larger than it is without changing the least energy, if no rule gains from a larger norm. Then
    // more patterns compare; otherwise norms stay exact.
    const closed = steps.map((step) => this.eliminate(step, '>='));
    const transfers = closed.every(gainsNothingFromLargerNorm)
      ? closed
      : steps.map((step) => this.eliminate(step, '='));
    if (!prune) return transfers;
    return transfers.filter((t) => {
      const rivals = transfers.filter((other) => other.step.j === t.step.j && other.step.k === t.step.k);
      return !rivals.some((other) => other !== t && outdoes(other, t, rivals));
    });
  }

  private step(layer: Layer, pattern: Pattern, j: number, k: number): Step | undefined {
    const instance = pattern.at({ layer: layer.name, width: layer.width, norm: v(R), j, k }, this.off);
    return instance && { layer, pattern, j, k, instance };
  }

  private eliminate(step: Step, sense: '>=' | '='): Transfer {
    const { instance } = step;
    const region = this.over.with(
      atLeast(v(R), ONE),
      atLeast(v(NORM), ONE),
      atLeast(v(COST), ONE),
      atLeast(instance.norm.form, ONE),
      ...instance.constraints,
      ...instance.costs.map((cost) => atLeast(v(COST), cost.form)),
      { form: v(NORM).minus(instance.norm.form), sense },
    );
    return { step, region: without(region, instance.parameters) };
  }
}

/** Whether lowering `norm so far`, down to one, never leads out of what the pattern can do. */
function gainsNothingFromLargerNorm({ region }: Transfer): boolean {
  const lowest = new Map([[R, ONE]]);
  return region.constraints.every(
    (c) =>
      c.form.coefficient(R).sign() <= 0 ||
      region.implies({ form: c.form.substitute(lowest), sense: c.sense }),
  );
}

/** Whether `best` reaches, at the same place, everything that `other` does; of two equals the first one stays. */
function outdoes(best: Transfer, other: Transfer, all: readonly Transfer[]): boolean {
  const covers = (a: Transfer, b: Transfer): boolean => a.region.includes(b.region);
  if (!covers(best, other)) return false;
  return !covers(other, best) || all.indexOf(best) < all.indexOf(other);
}

/** The states that no other one of the same degree contains: what is left out can reach nothing that they cannot. */
function undominated(states: readonly Reached[]): Reached[] {
  return states.filter(
    (a, i) =>
      !states.some(
        (b, k) =>
          k !== i &&
          a.degree === b.degree &&
          b.region.includes(a.region) &&
          (k < i || !a.region.includes(b.region)),
      ),
  );
}

function advance(state: Reached, transfer: Transfer, limit: readonly Constraint[]): Reached {
  const rename = new Map([
    [NORM, v(R)],
    [ENERGY, v(E)],
  ]);
  const region = state.region
    .intersect(transfer.region)
    .with(atLeast(v(ENERGY), v(E)), atLeast(v(ENERGY), v(COST)), ...limit);
  return {
    path: [...state.path, transfer.step],
    degree: transfer.step.k,
    region: new Region(
      without(region, [R, COST, E]).constraints.map((c) => ({
        form: c.form.substitute(rename),
        sense: c.sense,
      })),
    ),
  };
}

/** The region's shadow when these variables may take any value it allows. */
function without(region: Region, variables: readonly string[]): Region {
  return region.project(region.variables().filter((name) => !variables.includes(name)));
}

function divisors(m: number): number[] {
  return Array.from({ length: m }, (_, i) => i + 1).filter((k) => m % k === 0);
}

/** Whether some chain of degrees leads from the data's degree 1 to m through these layers. */
export function expressible(layers: readonly Layer[], m: number): boolean {
  let degrees = new Set([1]);
  for (const layer of layers)
    degrees = new Set(
      divisors(m).filter((k) => [...degrees].some((j) => k % j === 0 && layer.activation.carries(k / j))),
    );
  return degrees.has(m);
}
