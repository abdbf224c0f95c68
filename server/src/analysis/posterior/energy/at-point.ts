import { Form, Rational, Region, withinBudget, type Constraint, type Point } from '../../../orders';
import type { Candidate, Candidates, Spread } from './candidates';
import { everyPattern, type FeatureProblem } from './problem';
import { Propagation, type Found, type Remember } from './propagation';
import { ENERGY } from './transfer';
import { byActivity, namesOf, systemOf, type Path, type System } from './step';

/** Work spent on listing every pattern at a point; about a fifth of a second. */
const LIST_BUDGET = 60_000;
/** Paths that are tried for such a list: four layers with four patterns and a few degrees. */
const LISTED = 2000;

/** What a network does with one feature at single points of widths: exact there, and cheap where all widths are not. */
export class AtPoint {
  private readonly systems = new WeakMap<Path, System>();
  private lastCandidates: { readonly at: string; readonly candidates: Candidates } | undefined;

  constructor(
    private readonly problem: FeatureProblem,
    private readonly remember: Remember,
  ) {}

  /**
   * The least energy and the simplest path that has it; undefined where no pattern can act.
   * @param without a named requirement that is left out
   */
  best(point: Point, without?: string): { readonly path: Path; readonly energy: Rational } | undefined {
    const { off } = this.problem;
    const [best] = this.pointwise(point, without === undefined ? off : new Set([...off, without]))
      .best(everyPattern(this.problem))
      .flatMap(({ path, region }) => {
        const energy = leastOf(region);
        return energy ? [{ path, energy }] : [];
      })
      .sort((a, b) => a.energy.compare(b.energy) || byActivity(a.path, b.path));
    return best;
  }

  /**
   * All patterns that reach this energy at one point of widths. In deep networks only those that no other one covers
   * everywhere: `complete` says so.
   */
  ties(point: Point, energy: Rational): { readonly paths: readonly Path[]; readonly complete: boolean } {
    const here = this.pointwise(point);
    const ceiling = Form.constant(energy);
    const all = withinBudget(LIST_BUDGET, () => here.all(everyPattern(this.problem), { ceiling }));
    const found =
      all ?? here.best(everyPattern(this.problem)).filter(({ region }) => leastOf(region)?.equals(energy));
    return { paths: found.map(({ path }) => path), complete: all !== undefined };
  }

  /** All patterns at one point of widths, best first, each with the best of its chains of degrees. */
  candidates(point: Point): Candidates {
    const at = [...point].map(([name, value]) => `${name}=${value}`).join();
    if (this.lastCandidates?.at === at) return this.lastCandidates.candidates;
    const here = this.pointwise(point);
    const all =
      here.count(everyPattern(this.problem)) <= LISTED
        ? withinBudget(LIST_BUDGET, () => here.all(everyPattern(this.problem)))
        : undefined;
    // In a deep network: the best, and all in which no more than one layer learns.
    const some = (): Found[] => [
      ...here.best(everyPattern(this.problem)),
      ...here.all(everyPattern(this.problem), { learning: 1 }),
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
    let known: ReturnType<AtPoint['optimum']> | undefined;
    const optimum = (): ReturnType<AtPoint['optimum']> => (known ??= this.optimum(path, energy, point));
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

  /** The linear program of a path, with all widths open. */
  systemOf(path: Path): System {
    let system = this.systems.get(path);
    if (!system) this.systems.set(path, (system = systemOf(this.problem, path)));
    return system;
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

  /** The same problem with the widths of one point. */
  private pointwise(point: Point, off = this.problem.off): Propagation {
    const { architecture, part } = this.problem;
    return new Propagation(architecture, part.degree, off, Region.whole, this.remember, constants(point));
  }
}

const constants = (point: Point): Map<string, Form> =>
  new Map([...point].map(([name, value]) => [name, Form.constant(value)]));

function leastOf(region: Found['region']): Rational | undefined {
  const least = region.minimum(Form.variable(ENERGY));
  return least.status === 'finite' ? least.value : undefined;
}
