import { Form, minimise, Order, Region, type Constraint } from '../orders';
import type { Call, Expression, LetStatement, Minimize, Name, Span } from '../syntax/tree';
import { maxima, ordersOver } from './algebra';
import type { Reporter } from './diagnostic';
import type { Bindings } from './dynamics/rules/rule';
import { Evaluator, type Names } from './evaluate';
import { boundsOf } from './range';
import type { Scales } from './scales';
import type { SymbolTable } from './symbols';
import type { Minimum } from '../orders';

/** A minimisation met in the text, for the derivation of what it is part of. */
export interface MinimumMet {
  readonly expression: Minimize;
  readonly minimum: Extract<Minimum, { status: 'bounded' }>;
  readonly parameters: readonly string[];
}

/** The order of a `let`, and the minimum that it is, if it is one; no order after a diagnostic. */
export interface LetValue {
  readonly order?: Order;
  readonly met?: MinimumMet;
}

/** Meaning of names in the body of a text: scales, `let`s in any sequence, and quantities such as `samples(p)`. */
export class DocumentNames {
  private readonly busy = new Set<LetStatement>();
  private readonly minima = new Map<Minimize, MinimumMet>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly scales: Scales,
    private readonly reporter: Reporter,
    private readonly quantity: (call: Call) => Order | undefined,
    private readonly remember: (statement: LetStatement, make: () => LetValue) => LetValue,
  ) {}

  orders(): Evaluator<Order> {
    const region = this.scales.region;
    return new Evaluator(
      ordersOver(region),
      this.names(
        (form) => Order.monomial(form, region),
        (order) => order,
      ),
      this.reporter,
    );
  }

  /** Orders of a rule, whose names stand for other things first. */
  rules({ orders, parameters }: Bindings): Evaluator<Order> {
    const region = this.scales.region;
    const outer = this.names(
      (form) => Order.monomial(form, region),
      (order) => order,
    );
    const names: Names<Order> = {
      ...outer,
      order: (name) => {
        const argument = parameters.get(name.text);
        return (
          orders.get(name.text) ??
          (argument ? this.rules({ orders, parameters: new Map() }).order(argument) : outer.order(name))
        );
      },
      exponent: (name) => {
        const argument = parameters.get(name.text);
        return argument ? this.maxima().exponent(argument) : outer.exponent(name);
      },
    };
    return new Evaluator(ordersOver(region), names, this.reporter);
  }

  maxima(parameters: readonly string[] = []): Evaluator<readonly Form[]> {
    const fromOrder = (order: Order, span: Span): readonly Form[] | undefined => {
      const forms = maxima.fromOrder(order);
      return typeof forms === 'string'
        ? this.reporter.report('not-an-order', span, `This cannot stand here: ${forms}.`)
        : forms;
    };
    return new Evaluator(
      maxima,
      this.names((form) => [form], fromOrder, parameters),
      this.reporter,
    );
  }

  /** One monomial, such as a width. */
  monomial(expression: Expression): Form | undefined {
    const forms = this.maxima().order(expression);
    if (forms && forms.length !== 1)
      return this.reporter.report('not-an-order', expression, 'One monomial is needed here, not a sum.');
    return forms?.[0];
  }

  value(statement: LetStatement): LetValue {
    if (this.busy.has(statement)) {
      this.reporter.report(
        'not-an-order',
        statement.name,
        `\`${statement.name.text}\` is defined by itself.`,
      );
      return {};
    }
    this.busy.add(statement);
    try {
      return this.remember(statement, () => {
        const order = this.orders().order(statement.value);
        const met = statement.value.kind === 'minimize' ? this.minima.get(statement.value) : undefined;
        return { ...(order ? { order } : {}), ...(met ? { met } : {}) };
      });
    } finally {
      this.busy.delete(statement);
    }
  }

  private names<V>(
    monomial: (form: Form) => V,
    fromOrder: (order: Order, span: Span) => V | undefined,
    parameters: readonly string[] = [],
  ): Names<V> {
    return {
      order: (name) => {
        if (parameters.includes(name.text)) return monomial(Form.variable(name.text));
        const found = this.named(name);
        return found instanceof Form ? monomial(found) : found && fromOrder(found, name);
      },
      exponent: (name) => {
        this.symbols.use(name, 'exponent');
        return this.scales.exponent(name.text);
      },
      call: (call) => {
        const order = this.quantity(call);
        return order && fromOrder(order, call);
      },
      member: (m) => this.reporter.report('not-an-order', m, 'This is no order by itself.'),
      minimum: (m) => {
        const order = this.minimum(m);
        return order && fromOrder(order, m);
      },
      product: (a, b) => this.scales.product(a, b),
    };
  }

  private named(name: Name): Form | Order | undefined {
    const symbol = this.symbols.use(name, 'scale', 'let');
    if (!symbol) return undefined;
    return symbol.statement.kind === 'let' ? this.value(symbol.statement).order : this.scales.form(name.text);
  }

  private minimum(expression: Minimize): Order | undefined {
    const parameters = expression.choices.map((c) => c.name.text);
    for (const [i, { name }] of expression.choices.entries())
      if (this.symbols.find(name.text) || parameters.indexOf(name.text) < i)
        return this.reporter.report(
          'declared-twice',
          name,
          `\`${name.text}\` means something else already; choose another name.`,
        );
    const inner = this.maxima(parameters);
    const choices: Constraint[] = [];
    for (const { name, range } of expression.choices) {
      const bounds = boundsOf(range, Form.variable(name.text), (e) => inner.order(e), this.reporter);
      if (!bounds) return undefined;
      choices.push(...bounds.map((c) => ({ ...c, label: `${name.text} in its range` })));
    }
    const terms = inner.order(expression.body);
    if (!terms) return undefined;
    const region = this.scales.region;
    const minimum = minimise(
      terms.map((form) => ({ form })),
      choices,
      parameters,
      region,
    );
    if (minimum.status === 'unbounded')
      return this.reporter.report(
        'unbounded-minimum',
        expression,
        'This can be made as small as one likes: bound the choice, or add the term that grows.',
      );
    const full = minimum.status === 'bounded' && new Region(minimum.domain.constraints).includes(region);
    if (minimum.status === 'infeasible' || !full)
      return this.reporter.report(
        'empty-choice',
        expression.choices[0] ?? expression,
        'For some of the allowed scales no value can be chosen: assume that the range is not empty.',
      );
    this.minima.set(expression, { expression, minimum, parameters });
    return minimum.order;
  }
}
