import type { Analysis } from '../analysis/facts';
import { OPTIMIZER_NAMES } from '../analysis/dynamics/rules/optimizer';
import { SCALING_NAMES } from '../analysis/dynamics/rules/parametrization';
import { BUILD_STEPS, FAN_IN } from '../analysis/posterior/network/build';
import type { SymbolKind } from '../analysis/symbols';
import { visit } from '../syntax/walk';
import type {
  Comparison,
  Expression,
  Minimize,
  ModuleNormItem,
  ModuleStatement,
  Name,
  NetworkItem,
  NetworkStatement,
  OptimizerStatement,
  ParametrizationStatement,
  PatternStatement,
  ResourceStatement,
  Span,
  Statement,
  TrainingStatement,
} from '../syntax/tree';

/** What a name means: a declaration somewhere, or a local one such as a layer or a chosen parameter. */
export interface Entity {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly uri: string;
  readonly span: Span;
  readonly statement: Statement;
}

export interface Occurrence {
  readonly span: Span;
  readonly entity: Entity;
  readonly declares: boolean;
}

export const sameEntity = (a: Entity, b: Entity): boolean =>
  a.uri === b.uri && a.span.start === b.span.start && a.name === b.name;

/**
 * Every name of a text that means a declaration, resolved by scope alone. It asks the analysis only which declarations
 * there are, so that names keep their meaning in a text with mistakes.
 */
export function occurrences(analysis: Analysis): Occurrence[] {
  return new Resolver(analysis).run();
}

type Scope = ReadonlyMap<string, Entity>;

class Resolver {
  private readonly global = new Map<string, Entity>();
  /** These have names of their own. */
  private readonly resources = new Map<string, Entity>();
  private readonly found = new Map<number, Occurrence>();

  constructor(private readonly analysis: Analysis) {}

  run(): Occurrence[] {
    const { symbols, document } = this.analysis;
    for (const symbol of symbols)
      (symbol.kind === 'resource' ? this.resources : this.global).set(symbol.name, symbol);
    for (const statement of document.statements) this.announce(statement);
    for (const entity of [...this.global.values(), ...this.resources.values()])
      if (entity.uri === this.analysis.uri) this.add(entity.span, entity, true);
    for (const statement of document.statements) this.statement(statement);
    return [...this.found.values()].sort((a, b) => a.span.start - b.span.start);
  }

  /** Declarations that the analysis did not come to. */
  private announce(statement: Statement): void {
    if (!('name' in statement) || !statement.name || statement.name.text === '') return;
    if (statement.kind === 'reserved' || statement.kind === 'resource') return;
    if (this.global.has(statement.name.text)) return;
    this.global.set(statement.name.text, this.entity(statement.kind, statement.name, statement));
  }

  private entity(kind: SymbolKind, name: Name, statement: Statement, uri = this.analysis.uri): Entity {
    return { kind, name: name.text, uri, span: name, statement };
  }

  private add(span: Span, entity: Entity | undefined, declares = false): void {
    if (entity && !this.found.has(span.start)) this.found.set(span.start, { span, entity, declares });
  }

  private use(name: Name, scope: Scope): void {
    this.add(name, scope.get(name.text));
  }

  private statement(statement: Statement): void {
    const scope = this.global;
    switch (statement.kind) {
      case 'scale':
        if (statement.value) this.expression(statement.value, scope);
        return this.comparisons(statement.conditions, scope);
      case 'exponent':
      case 'assume':
        return this.comparisons(statement.conditions, scope);
      case 'let':
        return this.expression(statement.value, scope);
      case 'data':
        return this.expression(statement.distribution, scope);
      case 'target':
        return this.target(statement.value, statement);
      case 'network':
        return this.network(statement);
      case 'posterior':
        this.use(statement.network, scope);
        this.use(statement.target, scope);
        for (const { key, values } of statement.settings)
          if (key.text !== 'coherence') for (const value of values) this.expression(value, scope);
        return;
      case 'training':
        return this.training(statement);
      case 'curve':
        this.use(statement.target, scope);
        for (const { key, values } of statement.settings) {
          this.use(key, this.resources);
          this.expressions(values, scope);
        }
        return;
      case 'resource':
        return this.resource(statement);
      case 'claim':
        return this.comparisons([statement.claim, ...statement.conditions], scope);
      case 'verify':
        this.expression(statement.subject, scope);
        for (const item of statement.items) {
          if (item.kind === 'verify-range' || item.kind === 'verify-equation') this.use(item.name, scope);
          if (item.kind === 'verify-range') this.expressions([item.low, item.high], scope);
          if (item.kind === 'verify-equation') this.expression(item.value, scope);
          if (item.kind === 'setting') this.expressions(item.values, scope);
        }
        return;
      case 'pattern':
        return this.pattern(statement);
      case 'module':
        return this.module(statement);
      case 'optimizer':
      case 'parametrization':
        return this.rules(statement);
    }
  }

