import { Form, type Region } from '../../orders';
import type {
  ActivationStatement,
  Expression,
  ModuleStatement,
  Name,
  NetworkStatement,
  PatternStatement,
  PosteriorStatement,
  TargetStatement,
} from '../../syntax/tree';
import { readActivation, type Activation } from './network/activation';
import { onData, type Architecture } from './network/architecture';
import type { AnalysisCache } from '../cache';
import { Reporter } from '../diagnostic';
import { Module } from './network/module';
import { readNetwork, type Network } from './network/network';
import { passagesOf } from './network/passages';
import { Pattern } from './energy/pattern';
import type { PosteriorTheory } from './energy/theory';
import type { Symbol, SymbolTable } from '../symbols';
import { Targets, type Target } from './network/target';
import { belowOneIn } from './sizes';
import { untreated } from './network/treated';

/** A posterior as the text declares it, with its theory. */
export interface Posterior {
  readonly statement: PosteriorStatement;
  readonly architecture: Architecture;
  readonly target: Target;
  readonly theory: PosteriorTheory;
  /** The ridge: an order, and the expression that a run evaluates. */
  readonly ridge: Form;
  readonly ridgeExpression: Expression | undefined;
  /** Equal keys, equal facts. */
  readonly key: string;
}

const SETTINGS = ['ridge', 'patterns', 'coherence'];

