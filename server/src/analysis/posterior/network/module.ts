import { Form, Rational } from '../../../orders';
import type { Call, Expression, ModuleNormItem, ModuleStatement, Name } from '../../../syntax/tree';
import { maxima } from '../../algebra';
import { Reporter } from '../../diagnostic';
import { Evaluator } from '../../evaluate';
import { extentOf, FAN_IN, readBuilt, within, type Built } from './build';

/** A feature at some place of a network: its degree and the log of its norm there. */
export interface Feature {
  readonly degree: number;
  readonly norm: Form;
}

/** The activation of attention, which trainers have as a part of it. */
const SOFTMAX = 'softmax';

/** The variable that stands for an argument about which nothing is known. */
export const argument = (name: string): string => `${name}, an argument`;

/** What a module is applied to, by name: its parameters but the first, and `positions(input)` and `units(input)`. */
export type Arguments = ReadonlyMap<string, Form>;

/** A feature on its way through a module. */
interface Passing {
  /** Degree and norm of the feature that enters. */
  readonly j: number;
  readonly norm: Form;
  /** Degree and norm behind the units, once these are known. */
  readonly k?: number;
  readonly unitsNorm?: Form;
}

/**
 * A `module` declaration as a rule (library/modules.scale): how many units and positions a layer has, and how the norm of a
 * feature enters its units and leaves it. Answers are undefined where the rule is broken or says nothing.
 */
export class Module {
  readonly name: string;
  readonly source: string | undefined;
  readonly because: string | undefined;
  /** The parameters that are orders: all but the input. */
  readonly orders: readonly string[];
  readonly input: string;

  constructor(
    readonly statement: ModuleStatement,
    private readonly text: string,
    readonly isOfLibrary = false,
  ) {
    this.name = statement.name.text;
    this.source = statement.notes.source?.value;
    this.because = statement.notes.because?.value;
    const [input, ...orders] = statement.parameters.map((p) => p.text);
    this.input = input ?? '';
    this.orders = orders;
  }

  /** The declaration as written: equal texts are equal rules. */
  get written(): string {
    return this.text.slice(this.statement.start, this.statement.end);
  }

  /** The activation that is part of the module. */
  get activation(): Name | undefined {
    return this.statement.items.find((item) => item.kind === 'module-activation')?.name;
  }

  static readonly positions = 'positions of the input';
  static readonly units = 'units of the input';

  /** Arguments about which nothing is known. */
  unknown(): Arguments {
    const names = [...this.orders, Module.positions, Module.units];
    return new Map(names.map((name) => [name, Form.variable(argument(name))]));
  }

  /** Reports what is wrong with the rule by trying it once. */
  check(reporter: Reporter): void {
    const { statement } = this;
    for (const kind of ['units', 'positions', 'module-activation', 'build'] as const) {
      const second = statement.items.filter((item) => item.kind === kind)[1];
      if (second) reporter.report('declared-twice', second, 'A module says this once.');
    }
    const norms = statement.items.filter((item) => item.kind === 'module-norm');
    for (const side of ['units', 'output']) {
      const second = norms.filter((item) => item.side.text === side)[1];
      if (second) reporter.report('declared-twice', second, 'A module says this once.');
    }
    if (!this.size('units'))
      reporter.report(
        'bad-rule',
        statement.name,
        'A module must say on how many units a pattern may act: `units …`.',
      );
    if (!this.norm('units'))
      reporter.report(
        'bad-rule',
        statement.name,
        'A module must say the norm of a feature in its units: `norm(units, j) = …`.',
      );
    const values = this.unknown();
    this.units(values, reporter);
    this.positions(values, reporter);
    const entering = this.enter(1, Form.variable('r'), values, reporter);
    if (entering) this.leave(1, entering.degree, Form.variable('s'), Form.variable('r'), values, reporter);
    this.built(reporter);
  }

  /** Whether it says how it is built. */
  get isBuilt(): boolean {
    return this.statement.items.some((item) => item.kind === 'build');
  }

  /** How it is built; undefined where it does not say so, or says something else than its rule: which is reported. */
  built(reporter: Reporter): Built | undefined {
    const item = this.statement.items.find((i) => i.kind === 'build');
    const { activation, input } = this;
    const built = item && readBuilt(item.value, { input, activation: activation?.text }, reporter);
    if (!built) return undefined;
    const values = this.unknown();
    const entering = { units: values.get(Module.units)!, positions: values.get(Module.positions)! };
    const extent = extentOf(
      built,
      entering,
      (e, fanIn) =>
        this.monomial(e, fanIn ? new Map([[FAN_IN, fanIn], ...values]) : values, undefined, reporter),
      reporter,
    );
    if (!extent) return undefined;
    const [units, positions] = [this.units(values), this.positions(values)];
    if (units && !units.equals(extent.units))
      return reporter.report(
        'bad-rule',
        built.at,
        'What is built has another number of units than `units` says.',
      );
    if (positions && !positions.equals(extent.positions))
      return reporter.report(
        'bad-rule',
        built.at,
        this.size('positions')
          ? 'What is built leaves another number of positions than `positions` says.'
          : 'What is built leaves several positions, and the rule says nothing of them: say how many, `positions …`.',
      );
    // Attention applies a softmax by itself.
    const applied = within(built).some(
      ({ step }) => step === 'activation' || (step === 'attend' && activation?.text === SOFTMAX),
    );
    if (activation && !applied)
      return reporter.report(
        'bad-rule',
        built.at,
        `\`${activation.text}\` is part of the module, and what is built does not apply it.`,
      );
    return built;
  }

