import { bigGcd, gcd, Rational } from './rational';

/** A value for every variable: exponents of the scales, in units of the logarithm of the base scale. */
export type Point = ReadonlyMap<string, Rational>;

/**
 * An affine form `c + Σ q·v` over named variables: the logarithm of a monomial.
 * Variables are kept sorted by name and never with a zero coefficient, so equal forms look the same.
 */
export class Form {
  static readonly zero = new Form(Rational.zero, [], []);

  #key: string | undefined;
  #direction: string | undefined;
  #height: Rational | undefined;
  #whole: WholeForm | undefined;

  private constructor(
    readonly constant: Rational,
    private readonly names: readonly string[],
    private readonly coefficients: readonly Rational[],
  ) {}

  static constant(value: Rational): Form {
    return new Form(value, [], []);
  }

  static variable(name: string, coefficient = Rational.one): Form {
    return coefficient.isZero() ? Form.zero : new Form(Rational.zero, [name], [coefficient]);
  }

  /** The names of the variables that occur, sorted. */
  variables(): readonly string[] {
    return this.names;
  }

  coefficient(name: string): Rational {
    const index = this.names.indexOf(name);
    return index < 0 ? Rational.zero : this.coefficients[index]!;
  }

  isConstant(): boolean {
    return this.names.length === 0;
  }

  plus(other: Form): Form {
    return other.isZero() ? this : this.isZero() ? other : Form.combined(this, undefined, other, undefined);
  }

  minus(other: Form): Form {
    return other.isZero() ? this : Form.combined(this, undefined, other, MINUS_ONE);
  }

  private isZero(): boolean {
    return this.names.length === 0 && this.constant.isZero();
  }

  /** a·left + b·right; a factor that is left out is one. No factor is zero. */
  static combined(left: Form, a: Rational | undefined, right: Form, b: Rational | undefined): Form {
    const names: string[] = [];
    const coefficients: Rational[] = [];
    const constant = scaled(left.constant, a).plus(scaled(right.constant, b));
    const lefts = left.names;
    const rights = right.names;
    let i = 0;
    let j = 0;
    while (i < lefts.length || j < rights.length) {
      const mine = lefts[i];
      const other = rights[j];
      if (mine === other) {
        const sum = scaled(left.coefficients[i++]!, a).plus(scaled(right.coefficients[j++]!, b));
        if (sum.isZero()) continue;
        names.push(mine!);
        coefficients.push(sum);
      } else if (other === undefined || (mine !== undefined && mine < other)) {
        names.push(mine!);
        coefficients.push(scaled(left.coefficients[i++]!, a));
      } else {
        names.push(other);
        coefficients.push(scaled(right.coefficients[j++]!, b));
      }
    }
    return new Form(constant, names, coefficients);
  }

  negate(): Form {
    const negative = new Form(
      this.constant.negate(),
      this.names,
      this.coefficients.map((q) => q.negate()),
    );
    if (this.#whole) {
      const { scale, entries } = this.#whole;
      const opposite = (entries as (number | bigint)[]).map((n) => (n === 0 ? n : -n));
      negative.#whole = { scale, entries: opposite as number[] | bigint[] };
    }
    return negative;
  }

  times(factor: Rational): Form {
    if (factor.isZero()) return Form.zero;
    if (factor.equals(Rational.one)) return this;
    return new Form(
      this.constant.times(factor),
      this.names,
      this.coefficients.map((q) => q.times(factor)),
    );
  }

  /** Replaces variables by forms, all at once; variables that the map lacks stay. */
  substitute(replacements: ReadonlyMap<string, Form>): Form {
    if (replacements.size === 0 || !this.names.some((name) => replacements.has(name))) return this;
    const kept: string[] = [];
    const coefficients: Rational[] = [];
    for (let i = 0; i < this.names.length; i++) {
      if (replacements.has(this.names[i]!)) continue;
      kept.push(this.names[i]!);
      coefficients.push(this.coefficients[i]!);
    }
    let sum = new Form(this.constant, kept, coefficients);
    for (let i = 0; i < this.names.length; i++) {
      const form = replacements.get(this.names[i]!);
      if (form) sum = Form.combined(sum, undefined, form, this.coefficients[i]!);
    }
    return sum;
  }

  /** The value at a point. Throws RangeError when the point lacks a variable of this form. */
  evaluate(point: Point): Rational {
    return this.names.reduce((sum, name, i) => {
      const value = point.get(name);
      if (!value) throw new RangeError(`the point has no value for ${name}`);
      return sum.plus(value.times(this.coefficients[i]!));
    }, this.constant);
  }

  equals(other: Form): boolean {
    if (this === other) return true;
    const { names, coefficients } = this;
    if (names.length !== other.names.length || !this.constant.equals(other.constant)) return false;
    for (let i = 0; i < names.length; i++)
      if (names[i] !== other.names[i] || !coefficients[i]!.equals(other.coefficients[i]!)) return false;
    return true;
  }

  /** A text that equal forms share and different forms do not. */
  key(): string {
    return (this.#key ??= [
      ...this.names.map((v, i) => `${this.coefficients[i]!}*${v}`),
      `${this.constant}`,
    ].join(' + '));
  }

  toString(): string {
    return this.key();
  }

  /** A text shared by exactly the forms whose linear parts are positive multiples of each other. */
  direction(): string {
    return (this.#direction ??= this.directionText());
  }

  /** The constant, measured so that it can be compared between forms of one direction; of a form that has one. */
  height(): Rational {
    return (this.#height ??= this.constant.over(magnitude(this.coefficients[0]!)));
  }

  private directionText(): string {
    const { entries } = this.whole();
    const { names } = this;
    let divisor: number | bigint = 0;
    for (let i = 0; i < names.length && divisor !== 1 && divisor !== 1n; i++) {
      const entry = entries[i]!;
      divisor = typeof entry === 'bigint' ? bigGcd(BigInt(divisor), entry) : gcd(divisor as number, entry);
    }
    let text = '';
    for (let i = 0; i < names.length; i++) {
      const entry = entries[i]!;
      text += `${typeof entry === 'bigint' ? entry / BigInt(divisor) : entry / (divisor as number)}*${names[i]!} `;
    }
    return text;
  }

  /** The positive multiple of this form whose coefficients and constant are integers without a common factor. */
  whole(): WholeForm {
    return (this.#whole ??= toWhole([...this.coefficients, this.constant]));
  }
}

/** `scale` times the form: the coefficients in the order of its variables, then the constant. */
export interface WholeForm {
  readonly scale: Rational;
  readonly entries: readonly number[] | readonly bigint[];
}

export function magnitude(q: Rational): Rational {
  return q.sign() < 0 ? q.negate() : q;
}

const MINUS_ONE = Rational.of(-1);

const scaled = (value: Rational, by: Rational | undefined): Rational => (by ? value.times(by) : value);

function toWhole(entries: readonly Rational[]): WholeForm {
  return Rational.toIntegers(entries) ?? toBigWhole(entries);
}

function toBigWhole(entries: readonly Rational[]): WholeForm {
  const under = entries.reduce((lcm, q) => (lcm / bigGcd(lcm, q.denominator)) * q.denominator, 1n);
  const scaled = entries.map((q) => q.numerator * (under / q.denominator));
  const divisor = scaled.reduce(bigGcd, 0n) || 1n;
  const whole = scaled.map((n) => n / divisor);
  const numbers = whole.map(Number);
  return {
    scale: Rational.of(under, divisor),
    entries: numbers.every(Number.isSafeInteger) ? numbers : whole,
  };
}
