import { Rational, type Order, type Region } from '../../../orders';
import { weightsOf, type Node, type Program, type Weight, type Weighted } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Optimizer } from '../rules/optimizer';
import type { Scaling, Scalings } from '../rules/scalings';
import { backward, type Backward } from './backward';
import { forward, type Forward } from './forward';
import { Magnitudes, type Magnitude } from './magnitudes';
import { holdingOf, type Requirement } from './requirement';
import { respond, type Response } from './response';

/** The scalings that a training states; rates that it leaves to the stability of the network are undefined. */
export interface Stated extends Omit<Scalings, 'rate'> {
  rate(weight: Weight): Scaling | undefined;
}

/** What the counting says of one weight. Sizes are of entries. */
export interface WeightCount {
  readonly node: Node;
  readonly weight: Weight;
  readonly multiplier: Scaling;
  readonly init: Scaling;
  readonly rate: Scaling;
  /** The derivative of the loss by an entry, once training has begun. */
  readonly gradient: Order;
  /** An entry of the update at rate 1. */
  readonly unit: Order;
  /** What this weight alone does to all values at rate 1; it is proportional to the rate. */
  readonly alone: Response;
  /** The largest rate at which it alone changes no value by more than order one. */
  readonly maximalRate: Order;
}

/** Updates feed back on gradients through what they put into weights and features, a layer further each time. */
const MOST_FEEDBACK = 8;

/** Power counting of a few steps of training, for one network under one optimiser. */
export class Counting {
  readonly forward: Forward;
  readonly backward: Backward;
  /** The backward pass before anything has been learnt. */
  readonly initial: Backward;
  readonly weights: readonly WeightCount[];
  readonly scalings: Scalings;
  /** What the updates change. */
  readonly response: Response;
  /** Where sizes are powers of the scales at all. */
  readonly domain: readonly Region[];
  readonly magnitudes: Magnitudes;
  /** What must hold for sizes to be powers of the scales at all. */
  readonly requirements: readonly Requirement[];
  /** Rates that the text leaves to the stability of the network. */
  private readonly derived = new Map<Weight, Scaling>();
  /** Sizes of values after a few steps, by the id of their node. */
  private features: readonly Order[];

  constructor(
    readonly program: Program,
    private readonly stated: Stated,
    readonly optimizer: Optimizer,
    readonly alignment: Alignment,
    readonly region: Region,
    private readonly depth: (node: Node) => Order,
  ) {
    const m = (this.magnitudes = new Magnitudes(region));
    this.scalings = {
      multiplier: (w) => stated.multiplier(w),
      init: (w) => stated.init(w),
      branch: (t, block) => stated.branch(t, block),
      logits: (node) => stated.logits(node),
      rate: (w) => this.derived.get(w) ?? stated.rate(w) ?? { value: m.one, from: 'maximal stable rate' },
    };
    this.forward = forward(program, this.scalings, m);
    this.features = this.forward.sizes;
    this.initial = this.passBack(
      () => undefined,
      () => undefined,
    );
    let settled = this.settle(true);
    // Rates are derived from gradients that grow meanwhile; what they do is counted from the beginning.
    if (this.derived.size > 0) settled = this.settle(false);
    this.weights = settled.counts;
    this.backward = settled.back;
    const updates = new Map(this.weights.map((c) => [c.weight, m.product(c.rate.value, c.unit)]));
    this.response = this.respondTo((w) => updates.get(w), this.backward);
    this.requirements = [...this.forward.requirements, ...this.backward.requirements, ...settled.growing];
    this.domain = holdingOf(this.requirements, region);
  }

  /** Follows updates, from the initial state, until what they put into weights and features makes them no larger. */
  private settle(derives: boolean): { back: Backward; counts: WeightCount[]; growing: Requirement[] } {
    const { magnitudes: m, program } = this;
    const { sizes } = this.forward;
    const entries = new Map<Weight, Order>();
    const entry = (w: Weight): Magnitude => entries.get(w);
    let changes: Response | undefined;
    this.features = sizes;
    const passBack = (): Backward => this.passBack(entry, (n) => changes?.total(n));
    let back = passBack();
    for (let step = 0; ; step++) {
      const before = [...back.gradients, ...this.features];
      const gradients = back;
      const counts = weightsOf(program).flatMap((node) => this.count(node, gradients, derives) ?? []);
      // Where a rate is too large, its weight is followed as far as training is stable: beyond, nothing has a power.
      for (const { weight, unit, rate, maximalRate } of counts)
        entries.set(weight, m.product(unit, m.minimum(rate.value, maximalRate)));
      changes = this.respondTo(entry, back);
      // Features that start below order one may grow: what meets them then meets what they have become.
      this.features = sizes.map((size, id) => m.sum(size, changes?.total(program.nodes[id]!)));
      back = passBack();
      const more = growing(before, [...back.gradients, ...this.features]);
      if (more.length === 0 || step === MOST_FEEDBACK) return { back, counts, growing: more };
    }
  }

