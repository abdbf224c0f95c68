/**
 * An exact rational number, immutable, always in lowest terms with a positive denominator.
 *
 * Exponents are small, so numerator and denominator are JavaScript numbers while both are safe integers;
 * anything larger is held in big integers. The form is unique: big only when small does not fit.
 */
export class Rational {
  /** The integers from -32 to 32, of which most exponents are. */
  private static readonly few = Array.from({ length: 65 }, (_, i) => new Rational(i - 32, 1, undefined));
  static readonly zero = Rational.integer(0);
  static readonly one = Rational.integer(1);

  private constructor(
    private readonly n: number,
    private readonly d: number,
    private readonly big: { readonly n: bigint; readonly d: bigint } | undefined,
  ) {}

  /** The quotient n/d of two integers. Throws RangeError when d is zero or a number is not a safe integer. */
  static of(n: number | bigint, d: number | bigint = 1): Rational {
    if (typeof n === 'number' && typeof d === 'number') {
      if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d)) {
        throw new RangeError(`not a quotient of safe integers: ${n}/${d}`);
      }
      return Rational.small(n, d);
    }
    return Rational.large(BigInt(n), BigInt(d));
  }

  /** Reads `3/2`, `-2` or a decimal such as `0.5`, exactly. Throws SyntaxError on anything else. */
  static parse(text: string): Rational {
    const match = /^\s*([+-]?)(\d+)(?:\.(\d+)|\/(\d+))?\s*$/.exec(text);
    if (!match) throw new SyntaxError(`not a rational number: ${text}`);
    const [, sign, whole = '', decimals = '', divisor] = match;
    const n = BigInt(whole + decimals);
    return Rational.large(sign === '-' ? -n : n, divisor ? BigInt(divisor) : 10n ** BigInt(decimals.length));
  }

  private static integer(n: number): Rational {
    return n >= -32 && n <= 32 ? Rational.few[n + 32]! : new Rational(n, 1, undefined);
  }

  private static small(n: number, d: number): Rational {
    if (d === 1) return Rational.integer(n);
    if (d === 0) throw new RangeError('division by zero');
    if (n === 0) return Rational.zero;
    const g = d < 0 ? -gcd(n, d) : gcd(n, d);
    return new Rational(n / g, d / g, undefined);
  }

  private static large(n: bigint, d: bigint): Rational {
    if (d === 0n) throw new RangeError('division by zero');
    const g = d < 0n ? -bigGcd(n, d) : bigGcd(n, d);
    const [p, q] = [n / g, d / g];
    const [small, under] = [Number(p), Number(q)];
    if (Number.isSafeInteger(small) && Number.isSafeInteger(under)) return Rational.small(small, under);
    return new Rational(NaN, NaN, { n: p, d: q });
  }

  get numerator(): bigint {
    return this.big ? this.big.n : BigInt(this.n);
  }

  get denominator(): bigint {
    return this.big ? this.big.d : BigInt(this.d);
  }

  /**
   * The least positive number that makes coprime integers of these numbers, and the integers; undefined when one of the
   * numbers on the way is not a safe integer.
   */
  static toIntegers(
    values: readonly Rational[],
  ): { readonly scale: Rational; readonly entries: number[] } | undefined {
    let under = 1;
    for (let i = 0; i < values.length; i++) {
      const { d } = values[i]!;
      if (d === 1 || d === under) continue;
      if (values[i]!.big) return undefined;
      under = (under / gcd(under, d)) * d;
      if (!safe(under)) return undefined;
    }
    let divisor = 0;
    const entries: number[] = [];
    for (let i = 0; i < values.length; i++) {
      const { n, d } = values[i]!;
      const entry = n * (under / d);
      if (!safe(entry)) return undefined;
      entries.push(entry);
      if (divisor !== 1) divisor = gcd(divisor, entry);
    }
    if (divisor > 1) for (let i = 0; i < entries.length; i++) entries[i]! /= divisor;
    return { scale: Rational.small(under, divisor || 1), entries };
  }

  // A product or sum of safe integers that stays within the safe range was computed without rounding;
  // NaN, which stands for a big number, fails every such test and takes the slow path.
  plus(other: Rational): Rational {
    if (this.d === 1 && other.d === 1) {
      const sum = this.n + other.n;
      if (safe(sum)) return Rational.integer(sum);
    }
    const left = this.n * other.d;
    const right = other.n * this.d;
    const under = this.d * other.d;
    if (safe(left) && safe(right) && safe(under) && safe(left + right))
      return Rational.small(left + right, under);
    const { numerator: a, denominator: b } = this;
    const { numerator: c, denominator: d } = other;
    return Rational.large(a * d + c * b, b * d);
  }

  minus(other: Rational): Rational {
    return this.plus(other.negate());
  }

  times(other: Rational): Rational {
    const n = this.n * other.n;
    const d = this.d * other.d;
    if (safe(n) && safe(d)) return Rational.small(n, d);
    return Rational.large(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** Throws RangeError when `other` is zero. */
  over(other: Rational): Rational {
    const n = this.n * other.d;
    const d = this.d * other.n;
    if (safe(n) && safe(d)) return Rational.small(n, d);
    return Rational.large(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  negate(): Rational {
    if (this.big) return new Rational(NaN, NaN, { n: -this.big.n, d: this.big.d });
    return this.d === 1 ? Rational.integer(-this.n) : new Rational(-this.n, this.d, undefined);
  }

  /** Negative, zero or positive as this is less than, equal to or greater than `other`. */
  compare(other: Rational): number {
    const left = this.n * other.d;
    const right = other.n * this.d;
    if (safe(left) && safe(right)) return left - right;
    const gap = this.numerator * other.denominator - other.numerator * this.denominator;
    return gap < 0n ? -1 : gap > 0n ? 1 : 0;
  }

  equals(other: Rational): boolean {
    if (this.big || other.big) return this.big?.n === other.big?.n && this.big?.d === other.big?.d;
    return this.n === other.n && this.d === other.d;
  }

  sign(): -1 | 0 | 1 {
    const n = this.big ? this.big.n : this.n;
    return n > 0 ? 1 : n < 0 ? -1 : 0;
  }

  isZero(): boolean {
    return this.n === 0;
  }

  isInteger(): boolean {
    return this.big ? this.big.d === 1n : this.d === 1;
  }

  min(other: Rational): Rational {
    return this.compare(other) <= 0 ? this : other;
  }

  max(other: Rational): Rational {
    return this.compare(other) >= 0 ? this : other;
  }

  /** The greatest integer not above this number. */
  floor(): Rational {
    if (!this.big) {
      const rest = this.n % this.d;
      return Rational.small((this.n - rest) / this.d - (rest < 0 ? 1 : 0), 1);
    }
    const quotient = this.big.n / this.big.d;
    return Rational.large(
      this.big.n < 0n && quotient * this.big.d !== this.big.n ? quotient - 1n : quotient,
      1n,
    );
  }

  /** `3/2`, or `-2` for an integer. */
  toString(): string {
    const [n, d] = this.big ? [this.big.n, this.big.d] : [this.n, this.d];
    return this.isInteger() ? `${n}` : `${n}/${d}`;
  }

  /** The nearest double, for display only. */
  toNumber(): number {
    return this.big ? Number(this.big.n) / Number(this.big.d) : this.n / this.d;
  }
}

function safe(n: number): boolean {
  return n <= Number.MAX_SAFE_INTEGER && n >= Number.MIN_SAFE_INTEGER;
}

/** The greatest common divisor of two safe integers, never negative. Throws RangeError on other numbers. */
export function gcd(a: number, b: number): number {
  // With NaN the loop would never end; beyond the safe range its result would be the divisor of other numbers.
  if (!safe(a) || !safe(b)) throw new RangeError(`no safe integers: ${a}, ${b}`);
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/** The greatest common divisor of two big integers, never negative. */
export function bigGcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
