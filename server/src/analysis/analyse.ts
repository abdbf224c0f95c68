import { Order, type Form, type Rational, type Region } from '../orders';
import type {
  ActivationStatement,
  Call,
  Expression,
  Name,
  PatternStatement,
  PosteriorStatement,
  Statement,
} from '../syntax/tree';
import { readActivation } from './activation';
import { AnalysisCache } from './cache';
import { decideClaim } from './claims';
import { Reporter } from './diagnostic';
import { DocumentNames } from './document-names';
import type { Analysis, ClaimResult, Derivation, Fact, VerifyResult } from './facts';
import { letFact } from './let-facts';
import { Pattern } from './pattern';
import { namesOf } from './posterior';
import { posteriorFacts } from './posterior-facts';
import { Posteriors, type Posterior } from './posteriors';
import { fingerprint, gather } from './gather';
import { Scales } from './scales';
import type { Source, Sources } from './source';
import { SymbolTable } from './symbols';
import { planVerification } from './verification';

/** Derives everything that a text says. Pure: the same sources give the same analysis; `cache` only saves work. */
export function analyse(sources: Sources, cache = new AnalysisCache()): Analysis {
  return new Analyser(sources, cache).run();
}

class Analyser {
  private readonly reporter = new Reporter();
  private readonly symbols: SymbolTable;
  private readonly scales: Scales;
  private readonly names: DocumentNames;
  private readonly posteriors: Posteriors;
  private readonly main: Source;
  private readonly resolved = new Map<PosteriorStatement, Posterior | undefined>();
  private readonly facts: Fact[] = [];
  private all: readonly Source[] = [];

  constructor(
    private readonly sources: Sources,
    private readonly cache: AnalysisCache,
  ) {
    this.main = sources.main;
    this.symbols = new SymbolTable(this.main, this.reporter);
    this.scales = new Scales(this.symbols, this.reporter, cache);
    this.names = new DocumentNames(this.symbols, this.scales, this.reporter, (call) => this.quantity(call));
    this.posteriors = new Posteriors(
      this.symbols,
      this.reporter,
      cache,
      (e) => this.names.monomial(e),
      this.main,
      (uri) => this.textOf(uri),
    );
  }

  run(): Analysis {
    const { statements, sources } = gather(this.sources, this.reporter);
    this.all = sources;
    for (const { statement, source } of statements) this.declare(statement, source);
    for (const { statement, source } of statements) this.frame(statement, source);
    if (this.scales.region.isEmpty()) this.contradiction();
    const own = this.main.document.statements;
    for (const statement of own) this.derive(statement);
    const claims = own.flatMap((s) => (s.kind === 'claim' ? (this.claim(s) ?? []) : []));
    const verifications = own.flatMap((s) => (s.kind === 'verify' ? [this.verification(s)] : []));
    const { scales } = this;
    return {
      uri: this.main.uri,
      document: this.main.document,
      diagnostics: this.reporter.diagnostics,
      facts: this.facts,
      claims,
      verifications,
      symbols: this.symbols.all(),
      references: this.symbols.references,
      chart: scales.chart,
      region: scales.region,
      scales: scales.all,
      exponents: scales.freeExponents,
      pointAt: (values) => scales.pointAt(values),
    };
  }

  /** Names that later statements may use before their declaration is read. */
  private declare(statement: Statement, source: Source): void {
    switch (statement.kind) {
      case 'let':
      case 'data':
      case 'target':
      case 'network':
      case 'posterior':
      case 'training':
      case 'pattern':
      case 'activation':
        this.symbols.declare(statement.kind, statement.name, statement, source);
    }
  }

  /** Scales and assumptions: the frame in which everything else is derived. */
  private frame(statement: Statement, source: Source): void {
    if (statement.kind === 'scale') this.scales.declareScale(statement, source);
    else if (statement.kind === 'exponent') this.scales.declareExponent(statement, source);
    else if (statement.kind === 'assume') {
      const constraints = this.scales.conditions().all(statement.conditions);
      const text = source.document.text.slice(statement.start, statement.end);
      this.scales.assume(constraints.map((c) => ({ ...c, label: text })));
      if (source === this.main && this.scales.region.isEmpty() && !this.contradicted)
        this.contradiction(statement);
    }
  }