/** Puts networks, targets and posteriors together from their declarations. One for each analysis. */
export class Posteriors {
  // Read once for each analysis, so that what is wrong with a declaration is said once.
  private readonly networks = new Map<NetworkStatement, Network | undefined>();
  private readonly known = new Map<TargetStatement, Target | undefined>();
  readonly targets: Targets;

  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly cache: AnalysisCache,
    private readonly monomial: (e: Expression) => Form | undefined,
    private readonly textOf: (uri: string) => string,
    private readonly isOfLibrary: (uri: string) => boolean,
  ) {
    this.targets = new Targets(symbols, reporter, monomial);
  }

  resolve(statement: PosteriorStatement, region: Region): Posterior | undefined {
    const { symbols, reporter } = this;
    const network = symbols.use(statement.network, 'network');
    const target = symbols.use(statement.target, 'target');
    let ridgeExpression: Expression | undefined;
    let coherence = true;
    let names: string[] | undefined;
    const seen = new Set<string>();
    for (const { key, values } of statement.settings) {
      const [value] = values;
      if (seen.has(key.text)) reporter.report('declared-twice', key, `\`${key.text}\` is set already.`);
      else if (!SETTINGS.includes(key.text) || !value)
        reporter.report('unsupported-setting', key, 'A posterior has `ridge`, `patterns` and `coherence`.');
      else if (key.text === 'patterns') names = this.patternNames(values);
      else if (values.length > 1)
        reporter.report('unsupported-setting', key, `\`${key.text}\` has one value.`);
      else if (key.text === 'ridge') ridgeExpression = value;
      else if (value.kind === 'name' && (value.text === 'on' || value.text === 'off'))
        coherence = value.text === 'on';
      else reporter.report('unsupported-setting', value, '`coherence` is `on` or `off`.');
      seen.add(key.text);
    }
    if (!network || !target) return undefined;
    const chain = this.network(network.statement as NetworkStatement);
    const goal = this.target(target.statement as TargetStatement);
    const architecture = chain && goal && onData(chain, goal.data);
    const ridge = ridgeExpression ? this.monomial(ridgeExpression) : undefined;
    if (!architecture || !goal || (ridgeExpression && !ridge)) return undefined;
    const equal = (a: Form, b: Form): boolean => region.implies({ form: a.minus(b), sense: '=' });
    for (const part of goal.parts) {
      const passages = passagesOf(architecture.layers, part.degree);
      const why = untreated(part, architecture, goal.data, passages, equal);
      if (why) return reporter.report('unsupported-network', statement.target, why);
      if (passages.some((ways) => ways.length === 0))
        return reporter.report(
          'not-expressible',
          statement.target,
          `\`${network.name}\` cannot express ${goal.parts.length > 1 ? `\`${part.text}\`` : 'this target'}: its activations lead from degree 1 to no feature of degree ${part.degree}.`,
        );
    }
    if (ridge && !region.implies({ form: ridge, sense: '=' }))
      reporter.report(
        'ridge-not-constant',
        ridgeExpression ?? statement.name,
        'The rules are stated for a ridge of order one; for a vanishing or growing ridge the literature uses an effective ridge, which is not derived here.',
      );
    const patterns = this.patterns().filter((p) => !names || names.includes(p.name));
    const theory = this.cache.theory({
      architecture,
      parts: goal.parts,
      patterns,
      off: new Set(coherence ? [] : ['coherence']),
      region,
    });
    if (theory.domain.isEmpty())
      return region.isEmpty()
        ? undefined
        : this.reportSizes(statement.network, network, architecture, region);
    if (!theory.isComplete)
      reporter.report(
        'over-budget',
        statement.name,
        'Deriving this for all scales takes too much work to do while one types. It is exact at given scales: look at a point, or restrict the patterns or the scales.',
      );
    return {
      statement,
      architecture,
      target: goal,
      theory,
      ridge: ridge ?? Form.zero,
      ridgeExpression,
      key: `${theory.key} ${(ridge ?? Form.zero).key()}`,
    };
  }

  /** Says which sizes cannot be at least one, and where they are written. */
  private reportSizes(at: Name, network: Symbol, architecture: Architecture, region: Region): undefined {
    const small = belowOneIn(architecture, region);
    const sizes = small ?? [];
    const text = this.textOf(network.uri);
    const written = sizes.map(({ written: { start, end } }) => `\`${text.slice(start, end)}\``);
    const which =
      written.length === 0
        ? 'No allowed scales make every size of this network at least one'
        : written.length === 1
          ? `${written[0]} is below one for all allowed scales`
          : `No allowed scales make all of ${written.join(', ')} at least one`;
    const related = sizes.map(({ written: { start, end }, item }) => ({
      ...{ start, end, message: `the size of \`${item.name.text}\``, declared: network.name },
    }));
    return this.reporter.report('unsupported-network', at, `${which}, so nothing is derived.`, {
      related: this.symbols.isOwn(network) ? related : [],
    });
  }

  private patternNames(values: readonly Expression[]): string[] {
    return values.flatMap((value) => {
      if (value.kind === 'name') return this.symbols.use(value, 'pattern') ? [value.text] : [];
      if (value.kind !== 'missing')
        this.reporter.report('unsupported-setting', value, '`patterns` is a list of names of patterns.');
      return [];
    });
  }

  /** Every pattern in sight: the library's first, then imported and own ones. */
  private patterns(): Pattern[] {
    return this.symbols
      .all()
      .filter((s) => s.kind === 'pattern')
      .map((s) => new Pattern(s.statement as PatternStatement, this.textOf(s.uri), this.isOfLibrary(s.uri)));
  }

  network(statement: NetworkStatement): Network | undefined {
    if (!this.networks.has(statement))
      this.networks.set(
        statement,
        readNetwork(
          statement,
          {
            monomial: this.monomial,
            activation: (name) => this.activation(name),
            module: (name) => this.module(name),
          },
          this.symbols,
          this.reporter,
        ),
      );
    return this.networks.get(statement);
  }

  private activation(name: Name): Activation | undefined {
    const symbol = this.symbols.use(name, 'activation');
    return symbol && readActivation(symbol.statement as ActivationStatement, new Reporter());
  }

  private module(name: Name): Module | undefined {
    const symbol = this.symbols.use(name, 'module');
    if (!symbol) return undefined;
    const { statement, uri } = symbol;
    return new Module(statement as ModuleStatement, this.textOf(uri), this.isOfLibrary(uri));
  }

  target(statement: TargetStatement): Target | undefined {
    if (!this.known.has(statement)) this.known.set(statement, this.targets.read(statement));
    return this.known.get(statement);
  }
}
