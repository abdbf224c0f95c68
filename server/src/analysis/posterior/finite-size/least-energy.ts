import { Form, Rational, Region, type Constraint, type Extremum, type Point } from '../../../orders';
import { leastSum, valueAt, type Affine, type LeastSum } from './geometric-program';
import type { Sizes } from './sizes';
import type { System } from '../energy/step';

/** A parameter of a pattern at the minimum. Numbers are natural logarithms. */
export interface Choice {
  /**
   * Where the minimum leaves it open, the smallest value that it can have when the parameters before it have theirs; where
   * there is none, the largest.
   */
  readonly value: number;
  /** All values that reach the minimum; an end that is absent is not bounded. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** A term that makes up less than this of the energy may change as long as it stays below. */
const NEGLIGIBLE = 1e-9;

/**
 * The sum of the terms of one pattern's energy, each with prefactor one, at finite sizes and minimised over the pattern's
 * parameters: a geometric program. Numbers are natural logarithms, so that none is too large.
 */
export class LeastEnergy {
  private constructor(
    private readonly system: System,
    private readonly sizes: Sizes,
    private readonly program: Program,
    private readonly best: LeastSum,
  ) {}

  /** Undefined where the pattern's constraints cannot be met. */
  static of(system: System, sizes: Sizes): LeastEnergy | undefined {
    const region = regionAt(system, sizes.logs);
    if (region.isEmpty()) return undefined;
    const program = programOf(system, sizes, region);
    const { start, rows, limits } = program;
    const best = leastSum({ terms: rows.terms, constraints: [...rows.limits, ...farEnds(program)] }, start);
    return new LeastEnergy(system, sizes, program, {
      ...best,
      multipliers: best.multipliers.slice(0, limits.length),
    });
  }

  get value(): number {
    return this.best.value;
  }

  /**
   * d log energy / d log scale, by the name of the scale: how the sum changes with it, less what the constraints cost.
   * Undefined where equalities hold that other sizes would break.
   */
  slopes(): ReadonlyMap<string, number> | undefined {
    if (this.program.tight) return undefined;
    const { shares, multipliers } = this.best;
    const { base, free } = this.sizes;
    return new Map(
      free.map((name) => {
        const along = (form: Form): number =>
          (name === base ? form.constant : form.coefficient(name)).toNumber();
        const gained = this.system.terms.reduce((sum, { term }, i) => sum + shares[i]! * along(term.form), 0);
        const { limits } = this.program;
        return [name, limits.reduce((sum, { given }, i) => sum - multipliers[i]! * along(given), gained)];
      }),
    );
  }

  /** The pattern's parameters at the minimum; where it leaves them open, each in turn is as small as it can be. */
  choices(): ReadonlyMap<string, Choice> {
    const { parameters, unknowns } = this.program;
    const moves = this.moves();
    const fixed = new Region(moves.constraints.filter((c) => c.sense === '='));
    let rest = moves;
    return new Map(
      [...parameters].map(([name, form]) => {
        const value = valueAt(affine(form, unknowns, this.sizes), this.best.point);
        const change = fixed.modulo(form.minus(Form.constant(form.constant)));
        if (change.isConstant()) return [name, { value, low: value, high: value }];
        const log = (end: Extremum | undefined): number | undefined =>
          end?.status === 'finite' ? value + end.value.toNumber() : undefined;
        const end = [rest.minimum(change), rest.maximum(change)].find(({ status }) => status === 'finite');
        if (end?.status === 'finite')
          rest = rest.with({ form: change.minus(Form.constant(end.value)), sense: '=' });
        const [low, high] = [moves.minimum(change), moves.maximum(change)].map(log);
        return [name, { value: log(end) ?? value, low, high }];
      }),
    );
  }

