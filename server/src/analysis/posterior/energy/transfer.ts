import { Form, Rational, Region, type Constraint } from '../../../orders';
import type { Module } from '../network/module';
import type { Passage } from '../network/passages';
import type { Pattern } from './pattern';

export const ENERGY = 'energy so far';
/** Norm of the feature that enters the layer, and of the one that leaves it. */
export const BEFORE = 'norm before';
export const BEHIND = 'norm behind';

const v = (name: string): Form => Form.variable(name);
const atLeast = (large: Form, small: Form): Constraint => ({ form: large.minus(small), sense: '>=' });
/** log 1 */
const ONE = Form.zero;

/** A passage under a pattern, with the pattern's parameters eliminated. */
export class Transfer implements Passage {
  readonly j: number;
  readonly k: number;
  readonly inUnits: readonly [number, number];
  private readonly reached = new WeakMap<Transfer, Map<string, boolean>>();
  private readonly raised = new Map<string, Region>();
  #gains: boolean | undefined;

  constructor(
    passage: Passage,
    readonly pattern: Pattern,
    /** The pattern costs nothing and has nothing to choose. */
    readonly idle: boolean,
    /** Idle, and possible whatever the norm is. */
    readonly free: boolean,
    /** Over the module's arguments, `ENERGY`, `BEFORE` and `BEHIND`; closed upwards in the energy. */
    readonly region: Region,
  ) {
    this.j = passage.j;
    this.k = passage.k;
    this.inUnits = passage.inUnits;
  }

  /**
   * Whether this one reaches, at norm r before, all that the other reaches at norm r^before, where a norm s behind the other
   * counts as s^(1/behind) behind this one. Layers ask the same again and again.
   */
  reaches(other: Transfer, before: Rational, behind: Rational): boolean {
    let known = this.reached.get(other);
    if (!known) this.reached.set(other, (known = new Map()));
    const key = `${before.toString()} ${behind.toString()}`;
    let reaches = known.get(key);
    if (reaches === undefined) {
      reaches = this.with(BEHIND, Rational.one.over(behind)).includes(other.with(BEFORE, before));
      known.set(key, reaches);
    }
    return reaches;
  }

  /** Whether lowering the norm before, down to one, never leads out of what the pattern can do. */
  get gainsNothingFromLargerNorm(): boolean {
    return (this.#gains ??= gainsNothingFromLargerNorm(this.region));
  }

  /** The region with a power of a norm in the place of the norm. */
  private with(norm: string, power: Rational): Region {
    if (power.equals(Rational.one)) return this.region;
    const key = `${norm} ${power.toString()}`;
    let region = this.raised.get(key);
    if (!region) {
      region = substituted(this.region, new Map([[norm, v(norm).times(power)]]));
      this.raised.set(key, region);
    }
    return region;
  }
}

function gainsNothingFromLargerNorm(region: Region): boolean {
  const lowest = new Map([[BEFORE, ONE]]);
  return region.constraints.every(
    (c) =>
      (c.form.coefficient(BEFORE).sign() <= 0 && c.sense !== '=') ||
      c.form.coefficient(BEFORE).isZero() ||
      region.implies({ form: c.form.substitute(lowest), sense: c.sense }),
  );
}

export function substituted(region: Region, values: ReadonlyMap<string, Form>): Region {
  return new Region(region.constraints.map((c) => ({ ...c, form: c.form.substitute(values) })));
}

/** What patterns do in a kind of layer, before a network gives its module arguments; each worked out once. */
export class Transfers {
  private readonly known = new Map<string, Transfer | undefined>();
  /** Of patterns of a text, which change under the hands of who writes them: kept no longer than these. */
  private readonly own = new WeakMap<Pattern, Map<string, Transfer | undefined>>();

  constructor(
    private readonly module: Module,
    /** Names of `require` lines that are switched off. */
    private readonly off: ReadonlySet<string>,
  ) {}

  /** @param sense `>=` where the norm behind may also be taken larger than it is; undefined where a rule says nothing */
  of(passage: Passage, pattern: Pattern, sense: '>=' | '='): Transfer | undefined {
    const { j, inUnits, k } = passage;
    const key = `${sense} ${j} ${inUnits.join(' ')} ${k} ${pattern.written}`;
    const known = pattern.isOfLibrary ? this.known : this.ownOf(pattern);
    if (!known.has(key)) known.set(key, this.made(passage, pattern, sense));
    return known.get(key);
  }

  private ownOf(pattern: Pattern): Map<string, Transfer | undefined> {
    let known = this.own.get(pattern);
    if (!known) this.own.set(pattern, (known = new Map()));
    return known;
  }

  private made(passage: Passage, pattern: Pattern, sense: '>=' | '='): Transfer | undefined {
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
    return new Transfer(passage, pattern, idle, free, region.project(kept));
  }
}
