import { withinBudget, type Order } from '../orders';
import { type Part, type Passage, passageOf } from '../syntax/passages';
import type {
  Call,
  LetStatement,
  PosteriorStatement,
  Statement,
  TrainingStatement,
  VerifyStatement,
} from '../syntax/tree';
import { readActivation } from './posterior/network/activation';
import { AnalysisCache } from './cache';
import { Curves } from './curves/declaration';
import { Dependencies } from './dependencies';
import { Claims } from './document-claims';
import { Reporter } from './diagnostic';
import { DocumentNames, type LetValue } from './document-names';
import type { Analysis, Fact, FactContent, VerifyResult, TrainingResult } from './facts';
import { declare, readFrame, used } from './frame';
import { fingerprint, gather, type Gathered } from './gather';
import { once } from './derivation';
import { letFact } from './let-facts';
import { LocatedFact } from './located';
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

/** Work for one statement, in units of orders/budget: about three seconds, the first time. */
const BUDGET = 1_000_000;

/** Derives everything that a text says. Pure: the same sources give the same analysis; `cache` only saves work. */
export function analyse(sources: Sources, cache = new AnalysisCache()): Analysis {
  const analysis = new Analyser(sources, cache).run();
  cache.settle();
  return analysis;
}

class Analyser {
  readonly reporter = new Reporter();
  private readonly symbols: SymbolTable;
  private readonly scales: Scales;
  private readonly names: DocumentNames;
  private readonly posteriors: Posteriors;
  private readonly trainings: Trainings;
  private readonly quantities: Quantities;
  private readonly plans: Plans;
  private readonly curves: Curves;
  private readonly dependencies: Dependencies;
  private readonly claims: Claims;
  private readonly main: Source;
  private readonly gathered: Gathered;
  /** Where statements of the library and of imported texts are from; a later state of a text may have them in other passages. */
  private readonly foreign: ReadonlyMap<Part, Source>;
  private readonly usedBy: Readonly<Record<'posterior' | 'training', ReadonlySet<string>>>;
  private readonly library: readonly Source[];
  private readonly facts: Fact[] = [];
  private readonly derived: Posterior[] = [];
  private readonly trained: TrainingResult[] = [];
  private contradicted = false;

