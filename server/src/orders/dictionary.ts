import type { WholeForm } from './form';

/**
 * What may happen to a row's value in a linear program: `free` (a variable or an objective), `signed` (a slack, at
 * least zero), `fixed` (an equality, zero) or `dropped` (no longer part of the program).
 */
export type Kind = 'free' | 'signed' | 'fixed' | 'dropped';

type Whole = number | bigint;

/** `proved` names the row or column that shows the end of the program: see `Dictionary.minimise`. */
export type Ending =
  | { readonly status: 'optimal' }
  | { readonly status: 'infeasible'; readonly row: number }
  | { readonly status: 'unbounded'; readonly column: number };

/**
 * A simplex dictionary in exact integers: denominator · basic_i = Σ_j entry_ij · nonbasic_j + entry_i,last.
 *
 * Entries are subdeterminants of the input (integer pivoting, Edmonds 1967; Bareiss 1968), so the division by the
 * previous denominator is exact. They are doubles while all intermediate products are safe integers; the first
 * product that is not moves the whole dictionary to big integers, and it stays there.
 *
 * Pivots follow the least-index criss-cross rule (Terlaky 1985; Fukuda and Terlaky 1997), which is finite from any
 * basis: there is no first phase, and a changed program goes on from where the last one ended.
 *
 * Quantities are numbered: first the columns' variables, then the rows in the order given.
 */
export class Dictionary {
  readonly basic: number[];
  readonly nonbasic: number[];
  readonly kinds: Kind[];
  private entries: Whole[];
  private spare: Whole[];
  private denominator: Whole = 1;
  private readonly width: number;

  constructor(columns: number, rows: readonly (readonly Whole[])[], kinds: readonly Kind[]) {
    this.width = columns + 1;
    this.nonbasic = Array.from({ length: columns }, (_, j) => j);
    this.basic = rows.map((_, i) => columns + i);
    this.kinds = [...this.nonbasic.map((): Kind => 'free'), ...kinds];
    this.entries = new Array<Whole>(rows.length * this.width).fill(0);
    let big = false;
    rows.forEach((row, i) => {
      for (let j = 0; j < row.length; j++) {
        this.entries[i * this.width + j] = row[j]!;
        big ||= typeof row[j] === 'bigint';
      }
    });
    this.spare = this.entries.slice();
    if (big) this.promote();
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
        const j = this.nonbasic.findIndex((id, c) => this.kinds[id] === 'free' && this.signAt(i, c) !== 0);
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
      const loose = this.nonbasic.findIndex(
        (id, j) => this.kinds[id] === 'free' && this.signAt(goal, j) !== 0,
      );
      if (loose >= 0) return { status: 'unbounded', column: loose };
    }
    for (;;) {
      let least = Infinity;
      let row = -1;
      let column = -1;
      for (let i = 0; i < this.basic.length; i++) {
        const id = this.basic[i]!;
        if (id < least && this.kinds[id] === 'signed' && this.signAt(i, this.constantColumn) < 0) {
          [least, row] = [id, i];
        }
      }
      if (goal >= 0) {
        for (let j = 0; j < this.nonbasic.length; j++) {
          const id = this.nonbasic[j]!;
          if (id < least && this.kinds[id] === 'signed' && this.signAt(goal, j) < 0)
            [least, column] = [id, j];
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
    if (typeof this.denominator === 'bigint') {
      pivotBig(this.entries as bigint[], this.spare as bigint[], this.width, row, column, this.denominator);
    } else {
      const [from, to] = [this.entries as number[], this.spare as number[]];
      if (!pivotSafe(from, to, this.width, row, column, this.denominator)) {
        this.promote();
        return this.pivot(row, column);
      }
    }
    const pivot = this.entries[row * this.width + column]!;
    [this.entries, this.spare] = [this.spare, this.entries];
    this.denominator = pivot < 0 ? -pivot : pivot;
    [this.basic[row], this.nonbasic[column]] = [this.nonbasic[column]!, this.basic[row]!];
  }

  private promote(): void {
    this.entries = this.entries.map(BigInt);
    this.spare = this.entries.slice();
    this.denominator = BigInt(this.denominator);
  }
}

/**
 * With p = entry(row, column) made positive: entry_ij becomes (p·entry_ij − entry_i,column·entry_row,j)/denominator,
 * the column keeps its entries, and the row is solved for the entering quantity. False when a product is not safe.
 */
function pivotSafe(
  from: number[],
  to: number[],
  width: number,
  row: number,
  column: number,
  denominator: number,
): boolean {
  const limit = Number.MAX_SAFE_INTEGER;
  const start = row * width;
  const sign = from[start + column]! < 0 ? -1 : 1;
  const pivot = sign * from[start + column]!;
  for (let base = 0; base < from.length; base += width) {
    if (base === start) {
      for (let j = 0; j < width; j++) to[base + j] = -sign * from[base + j]!;
      to[base + column] = sign * denominator;
      continue;
    }
    const factor = sign * from[base + column]!;
    if (factor === 0 && pivot === denominator) {
      for (let j = 0; j < width; j++) to[base + j] = from[base + j]!;
      continue;
    }
    for (let j = 0; j < width; j++) {
      const left = pivot * from[base + j]!;
      const right = factor * from[start + j]!;
      const gap = left - right;
      if (left > limit || left < -limit || right > limit || right < -limit || gap > limit || gap < -limit) {
        return false;
      }
      to[base + j] = gap / denominator;
    }
    to[base + column] = factor;
  }
  return true;
}

function pivotBig(
  from: bigint[],
  to: bigint[],
  width: number,
  row: number,
  column: number,
  denominator: bigint,
): void {
  const start = row * width;
  const sign = from[start + column]! < 0n ? -1n : 1n;
  const pivot = sign * from[start + column]!;
  for (let base = 0; base < from.length; base += width) {
    const factor = sign * from[base + column]!;
    for (let j = 0; j < width; j++) {
      to[base + j] =
        base === start
          ? -sign * from[base + j]!
          : (pivot * from[base + j]! - factor * from[start + j]!) / denominator;
    }
    to[base + column] = base === start ? sign * denominator : factor;
  }
}

/** The rows of whole forms over the given variables, with the constant last. */
export function matrix(
  forms: readonly { whole(): WholeForm; variables(): readonly string[] }[],
  variables: readonly string[],
): Whole[][] {
  const place = new Map(variables.map((name, j) => [name, j]));
  return forms.map((form) => {
    const { entries } = form.whole();
    const row = new Array<Whole>(variables.length + 1).fill(0);
    form.variables().forEach((name, k) => (row[place.get(name)!] = entries[k]!));
    row[variables.length] = entries[entries.length - 1]!;
    return row;
  });
}
