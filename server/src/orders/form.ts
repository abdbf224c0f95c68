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
    const names: string[] = [];
    const coefficients: Rational[] = [];
    const [left, right] = [this.names, other.names];
    let i = 0;
    let j = 0;
    while (i < left.length || j < right.length) {
      const [a, b] = [left[i], right[j]];
      if (b === undefined || (a !== undefined && a < b)) {
        names.push(a!);
        coefficients.push(this.coefficients[i++]!);
      } else if (a === undefined || b < a) {
        names.push(b);
        coefficients.push(other.coefficients[j++]!);
      } else {
        const sum = this.coefficients[i++]!.plus(other.coefficients[j++]!);
        if (sum.isZero()) continue;
        names.push(a);
        coefficients.push(sum);
      }
    }
    return new Form(this.constant.plus(other.constant), names, coefficients);
  }

  minus(other: Form): Form {
    return this.plus(other.negate());
  }

  negate(): Form {
    return new Form(
      this.constant.negate(),
      this.names,
      this.coefficients.map((q) => q.negate()),
    );
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
    if (!this.names.some((name) => replacements.has(name))) return this;
    return this.names.reduce(
      (sum, name, i) =>
        sum.plus((replacements.get(name) ?? Form.variable(name)).times(this.coefficients[i]!)),
      Form.constant(this.constant),
    );
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
    return this === other || this.key() === other.key();
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
    return (this.#direction ??= this.names
      .map((v, i) => `${this.coefficients[i]!.over(magnitude(this.coefficients[0]!))}*${v}`)
      .join(' + '));
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

function toWhole(entries: readonly Rational[]): WholeForm {
  return toSmallWhole(entries) ?? toBigWhole(entries);
}

/** In numbers; undefined as soon as one of them is not safe. */
function toSmallWhole(entries: readonly Rational[]): WholeForm | undefined {
  let under = 1;
  for (const { parts } of entries) {
    if (!parts) return undefined;
    under = (under / gcd(under, parts.d)) * parts.d;
    if (!Number.isSafeInteger(under)) return undefined;
  }
  const numbers = entries.map(({ parts }) => parts!.n * (under / parts!.d));
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  const divisor = numbers.reduce(gcd, 0) || 1;
  return { scale: Rational.of(under, divisor), entries: numbers.map((n) => n / divisor) };
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