  /**
   * How far one can go from the minimum and stay at it, as a region of differences. The sum is strictly convex in its
   * terms: each that matters keeps its value, and what binds goes on binding. Directions are exact, the room is rounded.
   */
  private moves(): Region {
    const { costs, limits, rows } = this.program;
    const { point, value, multipliers } = this.best;
    const change = (form: Form): Form => form.minus(Form.constant(form.constant));
    const atMost = (form: Form, room: number): Constraint => ({
      form: Form.constant(Rational.parse(Math.max(0, room).toFixed(9))).minus(form),
      sense: '>=',
    });
    return new Region([
      ...costs.map((cost, i): Constraint => {
        const room = value + Math.log(NEGLIGIBLE) - valueAt(rows.terms[i]!, point);
        return room < 0 ? { form: change(cost), sense: '=' } : atMost(change(cost), room);
      }),
      ...limits.map(({ form }, i): Constraint => {
        const room = valueAt(rows.limits[i]!, point);
        return room < multipliers[i]!
          ? { form: change(form), sense: '=' }
          : atMost(change(form).negate(), room);
      }),
    ]);
  }
}

/** A system at finite sizes, in as few unknowns as its equalities leave. */
interface Program {
  readonly unknowns: readonly string[];
  /** The pattern's parameters, the terms and those constraints that are not met anyway, in the unknowns. */
  readonly parameters: ReadonlyMap<string, Form>;
  readonly costs: readonly Form[];
  readonly limits: readonly { readonly given: Form; readonly form: Form }[];
  readonly rows: { readonly terms: readonly Affine[]; readonly limits: readonly Affine[] };
  /** A point at which every constraint leaves room. */
  readonly start: readonly number[];
  /** Equalities hold, such as M in [1, N] where N = 1. */
  readonly tight: boolean;
}

function programOf(system: System, sizes: Sizes, region: Region): Program {
  const { terms, parameters } = system;
  const here = (form: Form): Form => region.modulo(at(form, sizes.logs));
  const forms = new Map(parameters.map((name) => [name, here(Form.variable(name))]));
  const unknowns = [...new Set([...forms.values()].flatMap((form) => form.variables()))];
  const costs = terms.map(({ term }) => here(term.form));
  const limits = limitsAt(system, sizes.logs)
    .map((c) => ({ given: c.form, form: here(c.form) }))
    .filter(({ form }) => !form.isConstant());
  const rows = {
    terms: costs.map((form) => affine(form, unknowns, sizes)),
    limits: limits.map(({ form }) => affine(form, unknowns, sizes)),
  };
  const inside = region.witness();
  const start = unknowns.map((name) => (inside?.get(name)?.toNumber() ?? 0) * sizes.unit);
  return { unknowns, parameters: forms, costs, limits, rows, start, tight: region.codimension() > 0 };
}

const affine = (form: Form, unknowns: readonly string[], { unit }: Sizes): Affine => ({
  constant: form.constant.toNumber() * unit,
  coefficients: unknowns.map((name) => form.coefficient(name).toNumber()),
});

/** Bounds too far away to matter, for parameters that a rule leaves without any. */
function farEnds({ rows, start }: Program): Affine[] {
  const sizes = [...rows.terms, ...rows.limits].map((row) => Math.abs(row.constant));
  const far = 100 * Math.max(1, ...sizes, ...start.map(Math.abs));
  return start.flatMap((_, i) =>
    [1, -1].map((sign) => ({ constant: far, coefficients: start.map((_, k) => (k === i ? sign : 0)) })),
  );
}

/** A form where the scales have these logarithms. */
export const at = (form: Form, point: Point): Form =>
  form.substitute(new Map([...point].map(([name, value]) => [name, Form.constant(value)])));

/** What the parameters may be at a point of scales, with the boundaries: the infimum is what counts. */
export const regionAt = (system: System, point: Point): Region => closedAt(limitsAt(system, point), point);

/** The constraints, and that no norm falls below one, where they do not see to that by themselves. */
function limitsAt({ constraints, floors }: System, point: Point): Constraint[] {
  const region = closedAt(constraints, point);
  return [...constraints, ...floors.filter((c) => !region.implies({ ...c, form: at(c.form, point) }))];
}

const closedAt = (constraints: readonly Constraint[], point: Point): Region =>
  new Region(constraints.map((c): Constraint => ({ ...c, form: at(c.form, point) }))).closure();
