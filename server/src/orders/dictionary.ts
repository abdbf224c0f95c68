import { spend } from './budget';
import { LARGEST, largestOf, pivotBig, pivotSmall, resized, safeAdd, zeros, type Whole } from './entries';
import type { Form } from './form';

/**
 * What may happen to a row's value in a linear program: `free` (a variable or an objective), `signed` (a slack, at
 * least zero), `fixed` (an equality, zero) or `dropped` (no longer part of the program).
 */
export type Kind = 'free' | 'signed' | 'fixed' | 'dropped';

/** `proved` names the row or column that shows the end of the program: see `Dictionary.minimise`. */
export type Ending =
  | { readonly status: 'optimal' }
  | { readonly status: 'infeasible'; readonly row: number }
  | { readonly status: 'unbounded'; readonly column: number };

/**
 * A simplex dictionary in exact integers: denominator · basic_i = Σ_j entry_ij · nonbasic_j + entry_i,last.
 *
 * Entries are subdeterminants of the input (integer pivoting, Edmonds 1967; Bareiss 1968), so the division by the
 * previous denominator is exact. They are doubles while they are so small that no intermediate result can be rounded;
 * then the whole dictionary moves to big integers, and stays there.
 *
 * Pivots follow the least-index criss-cross rule (Terlaky 1985; Fukuda and Terlaky 1997), which is finite from any
 * basis: there is no first phase, and a changed program goes on from where the last one ended.
 *
 * Quantities are numbered: first the columns' variables, then the rows in the order given.
 */
export class Dictionary {
  /** At least as large as every entry, while these are doubles. */
  private largest = Infinity;
  private readonly width: number;

  private constructor(
    readonly basic: number[],
    readonly nonbasic: number[],
    readonly kinds: Kind[],
    /** Big integers when the denominator is one. */
    private entries: number[] | bigint[],
    private denominator: Whole,
  ) {
    this.width = nonbasic.length + 1;
  }

  /** One row per kind; all entries are zero until they are written. */
  static zero(columns: number, kinds: readonly Kind[]): Dictionary {
    spend();
    const nonbasic = Array.from({ length: columns }, (_, j) => j);
    const basic = kinds.map((_, i) => columns + i);
    const entries = zeros(kinds.length * (columns + 1));
    return new Dictionary(basic, nonbasic, [...nonbasic.map((): Kind => 'free'), ...kinds], entries, 1);
  }

  /**
   * Puts a form, scaled to coprime integers, into a row of a dictionary that has not been pivoted;
   * `columns` says which column a variable has.
   */
  write(row: number, form: Form, columns: ReadonlyMap<string, number>): void {
    const { entries } = form.whole();
    const names = form.variables();
    for (let k = 0; k < names.length; k++) this.set(row, columns.get(names[k]!)!, entries[k]!);
    this.set(row, this.constantColumn, entries[names.length]!);
  }

  set(row: number, column: number, value: Whole): void {
    if (typeof value === 'bigint') this.promote();
    const at = row * this.width + column;
    if (typeof this.denominator === 'number') this.entries[at] = value;
    else this.entries[at] = BigInt(value);
  }

  /**
   * A copy with more columns, of free variables that no row holds yet and whose numbers are the next ones, and with room for
   * more rows.
   */
  grown(columns: number, rows: number): Dictionary {
    spend();
    const first = this.kinds.length;
    const fresh = Array.from({ length: columns }, (_, j) => first + j);
    const [from, to] = [this.width, this.width + columns];
    const size = (this.basic.length + rows) * to;
    const copy = new Dictionary(
      this.basic.slice(),
      this.nonbasic.concat(fresh),
      this.kinds.concat(fresh.map((): Kind => 'free')),
      typeof this.denominator === 'number'
        ? resized(this.entries as number[], zeros(size), from, to)
        : resized(this.entries as bigint[], new Array<bigint>(size).fill(0n), from, to),
      this.denominator,
    );
    copy.largest = this.largest;
    return copy;
  }