  /** `He3(w . x)`: a direction such as w is declared by being named here. */
  private target(value: Expression, statement: Statement): void {
    const scope = new Map(this.global);
    visit(value, (e) => {
      if (e.kind !== 'binary' || e.operator !== 'inner' || e.left.kind !== 'name') return;
      if (scope.has(e.left.text)) return;
      const entity = this.entity('direction', e.left, statement);
      scope.set(e.left.text, entity);
      this.add(e.left, entity, true);
    });
    this.expression(value, scope);
  }

  private network(statement: NetworkStatement): void {
    const scope = new Map(this.global);
    const parameter = this.entity('parameter', statement.parameter, statement);
    scope.set(parameter.name, parameter);
    this.add(parameter.span, parameter, true);
    const items = (body: readonly NetworkItem[]): void => {
      for (const item of body) {
        if (item.kind === 'repeat') {
          this.expression(item.count, scope);
          items(item.body);
        } else if (item.kind !== 'bad') this.expression(item.value, scope);
        if (item.kind !== 'layer') continue;
        const before = scope.get(item.name.text);
        if (before?.kind === 'layer') this.add(item.name, before);
        else {
          const layer = this.entity('layer', item.name, statement);
          scope.set(layer.name, layer);
          this.add(layer.span, layer, true);
        }
      }
    };
    items(statement.body);
  }

  private pattern(statement: PatternStatement): void {
    const scope = new Map(this.global);
    this.local(statement.layer, statement, scope);
    this.local(statement.feature, statement, scope);
    // The degree that leaves the layer: `norm(k)` names it for all items.
    const norm = statement.items.find((item) => item.kind === 'norm');
    if (norm) this.local(norm.feature, statement, scope);
    for (const item of statement.items)
      if (item.kind === 'choose') this.local(item.choice.name, statement, scope);
    for (const item of statement.items) {
      if (item.kind === 'choose') this.expressions([item.choice.range.low, item.choice.range.high], scope);
      if (item.kind === 'require') this.comparisons([item.condition], scope);
      if (item.kind === 'cost' || item.kind === 'define') this.expression(item.value, scope);
      if (item.kind !== 'norm') continue;
      this.use(item.feature, scope);
      this.expression(item.value, scope);
      if (item.condition) this.comparisons([item.condition], scope);
    }
  }

  private module(statement: ModuleStatement): void {
    const scope = new Map(this.global);
    // What these words mean in a module hides what a text declares by the same name.
    for (const word of ['norm', 'units', 'positions', FAN_IN, ...BUILD_STEPS]) scope.delete(word);
    const locals = new Map<string, Entity>();
    for (const name of [...statement.parameters, statement.feature]) this.local(name, statement, locals);
    for (const [name, entity] of locals) scope.set(name, entity);
    for (const item of statement.items) {
      if (item.kind === 'bad') continue;
      if (item.kind === 'module-activation') this.use(item.name, this.global);
      else if (item.kind === 'module-norm') this.moduleNorm(item, statement, scope, locals);
      else this.expression(item.value, scope);
    }
  }

