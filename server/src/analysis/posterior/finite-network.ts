import type { Activation, Step } from '../../../../trainer/network-schema';
import type { Factor } from '../../../../trainer/posterior-schema';
import { Reporter } from '../diagnostic';
import { activationOf } from '../dynamics/finite-network';
import { numberOf } from '../numeric';
import { notTheLibrarys } from '../runs/verify-block';
import { visit } from '../../syntax/walk';
import type { Call, Expression } from '../../syntax/tree';
import type { Architecture, Layer } from './network/architecture';
import { FAN_IN, sizesIn, type Built } from './network/build';
import type { Module } from './network/module';
import type { Target } from './network/target';

/** A network with its data, and what is to be known of its declarations. */
export interface Subject {
  readonly architecture: Architecture;
  readonly target: Target;
  /** Activations that are not the library's: trainers know those of the library only. */
  readonly replaced: readonly string[];
  /** The name of the file in which a module is declared. */
  fileOf(module: Module): string;
}

/** The names of the data and of the query token in a plan: none that a layer has. */
function inputsOf({ layers }: Architecture): { readonly data: string; readonly query: string } {
  let data = 'x';
  while (layers.some(({ name }) => name === data)) data += "'";
  return { data, query: `${data}.query` };
}

/** A value under way: what the next step is applied to. */
interface Open {
  readonly name: string;
  readonly width: number;
  readonly positions: number;
  /** Positions, as modules count them, in each of these: those of a patch of the data, else one. */
  readonly patch: number;
  /** Entries are coordinates of the data, which no weights have mixed: what tells them apart sees no direction but axes. */
  readonly raw: boolean;
}

/** A module that is applied: its input, and what its expressions mean. */
interface Applied {
  readonly input: Open;
  size(e: Expression): number;
  deviation(e: Expression, fanIn: number): number;
}

/**
 * A network of the posterior theory with numbers in place of orders, built of a trainer's steps as its modules say. Data have one
 * position for each patch or token of the target, so that its directions are axes of all of them.
 */
export class FinitePosterior {
  /** Why there are no numbers, if so, in sentences. */
  readonly problems = new Set<string>();
  /** By what they are, so that no two have one name unnoticed: the plan's reader refuses that. */
  private readonly made = new Map<string, Step>();
  private readonly inputs: ReturnType<typeof inputsOf>;

  constructor(
    private readonly subject: Subject,
    private readonly values: ReadonlyMap<string, number>,
  ) {
    this.inputs = inputsOf(subject.architecture);
  }

  /** The target as trainers have it: directions are axes, as data are isotropic. */
  static target({ target, architecture }: Pick<Subject, 'target' | 'architecture'>): Factor[] {
    const [part] = target.parts;
    const { data, query } = inputsOf(architecture);
    let coordinate = 0;
    return (part?.factors ?? []).map(({ degree, atQuery }) =>
      atQuery ? { input: query, coordinate: 0, degree } : { input: data, coordinate: coordinate++, degree },
    );
  }

  /** Steps of a plan; not to be used when there are problems. */
  steps(): Step[] {
    const { architecture, target, replaced } = this.subject;
    const { layers, network } = architecture;
    const own = layers.find((layer) => replaced.includes(layer.activation.name));
    if (own) this.problems.add(notTheLibrarys(own.activation.name));
    if (target.parts.length > 1) this.problems.add('Runs are for a target of one part, as in `He3(w . x)`.');
    let open = this.data();
    for (const layer of layers)
      open = this.activated(layer, this.applied(layer.name, layer.module, layer.item.value, open));
    const output = network.statement.body.find((item) => item.kind === 'output');
    if (output) open = this.applied('out', network.readOut.module, output.value, open);
    const steps = [...this.made.values()];
    if (
      target.parts.some(({ view }) => view === 'query') &&
      !steps.some((s) => 'to' in s && s.to === this.inputs.query)
    )
      this.problems.add('No module of this network is built of `input.query`, which the target looks at.');
    return [...steps, { op: 'output', from: open.name }];
  }

