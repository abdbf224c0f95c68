import {
  Form,
  minimise,
  withinBudget,
  type Interval,
  type Point,
  type Rational,
  type Region,
} from '../../../orders';
import { at, LeastEnergy, regionAt, type Choice } from './least-energy';
import { rationalNear, type Sizes } from './sizes';
import { byActivity, namesOf, type Path, type System } from '../energy/step';
import type { PosteriorTheory } from '../energy/theory';

/** To be said wherever one of these numbers is shown. */
export const HEURISTIC = 'heuristic: unit prefactors, sum of terms; constants of order one are not derived';

/** A pattern at finite sizes, beside what the exponents say of it. Numbers are natural logarithms. */
export interface Estimate {
  /** One name for each layer, the first layer first. */
  readonly pattern: readonly string[];
  /** Degrees of the feature that enters and leaves each layer. */
  readonly degrees: readonly (readonly [number, number])[];
  readonly energy: number;
  /** d log energy / d log scale, by the name of the scale; undefined where equalities hold that other sizes would break. */
  readonly slopes: ReadonlyMap<string, number> | undefined;
  readonly parameters: readonly (Choice & { readonly name: string; readonly asymptotic: ParameterOrder })[];
  readonly asymptotic: EnergyOrder & {
    /** No pattern has a smaller exponent here. */ readonly least: boolean;
  };
}

/** The energy as a power of the first scale at these sizes, and its order around them unless that takes too much work. */
export interface EnergyOrder {
  readonly exponent: Rational | undefined;
  readonly order: Form | undefined;
}

/** The exponents of a parameter that reach the least order; an end that is absent is open. */
export interface ParameterOrder {
  readonly low: Rational | undefined;
  readonly high: Rational | undefined;
  readonly order: Form | Interval | undefined;
}

export interface Estimates {
  /** The least energy first; the best one of the exponents is among them. */
  readonly shown: readonly Estimate[];
  /** How many more there are with an order of up to `within` times the energy of the best one of the exponents. */
  readonly others: number;
  readonly within: number;
  /**
   * False where a deep network has too many patterns to list: then only those are here that tie in the exponents, or that some
   * sizes make the best.
   */
  readonly complete: boolean;
}

/** One or two layers have few patterns; in deeper networks hundreds are within a small factor of each other. */
const withinFor = (layers: number): number => (layers > 2 ? 2 : Infinity);
const SHOWN = 8;
/** More paths than this are not all tried: about a second. */
const MANY = 200;
/** Work on the orders of one pattern; about a tenth of a second. */
const ORDERS_BUDGET = 30_000;

/**
 * The patterns that matter at these sizes. None is overlooked that costs less than the best one of the exponents: a sum is
 * at least its largest term. Of several ways of the degrees the best one.
 */
export function estimatesAt(theory: PosteriorTheory, sizes: Sizes): Estimates {
  const { exponents, logs, unit } = sizes;
  const within = withinFor(theory.layers.length);
  const here = theory.domain.contains(exponents) ? theory.at(exponents) : undefined;
  const best = here && LeastEnergy.of(here.theory.points.systemOf(here.cell.winner), sizes);
  if (!best) return { shown: [], others: 0, within, complete: true };
  const { cell, theory: feature, energy: least } = here;
  const ceiling = rationalNear(Math.min((best.value + Math.log(within)) / unit, 1e6), 1e-4);
  const nearby = new Map([...logs].map(([name, log]) => [name, coarse(log)]));
  const near = feature.points.ties(nearby, ceiling);
  const complete = near.complete && near.paths.length <= MANY;
  const found = new Map<string, { path: Path; system: System; sum: LeastEnergy }>();
  // Fewer terms make smaller sums.
  const simplest = (paths: readonly Path[]): Path[] => [...paths].sort(byActivity).slice(0, MANY);
  const listed = complete ? near.paths : simplest(feature.points.ties(exponents, least).paths);
  for (const path of distinct([cell.winner, ...feature.cells.map((c) => c.winner), ...listed])) {
    const system = feature.points.systemOf(path);
    const sum = LeastEnergy.of(system, sizes);
    const key = namesOf(path).join();
    const known = found.get(key);
    if (sum && !(known && known.sum.value <= sum.value)) found.set(key, { path, system, sum });
  }
  const rank = (value: number): number => Math.round(value * 1e6); // equal but for rounding is equal
  const all = [...found.values()].sort(
    (a, b) => rank(a.sum.value) - rank(b.sum.value) || byActivity(a.path, b.path),
  );
  const winner = namesOf(cell.winner).join();
  const shown = all.filter(({ path }, i) => i < SHOWN || namesOf(path).join() === winner);
  return {
    shown: shown.map(({ path, system, sum }): Estimate => {
      const { exponent, order, parameters } = ordersOf(system, exponents, theory.domain);
      return {
        pattern: namesOf(path),
        degrees: path.map(({ j, k }) => [j, k] as const),
        energy: sum.value,
        slopes: sum.slopes(),
        parameters: [...sum.choices()].map(([name, choice]) => ({
          name,
          ...choice,
          asymptotic: parameters.get(name)!,
        })),
        asymptotic: { exponent, order, least: exponent?.equals(least) ?? false },
      };
    }),
    others: all.length - shown.length,
    within,
    complete,
  };
}

/** Near enough to list what is far above the best, in numbers that are quick to calculate with. */
const coarse = (x: Rational): Rational => rationalNear(x.toNumber(), 1e-4);

/** Equal patterns along equal degrees are one path. */
const distinct = (paths: readonly Path[]): Path[] => [
  ...new Map(
    paths.map((path) => [path.map(({ pattern, j, k }) => `${pattern.name} ${j} ${k}`).join(), path]),
  ).values(),
];

const ENERGY = 'energy of the pattern';

/** What the exponents say of a pattern at a point: exact, with the orders around it. */
function ordersOf(
  system: System,
  point: Point,
  domain: Region,
): EnergyOrder & { readonly parameters: ReadonlyMap<string, ParameterOrder> } {
  const energy = Form.variable(ENERGY);
  // No energy is below one, whatever the terms.
  const region = regionAt(system, point).with(
    { form: energy, sense: '>=' },
    ...system.terms.map(({ term }) => ({ form: energy.minus(at(term.form, point)), sense: '>=' as const })),
  );
  const least = region.minimum(energy);
  const exponent = least.status === 'finite' ? least.value : undefined;
  const best = exponent ? region.with({ form: energy.minus(Form.constant(exponent)), sense: '=' }) : region;
  const around = withinBudget(ORDERS_BUDGET, () => ordersAround(system, point, domain));
  const parameters = system.parameters.map((name) => {
    const [low, high] = [best.minimum(Form.variable(name)), best.maximum(Form.variable(name))].map((end) =>
      end.status === 'finite' ? end.value : undefined,
    );
    return [name, { low, high, order: around?.parameters.get(name) }] as const;
  });
  return { exponent, order: around?.energy, parameters: new Map(parameters) };
}

function ordersAround(
  { terms, constraints, floors, parameters }: System,
  point: Point,
  domain: Region,
): { energy: Form; parameters: ReadonlyMap<string, Form | Interval> } | undefined {
  const minimum = minimise(
    [...terms.map(({ term }) => term), { form: Form.zero }],
    [...constraints, ...floors],
    parameters,
    domain,
  );
  if (minimum.status !== 'bounded') return undefined;
  const piece = minimum.order.pieces.find(({ region }) => region.contains(point));
  const chosen = minimum.argmin().find(({ region }) => region.contains(point));
  return piece && chosen && { energy: piece.value, parameters: chosen.values };
}