  /** Fills the first empty row with the form, scaled to coprime integers, in terms of the present basis; returns its number. */
  append(kind: Kind, form: Form, numbers: ReadonlyMap<string, number>): number {
    const id = this.kinds.length;
    this.basic.push(id);
    this.kinds.push(kind);
    this.largest = Infinity;
    if (!this.express(form, numbers)) {
      this.promote();
      const last = (this.basic.length - 1) * this.width;
      (this.entries as bigint[]).fill(0n, last, last + this.width);
      this.express(form, numbers);
    }
    return id;
  }

  /** The sign of the form at the basic solution; undefined when a number is not safe. */
  signHere(form: Form, numbers: ReadonlyMap<string, number>): number | undefined {
    const { basic, entries, width, denominator } = this;
    if (typeof denominator === 'bigint') return undefined;
    const factors = form.whole().entries;
    const names = form.variables();
    let sum = 0;
    for (let k = 0; k <= names.length; k++) {
      const factor = factors[k]!;
      if (typeof factor === 'bigint') return undefined;
      const row = k < names.length ? basic.indexOf(numbers.get(names[k]!)!) : -1;
      // What is not basic is zero there.
      if (row < 0 && k < names.length) continue;
      const term = factor * (row < 0 ? denominator : (entries as number[])[row * width + width - 1]!);
      sum += term;
      if (!Number.isSafeInteger(term) || !Number.isSafeInteger(sum)) return undefined;
    }
    return Math.sign(sum);
  }

  /** Fills the last row with the form; false when a number is not safe. */
  private express(form: Form, columns: ReadonlyMap<string, number>): boolean {
    const factors = form.whole().entries;
    const last = (this.basic.length - 1) * this.width;
    const names = form.variables();
    for (let k = 0; k <= names.length; k++) {
      const id = k < names.length ? columns.get(names[k]!)! : -1;
      const row = id < 0 ? -1 : this.basic.indexOf(id);
      const column = id < 0 ? this.constantColumn : this.nonbasic.indexOf(id);
      if (!this.add(last, row, column, factors[k]!)) return false;
    }
    return true;
  }

  /** Adds to the row at `last` a multiple of a basic row or, where that is none, of a nonbasic quantity. */
  private add(last: number, row: number, column: number, factor: Whole): boolean {
    const { width, denominator } = this;
    if (typeof denominator === 'number') {
      const entries = this.entries as number[];
      if (typeof factor === 'bigint') return false;
      if (row < 0) return safeAdd(entries, last + column, factor, denominator);
      for (let j = 0; j < width; j++) {
        if (!safeAdd(entries, last + j, factor, entries[row * width + j]!)) return false;
      }
    } else {
      const entries = this.entries as bigint[];
      const by = BigInt(factor);
      if (row < 0) entries[last + column]! += by * denominator;
      else for (let j = 0; j < width; j++) entries[last + j]! += by * entries[row * width + j]!;
    }
    return true;
  }

  /** Entry of row i, column j as a ratio; the column after the last is the constant. */
  ratio(i: number, j: number): readonly [Whole, Whole] {
    return [this.entries[i * this.width + j]!, this.denominator];
  }

  signAt(i: number, j: number): -1 | 0 | 1 {
    const entry = this.entries[i * this.width + j]!;
    return entry > 0 ? 1 : entry < 0 ? -1 : 0;
  }

  get constantColumn(): number {
    return this.width - 1;
  }

  /**
   * Moves free variables into the basis, where they restrict nothing, and equalities out of it, where they stay zero.
   * Returns the row of an equality that no choice satisfies, if there is one.
   */
  prepare(): Ending | undefined {
    for (const kind of ['fixed', 'signed'] as const) {
      for (let i = 0; i < this.basic.length; i++) {
        if (this.kinds[this.basic[i]!] !== kind) continue;
        const j = this.freeColumn(i);
        if (j >= 0) this.pivot(i, j);
        else if (kind === 'fixed' && this.signAt(i, this.constantColumn) !== 0) {
          return { status: 'infeasible', row: i };
        }
      }
    }
    return undefined;
  }

