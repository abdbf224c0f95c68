import { holds, opposites, type Constraint } from './constraint';
import { eliminate, echelon } from './elimination';
import { Form, type Point } from './form';
import { variablesOf } from './linear-program';
import { Program } from './program';
import { affineHull, tightened, tightest } from './redundancy';
import { Rational } from './rational';
import { simplestBetween } from './simplest';

export type { Constraint, Sense, Share } from './constraint';

/** The least (or greatest) value of a form on a region; it is `attained` unless only strict constraints keep it off. */
export type Extremum =
  | { readonly status: 'finite'; readonly value: Rational; readonly attained: boolean }
  | { readonly status: 'unbounded' }
  | { readonly status: 'empty' };

/**
 * A convex polyhedron of exponents, immutable: the points where all constraints hold, strict ones strictly.
 * Variables that no constraint names are free.
 */
export class Region {
  static readonly whole = new Region([]);

  readonly constraints: readonly Constraint[];
  #program: Program | undefined;
  /** A larger set that has been solved, and the forms that are not negative on this part of it. */
  #base: { readonly program: Program; readonly forms: readonly Form[] } | undefined;
  #isEmpty: boolean | undefined;
  #hull: readonly Constraint[] | undefined | null = null;
  #witness: Point | undefined;
  #reduced: Region | undefined;
  #closure: Region | undefined;
  #key: string | undefined;

  constructor(constraints: readonly Constraint[], tight: readonly Constraint[] = []) {
    // Few to add to many is what happens most.
    this.constraints =
      tight.length > 0 && constraints.length <= FEW
        ? tightened(tight, constraints)
        : tightest(tight.length > 0 ? [...tight, ...constraints] : constraints);
  }

  /** For constraints that are known to have a common point. */
  private static inhabited(constraints: readonly Constraint[]): Region {
    const region = new Region(constraints);
    region.#isEmpty = false;
    return region;
  }

  /** The names of the variables that the constraints restrict, sorted. */
  variables(): string[] {
    return variablesOf(this.constraints.map((c) => c.form));
  }

  with(...constraints: readonly Constraint[]): Region {
    const part = new Region(constraints, this.constraints);
    const base = this.#program ? { program: this.#program, forms: [] } : this.#base;
    if (base?.program.isFeasible && constraints.every((c) => c.sense !== '='))
      part.#base = { program: base.program, forms: [...base.forms, ...constraints.map((c) => c.form)] };
    return part;
  }

  intersect(region: Region): Region {
    if (region.constraints.length === 0 || region === this) return this;
    return this.constraints.length === 0 ? region : this.with(...region.constraints);
  }

  /** Where points exist at which one or the other strict constraint holds strictly, all do at the middle of these points. */
  isEmpty(): boolean {
    if (this.#hull !== null) return this.#hull === undefined;
    return (this.#isEmpty ??= !(
      this.program.isFeasible &&
      this.constraints.every((c) => c.sense !== '>' || this.program.leastSign(c.form.negate()) < 0)
    ));
  }

  /** The closed constraints, ready for questions. */
  private get program(): Program {
    if (!this.#program) {
      this.#program = this.#base ? this.#base.program.with(this.#base.forms) : Program.of(this.constraints);
      this.#base = undefined;
    }
    return this.#program;
  }

