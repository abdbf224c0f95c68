import { Form, Rational, Region, type Constraint } from '../../../orders';
import type { Module } from '../network/module';
import type { Passage } from '../network/passages';
import type { Pattern } from './pattern';

/** A passage under a pattern, with the pattern's parameters eliminated. */
export interface Transfer extends Passage {
  readonly pattern: Pattern;
  /** The pattern costs nothing and has nothing to choose. */
  readonly idle: boolean;
  /** Idle, and possible whatever the norm is. */
  readonly free: boolean;
  /** Over the module's arguments, `ENERGY`, `BEFORE` and `BEHIND`; closed upwards in the energy. */
  readonly region: Region;
}

export const ENERGY = 'energy so far';
/** Norm of the feature that enters the layer, and of the one that leaves it. */
export const BEFORE = 'norm before';
export const BEHIND = 'norm behind';

const v = (name: string): Form => Form.variable(name);
const atLeast = (large: Form, small: Form): Constraint => ({ form: large.minus(small), sense: '>=' });
/** log 1 */
const ONE = Form.zero;

/**
 * What a kind of layer can do, before a network gives its module arguments: worked out once for all layers of the kind, in
 * all networks.
 */
export class Shape {
  private readonly known = new Map<'>=' | '=', readonly Transfer[]>();

  constructor(
    /** Equal keys, equal shapes. */
    readonly key: string,
    private readonly module: Module,
    private readonly passages: readonly Passage[],
    private readonly patterns: readonly Pattern[],
    private readonly off: ReadonlySet<string>,
  ) {}

  /** @param sense `>=` where the norm behind may also be taken larger than it is */
  transfers(sense: '>=' | '='): readonly Transfer[] {
    let known = this.known.get(sense);
    if (!known) {
      known = this.passages.flatMap((passage) =>
        this.patterns.flatMap((pattern) => this.transfer(passage, pattern, sense) ?? []),
      );
      this.known.set(sense, known);
    }
    return known;
  }

  private transfer(passage: Passage, pattern: Pattern, sense: '>=' | '='): Transfer | undefined {
    const { module, off } = this;
    const [j, k] = passage.inUnits;
    const values = module.unknown();
    const entering = module.enter(passage.j, v(BEFORE), values)?.norm;
    const width = module.units(values);
    const instance = entering && width && pattern.at({ layer: 'layer', width, norm: entering, j, k }, off);
    const leaving = instance && module.leave(passage.j, k, instance.norm.form, v(BEFORE), values)?.norm;
    if (!entering || !width || !leaving) return undefined;
    const given = new Region([
      ...[...values.values(), v(BEFORE), v(ENERGY)].map((form) => atLeast(form, ONE)),
      { form: v(BEHIND).minus(leaving), sense },
    ]);
    const demands = [
      ...[width, entering, instance.norm.form, leaving, v(BEHIND)].map((form) => atLeast(form, ONE)),
      ...instance.constraints,
      ...instance.costs.map((cost) => atLeast(v(ENERGY), cost.form)),
    ];
    const region = given.with(...demands);
    const kept = region.variables().filter((name) => !instance.parameters.includes(name));
    const idle = instance.parameters.length === 0 && instance.costs.length === 0;
    const free = idle && demands.every((demand) => given.implies(demand));
    return { ...passage, pattern, idle, free, region: region.project(kept) };
  }
}

/** Whether lowering the norm before, down to one, never leads out of what the pattern can do. */
function gainsNothingFromLargerNorm(region: Region): boolean {
  const lowest = new Map([[BEFORE, ONE]]);
  return region.constraints.every(
    (c) =>
      (c.form.coefficient(BEFORE).sign() <= 0 && c.sense !== '=') ||
      c.form.coefficient(BEFORE).isZero() ||
      region.implies({ form: c.form.substitute(lowest), sense: c.sense }),
  );
}

/** That norms of degree j and k = ratio · j are compared as r and r^ratio, or both as r. */
export interface Comparison {
  readonly j: number;
  readonly k: number;
  readonly ratio: Rational;
}

/**
 * What one layer and all behind it can do. `transfers` are those worth trying, and a feature of degree j and norm r does at
 * least as well as one of degree k and norm r^ratio wherever `comparisons` say so: a simulation, from the last layer back.
 */
export class Outlook {
  constructor(
    readonly key: string,
    readonly transfers: readonly Transfer[],
    private readonly comparisons: readonly Comparison[],
    /** No rule gains from a larger norm: then a norm may be taken larger than it is without changing the least energy. */
    private readonly monotone: boolean,
  ) {}

  /** Behind the last layer only the target's degree counts. */
  static end(degree: number, monotone: boolean): Outlook {
    const same = { j: degree, k: degree, ratio: Rational.one };
    return new Outlook(`end ${degree} ${monotone}`, [], [same], monotone);
  }

  static before(shape: Shape, next: Outlook): Outlook {
    const all = shape.transfers(next.monotone ? '>=' : '=');
    let transfers = [...all];
    // From the last: of two equals the first one stays.
    for (const t of [...all].reverse())
      if (transfers.some((other) => other !== t && other.j === t.j && next.follows(other, t, v(BEFORE))))
        transfers = transfers.filter((other) => other !== t);
    const degrees = [...new Set(transfers.map((t) => t.j))];
    const from = (j: number): Transfer[] => transfers.filter((t) => t.j === j);
    const comparisons = degrees.flatMap((k) =>
      degrees.flatMap((j) =>
        ratios(j, k)
          .filter(
            (ratio) =>
              j === k ||
              from(k).every((t) => from(j).some((o) => next.follows(o, t, v(BEFORE).times(ratio)))),
          )
          .map((ratio) => ({ j, k, ratio })),
      ),
    );
    const monotone = transfers.every(({ region }) => gainsNothingFromLargerNorm(region));
    return new Outlook(`${shape.key} / ${next.key}`, transfers, comparisons, monotone);
  }

  /** The ratios with which degree j does as well as degree k. */
  ratios(j: number, k: number): Rational[] {
    return this.comparisons.filter((c) => c.j === j && c.k === k).map((c) => c.ratio);
  }

  /** Whether `best` reaches, at norm r before, all that `other` reaches when its norm before is the given one. */
  private follows(best: Transfer, other: Transfer, norm: Form): boolean {
    const reached = substituted(other.region, new Map([[BEFORE, norm]]));
    return this.ratios(best.k, other.k).some((ratio) =>
      substituted(best.region, new Map([[BEHIND, v(BEHIND).times(Rational.one.over(ratio))]])).includes(
        reached,
      ),
    );
  }
}

const ratios = (j: number, k: number): Rational[] =>
  k > j && k % j === 0 ? [Rational.one, Rational.of(k, j)] : [Rational.one];

export function substituted(region: Region, values: ReadonlyMap<string, Form>): Region {
  return new Region(region.constraints.map((c) => ({ ...c, form: c.form.substitute(values) })));
}