  /**
   * Minimises the basic quantity `objective` (a free one), or only looks for a feasible basis when it is undefined.
   * Infeasible: in `row`, a quantity that must not be negative is a negative constant minus a sum of such quantities.
   * Unbounded: raising the nonbasic quantity of `column` lowers the objective and no other quantity, so that the
   * program has no minimum; whether it has a feasible point at all is left open.
   */
  minimise(objective: number | undefined): Ending {
    const goal = objective === undefined ? -1 : this.basic.indexOf(objective);
    if (goal >= 0) {
      const loose = this.freeColumn(goal);
      if (loose >= 0) return { status: 'unbounded', column: loose };
    }
    const { basic, nonbasic, kinds, width } = this;
    for (;;) {
      const { entries } = this;
      let least = Infinity;
      let row = -1;
      let column = -1;
      for (let i = 0, at = width - 1; i < basic.length; i++, at += width) {
        const id = basic[i]!;
        if (entries[at]! < 0 && id < least && kinds[id] === 'signed') {
          least = id;
          row = i;
        }
      }
      if (goal >= 0) {
        for (let j = 0, at = goal * width; j < nonbasic.length; j++, at++) {
          const id = nonbasic[j]!;
          if (entries[at]! < 0 && id < least && kinds[id] === 'signed') {
            least = id;
            column = j;
          }
        }
      }
      if (least === Infinity) return { status: 'optimal' };
      if (column >= 0) {
        row = this.leastRow(column);
        if (row < 0) return { status: 'unbounded', column };
      } else {
        column = this.leastColumn(row);
        if (column < 0) return { status: 'infeasible', row };
      }
      this.pivot(row, column);
    }
  }

  /** A column of a free quantity that the row holds, or -1. */
  private freeColumn(row: number): number {
    for (let j = 0; j < this.nonbasic.length; j++)
      if (this.kinds[this.nonbasic[j]!] === 'free' && this.signAt(row, j) !== 0) return j;
    return -1;
  }

  private leastRow(column: number): number {
    let found = -1;
    for (let i = 0; i < this.basic.length; i++) {
      if (this.kinds[this.basic[i]!] !== 'signed' || this.signAt(i, column) >= 0) continue;
      if (found < 0 || this.basic[i]! < this.basic[found]!) found = i;
    }
    return found;
  }

  private leastColumn(row: number): number {
    let found = -1;
    for (let j = 0; j < this.nonbasic.length; j++) {
      if (this.kinds[this.nonbasic[j]!] !== 'signed' || this.signAt(row, j) <= 0) continue;
      if (found < 0 || this.nonbasic[j]! < this.nonbasic[found]!) found = j;
    }
    return found;
  }

  /** Exchanges the basic quantity of `row` with the nonbasic one of `column`, whose entry must not be zero. */
  pivot(row: number, column: number): void {
    spend();
    if (typeof this.denominator === 'number') {
      if (this.largest === Infinity) this.largest = largestOf(this.entries as number[]);
      if (this.largest > LARGEST) this.promote();
    }
    const { entries, width, denominator } = this;
    const pivot = entries[row * width + column]!;
    if (typeof denominator === 'number') {
      // Rows that stay as they are have no entry above the former largest one.
      const largest = pivotSmall(entries as number[], width, row, column, denominator);
      if (largest > this.largest) this.largest = largest;
    } else pivotBig(entries as bigint[], width, row, column, denominator);
    this.denominator = pivot < 0 ? -pivot : pivot;
    const leaving = this.basic[row]!;
    this.basic[row] = this.nonbasic[column]!;
    this.nonbasic[column] = leaving;
  }

  private promote(): void {
    if (typeof this.denominator === 'bigint') return;
    this.entries = Array.from(this.entries, BigInt);
    this.denominator = BigInt(this.denominator);
  }
}
