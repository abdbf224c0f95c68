import { Form, type Order } from '../../orders';
import type { Call, CurveStatement, ResourceStatement, Setting, TargetStatement } from '../../syntax/tree';
import { Reporter } from '../diagnostic';
import type { DocumentNames } from '../document-names';
import type { FactContent } from '../facts';
import type { Scales } from '../scales';
import type { Symbol, SymbolTable } from '../symbols';
import { type Decays, DecayReader, isSource } from './decay';
import { curveFacts } from './explain';
import { Resource, type Meaning } from './resource';
import { theoryOf, type Curve, type Supply } from './theory';

/** What can be asked of a curve. */
export const CURVE_QUANTITIES = ['error', 'modes'];

/** What curves need of the rest of the analysis. */
export interface CurveContext {
  readonly symbols: SymbolTable;
  /** They have names of their own: `width` in a curve is none of the text's names. */
  readonly resources: SymbolTable;
  readonly reporter: Reporter;
  readonly scales: Scales;
  readonly names: DocumentNames;
  textOf(uri: string): string;
  once<T>(statement: CurveStatement, make: () => T): T | undefined;
}

/** Puts learning curves together from their declarations. One for each analysis. */
export class Curves {
  readonly decays: DecayReader;
  readonly resources: SymbolTable;

  constructor(private readonly context: CurveContext) {
    const { symbols, reporter, names, scales } = context;
    this.resources = context.resources;
    this.decays = new DecayReader(
      symbols,
      reporter,
      (e) => names.maxima().exponent(e),
      () => scales.region,
    );
  }

  check(statement: ResourceStatement, text: string): void {
    new Resource(statement, text).check(this.known, this.context.reporter);
  }

  private get known(): ReadonlySet<string> {
    return new Set(this.resources.all().map((symbol) => symbol.name));
  }

  facts(statement: CurveStatement): readonly FactContent[] {
    const curve = this.curve(statement);
    return curve ? curveFacts(curve, this.context.scales.region, this.context.scales.chart) : [];
  }

  /** Undefined after a diagnostic. */
  private curve(statement: CurveStatement): Curve | undefined {
    return this.context.once(statement, () => this.resolve(statement));
  }

  private resolve(statement: CurveStatement): Curve | undefined {
    const { reporter, scales } = this.context;
    const decays = this.target(statement);
    const found = this.suppliesOf(statement);
    if (!decays || !found) return undefined;
    const meaning: Meaning = {
      ...decays,
      amounts: new Map(found.map(({ resource, amount }) => [resource.name, amount])),
      known: this.known,
      product: (a, b) => scales.product(a, b),
    };
    const supplies: Supply[] = [];
    for (const supply of found) {
      const [rule] = supply.resource.all('modes');
      const modes = rule ? supply.resource.value(rule, meaning) : 'absent';
      if (rule && !modes) return this.notFollowed(supply, supply.resource.written(rule));
      supplies.push(modes instanceof Form ? { ...supply, modes } : supply);
    }
    const idle = supplies.find((s) => !s.modes && !this.acts(s, meaning));
    if (idle) return this.idle(idle, meaning);
    const [first] = supplies;
    if (!first || !supplies.some((s) => s.modes))
      return reporter.report(
        'unsupported-setting',
        statement.name,
        'Nothing limits how much of the target is seen: say how many samples there are, how wide the model is, or how long it is trained.',
      );
    const theory = theoryOf(supplies, meaning, scales);
    if ('rule' in theory) return this.notFollowed(theory.supply, theory.rule);
    return { statement, decays, supplies, theory };
  }

  asks({ callee }: Call): boolean {
    return callee.kind === 'name' && CURVE_QUANTITIES.includes(callee.text);
  }

  /** The order of `error(e)` or `modes(e)`; undefined after a diagnostic. */
  order(call: Call): Order | undefined {
    const [asked, ...others] = call.args;
    if (asked?.kind === 'missing') return undefined;
    if (asked?.kind !== 'name' || others.length > 0)
      return this.context.reporter.report('wrong-arguments', call, 'The name of a curve is needed here.');
    const symbol = this.context.symbols.use(asked, 'curve');
    const curve = symbol && this.curve(symbol.statement as CurveStatement);
    if (!curve) return undefined;
    const name = call.callee.kind === 'name' ? call.callee.text : '';
    return name === 'modes' ? curve.theory.modes : curve.theory.error;
  }

  private target({ target }: CurveStatement): Decays | undefined {
    const statement = this.context.symbols.use(target, 'target')?.statement as TargetStatement | undefined;
    if (!statement) return undefined;
    if (isSource(statement.value)) return this.decays.target(statement);
    return this.context.reporter.report(
      'unsupported-network',
      target,
      'A curve is derived for a target of known power in the modes of the data: `target y = source(x, k^-a)`.',
    );
  }

  private suppliesOf({ settings }: CurveStatement): Supply[] | undefined {
    const supplies: Supply[] = [];
    for (const setting of settings) {
      const supply = this.supply(setting, supplies);
      if (!supply) return undefined;
      supplies.push(supply);
    }
    return supplies;
  }

  private supply(setting: Setting, before: readonly Supply[]): Supply | undefined {
    const { key, values } = setting;
    const symbol = this.resources.use(key, 'resource');
    if (!symbol) return undefined;
    const resource = this.resource(symbol);
    if (before.some((s) => s.resource.name === resource.name))
      return this.context.reporter.report('declared-twice', key, `\`${key.text}\` is given already.`);
    const other = before.find((s) => resource.isExcluded(s.resource) || s.resource.isExcluded(resource));
    if (other)
      return this.context.reporter.report(
        'unsupported-setting',
        key,
        `The rules do not say how \`${key.text}\` and \`${other.resource.name}\` act together.`,
      );
    const mistakes = new Reporter();
    resource.check(this.known, mistakes);
    const [mistake] = mistakes.diagnostics;
    if (mistake)
      return this.context.reporter.report(
        'bad-rule',
        key,
        `The rules of \`${key.text}\` cannot be used: ${mistake.message}`,
      );
    const [value] = values;
    const amount = value && this.context.names.monomial(value);
    return amount && { resource, setting, amount };
  }

  private resource({ statement, uri }: Symbol): Resource {
    return new Resource(statement as ResourceStatement, this.context.textOf(uri));
  }

  private acts({ resource }: Supply, meaning: Meaning): boolean {
    return resource
      .all('error')
      .some((rule) => resource.value(rule, { ...meaning, modes: Form.zero }) !== 'absent');
  }

  private notFollowed({ resource, setting }: Supply, rule: string): undefined {
    return this.context.reporter.report(
      'unsupported-setting',
      setting.key,
      `\`${rule}\`, by which \`${resource.name}\` acts here, has an exponent that is no sum of multiples of free exponents. Take numbers for the decays of the spectrum and the target, or for one of them.`,
    );
  }

  private idle({ resource, setting }: Supply, meaning: Meaning): undefined {
    const rules = [...resource.all('modes'), ...resource.all('error')].map((r) => resource.written(r));
    const others = [...meaning.known].filter(
      (name) => !meaning.amounts.has(name) && rules.some((r) => r.split(/[^\w']+/).includes(name)),
    );
    return this.context.reporter.report(
      'unsupported-setting',
      setting.key,
      `\`${resource.name}\` does nothing here: it acts through ${others.map((n) => `\`${n}\``).join(' or ')}, which this curve lacks.`,
    );
  }
}
