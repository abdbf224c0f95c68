import { withinBudget, type Constraint, type Order } from '../orders';
import type {
  Call,
  ClaimStatement,
  Comparison,
  CurveStatement,
  Expression,
  LetStatement,
  NetworkStatement,
  PosteriorStatement,
  Statement,
  TrainingStatement,
  VerifyStatement,
} from '../syntax/tree';
import { readActivation } from './posterior/network/activation';
import { AnalysisCache } from './cache';
import { decideWhere } from './claim-conditions';
import { decideClaim, type ClaimContext } from './claims';
import { Curves } from './curves/declaration';
import { Dependencies } from './dependencies';
import { Reporter } from './diagnostic';
import { DocumentNames, type LetValue } from './document-names';
import type { Analysis, ClaimResult, Fact, FactContent, VerifyResult, TrainingResult } from './facts';
import { fingerprint, gather, type Gathered } from './gather';
import { placed } from './derivation';
import { letFact } from './let-facts';
import { Module } from './posterior/network/module';
import { Pattern } from './posterior/energy/pattern';
import { posteriorFacts } from './posterior/explain';
import { Trainings } from './dynamics/trainings';
import { Plans } from './runs/plans';
import { Posteriors, type Posterior } from './posterior/declaration';
import { Quantities } from './posterior/quantities';
import { raisedNames } from './raised';
import { Scales } from './scales';
import type { Source, Sources } from './source';
import { SymbolTable } from './symbols';
import { Blame, CONTRADICTION, waitingClaim } from './waiting';

/** Work for one statement, in units of orders/budget: about three seconds, the first time. */
const BUDGET = 1_000_000;

/** Derives everything that a text says. Pure: the same sources give the same analysis; `cache` only saves work. */
export function analyse(sources: Sources, cache = new AnalysisCache()): Analysis {
  const analysis = new Analyser(sources, cache).run();
  cache.settle();
  return analysis;
}

class Analyser {
  private readonly reporter = new Reporter();
  private readonly symbols: SymbolTable;
  private readonly scales: Scales;
  private readonly names: DocumentNames;
  private readonly posteriors: Posteriors;
  private readonly trainings: Trainings;
  private readonly quantities: Quantities;
  private readonly plans: Plans;
  private readonly curves: Curves;
  private readonly dependencies: Dependencies;
  private readonly main: Source;
  private readonly gathered: Gathered;
  private readonly sourceOf: ReadonlyMap<Statement, Source>;
  private readonly library: readonly Source[];
  private readonly facts: Fact[] = [];
  private readonly derived: Posterior[] = [];
  private readonly trained: TrainingResult[] = [];
  private readonly said = new Set<string>();
  private contradicted = false;
  private blamed: Blame | undefined;

  constructor(
    sources: Sources,
    private readonly cache: AnalysisCache,
  ) {
    const { reporter } = this;
    this.main = sources.main;
    this.library = sources.library;
    this.gathered = gather(sources, reporter);
    this.sourceOf = new Map(this.gathered.statements.map(({ statement, source }) => [statement, source]));
    this.symbols = new SymbolTable(this.main, reporter, this.gathered.via);
    const raised = raisedNames(
      this.gathered.statements.flatMap((s) => (this.library.includes(s.source) ? [] : [s.statement])),
    );
    this.scales = new Scales(this.symbols, reporter, cache, raised);
    this.quantities = new Quantities(
      this.symbols,
      reporter,
      (statement) => this.posterior(statement),
      (posterior) => this.factsOf(posterior),
    );
    this.names = new DocumentNames(
      this.symbols,
      this.scales,
      reporter,
      (call) => this.quantitiesOf(call).order(call),
      (statement, make) => this.letValue(statement, make),
    );
    const textOf = (uri: string): string =>
      this.gathered.sources.find((source) => source.uri === uri)?.document.text ?? '';
    this.curves = new Curves({
      symbols: this.symbols,
      resources: new SymbolTable(this.main, reporter, this.gathered.via),
      reporter,
      scales: this.scales,
      names: this.names,
      textOf,
      once: (statement, make) => this.once('curve', statement, make),
    });
    this.posteriors = new Posteriors(this.symbols, reporter, cache, (e) => this.names.monomial(e), textOf);
    this.trainings = new Trainings({
      symbols: this.symbols,
      reporter,
      scales: this.scales,
      names: this.names,
      targets: this.posteriors.targets,
      text: (e, of) =>
        (this.sourceOf.get(of) ?? this.main).document.text.slice(e.start, e.end).replace(/\s+/g, ' '),
      isOwn: (statement) => this.sourceOf.get(statement) === this.main,
      once: (statement, make) => this.once('training', statement, make),
    });
    this.plans = new Plans({
      symbols: this.symbols,
      reporter,
      scales: this.scales,
      names: this.names,
      quantities: this.quantities,
      trainings: this.trainings,
      text: this.main.document.text,
      isLibrary: (statement) => this.library.includes(this.sourceOf.get(statement) ?? this.main),
    });
    this.dependencies = new Dependencies(this.symbols, this.gathered.sources, textOf, (text) =>
      cache.nameOf(text),
    );
  }