  /** Whether it can end a network: a sum of what is there, with its norm and no more. */
  get isReadOut(): boolean {
    const values = this.unknown();
    return (
      this.enter(1, Form.zero, values)?.degree === 1 &&
      !this.norm('output') &&
      !this.activation &&
      (this.positions(values)?.equals(Form.zero) ?? false)
    );
  }

  /** log of the number of units on which a pattern may act. */
  units(values: Arguments, reporter = new Reporter()): Form | undefined {
    const size = this.size('units');
    return size && this.monomial(size, values, undefined, reporter);
  }

  /** log of the number of positions that are left: patches, or tokens; one if the rule says nothing. */
  positions(values: Arguments, reporter = new Reporter()): Form | undefined {
    const size = this.size('positions');
    return size ? this.monomial(size, values, undefined, reporter) : Form.zero;
  }

  /** The feature in the kernel of the units' pre-activations. */
  enter(j: number, norm: Form, values: Arguments, reporter = new Reporter()): Feature | undefined {
    const item = this.norm('units');
    return item && this.feature(item, values, { j, norm }, reporter);
  }

  /** The feature that is handed on, from the one of degree k behind the units' activation. */
  leave(
    j: number,
    k: number,
    unitsNorm: Form,
    norm: Form,
    values: Arguments,
    reporter = new Reporter(),
  ): Feature | undefined {
    const item = this.norm('output');
    return item
      ? this.feature(item, values, { j, norm, k, unitsNorm }, reporter)
      : { degree: k, norm: unitsNorm };
  }

  private size(kind: 'units' | 'positions'): Expression | undefined {
    for (const item of this.statement.items)
      if ((item.kind === 'units' || item.kind === 'positions') && item.kind === kind) return item.value;
    return undefined;
  }

  private norm(side: 'units' | 'output'): ModuleNormItem | undefined {
    return this.statement.items.find(
      (item): item is ModuleNormItem => item.kind === 'module-norm' && item.side.text === side,
    );
  }

  private feature(
    item: ModuleNormItem,
    values: Arguments,
    passing: Passing,
    reporter: Reporter,
  ): Feature | undefined {
    const degrees = this.evaluator(values, passing, reporter);
    const degree = degrees.exponent(item.degree);
    const norm = this.monomial(item.value, values, passing, reporter);
    if (!degree || !norm) return undefined;
    const { constant } = degree;
    if (degree.isConstant() && constant.isInteger() && constant.sign() > 0)
      return { degree: constant.toNumber(), norm };
    return reporter.report('bad-rule', item.degree, 'A degree must be a whole number from 1.');
  }

  private monomial(
    expression: Expression,
    values: Arguments,
    passing: Passing | undefined,
    reporter: Reporter,
  ): Form | undefined {
    const forms = this.evaluator(values, passing, reporter).order(expression);
    if (forms && forms.length !== 1)
      return reporter.report('bad-rule', expression, 'What a module does must be one monomial.');
    return forms?.[0];
  }

  private evaluator(
    values: Arguments,
    passing: Passing | undefined,
    reporter: Reporter,
  ): Evaluator<readonly Form[]> {
    const { statement, input, orders } = this;
    const known = [
      ...orders.map((name) => `\`${name}\``),
      `\`positions(${input})\``,
      `\`units(${input})\``,
      ...(values.has(FAN_IN) ? [`\`${FAN_IN}\``] : []),
      ...(passing ? [`\`norm(${input}, ${statement.feature.text})\``] : []),
      ...(passing?.unitsNorm ? ['`norm(units, k)`'] : []),
    ];
    const unknown = (e: Expression): undefined =>
      reporter.report('bad-rule', e, `A module knows ${known.join(', ')} here.`);
    const call = (e: Call): Form | undefined => {
      const name = e.callee.kind === 'name' ? e.callee.text : '';
      const [of, degree] = e.args.map((arg) => (arg.kind === 'name' ? arg.text : undefined));
      if (e.args.length === 1 && of === input)
        return name === 'positions'
          ? values.get(Module.positions)
          : name === 'units'
            ? values.get(Module.units)
            : undefined;
      if (name !== 'norm' || e.args.length !== 2) return undefined;
      if (of === input) return degree === statement.feature.text ? passing?.norm : undefined;
      return of === 'units' && degree !== statement.feature.text ? passing?.unitsNorm : undefined;
    };
    return new Evaluator(
      maxima,
      {
        order: (name) => {
          const known = orders.includes(name.text) || name.text === FAN_IN;
          const form = known ? values.get(name.text) : undefined;
          return form ? [form] : unknown(name);
        },
        exponent: (name) => {
          if (name.text === statement.feature.text && passing) return Form.constant(Rational.of(passing.j));
          if (passing?.k !== undefined) return Form.constant(Rational.of(passing.k));
          return reporter.report(
            'bad-rule',
            name,
            `Here only the degree \`${statement.feature.text}\` is known.`,
          );
        },
        member: unknown,
        call: (e) => {
          const form = call(e);
          return form ? [form] : unknown(e);
        },
        minimum: unknown,
      },
      reporter,
    );
  }
}