  /** The equalities that hold everywhere on the region, written or implied; undefined when it is empty. */
  private hull(): readonly Constraint[] | undefined {
    if (this.#hull === null) this.#hull = this.#isEmpty ? undefined : affineHull(this.constraints);
    return this.#hull;
  }

  contains(point: Point): boolean {
    return this.constraints.every((c) => holds(c, point));
  }

  /**
   * A point of the relative interior with simple coordinates, preferring 1 and small positive integers;
   * undefined when the region is empty. It has values for `variables()` only: any value does for the others.
   */
  witness(): Point | undefined {
    if (this.isEmpty()) return undefined;
    if (this.#witness) return this.#witness;
    const point = new Map<string, Rational>();
    let rest: readonly Constraint[] = this.closure().constraints;
    // A coordinate inside the range of a projection leaves a slice whose relative interior lies in the region's.
    for (const name of this.variables()) {
      const variable = Form.variable(name);
      const slice = new Region(rest);
      const [low, high] = [finite(slice.minimum(variable)), finite(slice.maximum(variable))];
      const value = low && high && low.equals(high) ? low : simplestBetween(low, high);
      point.set(name, value);
      const fixed = new Map([[name, Form.constant(value)]]);
      rest = slice.constraints.map((c) => ({ form: c.form.substitute(fixed), sense: c.sense }));
    }
    return (this.#witness = point);
  }

  minimum(form: Form): Extremum {
    if (this.isEmpty()) return { status: 'empty' };
    const value = this.program.least(form);
    if (!value) return { status: 'unbounded' };
    if (this.constraints.every((c) => c.sense !== '>')) return { status: 'finite', value, attained: true };
    const face = this.with({ form: form.minus(Form.constant(value)), sense: '=' });
    return { status: 'finite', value, attained: !face.isEmpty() };
  }

  maximum(form: Form): Extremum {
    const least = this.minimum(form.negate());
    return least.status === 'finite' ? { ...least, value: least.value.negate() } : least;
  }

  /** Whether the constraint holds on the whole region; an empty region implies everything. */
  implies(constraint: Constraint): boolean {
    const { form, sense } = constraint;
    if (this.states(constraint) || this.isEmpty()) return true;
    if (sense === '=') return this.bounds(form, '>=') && this.bounds(form.negate(), '>=');
    return this.bounds(form, sense);
  }

  /** Whether a constraint of this very direction says so already. */
  private states({ form, sense }: Constraint): boolean {
    if (form.isConstant()) return holds({ form, sense }, new Map());
    if (sense === '=') return this.constraints.some((c) => c.sense === '=' && c.form.equals(form));
    const direction = form.direction();
    return this.constraints.some((c) => {
      if (c.sense === '=' || c.form.direction() !== direction) return false;
      const gap = form.height().compare(c.form.height());
      return gap > 0 || (gap === 0 && (sense === '>=' || c.sense === '>'));
    });
  }

  private bounds(form: Form, sense: '>=' | '>'): boolean {
    const sign = this.program.leastSign(form);
    return sign > 0 || (sign === 0 && (sense === '>=' || this.with({ form, sense: '=' }).isEmpty()));
  }

  includes(other: Region): boolean {
    return other.isEmpty() || this.constraints.every((c) => other.implies(c));
  }

  /** The same region by fewest constraints: equalities in echelon form, no inequality that the others imply. */
  reduced(): Region {
    if (!this.#reduced) {
      const hull = this.hull();
      this.#reduced = hull
        ? Region.inhabited(
            echelon([...hull, ...this.constraints.filter((c) => c.sense !== '=')]).sort((a, b) =>
              a.form.key() < b.form.key() ? -1 : 1,
            ),
          )
        : NOWHERE;
      this.#reduced.#reduced = this.#reduced;
    }
    return this.#reduced;
  }

  /** The values of `variables` that some values of the other variables extend to a point of the region. */
  project(variables: readonly string[]): Region {
    return this.isEmpty() ? NOWHERE : Region.inhabited(eliminate(this.constraints, new Set(variables)));
  }

  /** The points of this region that are not in the other, as disjoint convex pieces. */
  minus(other: Region): Region[] {
    if (this.intersect(other).isEmpty()) return this.isEmpty() ? [] : [this];
    const pieces: Region[] = [];
    const met: Constraint[] = [];
    for (const constraint of other.constraints) {
      if (this.states(constraint)) continue;
      pieces.push(...opposites(constraint).map((opposite) => this.with(...met, opposite)));
      met.push(constraint);
    }
    return pieces.filter((piece) => !piece.isEmpty());
  }

  /** How many independent equalities hold on the region; infinite when it is empty. */
  codimension(): number {
    const hull = this.hull();
    if (!hull) return Infinity;
    return hull.length < 2 ? hull.length : echelon(hull).length;
  }

  /** Whether this part of `over` has points and satisfies no more equalities than `over` does. */
  fullDimensionalIn(over: Region): boolean {
    const codimension = this.codimension();
    return codimension < Infinity && codimension <= over.codimension();
  }

  /** The form that has the same values on the region and none of the variables that its equalities determine. */
  modulo(form: Form): Form {
    const hull = this.hull();
    if (!hull || hull.length === 0) return form;
    return echelon(hull).reduce((rest, { form: equality }) => {
      const variable = equality.variables()[0];
      if (variable === undefined) return rest;
      return rest.minus(equality.times(rest.coefficient(variable).over(equality.coefficient(variable))));
    }, form);
  }

  /** The smallest closed region that contains this one. */
  closure(): Region {
    if (this.constraints.every((c) => c.sense !== '>')) return this;
    return (this.#closure ??= this.isEmpty()
      ? NOWHERE
      : Region.inhabited(this.constraints.map((c) => (c.sense === '>' ? { ...c, sense: '>=' } : c))));
  }

  /** The constraints that say where in `context` this region lies: those of its reduced form that are not known there. */
  within(context: Region): Constraint[] {
    let news = this.reduced().constraints.filter((c) => !context.implies(c));
    for (const constraint of news) {
      const others = news.filter((c) => c !== constraint);
      if (context.with(...others).implies(constraint)) news = others;
    }
    return news;
  }

  /** A text that equal closed regions share. */
  key(): string {
    return (this.#key ??= this.reduced()
      .constraints.map(({ form, sense }) => `${form.times(form.whole().scale).key()} ${sense} 0`)
      .sort()
      .join(', '));
  }
}

/** Constraints that are compared with each of a region. */
const FEW = 4;

const NOWHERE = new Region([{ form: Form.constant(Rational.of(-1)), sense: '>=' }]);

function finite(extremum: Extremum): Rational | undefined {
  return extremum.status === 'finite' ? extremum.value : undefined;
}
