import type { Form } from '../../../orders';
import type { Expression, LayerItem, Name, NetworkStatement, OutputItem } from '../../../syntax/tree';
import { IDENTITY, type Activation } from './activation';
import type { Reporter } from '../../diagnostic';
import type { SymbolTable } from '../../symbols';
import type { Module } from './module';

/** A module with the orders that a network gives it. */
export interface Application {
  readonly module: Module;
  readonly orders: ReadonlyMap<string, Form>;
}

/** A network as written: a chain of modules from the data to one output. What it sees is the data's to say. */
export interface Network {
  readonly statement: NetworkStatement;
  readonly layers: readonly (Application & {
    readonly name: string;
    readonly item: LayerItem;
    /** What acts on this layer's units before the next layer sums them. */
    readonly activation: Activation;
  })[];
  readonly readOut: Application;
}

/** How names in a network have a meaning; every method answers undefined after it has reported why it cannot. */
export interface NetworkNames {
  monomial(e: Expression): Form | undefined;
  activation(name: Name): Activation | undefined;
  module(name: Name): Module | undefined;
}

/** The layer under way: its activation is known where the next one begins. */
type Open = Application & { readonly name: Name; readonly item: LayerItem };

/**
 * Reads a chain of modules: `h1 = dense(x, N1)`, `h2 = conv(erf(h1), C, S)`, `out dense(erf(h2), 1)`. What is no chain
 * (branches, repetition) is one diagnostic at its place.
 */
export function readNetwork(
  statement: NetworkStatement,
  names: NetworkNames,
  symbols: SymbolTable,
  reporter: Reporter,
): Network | undefined {
  const layers: Network['layers'][number][] = [];
  const declared = new Set([statement.parameter.text]);
  let open: Open | undefined;
  let readOut: Application | undefined;

  for (const item of statement.body) {
    if (item.kind === 'bad') return undefined;
    if (item.kind === 'repeat')
      return reporter.report(
        'not-derived',
        item,
        'Repeated blocks are read but nothing is derived for them yet.',
      );
    if (readOut)
      return reporter.report('unsupported-network', item, 'Nothing can follow the output of a network.');
    const applied = readModule(item);
    if (!applied || !readInput(applied.input)) return undefined;
    if (item.kind === 'output') readOut = applied;
    else if (declared.has(item.name.text))
      return reporter.report(
        'declared-twice',
        item.name,
        `This network has a \`${item.name.text}\` already.`,
      );
    else {
      declared.add(item.name.text);
      open = { ...applied, name: item.name, item };
    }
  }
  if (!readOut)
    return reporter.report(
      'unsupported-network',
      statement.name,
      'This network has no output: end it with `out dense(…, 1)`.',
    );
  if (layers.length === 0)
    return reporter.report('unsupported-network', statement.name, 'This network has no hidden layer.');
  return { statement, layers, readOut };

  function readModule(item: LayerItem | OutputItem): (Application & { input: Expression }) | undefined {
    const { value } = item;
    if (value.kind === 'missing') return undefined;
    if (value.kind !== 'call' || value.callee.kind !== 'name')
      return reporter.report(
        'unsupported-network',
        value,
        'A layer is a module applied to the layer before it, as in `dense(erf(h), N)`.',
      );
    const module = names.module(value.callee);
    if (!module) return undefined;
    const [input, ...sizes] = value.args;
    if (!input || sizes.length !== module.orders.length)
      return reporter.report(
        'wrong-arguments',
        value,
        `\`${module.name}\` takes ${['an input', ...module.orders.map((o) => `\`${o}\``)].join(', ')}.`,
      );
    const orders = new Map<string, Form>();
    for (const [i, size] of sizes.entries()) {
      const order = names.monomial(size);
      if (!order) return undefined;
      orders.set(module.orders[i]!, order);
    }
    if (item.kind === 'output' && !module.isReadOut)
      return reporter.report(
        'unsupported-network',
        value.callee,
        `\`${module.name}\` is no read-out: one keeps the degree of a feature, has no activation and no output norm of its own, and leaves one position.`,
      );
    const last = sizes[0];
    if (item.kind === 'output' && last && !(last.kind === 'number' && Number(last.text) === 1))
      return reporter.report(
        'unsupported-network',
        last,
        `The output must be one neuron: \`out ${module.name}(…, 1)\`.`,
      );
    return { module, orders, input };
  }

  /** Closes the layer before, with the activation met here; true when the chain goes on from it. */
  function readInput(input: Expression): true | undefined {
    if (input.kind === 'missing') return undefined;
    const call = input.kind === 'call' ? input : undefined;
    const inner = call ? call.args[0] : input;
    const given = open?.name.text ?? statement.parameter.text;
    if (inner?.kind !== 'name')
      return reporter.report(
        'unsupported-network',
        input,
        `The input of a layer is \`${given}\`, with or without an activation.`,
      );
    if (inner.text !== given) {
      const known = declared.has(inner.text);
      return reporter.report(
        known ? 'unsupported-network' : 'unknown-name',
        inner,
        known
          ? `Each layer must take the layer before it, \`${given}\`: branches are not derived in this version.`
          : `Nothing declares \`${inner.text}\`; the layer before is \`${given}\`.`,
      );
    }
    if (!open)
      return call
        ? reporter.report(
            'unsupported-network',
            call.callee,
            'An activation on the data itself is not derived.',
          )
        : true;
    const own = open.module.activation;
    const activation = call ? activationOf(call) : own ? names.activation(own) : IDENTITY;
    if (!activation) return undefined;
    layers.push({ ...open, name: open.name.text, activation });
    return true;
  }

  function activationOf(call: Extract<Expression, { kind: 'call' }>): Activation | undefined {
    if (call.callee.kind !== 'name' || call.args.length !== 1)
      return reporter.report('wrong-arguments', call, 'An activation takes one layer, as in `erf(h1)`.');
    if (!symbols.use(call.callee, 'activation')) return undefined;
    const own = open?.module.activation;
    if (own)
      return reporter.report(
        'unsupported-network',
        call.callee,
        `\`${open!.module.name}\` has an activation of its own, \`${own.text}\`; another one behind it is not derived.`,
      );
    return names.activation(call.callee);
  }
}
