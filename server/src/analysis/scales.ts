import {
  Chart,
  factorsOf,
  Form,
  productOf,
  Rational,
  type Constraint,
  type Point,
  type Region,
} from '../orders';
import type { ExponentStatement, Expression, Name, ScaleStatement } from '../syntax/tree';
import type { AnalysisCache } from './cache';
import { Conditions } from './conditions';
import { Evaluator, type Names } from './evaluate';
import { maxima } from './algebra';
import { Products } from './products';
import type { Reporter } from './diagnostic';
import type { Source } from './source';
import type { SymbolTable } from './symbols';

type Maximum = readonly Form[];

/**
 * The scales of a text. The first one is the base: its logarithm is the unit. Every other scale is a form over coordinates:
 * a scale of its own (`scale N`, or `scale N = d^a` with a new free exponent a) is a coordinate, so that results print in
 * the user's scales; a is then a form over them. A scale of order one keeps its name as a coordinate fixed at zero.
 */
export class Scales {
  base: string | undefined;
  private readonly forms = new Map<string, Form>();
  private readonly exponents = new Map<string, Form>();
  private readonly free = new Set<string>();
  private constraints: Constraint[] = [];
  private known: Region | undefined;
  private multiplied: Products | undefined;
  private charted: Chart | undefined;
  /** Scales of order one, such as `kappa`: coordinates fixed at zero that only printing needs. */
  private readonly constants = new Set<string>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly cache: AnalysisCache,
    /** Free exponents that may stand on other scales than the first one. */
    private readonly raised: () => ReadonlySet<string> = () => new Set(),
  ) {}

  get region(): Region {
    return (this.known ??= this.cache.region(this.constraints, this.allProducts));
  }

  /** Where these conditions hold too, with what they say of products of exponents. */
  within(constraints: readonly Constraint[]): Region {
    return this.cache.region([...this.region.constraints, ...constraints], this.products);
  }

  /** For regions in that of the text. */
  get products(): Products {
    return (this.multiplied ??= this.allProducts.within(this.region));
  }

  private get allProducts(): Products {
    return new Products(
      new Set([...this.free].filter((name) => this.raised().has(name))),
      new Set([...this.forms.keys()].filter((name) => this.isCoordinate(name))),
    );
  }

  get chart(): Chart {
    return (this.charted ??= new Chart(this.base ?? '1', new Set(this.free), this.large));
  }

  /** Coordinates that are known to grow. */
  private get large(): ReadonlySet<string> {
    const known = (name: string): boolean =>
      this.isCoordinate(name) && this.region.implies({ form: Form.variable(name), sense: '>' });
    return new Set(this.free.size > 0 ? [...this.forms.keys()].filter(known) : []);
  }

  private isCoordinate(name: string): boolean {
    return this.forms.get(name)?.equals(Form.variable(name)) ?? false;
  }

  get all(): ReadonlyMap<string, Form> {
    return this.forms;
  }

  /** All but those of order one. */
  get growing(): ReadonlyMap<string, Form> {
    return new Map([...this.forms].filter(([name]) => !this.constants.has(name)));
  }

  /** Free exponents that a user may set, with the form each one is. */
  get freeExponents(): ReadonlyMap<string, Form> {
    return this.exponents;
  }

  form(name: string): Form | undefined {
    return this.forms.get(name);
  }

  exponent(name: string): Form | undefined {
    return this.exponents.get(name);
  }

  assume(constraints: readonly Constraint[]): void {
    this.constraints = [...this.constraints, ...constraints];
    this.known = undefined;
    this.multiplied = undefined;
    this.charted = undefined;
  }

  /** The coordinate `g·log L` of a free exponent g and a scale L that is a coordinate, given in either sequence. */
  product(a: string, b: string, fresh: readonly Name[] = []): Form | undefined {
    const isFree = (name: string): boolean =>
      (this.free.has(name) || fresh.some((n) => n.text === name)) && this.raised().has(name);
    if (isFree(a) && this.isCoordinate(b)) return Form.variable(productOf(a, b));
    return isFree(b) && this.isCoordinate(a) ? Form.variable(productOf(b, a)) : undefined;
  }

  /** Reads a declaration whose name stands in the symbol table; of several with one name the first counts. */
  readExponent(statement: ExponentStatement): void {
    if (this.symbols.find(statement.name.text)?.statement !== statement) return;
    this.addExponent(statement.name.text);
    this.assume(this.conditions().all(statement.conditions).constraints);
  }

  readScale(statement: ScaleStatement, source: Source): void {
    const name = statement.name.text;
    const fresh: Name[] = [];
    const value = statement.value && this.value(statement.value, fresh);
    if (this.symbols.find(name)?.statement !== statement) return;
    if (this.base === undefined) {
      if (statement.value) {
        this.reporter.report(
          'no-scale',
          statement.name,
          'The first scale is the unit of all exponents: declare it without a value, as in `scale d`.',
        );
        return;
      }
      this.base = name;
      this.forms.set(name, Form.constant(Rational.one));
    } else if (!statement.value) {
      this.forms.set(name, Form.variable(name));
      this.assume([{ form: Form.variable(name), sense: '>', label: `${name} is large` }]);
    } else if (value) this.define(name, value, fresh, statement, source);
    else this.forms.set(name, Form.variable(name)); // keeps what follows readable; the mistake was reported
    this.assume(this.conditions().all(statement.conditions).constraints);
  }

  /** The point at which the free exponents have these values; a sentence when they do not fix it. */
  pointAt(values: ReadonlyMap<string, Rational>): Point | string {
    const equations: Constraint[] = [];
    for (const [name, value] of values) {
      const form = this.exponents.get(name) ?? this.forms.get(name);
      if (!form) return `there is no free exponent or scale ${name}`;
      equations.push({ form: form.minus(Form.constant(value)), sense: '=' });
    }
    const at = this.within(equations);
    const point = this.products.point(at);
    if (!point) return 'the text does not allow these values';
    for (const [name, form] of [...this.exponents, ...this.forms])
      if (
        form.variables().some((variable) => !point.has(variable)) ||
        !at.implies({ form: form.minus(Form.constant(form.evaluate(point))), sense: '=' })
      )
        return `${name} is not fixed by the values given${
          this.exponents.has(name) ? '' : `: give its power of ${this.base}, as in ${name}=1/2`
        }`;
    return point;
  }

  /** How names mean orders and exponents, as far as scales go. */
  names(fresh?: Name[]): Names<Maximum> {
    const nothing = (): undefined => undefined;
    return {
      order: (name) => {
        const symbol = this.symbols.use(name, 'scale');
        const form = symbol && this.forms.get(name.text);
        if (symbol && !form)
          this.reporter.report(
            'unknown-name',
            name,
            `\`${name.text}\` is declared further down: scales are read from the top.`,
          );
        return form && [form];
      },
      exponent: (name) => {
        const known = this.exponents.get(name.text);
        if (known) this.symbols.use(name, 'exponent');
        else if (fresh && !this.symbols.find(name.text)) {
          if (!fresh.some((n) => n.text === name.text)) fresh.push(name);
          return Form.variable(name.text);
        } else this.symbols.use(name, 'exponent');
        return known;
      },
      call: (call) =>
        this.reporter.report(
          'not-an-order',
          call,
          'A scale or an assumption is made of scales and exponents only.',
        ),
      member: nothing,
      minimum: (m) =>
        this.reporter.report(
          'not-an-order',
          m,
          'A scale or an assumption cannot hold a minimum; name it with `let`.',
        ),
      product: (a, b) => this.product(a, b, fresh),
    };
  }

  /** Reads conditions; of scales and exponents alone unless another evaluator is given. */
  conditions(evaluator = new Evaluator(maxima, this.names(), this.reporter)): Conditions {
    return new Conditions(evaluator, this.reporter, (name) => this.exponents.has(name));
  }

  private value(expression: Expression, fresh: Name[]): Form | undefined {
    const value = new Evaluator(maxima, this.names(fresh), this.reporter).order(expression);
    if (value && value.length !== 1)
      return this.reporter.report('not-an-order', expression, 'A scale must be one monomial, such as `d^a`.');
    return value?.[0];
  }

  private define(
    name: string,
    value: Form,
    fresh: readonly Name[],
    statement: ScaleStatement,
    source: Source,
  ): void {
    for (const span of fresh)
      this.symbols.declare({ kind: 'exponent', name: span.text, uri: source.uri, span, statement }, source);
    const only = fresh.length === 1 ? fresh[0] : undefined;
    if (only && !value.coefficient(only.text).isZero() && !value.variables().some(factorsOf)) {
      // N = d^(c + q·a): N becomes the coordinate and a = (N - c)/q.
      const q = value.coefficient(only.text);
      const rest = value.minus(Form.variable(only.text, q));
      this.forms.set(name, Form.variable(name));
      this.exponents.set(only.text, Form.variable(name).minus(rest).times(Rational.one.over(q)));
      return;
    }
    for (const exponent of fresh) this.addExponent(exponent.text);
    if (value.isConstant() && value.constant.isZero()) {
      this.constants.add(name);
      this.forms.set(name, Form.variable(name));
      this.assume([{ form: Form.variable(name), sense: '=', label: `${name} is of order one` }]);
    } else this.forms.set(name, value);
  }

  private addExponent(name: string): void {
    this.free.add(name);
    this.exponents.set(name, Form.variable(name));
  }
}
