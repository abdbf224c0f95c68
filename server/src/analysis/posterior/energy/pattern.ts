import { Form, Rational, type Constraint } from '../../../orders';
import type { Comparison, Expression, Name, PatternStatement } from '../../../syntax/tree';
import { maxima } from '../../algebra';
import { Conditions } from '../../conditions';
import { Reporter } from '../../diagnostic';
import { Evaluator, type Names } from '../../evaluate';
import { boundsOf } from '../../range';

/** Where a pattern acts: a layer, the norm of the incoming feature of degree j, and the degree k that is followed on. */
export interface Place {
  readonly layer: string;
  readonly width: Form;
  readonly norm: Form;
  readonly j: number;
  readonly k: number;
}

export interface Term {
  readonly form: Form;
  /** As the library writes it. */
  readonly label: string;
}

/** A pattern at a place: forms over the widths, the incoming norm and the pattern's own parameters. */
export interface PatternInstance {
  /** Parameters as variables, `M(h2)`. */
  readonly parameters: readonly string[];
  readonly constraints: readonly Constraint[];
  readonly costs: readonly Term[];
  readonly norm: Term;
  readonly defines: ReadonlyMap<string, Form>;
}

/** A pattern declaration as a rule. `at` is undefined where the rule says nothing of that degree. */
export class Pattern {
  readonly name: string;
  readonly source: string | undefined;
  readonly because: string | undefined;

  constructor(
    readonly statement: PatternStatement,
    private readonly text: string,
    readonly isOfLibrary = false,
  ) {
    this.name = statement.name.text;
    this.source = statement.notes.source?.value;
    this.because = statement.notes.because?.value;
  }

  /** The declaration as written: equal texts are equal rules. */
  get written(): string {
    return this.slice(this.statement);
  }

  /** Names of its `require` lines, by which a posterior can switch them off. */
  get requirements(): string[] {
    return this.statement.items.flatMap((item) =>
      item.kind === 'require' && item.name ? [item.name.text] : [],
    );
  }

  /** Reports what is wrong with the rule by trying it once. */
  check(reporter: Reporter): void {
    if (!this.statement.items.some((item) => item.kind === 'norm'))
      reporter.report(
        'bad-rule',
        this.statement.name,
        'A pattern must say the norm that leaves the layer: `norm(k) = …`.',
      );
    this.at(
      { layer: 'h', width: Form.variable('N'), norm: Form.variable('r'), j: 1, k: 1 },
      new Set(),
      reporter,
    );
  }

  /** @param off names of `require` lines that the posterior switches off */
  at(place: Place, off: ReadonlySet<string>, reporter = new Reporter()): PatternInstance | undefined {
    const parameters: string[] = [];
    const constraints: Constraint[] = [];
    const costs: Term[] = [];
    const defines = new Map<string, Form>();
    const scope = new RuleScope(this.statement, place, parameters, reporter);
    let norm: Term | undefined;
    for (const item of this.statement.items) {
      switch (item.kind) {
        case 'choose': {
          const { name } = item.choice;
          const variable = scope.variable(name.text);
          if (parameters.includes(variable))
            return reporter.report('bad-rule', name, `\`${name.text}\` is chosen twice.`);
          parameters.push(variable);
          const bounds = scope.range(item.choice);
          if (!bounds) return undefined;
          constraints.push(...bounds);
          break;
        }
        case 'require': {
          if (item.name && off.has(item.name.text)) break;
          const required = scope.condition(item.condition, item.name?.text);
          if (!required) return undefined;
          constraints.push(...required);
          break;
        }
        case 'cost': {
          const forms = scope.evaluator.order(item.value);
          if (!forms) return undefined;
          costs.push(...forms.map((form) => ({ form, label: this.slice(item.value) })));
          break;
        }
        case 'norm': {
          if (norm || !scope.divides(item.feature, item.condition)) break;
          const forms = scope.withFeature(item.feature.text).order(item.value);
          if (forms && forms.length !== 1)
            reporter.report('bad-rule', item.value, 'The norm that leaves a layer must be one monomial.');
          if (!forms?.[0] || forms.length !== 1) return undefined;
          norm = { form: forms[0], label: this.slice(item.value) };
          break;
        }
        case 'define': {
          const forms = scope.evaluator.order(item.value);
          if (forms?.length !== 1 || !forms[0]) return undefined;
          defines.set(item.name.text, forms[0]);
          break;
        }
        case 'bad':
          return undefined;
      }
    }
    return norm && reporter.diagnostics.length === 0
      ? { parameters, constraints, costs, norm, defines }
      : undefined;
  }