  private contradicted = false;

  private contradiction(statement?: Statement): void {
    if (this.contradicted) return;
    this.contradicted = true;
    const at =
      statement ?? this.main.document.statements.find((s) => s.kind === 'scale' && s.conditions.length > 0);
    if (at)
      this.reporter.report(
        'contradiction',
        at,
        'No scales satisfy this together with what is assumed before.',
      );
  }

  private derive(statement: Statement): void {
    switch (statement.kind) {
      case 'let': {
        const order = this.names.value(statement);
        if (!order || this.contradicted) return;
        const met = statement.value.kind === 'minimize' ? this.names.minima.get(statement.value) : undefined;
        this.facts.push(
          letFact(statement, order, met, this.main.document.text, this.scales.region, this.scales.chart),
        );
        return;
      }
      case 'network':
        this.posteriors.architecture(statement);
        return;
      case 'target':
        this.posteriors.target(statement);
        return;
      case 'posterior': {
        const posterior = this.posterior(statement);
        if (posterior && !this.contradicted) this.facts.push(...this.factsOf(posterior));
        return;
      }
      case 'pattern':
        new Pattern(statement as PatternStatement, this.main.document.text).check(this.reporter);
        return;
      case 'activation':
        readActivation(statement as ActivationStatement, this.reporter);
        return;
      case 'training':
        this.reporter.report(
          'not-derived',
          statement.name,
          'Training dynamics are read but nothing is derived from them yet.',
        );
        return;
      case 'reserved':
        this.reporter.report(
          'not-derived',
          statement.keyword,
          `\`${statement.keyword.text}\` is kept for a later version: nothing is derived from it yet.`,
        );
    }
  }

  private posterior(statement: PosteriorStatement): Posterior | undefined {
    if (!this.resolved.has(statement))
      this.resolved.set(statement, this.posteriors.resolve(statement, this.scales.region));
    return this.resolved.get(statement);
  }

  private factsOf({ statement, theory, ridge, ridgeText }: Posterior): Fact[] {
    const { region, chart } = this.scales;
    const { name } = statement;
    return posteriorFacts({
      name: name.text,
      span: name,
      statement,
      theory,
      ridge,
      ridgeText,
      region,
      chart,
    });
  }

