import { Rational, type Order, type Region } from '../../../orders';
import { weightsOf, type Node, type Program, type Weight } from '../network/program';
import type { Alignment } from '../rules/alignment';
import type { Optimizer } from '../rules/optimizer';
import type { Scaling, Scalings } from '../rules/scalings';
import { backward, type Backward } from './backward';
import { forward, type Forward } from './forward';
import { Magnitudes, type Magnitude } from './magnitudes';
import { holdingOf } from './requirement';
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
  /** The derivative of the loss by an entry. */
  readonly gradient: Order;
  /** An entry of the update at rate 1, and as it is. */
  readonly unit: Order;
  readonly update: Order;
  /** What this weight alone does to all values, to first order. */
  readonly alone: Response;
  /** The largest rate at which it alone changes no value by more than order one. */
  readonly maximalRate: Order;
  readonly epsilon: Order | undefined;
  readonly decay: Order;
}

/** Updates feed back on gradients through what they put into the weights; each pass follows them one layer further. */
const FEEDBACK = 3;

/** Power counting of a few steps of training, for one network under one optimiser. */
export class Counting {
  readonly forward: Forward;
  readonly backward: Backward;
  readonly weights: readonly WeightCount[];
  readonly scalings: Scalings;
  /** First order in the updates, and with products of updates and changes. */
  readonly response: Response;
  readonly products: Response;
  /** Where sizes are powers of the scales at all. */
  readonly domain: readonly Region[];
  readonly magnitudes: Magnitudes;

  constructor(
    readonly program: Program,
    stated: Stated,
    readonly optimizer: Optimizer,
    readonly alignment: Alignment,
    readonly region: Region,
    private readonly depth: (node: Node) => Order,
  ) {
    const m = (this.magnitudes = new Magnitudes(region));
    const placed = weightsOf(program);
    const derived = new Map<Weight, Scaling>();
    this.scalings = {
      multiplier: (w) => stated.multiplier(w),
      init: (w) => stated.init(w),
      branch: (t, block) => stated.branch(t, block),
      logits: (node) => stated.logits(node),
      rate: (w) => derived.get(w) ?? stated.rate(w) ?? { value: m.one, from: 'maximal stable rate' },
    };
    const { scalings } = this;
    this.forward = forward(program, scalings, m);
    const { sizes } = this.forward;
    const responseTo = (update: (w: Weight) => Magnitude, earlier?: Response): Response =>
      respond(program, scalings, alignment, sizes, update, m, earlier);

    let updates = new Map<Weight, Order>();
    // Where a rate is too large, its weight is followed as far as training is stable: beyond, nothing has a power.
    let stable = new Map<Weight, Order>();
    const passBack = (): Backward => backward(program, scalings, alignment, sizes, (w) => stable.get(w), m);
    let back = passBack();
    let counts: WeightCount[] = [];
    for (let step = 0; step < FEEDBACK; step++) {
      counts = placed.flatMap((node) => {
        const { weight } = node;
        const gradient = this.gradient(node, back);
        const unit = gradient && this.unitUpdate(optimizer, node, weight, gradient);
        if (!gradient || !unit) return [];
        const alone = responseTo((w) => (w === weight ? unit : undefined));
        const largest = m.sum(...program.nodes.map((n) => alone.total(n)));
        const maximalRate = largest ? inverse(largest) : m.one;
        if (!stated.rate(weight)) derived.set(weight, { value: maximalRate, from: 'maximal stable rate' });
        const rate = scalings.rate(weight);
        return [
          {
            ...{ node, weight, gradient, unit, rate, maximalRate },
            multiplier: scalings.multiplier(weight),
            init: scalings.init(weight),
            update: m.product(rate.value, unit),
            alone: responseTo((w) => (w === weight ? m.product(rate.value, unit) : undefined)),
            epsilon: optimizer.epsilon(this.names(node, weight, gradient)),
            decay: this.decay(weight, unit),
          },
        ];
      });
      updates = new Map(counts.map((c) => [c.weight, c.update]));
      stable = new Map(counts.map((c) => [c.weight, c.update.minimum(m.product(c.maximalRate, c.unit))]));
      back = passBack();
    }
    this.weights = counts;
    this.backward = back;
    this.response = responseTo((w) => updates.get(w));
    this.products = responseTo((w) => updates.get(w), this.response);
    this.domain = holdingOf([...this.forward.requirements, ...back.requirements], region);
  }

  size(node: Node): Order {
    return this.forward.sizes[node.id]!;
  }

  weight(name: string): WeightCount | undefined {
    return this.weights.find((w) => w.weight.name === name);
  }

  private gradient(node: Node & { readonly weight: Weight }, back: Backward): Magnitude {
    const m = this.magnitudes;
    const input = node.op === 'dense' ? this.size(node.input) : m.one;
    const passes = node.within?.tied === true ? m.of(node.within.count) : m.one;
    const multiplier = this.scalings.multiplier(node.weight).value;
    return m.product(multiplier, passes, input, back.gradients[node.id]);
  }

  private unitUpdate(optimizer: Optimizer, node: Node, weight: Weight, gradient: Order): Order | undefined {
    return optimizer.update(this.names(node, weight, gradient));
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
  private decay(weight: Weight, unit: Order): Order {
    const m = this.magnitudes;
    const [rows, columns] = [m.root(weight.fanOut), m.root(weight.fanIn)];
    const drawn = m.product(this.scalings.init(weight).value, m.sum(rows, columns));
    return m.product(unit, rows, columns, inverse(drawn));
  }
}

const inverse = (order: Order): Order => order.power(Rational.of(-1));
