import { posteriorObservables } from '../../../../trainer/posterior-schema';
import { trainingObservables } from '../../../../trainer/training-schema';
import type { Plan } from '../../../../trainer/schema';
import type { Rational } from '../../orders';
import type { Expression, Statement, VerifyStatement } from '../../syntax/tree';
import type { Reporter } from '../diagnostic';
import type { DocumentNames } from '../document-names';
import type { Trainings } from '../dynamics/trainings';
import { observableOf, planTraining } from '../dynamics/verification';
import type { Quantities } from '../posterior/quantities';
import { planPosterior, type Measured } from '../posterior/verification';
import type { Scales } from '../scales';
import { fileOf, type SymbolTable } from '../symbols';

interface Parts {
  readonly symbols: SymbolTable;
  readonly reporter: Reporter;
  readonly scales: Scales;
  readonly names: DocumentNames;
  readonly quantities: Quantities;
  readonly trainings: Trainings;
  /** The main text. */
  readonly text: string;
  isLibrary(statement: Statement): boolean;
}

const isNamed = (callee: Expression, name: string): boolean => callee.kind === 'name' && callee.text === name;

/** Plans of runs, from verify blocks of either theory. One for each analysis. */
export class Plans {
  constructor(private readonly parts: Parts) {}

  /** `hash`: of the text that the prediction follows from. Undefined after a diagnostic. */
  plan(statement: VerifyStatement, hash: string): Plan | undefined {
    const { reporter, text, scales, names, trainings } = this.parts;
    const { subject } = statement;
    const context = {
      ...{ reporter, text, hash, base: scales.base ?? '' },
      growing: new Set(scales.growing.keys()),
      constants: [...scales.all.keys()].filter((name) => !scales.growing.has(name)),
      freeExponents: scales.freeExponents,
      form: (e: Expression) => names.monomial(e),
      exponent: (e: Expression) => this.constant(e),
    };
    if (subject.kind === 'call' && (trainings.quantities.asks(subject) || observableOf(subject)))
      return planTraining(statement, subject, {
        ...context,
        asked: (call) => trainings.quantities.asked(call),
        order: (call) => trainings.quantities.order(call),
        replaced: this.replaced('optimizer', 'activation'),
      });
    return planPosterior(statement, {
      ...context,
      region: scales.region,
      subject: (e) => this.measured(e),
    });
  }

  private measured(subject: Expression): Measured | undefined {
    if (subject.kind === 'missing') return undefined;
    const { reporter, quantities } = this.parts;
    const call = subject.kind === 'call' && subject.args.length === 1 ? subject : undefined;
    const kind = call && posteriorObservables.find((name) => isNamed(call.callee, name));
    const [asked] = call?.args ?? [];
    if (!call || !kind || !asked)
      return reporter.report(
        'bad-verify',
        subject,
        `Runs measure ${[...posteriorObservables].map((name) => `\`${name}\``).join(', ')} of a posterior, as in \`samples(p)\` or \`count(p.h)\`, and ${trainingObservables.map((name) => `\`${name}\``).join(', ')} in a training.`,
      );
    const layer = kind === 'count' && asked.kind === 'member' ? asked.property : undefined;
    const posterior = quantities.asked(layer && asked.kind === 'member' ? asked.object : asked);
    if (!posterior) return undefined;
    const order = kind === 'samples' || kind === 'count' ? quantities.order(call) : undefined;
    if (kind === 'samples' && !order) return undefined;
    return {
      ...{ kind, layer, order, energy: posterior.theory.energy },
      ...{ architecture: posterior.architecture, target: posterior.target, ridge: posterior.ridgeExpression },
      replaced: this.replaced('activation'),
      fileOf: ({ name }) => fileOf(this.parts.symbols.find(name)?.uri ?? ''),
    };
  }

  /** Rules of these kinds that are not the library's. */
  private replaced(...kinds: readonly string[]): string[] {
    const { symbols, isLibrary } = this.parts;
    return symbols
      .all()
      .flatMap(({ kind, name, statement }) => (kinds.includes(kind) && !isLibrary(statement) ? [name] : []));
  }

  private constant(expression: Expression): Rational | undefined {
    const { names, reporter } = this.parts;
    const form = names.maxima().exponent(expression);
    if (form && !form.isConstant())
      return reporter.report('bad-verify', expression, 'This exponent must be a number, such as 3/2.');
    return form?.constant;
  }
}
