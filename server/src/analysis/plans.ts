import type { Plan } from '../../../trainer/schema';
import type { Rational } from '../orders';
import type { Expression, Statement, VerifyStatement } from '../syntax/tree';
import type { Reporter } from './diagnostic';
import type { DocumentNames } from './document-names';
import type { Trainings } from './dynamics/trainings';
import { planTraining } from './dynamics/verification';
import type { Quantities } from './posterior/quantities';
import { planVerification, type Measured } from './posterior/verification';
import type { Scales } from './scales';
import type { SymbolTable } from './symbols';

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

/** Plans of runs, from verify blocks of either theory. One for each analysis. */
export class Plans {
  constructor(private readonly parts: Parts) {}

  /** `hash`: of the text that the prediction follows from. Undefined after a diagnostic. */
  plan(statement: VerifyStatement, hash: string): Plan | undefined {
    const { reporter, text, scales, names, trainings } = this.parts;
    const { subject } = statement;
    const context = {
      ...{ reporter, text, hash, base: scales.base ?? '' },
      form: (e: Expression) => names.monomial(e),
      exponent: (e: Expression) => this.constant(e),
    };
    if (subject.kind === 'call' && trainings.quantities.asks(subject))
      return planTraining(statement, subject, {
        ...context,
        growing: new Set(scales.growing.keys()),
        constants: [...scales.all.keys()].filter((name) => !scales.growing.has(name)),
        freeExponents: scales.freeExponents,
        asked: (call) => trainings.quantities.asked(call),
        order: (call) => trainings.quantities.order(call),
        replaced: this.replaced('optimizer', 'activation'),
      });
    return planVerification(statement, {
      ...context,
      region: scales.region,
      subject: (e) => this.measured(e),
    });
  }

  private measured(subject: Expression): Measured | undefined {
    if (subject.kind === 'missing') return undefined;
    const { reporter, quantities } = this.parts;
    const call = subject.kind === 'call' && subject.args.length === 1 ? subject : undefined;
    const [asked] = call?.args ?? [];
    if (!call || !asked || call.callee.kind !== 'name' || call.callee.text !== 'samples')
      return reporter.report(
        'bad-verify',
        subject,
        'The trainer measures `samples(p)` of a posterior p, and of a training t `update(t.u)`, `change(t)`, `size` and `gradient`.',
      );
    const posterior = quantities.asked(asked);
    const order = posterior && quantities.order(call);
    const replaced = this.replaced('module', 'activation');
    return posterior && order && { ...posterior, order, ridge: posterior.ridgeExpression, replaced };
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
