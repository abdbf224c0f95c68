import { sharesOf, type Constraint, type Share } from './constraint';
import { Form } from './form';
import { lowerBound } from './lower-bound';
import { Order } from './order';
import { Rational } from './rational';
import type { Region } from './region';

export interface Term {
  readonly form: Form;
  readonly label?: string;
}

/**
 * Why a minimum has its value: value = Σ weight · term − Σ weight · constraint, where the weights of the terms are
 * positive with sum one and those of inequalities positive. At the minimum the terms balance and the constraints bind.
 */
export interface Balance {
  readonly region: Region;
  readonly value: Form;
  readonly terms: readonly { readonly term: Term; readonly weight: Rational }[];
  readonly constraints: readonly Share[];
}

/** All values between two monomials are optimal; an end that is missing is not bounded. */
export interface Interval {
  readonly low: Form | undefined;
  readonly high: Form | undefined;
}

/** Where the minimum is attained. Regions are cut finer than the value's pieces only where a form here changes. */
export interface Argmin {
  readonly region: Region;
  readonly values: ReadonlyMap<string, Form | Interval>;
}

/** What a minimisation comes to; `domain` is the part of the assumptions where the choices can be met. */
export type Minimum =
  | {
      readonly status: 'bounded';
      readonly order: Order;
      readonly domain: Region;
      readonly balances: readonly Balance[];
      /** Computed when asked for: it takes one elimination per piece and variable. */
      argmin(): Argmin[];
    }
  | { readonly status: 'unbounded'; readonly domain: Region }
  | { readonly status: 'infeasible' };

/** Not a name that a scale can have. */
const COST = ' cost';

/**
 * The minimum over `variables`, subject to `choices`, of the largest of the terms (the order of their sum), as a
 * function of the remaining variables in `over`: eliminate the variables from `cost >= each term`.
 */
export function minimise(
  terms: readonly Term[],
  choices: readonly Constraint[],
  variables: readonly string[],
  over: Region,
): Minimum {
  const cost = Form.variable(COST);
  const above = new Map<Constraint, Term>();
  for (const term of terms) above.set({ form: cost.minus(term.form), sense: '>=' }, term);
  const region = over.with(...choices, ...above.keys());
  const kept = region.variables().filter((name) => !variables.includes(name));
  const bound = lowerBound(region.project(kept), COST, over);
  if (bound.status !== 'bounded') return bound;
  const balances = bound.bounds.map(({ region, value, constraint }): Balance => {
    const scale = Rational.one.over(constraint.form.coefficient(COST));
    const shares = sharesOf(constraint).map((s) => ({ ...s, weight: s.weight.times(scale) }));
    return {
      region,
      value,
      terms: shares.flatMap(({ constraint, weight }) => {
        const term = above.get(constraint);
        return term ? [{ term, weight }] : [];
      }),
      constraints: shares.filter(({ constraint }) => !above.has(constraint)),
    };
  });
  return {
    ...bound,
    balances,
    argmin: () => bound.order.pieces.flatMap((piece) => argmin(piece, terms, choices, variables)),
  };
}

function argmin(
  { region, value }: { region: Region; value: Form },
  terms: readonly Term[],
  choices: readonly Constraint[],
  variables: readonly string[],
): Argmin[] {
  // A strict choice may be approached and not attained: the optimum is then on its boundary.
  const closed = choices.map((c): Constraint => (c.sense === '>' ? { ...c, sense: '>=' } : c));
  const optimal = region.with(
    ...closed,
    ...terms.map(({ form }): Constraint => ({ form: value.minus(form), sense: '>=' })),
  );
  return variables.reduce<Argmin[]>(
    (parts, variable) => {
      const ends = optimal.project([...region.variables(), variable]);
      return parts.flatMap((part) => refine(part, variable, ends));
    },
    [{ region, values: new Map() }],
  );
}

/** Adds one variable's optimal values to a part, cut where its lower or upper end changes form. */
function refine(part: Argmin, variable: string, ends: Region): Argmin[] {
  const solved = (wanted: 1 | -1): Form[] =>
    ends.constraints.flatMap(({ form, sense }) => {
      const factor = form.coefficient(variable);
      const fits = sense === '=' ? !factor.isZero() : factor.sign() === wanted;
      return fits ? [Form.variable(variable).minus(form.times(Rational.one.over(factor)))] : [];
    });
  const [lows, highs] = [solved(1), solved(-1)];
  const pieces = (order: Order): { region: Region; value: Form | undefined }[] =>
    order.pieces.length > 0 ? [...order.pieces] : [{ region: part.region, value: undefined }];
  return pieces(Order.greatest(lows, part.region)).flatMap(({ region, value: low }) =>
    pieces(Order.least(highs, region)).map(({ region, value: high }) => {
      const single = low && high && region.modulo(low).equals(region.modulo(high));
      return { region, values: new Map([...part.values, [variable, single ? low : { low, high }]]) };
    }),
  );
}