  /** The inputs: all coordinates at one position, or patches or tokens at as many. */
  private data(): Open {
    const { target } = this.subject;
    const [one = 1, coordinates] = target.dataSizes.map((size) => this.size(size));
    if (coordinates !== undefined) return this.input(coordinates, one, 1);
    const patches = (target.parts[0]?.patches ?? []).map((size) => this.size(size));
    const [patch = one] = patches;
    if (patches.some((size) => size !== patch))
      this.problems.add('At every size, all factors of the target must look at patches of one size.');
    if (one % patch > 0)
      this.problems.add(`At every size the patch, ${patch}, must divide the dimension of the data, ${one}.`);
    return this.input(patch, Math.max(1, Math.floor(one / patch)), patch);
  }

  private input(dim: number, positions: number, patch: number): Open {
    const name = this.make({ op: 'input', to: this.inputs.data, dim, of: 'gaussian', positions });
    return { name, width: dim, positions, patch, raw: true };
  }

  /** A step has its name from what it does to what: the same one again is made once. */
  private make(step: Exclude<Step, { op: 'output' | 'repeat' }>): string {
    this.made.set(JSON.stringify(step), step);
    return step.to;
  }

  /** Builds a module in a network's call of it, `conv(x, C, S)`; its weights have the layer's name. */
  private applied(to: string, module: Module, call: Expression, open: Open): Open {
    const why = new Reporter();
    const built = module.built(why);
    if (!built) {
      const file = this.subject.fileOf(module);
      const [mistake] = why.diagnostics;
      this.problems.add(
        mistake
          ? `\`${module.name}\` cannot be built as ${file} says: ${mistake.message}`
          : `No trainer knows how \`${module.name}\` is built: say it in its declaration, in ${file}, as in \`build weights(windows(input, positions(input)), width)\`.`,
      );
      return open;
    }
    const [, ...args] = call.kind === 'call' ? call.args : [];
    return this.build(built, this.scope(module, built, args, open), to);
  }

  /** Numbers for what a module speaks of. Those of its parameters that are sizes are whole. */
  private scope(module: Module, built: Built, args: readonly Expression[], input: Open): Applied {
    const sizes = new Set<string>();
    for (const size of sizesIn(built)) visit(size, (e) => void (e.kind === 'name' && sizes.add(e.text)));
    const numbers = module.orders.map((name, i): [string, number] => {
      const value = args[i] && numberOf(args[i], this.values);
      if (sizes.has(name) || value === undefined) return [name, this.whole(value)];
      return [name, value];
    });
    const ofInput = ({ callee, args: [of, more] }: Call): number | undefined => {
      if (callee.kind !== 'name' || of?.kind !== 'name' || of.text !== module.input || more) return undefined;
      if (callee.text === 'positions') return input.positions * input.patch;
      return callee.text === 'units' ? input.width / input.patch : undefined;
    };
    return {
      input,
      size: (e) => this.whole(numberOf(e, new Map(numbers), ofInput)),
      deviation: (e, fanIn) => numberOf(e, new Map([[FAN_IN, fanIn], ...numbers]), ofInput) ?? NaN,
    };
  }

  private build(built: Built, applied: Applied, to: string): Open {
    switch (built.step) {
      case 'input':
        return applied.input;
      case 'query':
        return this.query(applied.input);
      case 'weights':
        return this.weights(built, applied, to);
      case 'windows':
        return this.windows(this.build(built.of, applied, to), applied.size(built.size));
      case 'mean': {
        const from = this.seen(this.build(built.of, applied, to));
        if (from.positions === 1) return from;
        const name = this.make({ op: 'mean', to: `${from.name}.mean`, from: from.name });
        return { ...from, name, positions: 1 };
      }
      case 'activation':
        return this.activation(built.name.text, this.mixed(this.seen(this.build(built.of, applied, to))));
      case 'attend':
        return this.attend(built, applied, to);
    }
  }