  constructor(
    sources: Sources,
    private readonly cache: AnalysisCache,
  ) {
    const { reporter } = this;
    this.main = sources.main;
    this.library = sources.library;
    this.gathered = gather(sources, reporter);
    const others = this.gathered.sources.filter((source) => source !== this.main);
    this.foreign = new Map(
      others.flatMap((source) => source.document.passages.map((p) => [p.part, source] as const)),
    );
    this.usedBy = used(this.gathered.sources);
    this.symbols = new SymbolTable(this.main, reporter, this.gathered.via);
    const raised = once(() =>
      raisedNames(
        this.gathered.sources.flatMap((s) => (this.library.includes(s) ? [] : s.document.passages)),
      ),
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
      once: (statement, make) => this.once('curve', passageOf(statement), make),
    });
    this.posteriors = new Posteriors(
      this.symbols,
      reporter,
      cache,
      (e) => this.names.monomial(e),
      textOf,
      (uri) => this.library.some((source) => source.uri === uri),
    );
    this.trainings = new Trainings({
      symbols: this.symbols,
      reporter,
      scales: this.scales,
      names: this.names,
      targets: this.posteriors.targets,
      text: (e, of) =>
        (this.foreign.get(passageOf(of).part) ?? this.main).document.text
          .slice(e.start, e.end)
          .replace(/\s+/g, ' '),
      isOwn: (statement) => !this.foreign.has(passageOf(statement).part),
      once: (statement, make) => this.once('training', passageOf(statement), make),
    });
    this.plans = new Plans({
      symbols: this.symbols,
      reporter,
      scales: this.scales,
      names: this.names,
      quantities: this.quantities,
      trainings: this.trainings,
      text: this.main.document.text,
      isLibrary: (statement) =>
        this.library.includes(this.foreign.get(passageOf(statement).part) ?? this.main),
    });
    this.claims = new Claims({
      main: this.main,
      ...{ symbols: this.symbols, scales: this.scales, reporter, names: this.names },
      ...{ quantities: this.quantities, trainings: this.trainings, facts: this.facts },
      resources: this.curves.resources,
      via: this.gathered.via,
      isContradicted: () => this.contradicted,
      once: (passage, make) => this.once('claim', passage, make),
      mayReach: (passage, faulty) => this.dependencies.mayReach(passage, this.main.uri, faulty),
      from: (passage) => this.dependencies.from(passage, this.main.uri),
    });
    this.dependencies = new Dependencies(
      this.symbols,
      this.curves.resources,
      this.gathered.sources,
      cache,
      () => this.scales.products.key,
    );
  }

  run(): Analysis {
    const { scales, symbols, main, reporter } = this;
    const { sources } = this.gathered;
    declare(sources, symbols, this.curves.resources);
    this.contradicted = !readFrame(sources, main, scales, reporter);
    this.turns();
    reporter.settle();
    const claims = this.own.flatMap((p) =>
      p.part.statement?.kind === 'claim' ? (this.claims.claim(p) ?? []) : [],
    );
    const verifications = this.own.flatMap((p) =>
      p.part.statement?.kind === 'verify' ? [this.verification(p)] : [],
    );
    reporter.settle();
    return {
      uri: main.uri,
      document: main.document,
      diagnostics: reporter.diagnostics,
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

  private get own(): readonly Passage[] {
    return this.main.document.passages;
  }

  /**
   * Every declaration has its turn, in which what is wrong with it is said. Those that others are made of come first, so that
   * nobody has asked for them before.
   */
  private turns(): void {
    for (const kind of ['data', 'target', 'network'] as const)
      for (const passage of this.own) if (passage.part.statement?.kind === kind) this.turn(passage);
    for (const passage of this.own)
      switch (passage.part.statement?.kind) {
        case 'let':
        case 'posterior':
        case 'curve':
        case 'pattern':
        case 'activation':
        case 'module':
        case 'optimizer':
        case 'parametrization':
        case 'alignment':
        case 'resource':
        case 'reserved':
          this.turn(passage);
          break;
        case 'training':
          this.training(passage);
      }
  }

  private turn(passage: Passage): void {
    const { statement } = passage.part;
    const name = statement && 'name' in statement ? (statement.name?.text ?? '') : '';
    const byPosterior = this.usedBy.posterior.has(name);
    const byTraining = this.usedBy.training.has(name);
    const what = byPosterior ? (byTraining ? 'turn pt' : 'turn p') : byTraining ? 'turn t' : 'turn';
    const { posterior, facts } = this.keptHere(what, passage, () =>
      this.derive(passage.statement!, byPosterior, byTraining),
    );
    if (posterior) this.derived.push(posterior);
    this.addFacts(passage, facts);
  }

  private derive(statement: Statement, byPosterior: boolean, byTraining: boolean): Derived {
    const { reporter, main, contradicted } = this;
    switch (statement.kind) {
      case 'let':
        this.names.value(statement);
        return contradicted ? NOTHING : { facts: this.letFacts(statement) };
      case 'posterior': {
        const posterior = this.posterior(statement);
        return posterior && !contradicted ? { posterior, facts: this.factsOf(posterior) } : NOTHING;
      }
      case 'data':
        if (!this.curves.decays.data(statement)) this.posteriors.targets.shape(statement);
        break;
      case 'target':
        if (!this.curves.decays.goal(statement) || byPosterior) this.posteriors.target(statement);
        break;
      case 'curve':
        return contradicted ? NOTHING : { facts: this.curves.facts(statement) };
      case 'resource':
        this.curves.check(statement, main.document.text);
        break;
      case 'network':
        if (byPosterior || !byTraining) this.posteriors.network(statement);
        if (byTraining) this.trainings.program(statement);
        break;
      case 'pattern':
        new Pattern(statement, main.document.text).check(reporter);
        break;
      case 'activation':
        readActivation(statement, reporter);
        break;
      case 'module':
        new Module(statement, main.document.text).check(reporter);
        break;
      case 'optimizer':
      case 'parametrization':
      case 'alignment':
        this.trainings.check(statement);
        break;
      case 'reserved': {
        const { keyword } = statement;
        reporter.report(
          'not-derived',
          keyword,
          `\`${keyword.text}\` is kept for a later version: nothing is derived from it yet.`,
        );
      }
    }
    return NOTHING;
  }

  private training(passage: Passage): void {
    const training = this.trainings.resolve(passage.statement as TrainingStatement);
    if (!training || training === 'busy' || this.contradicted) return;
    const result = this.trainings.result(training);
    this.trained.push(result);
    this.addFacts(passage, result.facts);
  }

  /** Derives a statement once for all texts in which it means the same; undefined when it takes too much work. */
  private once<T>(what: string, passage: Passage, make: () => T): T | undefined {
    return this.kept(what, passage, () => {
      const done = withinBudget(BUDGET, () => ({ value: make() }));
      if (!done) this.overBudget(passage.statement!);
      return done?.value;
    });
  }

  private overBudget(statement: Statement): void {
    this.reporter.report(
      'over-budget',
      'name' in statement && statement.name ? statement.name : statement,
      `Deriving this takes too much work to do while one types. ${statement.kind === 'training' ? 'Give free exponents values' : 'Restrict the patterns or the scales'}, or take fewer layers.`,
    );
  }

  private kept<T>(what: string, passage: Passage, make: () => T): T {
    const source = this.foreign.get(passage.part);
    if (!source) return this.keptHere(what, passage, make);
    const { reporter, cache, startOf } = this;
    const meaning = this.dependencies.meaning(passage, source.uri);
    return reporter.within(false, () =>
      cache.statement(meaning, `${what}, elsewhere`, passage, { reporter, startOf }, make),
    );
  }

  /** The same for a statement of the main text. */
  private keptHere<T>(what: string, passage: Passage, make: () => T): T {
    const meaning = this.dependencies.meaning(passage, this.main.uri);
    return this.cache.statement(meaning, what, passage, this, make);
  }

  readonly startOf = (name: string): number => this.symbols.find(name)?.passage?.span.start ?? 0;

  private letValue(statement: LetStatement, make: () => LetValue): LetValue {
    return this.once('value', passageOf(statement), make) ?? {};
  }

  private posterior(statement: PosteriorStatement): Posterior | undefined {
    return this.once('posterior', passageOf(statement), () =>
      this.posteriors.resolve(statement, this.scales.region),
    );
  }

  private letFacts(statement: LetStatement): readonly FactContent[] {
    const made = this.once('facts', passageOf(statement), () => {
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

  private addFacts(passage: Passage, contents: readonly FactContent[]): void {
    for (const content of contents) this.facts.push(new LocatedFact(content, passage));
  }

  private verification(passage: Passage): VerifyResult {
    const { text } = this.main.document;
    const statement = passage.statement as VerifyStatement;
    const plan = this.once('verify', passage, () =>
      this.plans.plan(statement, fingerprint(this.dependencies.text(passage, this.main.uri))),
    );
    return {
      statement,
      text: text.slice(statement.subject.start, statement.subject.end),
      ...(plan ? { plan } : {}),
    };
  }
}

/** What the turn of a declaration comes to. */
interface Derived {
  readonly facts: readonly FactContent[];
  readonly posterior?: Posterior;
}

const NOTHING: Derived = { facts: [] };
