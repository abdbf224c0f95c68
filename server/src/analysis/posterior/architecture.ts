import type { Form } from '../../orders';
import type { Expression, LayerItem, NetworkStatement } from '../../syntax/tree';
import { IDENTITY, type Activation } from './activation';
import type { Reporter } from '../diagnostic';
import type { SymbolTable } from '../symbols';

export interface Layer {
  readonly name: string;
  readonly item: LayerItem;
  readonly width: Form;
  /** What acts on this layer's neurons before the next layer sums them. */
  readonly activation: Activation;
}

/** A chain of dense layers from the data to one read-out neuron. */
export interface Architecture {
  readonly statement: NetworkStatement;
  readonly layers: readonly Layer[];
}

/**
 * Reads a network as a chain of dense layers: `h1 = dense(x, N1)`, `h2 = dense(erf(h1), N2)`, `out dense(erf(h2), 1)`.
 * What this version derives nothing for (branches, repetition, other modules) is one diagnostic at its place.
 */
export function readArchitecture(
  statement: NetworkStatement,
  widthOf: (e: Expression) => Form | undefined,
  activation: (name: string) => Activation | undefined,
  symbols: SymbolTable,
  reporter: Reporter,
): Architecture | undefined {
  const open: { name: string; item: LayerItem; width: Form }[] = [];
  const layers: Layer[] = [];
  let finished = false;

  for (const item of statement.body) {
    if (item.kind === 'bad') return undefined;
    if (item.kind === 'repeat')
      return reporter.report(
        'not-derived',
        item,
        'Repeated blocks are read but nothing is derived for them yet.',
      );
    if (finished)
      return reporter.report('unsupported-network', item, 'Nothing can follow the output of a network.');
    const dense = readDense(item.value);
    if (!dense) return undefined;
    const before = readInput(dense.input);
    if (!before) return undefined;
    if (item.kind === 'output') {
      if (!(dense.width.kind === 'number' && Number(dense.width.text) === 1))
        return reporter.report(
          'unsupported-network',
          dense.width,
          'The output must be one neuron: `out dense(…, 1)`.',
        );
      finished = true;
      continue;
    }
    if (item.name.text === statement.parameter.text || open.some((l) => l.name === item.name.text))
      return reporter.report(
        'declared-twice',
        item.name,
        `This network has a \`${item.name.text}\` already.`,
      );
    const width = widthOf(dense.width);
    if (!width) return undefined;
    open.push({ name: item.name.text, item, width });
  }
  if (!finished)
    return reporter.report(
      'unsupported-network',
      statement.name,
      'This network has no output: end it with `out dense(…, 1)`.',
    );
  if (layers.length === 0)
    return reporter.report('unsupported-network', statement.name, 'This network has no hidden layer.');
  return { statement, layers };

  function readDense(value: Expression): { input: Expression; width: Expression } | undefined {
    if (value.kind === 'missing') return undefined;
    const name = value.kind === 'call' && value.callee.kind === 'name' ? value.callee : undefined;
    if (value.kind !== 'call' || name?.text !== 'dense')
      return reporter.report(
        'unsupported-network',
        name ?? value,
        'Only `dense(input, width)` layers are derived in this version.',
      );
    const [input, width] = value.args;
    if (!input || !width || value.args.length !== 2)
      return reporter.report('wrong-arguments', value, '`dense` takes an input and a width: `dense(x, N)`.');
    return { input, width };
  }

  /** Closes the layer before, with the activation met here; true when the chain goes on from it. */
  function readInput(input: Expression): true | undefined {
    const last = open[open.length - 1];
    if (input.kind === 'missing') return undefined;
    const call = input.kind === 'call' ? input : undefined;
    const inner = call ? call.args[0] : input;
    const given = !last ? statement.parameter.text : last.name;
    if (inner?.kind !== 'name')
      return reporter.report(
        'unsupported-network',
        input,
        `The input of a layer is \`${given}\`, with or without an activation.`,
      );
    if (inner.text !== given) {
      const known = inner.text === statement.parameter.text || open.some((l) => l.name === inner.text);
      return reporter.report(
        known ? 'unsupported-network' : 'unknown-name',
        inner,
        known
          ? `Each layer must take the layer before it, \`${given}\`: branches are not derived in this version.`
          : `Nothing declares \`${inner.text}\`; the layer before is \`${given}\`.`,
      );
    }
    if (!last)
      return call
        ? reporter.report(
            'unsupported-network',
            call.callee,
            'An activation on the data itself is not derived.',
          )
        : true;
    if (!call) {
      layers.push({ ...last, activation: IDENTITY });
      return true;
    }
    if (call.callee.kind !== 'name' || call.args.length !== 1)
      return reporter.report('wrong-arguments', call, 'An activation takes one layer, as in `erf(h1)`.');
    if (!symbols.use(call.callee, 'activation')) return undefined;
    const found = activation(call.callee.text);
    if (!found) return undefined;
    layers.push({ ...last, activation: found });
    return true;
  }
}
