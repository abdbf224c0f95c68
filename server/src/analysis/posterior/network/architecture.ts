import { Form } from '../../../orders';
import type { LayerItem } from '../../../syntax/tree';
import type { Activation } from './activation';
import { Module, type Arguments, type Feature } from './module';
import type { Application, Network } from './network';

/** Data as a first layer sees it: how many positions (coordinates or tokens), and the norm of a linear feature of one. */
export interface DataShape {
  readonly positions: Form;
  readonly norm: Form;
}

/** A layer of a network on given data: all its sizes are forms over the scales. */
export class Layer {
  readonly name: string;
  readonly item: LayerItem;
  readonly module: Module;
  readonly activation: Activation;

  constructor(
    /** How many layers lie before this one. */
    readonly index: number,
    readonly network: Network,
    layer: Network['layers'][number],
    /** What the module is applied to. */
    readonly given: Arguments,
    /** log of the number of units on which a pattern may act. */
    readonly width: Form,
    /** log of the number of positions that it leaves. */
    readonly positions: Form,
  ) {
    this.name = layer.name;
    this.item = layer.item;
    this.module = layer.module;
    this.activation = layer.activation;
  }

  /** The norm of a feature of degree j in the units, from its norm before the layer. */
  enter(j: number, norm: Form): Feature | undefined {
    return this.module.enter(j, norm, this.given);
  }

  /** The norm that the layer hands on, from the norm of degree k behind its activation and the norm before it. */
  leave(j: number, k: number, unitsNorm: Form, norm: Form): Feature | undefined {
    return this.module.leave(j, k, unitsNorm, norm, this.given);
  }
}

/** A network on given data. */
export interface Architecture {
  readonly network: Network;
  readonly layers: readonly Layer[];
  /** log of the norm of a linear feature of the data, at one position. */
  readonly initial: Form;
  /** What must be at least one for the network to exist: widths, patches, positions. */
  readonly sizes: readonly Form[];
  /** The norm of a feature of this degree in the output, from its norm behind the last layer. */
  readOut(degree: number, norm: Form): Form;
}

/** Gives a network its data; undefined when a module's rule is broken (which is said where it is declared). */
export function onData(network: Network, data: DataShape): Architecture | undefined {
  let { positions } = data;
  // A token has as many entries as a linear feature of it has norm; a coordinate of raw data is one by itself.
  let units = data.norm;
  const sizes: Form[] = [positions];
  const argumentsOf = ({ orders }: Application): Arguments =>
    new Map([...orders, [Module.positions, positions], [Module.units, units]]);
  const layers: Layer[] = [];
  for (const [index, layer] of network.layers.entries()) {
    const values = argumentsOf(layer);
    const [width, left] = [layer.module.units(values), layer.module.positions(values)];
    if (!width || !left) return undefined;
    layers.push(new Layer(index, network, layer, values, width, left));
    sizes.push(...layer.orders.values(), width, left);
    [positions, units] = [left, width];
  }
  const { module } = network.readOut;
  const values = argumentsOf(network.readOut);
  if (!module.enter(1, Form.zero, values)) return undefined;
  return {
    network,
    layers,
    initial: data.norm,
    sizes,
    readOut: (degree, norm) => module.enter(degree, norm, values)?.norm ?? norm,
  };
}
