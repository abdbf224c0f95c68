import { Form } from '../../orders';
import type {
  ActivationStatement,
  ClaimStatement,
  DataStatement,
  Expression,
  Name,
  NetworkStatement,
  Statement,
  TrainingStatement,
} from '../../syntax/tree';
import { once } from '../derivation';
import type { DocumentNames } from '../document-names';
import type { Reporter } from '../diagnostic';
import type { TrainingResult } from '../facts';
import type { Targets } from '../posterior/network/target';
import type { Property } from './counting/property';
import type { Scales } from '../scales';
import type { SymbolTable } from '../symbols';
import { claimedProperty } from './claimed';
import type { TrainingContext } from './context';
import { resolveTraining, type Training } from './declaration';
import { trainingFacts } from './explain';
import { activationOf } from './network/activation';
import type { Activation, Program } from './network/program';
import { readProgram } from './network/read-program';
import { TrainingQuantities } from './quantities';
import { checkRule, type RuleStatement } from './rules/check';
import { standingsOf } from './standing';
import { recognised } from './symmetry';

/** What trainings are put together from. */
interface Parts {
  readonly symbols: SymbolTable;
  readonly reporter: Reporter;
  readonly scales: Scales;
  readonly names: DocumentNames;
  readonly targets: Targets;
  /** An expression as it is written in a statement. */
  text(expression: Expression, of: Statement): string;
  /** Whether a declaration stands in the main text, where its mistakes are said. */
  isOwn(statement: Statement): boolean;
  /** Derives once for all texts in which the statement means the same. */
  once(statement: TrainingStatement, make: () => Training | undefined): Training | undefined;
}

const DERIVED = new WeakMap<Training, Pick<TrainingResult, 'facts' | 'standings'>>();

/** Networks under an optimiser, what they are asked and what is claimed of them. One for each analysis. */
export class Trainings {
  readonly quantities: TrainingQuantities;
  private readonly context: TrainingContext;
  private readonly busy = new Set<TrainingStatement>();
  private readonly programs = new Map<NetworkStatement, Program | undefined>();

  constructor(private readonly parts: Parts) {
    const { symbols, reporter, scales, names } = parts;
    this.quantities = new TrainingQuantities(symbols, reporter, (statement) => this.resolve(statement));
    this.context = {
      symbols,
      reporter,
      get region() {
        return scales.region;
      },
      network: (statement) => this.program(statement),
      evaluate: (e, bindings) => reporter.within(false, () => names.rules(bindings).order(e)),
      written: (e, bindings) => names.rules(bindings).order(e),
      constant: (e) => {
        const form = names.maxima().exponent(e);
        return form?.isConstant() ? form.constant : undefined;
      },
      text: (e, of) => parts.text(e, of),
      isOwn: (s) => parts.isOwn(s),
    };
  }

  /** Undefined after a diagnostic; `busy` for a training that asks for itself. */
  resolve(statement: TrainingStatement): Training | 'busy' | undefined {
    if (this.busy.has(statement)) return 'busy';
    this.busy.add(statement);
    try {
      return this.parts.once(statement, () => resolveTraining(statement, this.context));
    } finally {
      this.busy.delete(statement);
    }
  }

  /**
   * What is derived of a training, each part when it is asked for, and once. It survives edits elsewhere in the text, but for
   * what it is recognised as: that depends on all parametrizations in sight.
   */
  result(training: Training): TrainingResult {
    let derived = DERIVED.get(training);
    if (!derived) {
      const { region, chart } = this.parts.scales;
      const name = training.statement.name.text;
      derived = {
        facts: trainingFacts({ training, name, region, chart }),
        standings: once(() => standingsOf(training, chart)),
      };
      DERIVED.set(training, derived);
    }
    return { training, ...derived, recognised: once(() => recognised(training, this.context)) };
  }

  property(claim: Pick<ClaimStatement, 'claim'>): Property | 'refused' | undefined {
    return claimedProperty(claim, this.quantities, this.context);
  }

  /** Reports what is wrong with a rule, at its declaration. */
  check(statement: RuleStatement): void {
    checkRule(statement, this.context);
  }

  program(statement: NetworkStatement): Program | undefined {
    if (!this.programs.has(statement)) {
      const { reporter, names, scales } = this.parts;
      const read = (): Program | undefined =>
        readProgram(
          statement,
          {
            region: scales.region,
            monomial: (e) => names.monomial(e),
            activation: (name) => this.activation(name),
            dimension: (input) => this.dimension(input),
          },
          reporter,
        );
      this.programs.set(statement, reporter.within(this.parts.isOwn(statement), read));
    }
    return this.programs.get(statement);
  }

  private activation(name: Name): Activation | undefined {
    const { symbols, reporter } = this.parts;
    const symbol = symbols.use(name, 'activation', 'module');
    if (!symbol) return undefined;
    if (symbol.kind === 'module')
      return reporter.report(
        'unsupported-network',
        name,
        `\`${name.text}\` is a module of the posterior theory; networks for training are made of \`dense\`, \`embed\`, \`bias\`, \`normalize\`, \`attend\` and activations.`,
      );
    return (
      activationOf(symbol.statement as ActivationStatement) ??
      reporter.report(
        'unsupported-network',
        name,
        `Training is derived for activations with \`growth linear\` or \`growth bounded\`, which \`${name.text}\` does not state.`,
      )
    );
  }

  /** Of the data that a network's input is named after; of order one where there are none. */
  private dimension(input: string): Form | undefined {
    const symbol = this.parts.symbols.find(input);
    if (symbol?.kind !== 'data') return Form.zero;
    const shape = this.parts.targets.shape(symbol.statement as DataStatement);
    return shape && (shape.tokens ? shape.norm : shape.positions);
  }
}