  /** `samples(p)`, `energy(p)`, with patterns a layer if wanted, and `count(p.h)`. */
  private quantity(call: Call): Order | undefined {
    const name = call.callee.kind === 'name' ? call.callee.text : '';
    const [first, ...patterns] = call.args;
    if (!['samples', 'energy', 'count'].includes(name) || !first)
      return this.reporter.report(
        'unknown-name',
        call.callee,
        `There is no quantity \`${name}\`; ask for samples, energy, count or pattern of a posterior.`,
      );
    const posterior = this.asked(name === 'count' && first.kind === 'member' ? first.object : first);
    if (!posterior) return undefined;
    const { theory, statement, ridge } = posterior;
    if (name === 'count') {
      const layer = first.kind === 'member' ? first.property : undefined;
      if (!layer || !theory.layers.includes(layer.text))
        return this.reporter.report(
          'wrong-arguments',
          layer ?? first,
          `Ask for a layer: ${theory.layers.map((l) => `\`count(${statement.name.text}.${l})\``).join(', ')}.`,
        );
      const fact = this.factsOf(posterior).find(
        (f) => f.name === `count(${statement.name.text}.${layer.text})`,
      );
      return (
        fact?.order ??
        this.reporter.report('not-an-order', call, `No neuron of \`${layer.text}\` specialises anywhere.`)
      );
    }
    const energy = patterns.length === 0 ? theory.energy : this.restricted(posterior, patterns, call);
    if (!energy || name === 'energy') return energy;
    return energy.product(this.monomialOrder(ridge, theory.domain));
  }

  private monomialOrder(form: Form, over: Region): Order {
    return this.cache.remember(`monomial ${form.key()} ${over.key()}`, () => Order.monomial(form, over));
  }

  private asked(expression: Expression): Posterior | undefined {
    if (expression.kind === 'missing') return undefined;
    if (expression.kind !== 'name')
      return this.reporter.report('wrong-arguments', expression, 'The name of a posterior is needed here.');
    const symbol = this.symbols.use(expression, 'posterior');
    return symbol && this.posterior(symbol.statement as PosteriorStatement);
  }

  private restricted(posterior: Posterior, patterns: readonly Expression[], call: Call): Order | undefined {
    const names = patterns.filter((p): p is Name => p.kind === 'name');
    const { layers } = posterior.theory;
    if (names.length !== patterns.length || names.length !== layers.length)
      return this.reporter.report(
        'wrong-arguments',
        call,
        `One pattern for each of the layers ${layers.join(', ')} is needed.`,
      );
    if (names.some((n) => !this.symbols.use(n, 'pattern'))) return undefined;
    return (
      posterior.theory.energyOf(names.map((n) => n.text)) ??
      this.reporter.report('not-an-order', call, 'No scales allow these patterns.')
    );
  }

  private claim(statement: Extract<Statement, { kind: 'claim' }>): ClaimResult | undefined {
    const { scales, reporter } = this;
    const conditions = scales.conditions(this.names.maxima()).all(statement.conditions);
    const region = this.cache.region([...scales.region.constraints, ...conditions]);
    if (this.contradicted) return undefined;
    return decideClaim(statement, region, {
      chart: scales.chart,
      scales: scales.all,
      region: scales.region,
      text: this.main.document.text,
      reporter,
      order: (e) => this.names.orders().order(e),
      pattern: (call, names) => {
        const posterior = call.args[0] && call.args.length === 1 ? this.asked(call.args[0]) : undefined;
        if (!posterior) return undefined;
        const { layers } = posterior.theory;
        if (names.length !== layers.length)
          return reporter.report(
            'wrong-arguments',
            call,
            `The pattern has one name for each of the layers ${layers.join(', ')}.`,
          );
        if (names.some((n) => !this.symbols.use(n, 'pattern'))) return undefined;
        return {
          restricted: posterior.theory.energyOf(names.map((n) => n.text)),
          energy: posterior.theory.energy,
        };
      },
      winnerAt: (call, point) => {
        const posterior = call.args[0] && this.asked(call.args[0]);
        return posterior?.theory.tiesAt(point)?.paths.map((p) => namesOf(p).join(', '))[0] ?? 'unknown';
      },
      explain: (e) => this.explain(e),
    });
  }

  private explain(expression: Expression): Derivation | undefined {
    const text = this.main.document.text.slice(expression.start, expression.end).replace(/\s+/g, '');
    return this.facts.find((f) => f.name === text)?.derivation;
  }

  private verification(statement: Extract<Statement, { kind: 'verify' }>): VerifyResult {
    const { text } = this.main.document;
    const plan = planVerification(statement, {
      reporter: this.reporter,
      text,
      region: this.scales.region,
      base: this.scales.base ?? '',
      hash: fingerprint(this.all, statement),
      form: (e) => this.names.monomial(e),
      exponent: (e) => this.constantExponent(e),
      subject: (e) => {
        const call =
          e.kind === 'call' && e.callee.kind === 'name' && e.callee.text === 'samples' ? e : undefined;
        const posterior = call?.args[0] && call.args.length === 1 ? this.asked(call.args[0]) : undefined;
        if (!call && e.kind !== 'missing')
          return this.reporter.report(
            'bad-verify',
            e,
            'The embedded trainer measures `samples(p)` of a posterior p.',
          );
        const order = posterior && call && this.quantity(call);
        return posterior && order && { ...posterior, order, ridge: posterior.ridgeExpression };
      },
    });
    return {
      statement,
      text: text.slice(statement.subject.start, statement.subject.end),
      ...(plan ? { plan } : {}),
    };
  }

  private constantExponent(expression: Expression): Rational | undefined {
    const form = this.names.maxima().exponent(expression);
    if (form && !form.isConstant())
      return this.reporter.report(
        'bad-verify',
        expression,
        'The expected exponent must be a number, such as 3/2.',
      );
    return form?.constant;
  }

  private textOf(uri: string): string {
    return this.all.find((source) => source.uri === uri)?.document.text ?? '';
  }
}