  private passBack(weight: (w: Weight) => Magnitude, change: (n: Node) => Magnitude): Backward {
    const { program, scalings, alignment, features, magnitudes } = this;
    return backward(program, scalings, alignment, features, { weight, change }, magnitudes);
  }

  size(node: Node): Order {
    return this.forward.sizes[node.id]!;
  }

  weight(name: string): WeightCount | undefined {
    return this.weights.find((w) => w.weight.name === name);
  }

  /** What one weight changes at its rate. */
  share({ alone, rate }: WeightCount, node: Node): Magnitude {
    return this.magnitudes.product(rate.value, alone.total(node));
  }

  /** The damping up to which the update of a weight is what it is without, once training has begun. */
  epsilon({ node, weight, gradient }: WeightCount): Magnitude {
    return this.optimizer.epsilon(this.names(node, weight, gradient));
  }

  private count(node: Weighted, back: Backward, derives: boolean): WeightCount | undefined {
    const { weight } = node;
    const m = this.magnitudes;
    const multiplier = this.scalings.multiplier(weight);
    const input = node.op === 'dense' ? this.features[node.input.id]! : m.one;
    const passes = node.within?.tied === true ? m.of(node.within.count) : m.one;
    const gradient = m.product(multiplier.value, passes, input, back.gradients[node.id]);
    const unit = gradient && this.optimizer.update(this.names(node, weight, gradient));
    if (!gradient || !unit) return undefined;
    const alone = this.respondTo((w) => (w === weight ? unit : undefined), back);
    const largest = m.sum(...this.program.nodes.map((n) => alone.total(n)));
    const maximalRate = largest ? inverse(largest) : m.one;
    if (derives && !this.stated.rate(weight))
      this.derived.set(weight, { value: maximalRate, from: 'maximal stable rate' });
    const [init, rate] = [this.scalings.init(weight), this.scalings.rate(weight)];
    return { node, weight, multiplier, init, rate, gradient, unit, alone, maximalRate };
  }

  private respondTo(update: (w: Weight) => Magnitude, back: Backward): Response {
    const { program, scalings, alignment, features, magnitudes } = this;
    return respond(program, scalings, alignment, features, back, update, magnitudes);
  }

  /** What the rule of an optimiser may speak of, for one weight. */
  names(
    node: Node,
    weight: Weight,
    gradient: Order,
    init = this.scalings.init(weight).value,
  ): ReadonlyMap<string, Order> {
    const m = this.magnitudes;
    return new Map([
      ['gradient', gradient],
      ['weight', init],
      ['fan_in', m.of(weight.fanIn)],
      ['fan_out', m.of(weight.fanOut)],
      ['depth', this.depth(node)],
    ]);
  }

  /**
   * Decay, as the coefficient that multiplies the rate, at which it shrinks the weights as fast as updates grow them, in
   * spectral norm: an update is of rank one, a matrix of independent entries is not.
   */
  decay({ weight, unit }: WeightCount): Order {
    const m = this.magnitudes;
    const [rows, columns] = [m.root(weight.fanOut), m.root(weight.fanIn)];
    const drawn = m.product(this.scalings.init(weight).value, m.sum(rows, columns));
    return m.product(unit, rows, columns, inverse(drawn));
  }
}

const inverse = (order: Order): Order => order.power(Rational.of(-1));

/** That what differs from one step to the next does not grow; nothing where all has settled. */
function growing(before: readonly Magnitude[], after: readonly Magnitude[]): Requirement[] {
  return after.flatMap((left, id) => {
    const right = before[id];
    if (left?.key() === right?.key() || !left) return [];
    const quantity = 'what updates make of each other in one more step';
    const says = 'updates do not go on enlarging each other';
    return [{ left, relation: '<~', right: right ?? left, quantity, says } as const];
  });
}