  /** `norm(output, k + j)`: the degree after the activation is declared by being named on the left. */
  private moduleNorm(
    { side, degree, value }: ModuleNormItem,
    statement: ModuleStatement,
    outer: Scope,
    locals: Scope,
  ): void {
    const scope = new Map(outer);
    if (side.text === 'output')
      visit(degree, (e) => {
        if (e.kind === 'name' && !locals.has(e.text)) this.local(e, statement, scope);
      });
    this.expressions([degree, value], scope);
  }

  private training({ network, settings }: TrainingStatement): void {
    this.use(network, this.global);
    for (const { key, subject, values } of settings) {
      const scope = new Map(this.global);
      // `rate maximal` is a word.
      if (key.text === 'rate') scope.delete('maximal');
      if (subject) this.layerOf(network, subject);
      this.expressions(values, scope);
    }
  }

  private rules(statement: OptimizerStatement | ParametrizationStatement): void {
    const scope = new Map(this.global);
    // What these words mean in a rule hides what a text declares by the same name.
    for (const word of statement.kind === 'optimizer' ? OPTIMIZER_NAMES : SCALING_NAMES) scope.delete(word);
    for (const parameter of statement.parameters) this.local(parameter, statement, scope);
    for (const item of statement.items) {
      if (item.kind === 'bad') continue;
      this.expression(item.value, scope);
      if (item.kind === 'scaling') for (const name of item.optimizers) this.use(name, this.global);
    }
  }

  private resource(statement: ResourceStatement): void {
    for (const item of statement.items)
      if (item.kind === 'excludes') for (const name of item.resources) this.use(name, this.resources);
      else if (item.kind !== 'bad') this.expression(item.value, this.resources);
  }

  private local(name: Name, statement: Statement, into: Map<string, Entity>): void {
    if (name.text === '') return;
    const entity = this.entity('parameter', name, statement);
    into.set(entity.name, entity);
    this.add(name, entity, true);
  }

  private comparisons(comparisons: readonly Comparison[], scope: Scope): void {
    for (const { first, rest } of comparisons)
      this.expressions([first, ...rest.flatMap((step) => step.sides)], scope);
  }

  private expressions(expressions: readonly Expression[], scope: Scope): void {
    for (const expression of expressions) this.expression(expression, scope);
  }

  private expression(e: Expression, scope: Scope): void {
    switch (e.kind) {
      case 'name':
        return this.use(e, scope);
      case 'member':
        this.expression(e.object, scope);
        return this.member(e.object, e.property, scope);
      case 'call':
        this.expression(e.callee, scope);
        return this.expressions(e.args, scope);
      case 'binary':
        return this.expressions([e.left, e.right], scope);
      case 'negate':
        return this.expression(e.operand, scope);
      case 'group':
        return this.expression(e.inner, scope);
      case 'minimize':
        return this.minimize(e, scope);
    }
  }

  private minimize(e: Minimize, outer: Scope): void {
    const scope = new Map(outer);
    const statement = this.analysis.document.statements.find((s) => s.start <= e.start && e.end <= s.end);
    for (const { name, range } of e.choices) {
      this.expressions([range.low, range.high], outer);
      if (!statement || name.text === '') continue;
      const entity = this.entity('parameter', name, statement);
      scope.set(name.text, entity);
      this.add(name, entity, true);
    }
    this.expression(e.body, scope);
  }

  /** `p.h2`: a layer of the network that p is of. */
  private member(object: Expression, property: Name, scope: Scope): void {
    const posterior = object.kind === 'name' ? scope.get(object.text)?.statement : undefined;
    if (posterior?.kind === 'posterior' || posterior?.kind === 'training')
      this.layerOf(posterior.network, property);
  }

  private layerOf({ text }: Name, name: Name): void {
    const network = this.global.get(text);
    if (network?.statement.kind !== 'network') return;
    const layer = layersOf(network.statement.body).find((l) => l.text === name.text);
    if (layer) this.add(name, this.entity('layer', layer, network.statement, network.uri));
  }
}

/** Names of the layers, each at its first appearance comes first. */
export function layersOf(body: readonly NetworkItem[]): Name[] {
  return body.flatMap((item) =>
    item.kind === 'layer' ? [item.name] : item.kind === 'repeat' ? layersOf(item.body) : [],
  );
}