  run(): Analysis {
    const { scales, symbols, main } = this;
    for (const { statement, source } of this.gathered.statements) this.declare(statement, source);
    for (const { statement, source } of this.gathered.statements)
      this.reporter.within(source === main, () => this.frame(statement, source));
    if (scales.region.isEmpty()) this.contradiction();
    const own = main.document.statements;
    for (const statement of own) this.derive(statement);
    const claims = own.flatMap((s) => (s.kind === 'claim' ? (this.claim(s) ?? []) : []));
    const verifications = own.flatMap((s) => (s.kind === 'verify' ? [this.verification(s)] : []));
    return {
      uri: main.uri,
      document: main.document,
      diagnostics: this.reporter.diagnostics,
      // Taken away: rules of a kept training reach this analyser, which must not keep trainings of earlier ones.
      facts: this.facts.splice(0),
      posteriors: this.derived.splice(0),
      trainings: this.trained.splice(0),
      claims,
      verifications,
      symbols: [...symbols.all(), ...this.curves.resources.all()],
      chart: scales.chart,
      region: scales.region,
      products: scales.products,
      scales: scales.all,
      exponents: scales.freeExponents,
      pointAt: (values) => scales.pointAt(values),
    };
  }

  /** Names that statements before their declaration may use. */
  private declare(statement: Statement, source: Source): void {
    if (!('name' in statement) || statement.kind === 'reserved') return;
    const table = statement.kind === 'resource' ? this.curves.resources : this.symbols;
    table.declare(statement.kind, statement.name, statement, source);
  }

  /** Scales and assumptions: the frame in which everything else is derived. */
  private frame(statement: Statement, source: Source): void {
    if (statement.kind === 'scale') this.scales.readScale(statement, source);
    else if (statement.kind === 'exponent') this.scales.readExponent(statement);
    else if (statement.kind === 'assume') {
      const label = source.document.text.slice(statement.start, statement.end);
      const { constraints } = this.scales.conditions().all(statement.conditions);
      this.scales.assume(constraints.map((c) => ({ ...c, label })));
    } else return;
    if (this.scales.region.isEmpty()) this.contradiction(statement);
  }

  private contradiction(statement?: Statement): void {
    if (this.contradicted) return;
    this.contradicted = true;
    const at = statement ?? this.main.document.statements[0];
    if (at)
      this.reporter.report(
        'contradiction',
        at,
        'No scales satisfy this together with what is assumed before.',
      );
  }

  private derive(statement: Statement): void {
    const { reporter, main } = this;
    switch (statement.kind) {
      case 'let':
        this.names.value(statement);
        if (!this.contradicted) this.addFacts(statement, this.letFacts(statement));
        return;
      case 'posterior': {
        const posterior = this.posterior(statement);
        if (!posterior || this.contradicted) return;
        this.derived.push(posterior);
        this.addFacts(statement, this.factsOf(posterior));
        return;
      }
      case 'data':
        if (!this.curves.decays.data(statement)) this.posteriors.targets.shape(statement);
        return;
      case 'target':
        if (!this.curves.decays.goal(statement)) this.posteriors.target(statement);
        return;
      case 'curve':
        if (!this.contradicted) this.addFacts(statement, this.curves.facts(statement));
        return;
      case 'resource':
        this.curves.check(statement, main.document.text);
        return;
      case 'network':
        if (this.isUsedBy('posterior', statement) || !this.isUsedBy('training', statement))
          this.posteriors.network(statement);
        if (this.isUsedBy('training', statement)) this.trainings.program(statement);
        return;
      case 'pattern':
        new Pattern(statement, main.document.text).check(reporter);
        return;
      case 'activation':
        readActivation(statement, reporter);
        return;
      case 'module':
        new Module(statement, main.document.text).check(reporter);
        return;
      case 'optimizer':
      case 'parametrization':
      case 'alignment':
        this.trainings.check(statement);
        return;
      case 'training': {
        const training = this.trainings.resolve(statement);
        if (!training || training === 'busy' || this.contradicted) return;
        const result = this.trainings.result(training);
        this.trained.push(result);
        this.addFacts(statement, result.facts);
        return;
      }
      case 'reserved': {
        const { keyword } = statement;
        reporter.report(
          'not-derived',
          keyword,
          `\`${keyword.text}\` is kept for a later version: nothing is derived from it yet.`,
        );
      }
    }
  }

  private isUsedBy(kind: 'posterior' | 'training', { name }: NetworkStatement): boolean {
    return this.gathered.statements.some(
      ({ statement: s }) => s.kind === kind && s.network.text === name.text,
    );
  }

