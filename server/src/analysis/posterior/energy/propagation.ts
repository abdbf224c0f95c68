import { covered, Form, Rational, type Constraint, type Region } from '../../../orders';
import type { Architecture, Layer } from '../network/architecture';
import type { Pattern } from './pattern';
import { lasting } from './lasting';
import { argument, type Module } from '../network/module';
import { passagesOf, type Passage } from '../network/passages';
import { Outlook, Shape } from './shape';
import { normAfter, Step, type Path } from './step';
import { BEFORE, BEHIND, ENERGY, substituted, Transfers, type Transfer } from './transfer';

/** Achievable (energy so far, norm of the followed feature) as a polyhedron over the widths. */
interface Reached {
  readonly path: Path;
  readonly degree: number;
  readonly region: Region;
}

/** A path with the least energy it can have, as a region over the widths and `ENERGY`, closed upwards in it. */
export interface Found {
  readonly path: Path;
  readonly region: Region;
}

/** Keeps what was made under a key, beyond one text. */
export type Remember = <T>(key: string, make: () => T) => T;

const v = (name: string): Form => Form.variable(name);
const atLeast = (large: Form, small: Form): Constraint => ({ form: large.minus(small), sense: '>=' });

/**
 * Follows one feature through the layers, layer by layer (arXiv:2512.04165, propagation rules; theory as data in
 * library/patterns.scale and library/modules.scale). Each path ends with E >= every cost and E >= the target's norm.
 */
export class Propagation {
  /** For each layer, the ways that lead from the data's degree to the target's. */
  private readonly passages: readonly (readonly Passage[])[];

  constructor(
    private readonly architecture: Architecture,
    private readonly degree: number,
    private readonly off: ReadonlySet<string>,
    /** Widths at which paths are compared. */
    private readonly over: Region,
    private readonly remember: Remember,
    /** Widths that have fixed values. */
    private readonly fixed: ReadonlyMap<string, Form> = new Map(),
  ) {
    this.passages = passagesOf(architecture.layers, degree);
  }

  /**
   * The paths that matter for the least energy: every state that others cover, alone or together, is dropped, and so is
   * every one that cannot end below what is found already. Exact for the energy; ties are lost.
   * @param choices the patterns that may act in each layer
   */
  best(choices: readonly (readonly Pattern[])[]): Found[] {
    const { layers } = this.architecture;
    const outlooks = this.outlooks(choices);
    const tails = this.tails(outlooks);
    const found: Found[] = [];
    let reached = [this.start];
    for (const [index, layer] of layers.entries()) {
      const transfers = outlooks[index]!.transfers.map((t) => this.at(layer, t));
      reached = reached.flatMap((state) => this.advance(state, transfers));
      const tail = tails[index + 1];
      const norm = normAfter(index + 1);
      if (tail)
        for (const state of reached.filter((s) => s.degree === this.degree)) {
          // Where all that remains costs no more than what was paid, nothing is left to gain.
          const region = without(state.region.with(atLeast(v(ENERGY), tail.norm)), norm);
          if (
            !covered(
              region,
              found.map((f) => f.region),
            )
          )
            found.push({ path: [...state.path, ...tail.path], region });
        }
      if (index + 1 < layers.length)
        reached = this.useful(reached, outlooks[index + 1]!, norm, tail?.norm, found);
    }
    return found;
  }

  /**
   * Every path that is feasible somewhere.
   * @param ceiling drops those that cost more everywhere
   * @param learning drops those in which more layers learn
   */
  all(
    choices: readonly (readonly Pattern[])[],
    { ceiling, learning = Infinity }: { ceiling?: Form; learning?: number } = {},
  ): Found[] {
    const limit = ceiling ? [atLeast(ceiling, v(ENERGY))] : [];
    let reached = [this.start];
    for (const [index, layer] of this.architecture.layers.entries()) {
      const transfers = this.shape(index, choices[index] ?? [])
        .transfers('=')
        .map((t) => this.at(layer, t));
      reached = reached
        .flatMap((state) => this.advance(state, transfers))
        .filter(({ path }) => path.filter((step) => !step.idle).length <= learning)
        .filter(({ region }) => limit.length === 0 || !region.with(...limit).isEmpty());
    }
    const last = normAfter(this.architecture.layers.length);
    return reached
      .map(({ path, region }) => ({
        path,
        region: without(region.with(atLeast(v(ENERGY), this.readOut(v(last)))), last),
      }))
      .filter(({ region }) => !region.with(...limit).isEmpty());
  }

  /** How many paths there are, feasible or not. */
  count(choices: readonly (readonly Pattern[])[]): number {
    let ways = new Map([[1, 1]]);
    for (const [index, passages] of this.passages.entries()) {
      const next = new Map<number, number>();
      for (const { j, k } of passages)
        next.set(k, (next.get(k) ?? 0) + (ways.get(j) ?? 0) * (choices[index]?.length ?? 0));
      ways = next;
    }
    return ways.get(this.degree) ?? 0;
  }

  private get start(): Reached {
    const norm = v(normAfter(0));
    const region = this.over.with(atLeast(v(ENERGY), Form.zero), {
      form: norm.minus(this.architecture.initial.substitute(this.fixed)),
      sense: '=',
    });
    return { path: [], degree: 1, region };
  }

