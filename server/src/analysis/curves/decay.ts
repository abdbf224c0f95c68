import { Form, Rational, type Region } from '../../orders';
import type { Call, DataStatement, Expression, TargetStatement } from '../../syntax/tree';
import type { Reporter } from '../diagnostic';
import type { SymbolTable } from '../symbols';

/** How data and target look in the eigenfunctions of the kernel: eigenvalues k^-spectrum, power of the target k^-target. */
export interface Decays {
  readonly spectrum: Form;
  readonly target: Form;
}

const call = (e: Expression, name: string): Call | undefined =>
  e.kind === 'call' && e.callee.kind === 'name' && e.callee.text === name ? e : undefined;

/** `spectrum(k^-b)` */
const isSpectrum = (e: Expression): boolean => call(e, 'spectrum') !== undefined;
/** `source(x, k^-a)` */
export const isSource = (e: Expression): boolean => call(e, 'source') !== undefined;

/** Reads the decays of data and targets, each once, so that what is wrong is said once. Undefined after a diagnostic. */
export class DecayReader {
  private readonly spectra = new Map<DataStatement, Form | undefined>();
  private readonly sources = new Map<TargetStatement, Decays | undefined>();

  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly exponent: (e: Expression) => Form | undefined,
    private readonly region: () => Region,
  ) {}

  /** Whether the data are of this kind; they are read then. */
  data(statement: DataStatement): boolean {
    const known = isSpectrum(statement.distribution);
    if (known) this.spectrum(statement);
    return known;
  }

  /** Whether the target is of this kind; it is read then. */
  goal(statement: TargetStatement): boolean {
    const known = isSource(statement.value);
    if (known) this.target(statement);
    return known;
  }

  private spectrum(statement: DataStatement): Form | undefined {
    if (!this.spectra.has(statement)) this.spectra.set(statement, this.readSpectrum(statement));
    return this.spectra.get(statement);
  }

  target(statement: TargetStatement): Decays | undefined {
    if (!this.sources.has(statement)) this.sources.set(statement, this.readTarget(statement));
    return this.sources.get(statement);
  }

  private readSpectrum({ distribution }: DataStatement): Form | undefined {
    const [power, ...others] = call(distribution, 'spectrum')?.args ?? [];
    if (!power || others.length > 0)
      return this.reporter.report(
        'wrong-arguments',
        distribution,
        'A spectrum is one power of the number of the mode: `spectrum(k^-b)`.',
      );
    return this.decay(
      power,
      'The eigenvalues must have a finite sum: the spectrum decays faster than 1/k. Assume that the exponent is larger than 1.',
    );
  }

  private readTarget({ value }: TargetStatement): Decays | undefined {
    const [data, power, ...others] = call(value, 'source')?.args ?? [];
    if (data?.kind !== 'name' || !power || others.length > 0)
      return this.reporter.report(
        'wrong-arguments',
        value,
        'A source takes the data and the power of the target in mode k: `source(x, k^-a)`.',
      );
    const declared = this.symbols.use(data, 'data')?.statement as DataStatement | undefined;
    if (!declared) return undefined;
    if (!isSpectrum(declared.distribution))
      return this.reporter.report(
        'wrong-arguments',
        data,
        `\`${data.text}\` has no modes: a source needs data such as \`data ${data.text} : spectrum(k^-b)\`.`,
      );
    const spectrum = this.spectrum(declared);
    const target = this.decay(
      power,
      'The target must have a finite norm: its power decays faster than 1/k. Assume that the exponent is larger than 1.',
    );
    return spectrum && target && { spectrum, target };
  }

  /** b of `k^-b`, where k is no name of the text and b > 1. */
  private decay(power: Expression, why: string): Form | undefined {
    if (power.kind === 'missing') return undefined;
    if (power.kind !== 'binary' || power.operator !== '^' || power.left.kind !== 'name')
      return this.reporter.report(
        'wrong-arguments',
        power,
        'A power of the number of the mode is needed: `k^-2`.',
      );
    if (this.symbols.find(power.left.text))
      return this.reporter.report(
        'declared-twice',
        power.left,
        `\`${power.left.text}\` means something else already; choose another name for the number of the mode.`,
      );
    const decay = this.exponent(power.right)?.negate();
    if (!decay) return undefined;
    const falls = this.region().implies({ form: decay.minus(Form.constant(Rational.one)), sense: '>' });
    return falls ? decay : this.reporter.report('not-derived', power, why);
  }
}
