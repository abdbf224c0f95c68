/** A fraction of big integers in lowest terms: the oracle's own, so that it shares no arithmetic with the engine. */
export class Fraction {
  static readonly zero = new Fraction(0n, 1n);
  static readonly one = new Fraction(1n, 1n);

  private constructor(
    readonly n: bigint,
    readonly d: bigint,
  ) {}

  static of(n: bigint | number, d: bigint | number = 1): Fraction {
    return Fraction.reduced(BigInt(n), BigInt(d));
  }

  /** Reads `3/2` or `-2`. */
  static parse(text: string): Fraction {
    const [n = '', d = '1'] = text.split('/');
    return Fraction.of(BigInt(n), BigInt(d));
  }

  private static reduced(n: bigint, d: bigint): Fraction {
    let [a, b] = [n, d];
    while (b !== 0n) [a, b] = [b, a % b];
    if (a < 0n !== d < 0n) a = -a;
    return a === 1n ? new Fraction(n, d) : new Fraction(n / a, d / a);
  }

  plus(other: Fraction): Fraction {
    if (this.n === 0n) return other;
    return other.n === 0n ? this : Fraction.reduced(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  minus(other: Fraction): Fraction {
    return this.plus(new Fraction(-other.n, other.d));
  }

  times(other: Fraction): Fraction {
    if (this.n === 0n || other.n === 0n) return Fraction.zero;
    return Fraction.reduced(this.n * other.n, this.d * other.d);
  }

  over(other: Fraction): Fraction {
    return Fraction.reduced(this.n * other.d, this.d * other.n);
  }

  negate(): Fraction {
    return new Fraction(-this.n, this.d);
  }

  sign(): number {
    return this.n === 0n ? 0 : this.n < 0n ? -1 : 1;
  }

  equals(other: Fraction): boolean {
    return this.n === other.n && this.d === other.d;
  }

  toNumber(): number {
    return Number(this.n) / Number(this.d);
  }

  toString(): string {
    return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`;
  }
}

/** Σ a[i]·b[i]; what one of them lacks counts as zero. */
export function dot(a: readonly Fraction[], b: readonly Fraction[]): Fraction {
  let sum = Fraction.zero;
  for (let i = 0; i < Math.min(a.length, b.length); i++) sum = sum.plus(a[i]!.times(b[i]!));
  return sum;
}

/** The inverse of a square matrix; undefined when it has none. */
export function inverse(matrix: readonly (readonly Fraction[])[]): Fraction[][] | undefined {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [
    ...row,
    ...row.map((_, j) => (i === j ? Fraction.one : Fraction.zero)),
  ]);
  for (let i = 0; i < n; i++) {
    const pivot = rows.findIndex((row, r) => r >= i && row[i]!.sign() !== 0);
    if (pivot < 0) return undefined;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    const scale = rows[i]![i]!;
    const scaled = (rows[i] = rows[i]!.map((v) => v.over(scale)));
    for (const [r, row] of rows.entries()) {
      const factor = row[i]!;
      if (r !== i && factor.sign() !== 0) rows[r] = row.map((v, c) => v.minus(factor.times(scaled[c]!)));
    }
  }
  return rows.map((row) => row.slice(n));
}