  private attend(built: Extract<Built, { step: 'attend' }>, applied: Applied, to: string): Open {
    const [query, key, value] = (['query', 'key', 'value'] as const).map((part, i) =>
      this.seen(this.build(built.parts[i]!, applied, `${to}.${part}`)),
    ) as [Open, Open, Open];
    const head = applied.size(built.head);
    const heads = query.width / head;
    if (!Number.isInteger(heads))
      this.problems.add('At every size the width of queries must be a multiple of the size of a head.');
    // Heads share a key of their size, and have parts of all else.
    for (const part of [query, key, value])
      if (heads !== 1 && !(part === key && key.width === head)) this.mixed(part);
    const parts = { query: query.name, key: key.name, value: value.name };
    this.make({ op: 'attend', to, ...parts, heads, factor: 1 });
    return { name: to, width: value.width, positions: query.positions, patch: 1, raw: value.raw };
  }

  private weights(built: Extract<Built, { step: 'weights' }>, applied: Applied, to: string): Open {
    const from = this.seen(this.build(built.of, applied, `${to}.inner`));
    const width = applied.size(built.width);
    const deviation = built.deviation
      ? applied.deviation(built.deviation, from.width)
      : from.width ** (-1 / 2);
    if (!(deviation > 0 && deviation < Infinity))
      this.problems.add('At every size the standard deviation of weights must be a number above 0.');
    this.make({ op: 'dense', to, from: from.name, width, deviation, multiplier: 1, rate: 0 });
    return { name: to, width, positions: from.positions, patch: 1, raw: false };
  }

  /** `size` positions, as modules count them, beside each other at one. */
  private windows(from: Open, size: number): Open {
    const rows = size / from.patch;
    if (!Number.isInteger(rows) || from.positions % rows > 0) {
      const patches =
        from.patch > 1 ? ` and hold whole patches of the target, of ${from.patch} coordinates` : '';
      this.problems.add(
        `At every size a window of ${size} must divide the ${from.positions * from.patch} positions that there are${patches}.`,
      );
      return { ...from, patch: 1 };
    }
    if (rows === 1) return { ...from, patch: 1 };
    const all = rows === from.positions;
    const to = `${from.name}.${all ? 'flat' : `by${rows}`}`;
    const name = this.make({ op: 'flatten', to, from: from.name, ...(all ? {} : { size: rows }) });
    return { ...from, name, width: from.width * rows, positions: from.positions / rows, patch: 1 };
  }

  /** Data are seen in whole patches of the target: of single coordinates its directions are no axes. */
  private seen(open: Open): Open {
    if (open.patch > 1)
      this.problems.add(
        `Runs have a first layer that sees patches of the target, of ${open.patch} coordinates, as wholes: \`windows(input, …)\`.`,
      );
    return open;
  }

  /** What acts on entries one by one must not act on coordinates: the target's directions are axes in runs only. */
  private mixed(open: Open): Open {
    if (open.raw)
      this.problems.add(
        'Runs have weights between the data and whatever tells entries apart: an activation, or several heads.',
      );
    return open;
  }

  /** The query token of a sequence, beside its context. */
  private query({ name, width }: Open): Open {
    if (name !== this.inputs.data || this.subject.target.dataSizes.length < 2)
      this.problems.add('Only a sequence has a query token, and only the first layer sees it.');
    const query = this.make({ op: 'input', to: this.inputs.query, dim: width, of: 'gaussian', positions: 1 });
    return { name: query, width, positions: 1, patch: 1, raw: true };
  }

  private activated({ activation, module }: Layer, open: Open): Open {
    return module.activation || activation.name === 'identity'
      ? open
      : this.activation(activation.name, open);
  }

  private activation(name: string, open: Open): Open {
    const known: Activation | undefined = activationOf(name);
    if (!known) this.problems.add(`Trainers have no activation \`${name}\`.`);
    const to = `${open.name}.${name}`;
    this.make({ op: 'activation', to, from: open.name, function: known ?? 'linear' });
    return { ...open, name: to };
  }

  private size(expression: Expression): number {
    return this.whole(numberOf(expression, this.values));
  }

  private whole(value: number | undefined): number {
    if (value !== undefined && value >= 0.5) return Math.round(value);
    this.problems.add(
      'Every size must be a number from 1 at every point of the range: give each scale as an equation, as in `N = 2*d`.',
    );
    return 1;
  }
}