  /** Derives a statement once for all texts in which it means the same; undefined when it takes too much work. */
  private once<T>(what: string, statement: Statement, make: () => T): T | undefined {
    const source = this.sourceOf.get(statement) ?? this.main;
    const own = source === this.main;
    const key = `${what} ${own} ${this.scales.products.key} ${this.dependencies.key(statement, source.document.text)}`;
    const limited = (): T | undefined => {
      const done = withinBudget(BUDGET, () => ({ value: make() }));
      if (!done)
        this.reporter.report(
          'over-budget',
          'name' in statement && statement.name ? statement.name : statement,
          `Deriving this takes too much work to do while one types. ${statement.kind === 'training' ? 'Give free exponents values' : 'Restrict the patterns or the scales'}, or take fewer layers.`,
        );
      return done?.value;
    };
    const { reporter, said } = this;
    const startOf = (name: string): number => this.symbols.find(name)?.statement.start ?? 0;
    return reporter.within(own, () =>
      this.cache.statement(key, statement, { reporter, said, startOf }, limited),
    );
  }

  private letValue(statement: LetStatement, make: () => LetValue): LetValue {
    return this.once('value', statement, make) ?? {};
  }

  private posterior(statement: PosteriorStatement): Posterior | undefined {
    return this.once('posterior', statement, () => this.posteriors.resolve(statement, this.scales.region));
  }

  private letFacts(statement: LetStatement): readonly FactContent[] {
    const made = this.once('facts', statement, () => {
      const { order, met } = this.names.value(statement);
      return order ? [letFact(statement, order, met, this.main.document.text, this.scales)] : [];
    });
    return made ?? [];
  }

  /** Who knows what a call asks for. */
  private quantitiesOf(call: Call): { order(call: Call): Order | undefined } {
    const { trainings, curves, quantities } = this;
    return [trainings.quantities, curves].find((known) => known.asks(call)) ?? quantities;
  }

  private factsOf(posterior: Posterior): readonly FactContent[] {
    const { region, chart } = this.scales;
    const { name } = posterior.statement;
    const key = `facts ${name.text} ${posterior.key} ${chart.key}`;
    return this.cache.remember(key, () => posteriorFacts({ ...posterior, name: name.text, region, chart }));
  }

  private addFacts(
    statement: LetStatement | PosteriorStatement | TrainingStatement | CurveStatement,
    contents: readonly FactContent[],
  ): void {
    this.facts.push(...contents.map((content) => placed(content, statement.name, statement)));
  }

  private claim(statement: ClaimStatement): ClaimResult | undefined {
    const { text } = this.main.document;
    if (this.contradicted) return waitingClaim(statement, text, CONTRADICTION, this.scales.region);
    const { scales, reporter, quantities, names, blame } = this;
    const before = reporter.diagnostics.length;
    const outcome = this.once('claim', statement, () => {
      const { chart, growing, products } = scales;
      const words = { chart, scales: growing, products, reporter, text };
      const context: ClaimContext = {
        ...words,
        order: (e) => names.orders().order(e),
        pattern: (call, patterns) => quantities.pattern(call, patterns),
        winnerAt: (call, point) => quantities.winnerAt(call, point),
        ambiguousAt: (e, within) => quantities.ambiguousAt(e, within),
        monomial: (e) => names.monomial(e),
        property: (s) => this.trainings.property(s),
        exponents: this.main.document.statements.filter((s) => s.kind === 'exponent'),
        fact: (e) => this.factNamed(e),
      };
      const conditions = {
        ...words,
        relations: scales.conditions(names.maxima()),
        within: (constraints: readonly Constraint[]) => scales.within(constraints),
        property: (claim: Comparison) => this.trainings.property({ claim }),
      };
      return decideWhere(statement, conditions, (region) => decideClaim(statement, region, context));
    });
    const cause =
      blame.among(() => this.dependencies.from(statement, text)) ??
      (outcome ? undefined : blame.of(statement));
    if (outcome && !cause) return { ...outcome, statement };
    // What became of it is no news while something that it names may have been read otherwise than it is meant.
    if (outcome) reporter.diagnostics.length = before;
    const silent = ![...reporter.diagnostics, ...this.main.document.diagnostics].some(
      (d) => d.start >= statement.start && d.end <= statement.end,
    );
    if (!silent) return undefined;
    if (cause) return waitingClaim(statement, text, cause, scales.region);
    return reporter.report(
      'claim-undecided',
      statement.claim,
      'Something that this names could not be derived here.',
    );
  }

  private get blame(): Blame {
    const { main, gathered, symbols, curves, reporter } = this;
    return (this.blamed ??= new Blame(
      [...main.document.diagnostics, ...reporter.diagnostics],
      main.document.statements,
      [symbols, curves.resources],
      (uri, statement) => (uri === main.uri ? statement : gathered.via.get(uri)),
    ));
  }

  private factNamed(expression: Expression): FactContent | undefined {
    const text = this.main.document.text.slice(expression.start, expression.end).replace(/\s+/g, '');
    return this.facts.find((f) => f.name === text);
  }

  private verification(statement: VerifyStatement): VerifyResult {
    const { text } = this.main.document;
    const plan = this.once('verify', statement, () =>
      this.plans.plan(statement, fingerprint(this.dependencies.text(statement, text))),
    );
    return {
      statement,
      text: text.slice(statement.subject.start, statement.subject.end),
      ...(plan ? { plan } : {}),
    };
  }
}