  private readOut(norm: Form): Form {
    return this.architecture.readOut(this.degree, norm).substitute(this.fixed);
  }

  private shape(index: number, patterns: readonly Pattern[]): Shape {
    const { module } = this.architecture.layers[index]!;
    const passages = this.passages[index]!;
    const ways = passages.map(({ j, k, inUnits }) => [j, ...inUnits, k].join(':'));
    const rules = patterns.map((p) => p.written);
    const key = ['shape', module.written, ...ways, ...rules, ...this.off].join('|');
    const isLasting = module.isOfLibrary && patterns.every((p) => p.isOfLibrary);
    return this.keep(isLasting, key, () => new Shape(this.rules(module), passages, patterns, isLasting));
  }

  private rules(module: Module): Transfers {
    const key = ['transfers', module.written, ...this.off].join('|');
    return this.keep(module.isOfLibrary, key, () => new Transfers(module, this.off));
  }

  private keep<T>(isLasting: boolean, key: string, make: () => T): T {
    return this.remember(key, isLasting ? () => lasting(key, make) : make);
  }

  /** What each layer and those behind it can do; one more for the end. */
  private outlooks(choices: readonly (readonly Pattern[])[]): Outlook[] {
    const { layers } = this.architecture;
    const monotone = this.readOut(v(BEHIND)).coefficient(BEHIND).sign() >= 0;
    const outlooks = [Outlook.end(this.degree, monotone)];
    for (let index = layers.length - 1; index >= 0; index--) {
      const shape = this.shape(index, choices[index] ?? []);
      const next = outlooks[0]!;
      const isLasting = shape.isLasting && next.isLasting;
      const key = `outlook ${shape.id} ${next.key}`;
      outlooks.unshift(this.keep(isLasting, key, () => Outlook.before(shape, next)));
    }
    return outlooks;
  }

  /** How a finished feature goes on behind each layer at no cost, with the norm that it ends with; where that is possible. */
  private tails(outlooks: readonly Outlook[]): ({ path: Path; norm: Form } | undefined)[] {
    const { layers } = this.architecture;
    const tails: ({ path: Path; norm: Form } | undefined)[] = [
      { path: [], norm: this.readOut(v(normAfter(layers.length))) },
    ];
    for (let index = layers.length - 1; index > 0; index--) {
      const after = tails[0];
      const free = outlooks[index]!.transfers.find(
        (t) => t.free && t.j === this.degree && t.k === this.degree,
      );
      const step = free && this.step(layers[index]!, free);
      tails.unshift(
        step && after
          ? {
              path: [step, ...after.path],
              norm: after.norm.substitute(
                new Map([[normAfter(index + 1), step.norm.form.substitute(this.fixed)]]),
              ),
            }
          : undefined,
      );
    }
    return [undefined, ...tails];
  }

  private step(layer: Layer, { pattern, idle, j, k, inUnits }: Transfer): Step {
    return new Step(layer, pattern, { j, k, inUnits }, idle, this.off);
  }

  /** The transfer with the layer's own arguments. */
  private at(layer: Layer, transfer: Transfer): { step: Step; region: Region } {
    const values = new Map([
      ...[...layer.given].map(([name, form]) => [argument(name), form.substitute(this.fixed)] as const),
      [BEFORE, v(normAfter(layer.index))] as const,
      [BEHIND, v(normAfter(layer.index + 1))] as const,
    ]);
    return { step: this.step(layer, transfer), region: substituted(transfer.region, values) };
  }

  private advance(state: Reached, transfers: readonly { step: Step; region: Region }[]): Reached[] {
    return transfers.flatMap(({ step, region }) => {
      if (step.j !== state.degree) return [];
      // Both are closed upwards in the energy: their common points have the larger one.
      const both = state.region.intersect(region);
      if (both.isEmpty()) return [];
      return [
        { path: [...state.path, step], degree: step.k, region: without(both, normAfter(step.layer.index)) },
      ];
    });
  }

  /** The states that may still end below what is found, and that no others replace. */
  private useful(
    states: readonly Reached[],
    outlook: Outlook,
    norm: string,
    tail: Form | undefined,
    found: readonly Found[],
  ): Reached[] {
    let kept = [...states];
    // From the last, so that of equals the first stays: one at a time, so that two do not drop each other.
    for (const state of [...states].reverse()) {
      const open =
        tail && state.degree === this.degree ? state.region.with(atLeast(tail, v(ENERGY))) : state.region;
      const rivals = kept.flatMap((other) =>
        other === state
          ? []
          : outlook
              .ratios(other.degree, state.degree)
              .map((ratio) =>
                substituted(other.region, new Map([[norm, v(norm).times(Rational.one.over(ratio))]])),
              ),
      );
      if (covered(open, [...found.map((f) => f.region), ...rivals]))
        kept = kept.filter((other) => other !== state);
    }
    return kept;
  }
}

/** The region's shadow when this variable may take any value it allows. */
function without(region: Region, variable: string): Region {
  return region.project(region.variables().filter((name) => name !== variable));
}
