import type { Activation, Step } from '../../../../trainer/network-schema';
import type { Factor } from '../../../../trainer/posterior-schema';
import { activationOf } from '../dynamics/finite-network';
import { numberOf } from '../numeric';
import { notTheLibrarys } from '../runs/verify-block';
import type { Expression } from '../../syntax/tree';
import type { Architecture, Layer } from './network/architecture';
import type { Module } from './network/module';
import type { Target } from './network/target';

/** A network with its data, and which of its rules are not the library's. */
interface Subject {
  readonly architecture: Architecture;
  readonly target: Target;
  readonly replaced: readonly string[];
}

const INPUT = 'x';
const QUERY = 'x.query';

/** A value under way: what the next module is applied to. */
interface Open {
  readonly name: string;
  readonly width: number;
  readonly positions: number;
}

/**
 * A network of the posterior theory with numbers in place of orders: weights have the prior variance 1/fan-in that the rules
 * of the modules are stated for. Modules are known by the names that the library gives them.
 */
export class FinitePosterior {
  /** Why there are no numbers, if so, in sentences. */
  readonly problems = new Set<string>();
  private readonly made: Step[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly values: ReadonlyMap<string, number>,
  ) {}

  /** The target as trainers have it: directions are axes, as data are isotropic. */
  static target({ target }: Subject): Factor[] {
    const [part] = target.parts;
    let coordinate = 0;
    return (part?.factors ?? []).map(({ degree, atQuery }) =>
      atQuery ? { input: QUERY, coordinate: 0, degree } : { input: INPUT, coordinate: coordinate++, degree },
    );
  }

  /** Steps of a plan; not to be used when there are problems. */
  steps(): Step[] {
    const { architecture, target, replaced } = this.subject;
    const { layers, network } = architecture;
    const names = [...layers, network.readOut].map(({ module }) => module.name);
    const own = [...names, ...layers.map((l) => l.activation.name)].find((name) => replaced.includes(name));
    if (own !== undefined) this.problems.add(notTheLibrarys(own));
    if (target.parts.length > 1) this.problems.add('Runs are for a target of one part, as in `He3(w . x)`.');
    let open = this.data();
    for (const layer of layers)
      open = this.activated(layer, this.applied(layer.name, layer.module, this.sizesOf(layer), open));
    const read = this.applied('out', network.readOut.module, [1], open);
    return [...this.made, { op: 'output', from: read.name }];
  }

  /** The inputs: all coordinates at one position, or patches or tokens at as many. */
  private data(): Open {
    const { architecture, target } = this.subject;
    const [first] = architecture.layers;
    const sizes = target.dataSizes.map((size) => this.size(size));
    const [one = 0, coordinates] = sizes;
    const [, patch = 1] = first?.module.name === 'conv' ? this.sizesOf(first) : [];
    if (coordinates !== undefined) {
      if (patch > 1) this.problems.add('On a sequence, runs have patches of one token.');
      return this.input(coordinates, one);
    }
    if (first?.module.name !== 'conv') return this.input(one, 1);
    if (one % patch > 0)
      this.problems.add(`At every size the patch, ${patch}, must divide the dimension of the data, ${one}.`);
    return this.input(patch, Math.max(1, Math.floor(one / patch)));
  }

  private input(dim: number, positions: number): Open {
    this.made.push({ op: 'input', to: INPUT, dim, of: 'gaussian', positions });
    return { name: INPUT, width: dim, positions };
  }

  /** Adds a module, applied to a value and to these sizes. */
  private applied(name: string, { name: module }: Module, [width = 1]: readonly number[], open: Open): Open {
    switch (module) {
      case 'dense':
        return this.dense(name, this.flat(open), width, 1 / 2);
      case 'mean_field':
        return this.dense(name, this.flat(open), width, 1);
      case 'conv':
        if (open.name !== INPUT) this.problems.add('Runs have `conv` as the first layer only.');
        return this.dense(name, open, width, 1 / 2);
      case 'attention':
        return this.attention(name, open, width);
      default:
        this.problems.add(`No trainer has the module \`${module}\`.`);
        return open;
    }
  }

  /** Weights with the prior deviation fan-in^-power. */
  private dense(
    to: string,
    { name: from, width: fanIn, positions }: Open,
    width: number,
    power: number,
  ): Open {
    const deviation = fanIn ** -power;
    this.made.push({ op: 'dense', to, from, width, deviation, multiplier: 1, rate: 0 });
    return { name: to, width, positions };
  }

  /** All positions beside each other: a dense layer sums them with weights of their own. */
  private flat(open: Open): Open {
    if (open.positions === 1) return open;
    const name = `${open.name}.flat`;
    this.made.push({ op: 'flatten', to: name, from: open.name });
    return { name, width: open.width * open.positions, positions: 1 };
  }

  /**
   * Heads of one query over the tokens: logits q A_h x_t with A_h of variance 1/d^2, values v_h x_t with v_h of variance 1/d.
   * The published set-up was not at hand; these are the sizes that the rule of the module is stated for.
   */
  private attention(to: string, open: Open, heads: number): Open {
    if (open.name !== INPUT) this.problems.add('Runs have `attention` as the first layer only.');
    const { width: dim } = open;
    this.made.push({ op: 'input', to: QUERY, dim, of: 'gaussian', positions: 1 });
    const query = this.dense(`${to}.query`, { name: QUERY, width: dim, positions: 1 }, heads * dim, 1);
    const value = this.dense(`${to}.value`, open, heads, 1 / 2);
    const parts = { query: query.name, key: open.name, value: value.name };
    this.made.push({ op: 'attend', to, ...parts, heads, factor: 1 });
    return { name: to, width: heads, positions: 1 };
  }

  private activated({ activation, module, name }: Layer, open: Open): Open {
    if (module.activation || activation.name === 'identity') return open;
    const known: Activation | undefined = activationOf(activation.name);
    if (!known) this.problems.add(`Trainers have no activation \`${activation.name}\`.`);
    const to = `${name}.${activation.name}`;
    this.made.push({ op: 'activation', to, from: open.name, function: known ?? 'linear' });
    return { ...open, name: to };
  }

  /** The numbers that a layer is given behind its input. */
  private sizesOf({ item }: Layer): number[] {
    const [, ...sizes] = item.value.kind === 'call' ? item.value.args : [];
    return sizes.map((size) => this.size(size));
  }

  private size(expression: Expression): number {
    const value = numberOf(expression, this.values);
    if (value !== undefined && value >= 0.5) return Math.round(value);
    this.problems.add(
      'Every size must be a number from 1 at every point of the range: give each scale as an equation, as in `N = 2*d`.',
    );
    return 1;
  }
}
