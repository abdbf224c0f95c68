import { Form, type Region } from '../../orders';
import type {
  ActivationStatement,
  DataStatement,
  Expression,
  NetworkStatement,
  PatternStatement,
  PosteriorStatement,
  TargetStatement,
} from '../../syntax/tree';
import { readActivation, type Activation } from './activation';
import { readArchitecture, type Architecture } from './architecture';
import type { AnalysisCache } from '../cache';
import { Reporter } from '../diagnostic';
import { Pattern } from './pattern';
import type { PosteriorTheory } from './theory';
import { expressible } from './propagation';
import type { SymbolTable } from '../symbols';

/** A posterior as the text declares it, with its theory. */
export interface Posterior {
  readonly statement: PosteriorStatement;
  readonly architecture: Architecture;
  readonly degree: number;
  /** log of the dimension of the data. */
  readonly dimension: Form;
  readonly theory: PosteriorTheory;
  /** The ridge: an order, and the expression that a run evaluates. */
  readonly ridge: Form;
  readonly ridgeExpression: Expression | undefined;
  /** Equal keys, equal facts. */
  readonly key: string;
}

/** The target He_degree of one direction, and log of the dimension of the data that it looks at. */
interface Target {
  readonly degree: number;
  readonly dimension: Form;
}

const SETTINGS = ['ridge', 'patterns', 'coherence'];

/** Puts networks, targets and posteriors together from their declarations. One for each analysis. */
export class Posteriors {
  // Read once for each analysis, so that what is wrong with a declaration is said once.
  private readonly architectures = new Map<NetworkStatement, Architecture | undefined>();
  private readonly targets = new Map<TargetStatement, Target | undefined>();
  private readonly dimensions = new Map<DataStatement, Form | undefined>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly cache: AnalysisCache,
    private readonly monomial: (e: Expression) => Form | undefined,
    private readonly textOf: (uri: string) => string,
  ) {}

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
    const architecture = this.architecture(network.statement as NetworkStatement);
    const goal = this.target(target.statement as TargetStatement);
    const ridge = ridgeExpression ? this.monomial(ridgeExpression) : undefined;
    if (!architecture || !goal || (ridgeExpression && !ridge)) return undefined;
    if (!expressible(architecture.layers, goal.degree))
      return reporter.report(
        'not-expressible',
        statement.target,
        `\`${network.name}\` cannot express this target: its activations lead from degree 1 to no feature of degree ${goal.degree}.`,
      );
    if (ridge && !region.implies({ form: ridge, sense: '=' }))
      reporter.report(
        'ridge-not-constant',
        ridgeExpression ?? statement.name,
        'The rules are stated for a ridge of order one; for a vanishing or growing ridge the literature uses an effective ridge, which is not derived here.',
      );
    const patterns = this.patterns().filter((p) => !names || names.includes(p.name));
    const theory = this.cache.theory({
      architecture,
      dimension: goal.dimension,
      degree: goal.degree,
      patterns,
      off: new Set(coherence ? [] : ['coherence']),
      region,
    });
    if (theory.domain.isEmpty())
      return reporter.report(
        'unsupported-network',
        statement.network,
        'No allowed scales make every width at least one, so nothing is derived.',
      );
    void theory.cells; // derived here, so that what is too much is said of this posterior
    return {
      statement,
      architecture,
      degree: goal.degree,
      dimension: goal.dimension,
      theory,
      ridge: ridge ?? Form.zero,
      ridgeExpression,
      key: `${theory.key} ${(ridge ?? Form.zero).key()}`,
    };
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
      .map((s) => new Pattern(s.statement as PatternStatement, this.textOf(s.uri)));
  }

  architecture(statement: NetworkStatement): Architecture | undefined {
    if (!this.architectures.has(statement))
      this.architectures.set(
        statement,
        readArchitecture(
          statement,
          this.monomial,
          (name) => this.activation(name),
          this.symbols,
          this.reporter,
        ),
      );
    return this.architectures.get(statement);
  }

  private activation(name: string): Activation | undefined {
    const symbol = this.symbols.find(name);
    return symbol?.kind === 'activation'
      ? readActivation(symbol.statement as ActivationStatement, new Reporter())
      : undefined;
  }

  target(statement: TargetStatement): Target | undefined {
    if (!this.targets.has(statement)) this.targets.set(statement, this.readTarget(statement));
    return this.targets.get(statement);
  }

  /** Reads `He3(w . x)`. */
  private readTarget(statement: TargetStatement): Target | undefined {
    const { value } = statement;
    if (value.kind === 'missing') return undefined;
    const refuse = (): undefined =>
      this.reporter.report(
        'unsupported-network',
        value,
        'A target is a Hermite polynomial of one direction of the data, as in `He3(w . x)`; nothing is derived for others yet.',
      );
    const degree =
      value.kind === 'call' && value.callee.kind === 'name'
        ? /^He(\d+)$/.exec(value.callee.text)?.[1]
        : undefined;
    const [inner] = value.kind === 'call' ? value.args : [];
    if (
      !degree ||
      Number(degree) < 1 ||
      Number(degree) > 64 ||
      value.kind !== 'call' ||
      value.args.length !== 1
    )
      return refuse();
    if (inner?.kind === 'missing') return undefined;
    if (
      inner?.kind !== 'binary' ||
      inner.operator !== 'inner' ||
      inner.left.kind !== 'name' ||
      inner.right.kind !== 'name'
    )
      return refuse();
    const data = this.symbols.use(inner.right, 'data');
    const dimension = data && this.dimension(data.statement as DataStatement);
    return dimension && { degree: Number(degree), dimension };
  }

  /** log of the dimension of `gaussian(d)` data. */
  dimension(statement: DataStatement): Form | undefined {
    if (!this.dimensions.has(statement)) this.dimensions.set(statement, this.readDimension(statement));
    return this.dimensions.get(statement);
  }

  private readDimension({ distribution }: DataStatement): Form | undefined {
    if (distribution.kind === 'missing') return undefined;
    const [dimension] = distribution.kind === 'call' ? distribution.args : [];
    const gaussian =
      distribution.kind === 'call' &&
      distribution.callee.kind === 'name' &&
      distribution.callee.text === 'gaussian';
    if (!gaussian || !dimension || distribution.args.length !== 1)
      return this.reporter.report(
        'unsupported-network',
        distribution,
        'The rules are stated for isotropic Gaussian data, as in `data x : gaussian(d)`.',
      );
    return this.monomial(dimension);
  }
}