  private slice({ start, end }: { start: number; end: number }): string {
    return this.text.slice(start, end);
  }
}

/** The names inside a pattern: its parameters, `layer.width`, `norm(layer.input, j)` and the degrees j and k. */
class RuleScope {
  readonly evaluator: Evaluator<readonly Form[]>;

  constructor(
    private readonly rule: PatternStatement,
    private readonly place: Place,
    private readonly parameters: readonly string[],
    private readonly reporter: Reporter,
    private readonly outgoing = 'k',
  ) {
    this.evaluator = new Evaluator(maxima, this.names(), reporter);
  }

  withFeature(name: string): Evaluator<readonly Form[]> {
    return new RuleScope(this.rule, this.place, this.parameters, this.reporter, name).evaluator;
  }

  variable(name: string): string {
    return `${name}(${this.place.layer})`;
  }

  range(
    choice: Extract<PatternStatement['items'][number], { kind: 'choose' }>['choice'],
  ): Constraint[] | undefined {
    const self = Form.variable(this.variable(choice.name.text));
    return boundsOf(choice.range, self, (e) => this.evaluator.order(e), this.reporter);
  }

  condition(condition: Comparison, label: string | undefined): Constraint[] | undefined {
    const found = new Conditions(this.evaluator, this.reporter, () => false).one(condition);
    return label ? found?.map((c) => ({ ...c, label })) : found;
  }

  /** `for j | k`, at these degrees. */
  divides(feature: Name, condition: Comparison | undefined): boolean {
    if (!condition) return true;
    const step = condition.rest[0];
    const [left, right] = [
      this.degree(condition.first, feature),
      step?.sides[0] && this.degree(step.sides[0], feature),
    ];
    if (step?.relation !== 'divides' || left === undefined || right === undefined) {
      this.reporter.report(
        'bad-rule',
        condition,
        'A norm line can be limited by divisibility of degrees only, as in `for j | k`.',
      );
      return false;
    }
    return right % left === 0;
  }

  private degree(expression: Expression, outgoing: Name): number | undefined {
    if (expression.kind === 'number') return Number(expression.text);
    if (expression.kind !== 'name') return undefined;
    if (expression.text === this.rule.feature.text) return this.place.j;
    return expression.text === outgoing.text ? this.place.k : undefined;
  }

  private names(): Names<readonly Form[]> {
    const { rule, place, reporter } = this;
    const unknown = (e: Expression, what: string): undefined =>
      reporter.report('bad-rule', e, `A pattern knows ${what} here.`);
    return {
      order: (name) =>
        this.parameters.includes(this.variable(name.text))
          ? [Form.variable(this.variable(name.text))]
          : unknown(
              name,
              `its chosen parameters, \`${rule.layer.text}.width\` and \`norm(${rule.layer.text}.input, ${rule.feature.text})\``,
            ),
      exponent: (name) => {
        if (name.text === rule.feature.text) return Form.constant(Rational.of(place.j));
        if (name.text === this.outgoing) return Form.constant(Rational.of(place.k));
        return unknown(name, `the degrees \`${rule.feature.text}\` and \`${this.outgoing}\``);
      },
      member: (m) =>
        m.object.kind === 'name' && m.object.text === rule.layer.text && m.property.text === 'width'
          ? [place.width]
          : unknown(m, `\`${rule.layer.text}.width\``),
      call: (call) => {
        const [input, degree] = call.args;
        const isNorm = call.callee.kind === 'name' && call.callee.text === 'norm' && call.args.length === 2;
        const ofInput =
          input?.kind === 'member' &&
          input.property.text === 'input' &&
          input.object.kind === 'name' &&
          input.object.text === rule.layer.text;
        const ofFeature = degree?.kind === 'name' && degree.text === rule.feature.text;
        return isNorm && ofInput && ofFeature
          ? [place.norm]
          : unknown(call, `\`norm(${rule.layer.text}.input, ${rule.feature.text})\``);
      },
      minimum: (m) => unknown(m, 'monomials, not minima,'),
    };
  }
}
