/** The numbers of a dictionary, row by row. Doubles while they are so small that nothing is rounded; then big integers. */

export type Whole = number | bigint;

/** The difference of two products of numbers up to this size is a safe integer. */
export const LARGEST = 2 ** 26;

/** As many zeros, in an array that V8 keeps as doubles from the start: typed arrays of this size cost more to make. */
export function zeros(count: number): number[] {
  while (store.length < count) store.push(0);
  return store.slice(0, count);
}

const store = [0.5].fill(0);

/** The entries with zeros in new columns, which stand before the last, and in new rows. */
export function resized<W extends Whole>(entries: readonly W[], empty: W[], from: number, to: number): W[] {
  for (let base = 0, at = 0; base < entries.length; base += from, at += to) {
    for (let j = 0; j < from - 1; j++) empty[at + j] = entries[base + j]!;
    empty[at + to - 1] = entries[base + from - 1]!;
  }
  return empty;
}

export function largestOf(entries: number[]): number {
  let largest = 0;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (entry > largest) largest = entry;
    else if (-entry > largest) largest = -entry;
  }
  return largest;
}

function isSafe(n: number): boolean {
  return n <= Number.MAX_SAFE_INTEGER && n >= Number.MIN_SAFE_INTEGER;
}

export function safeAdd(entries: number[], at: number, factor: number, value: number): boolean {
  const product = factor * value;
  const sum = entries[at]! + product;
  entries[at] = sum;
  return isSafe(product) && isSafe(sum);
}

/**
 * With p = entry(row, column) made positive: entry_ij becomes (p·entry_ij − entry_i,column·entry_row,j)/denominator,
 * the column keeps its entries, and the row is solved for the entering quantity. Returns the largest new size.
 */
export function pivotSmall(
  entries: number[],
  width: number,
  row: number,
  column: number,
  denominator: number,
): number {
  const start = row * width;
  const sign = entries[start + column]! < 0 ? -1 : 1;
  const pivot = sign * entries[start + column]!;
  let largest = denominator;
  for (let base = 0; base < entries.length; base += width) {
    if (base === start) continue;
    const factor = sign * entries[base + column]!;
    // Most rows of a new program do not hold the quantity.
    if (factor === 0 && pivot === denominator) continue;
    for (let j = 0; j < width; j++) {
      const entry = (pivot * entries[base + j]! - factor * entries[start + j]!) / denominator;
      entries[base + j] = entry;
      if (entry > largest) largest = entry;
      else if (-entry > largest) largest = -entry;
    }
    entries[base + column] = factor;
    if (factor > largest) largest = factor;
    else if (-factor > largest) largest = -factor;
  }
  for (let j = start; j < start + width; j++) {
    const entry = -sign * entries[j]!;
    entries[j] = entry;
    if (entry > largest) largest = entry;
    else if (-entry > largest) largest = -entry;
  }
  entries[start + column] = sign * denominator;
  return largest;
}

export function pivotBig(
  entries: bigint[],
  width: number,
  row: number,
  column: number,
  denominator: bigint,
): void {
  const start = row * width;
  const sign = entries[start + column]! < 0n ? -1n : 1n;
  const pivot = sign * entries[start + column]!;
  for (let base = 0; base < entries.length; base += width) {
    if (base === start) continue;
    const factor = sign * entries[base + column]!;
    for (let j = 0; j < width; j++) {
      entries[base + j] = (pivot * entries[base + j]! - factor * entries[start + j]!) / denominator;
    }
    entries[base + column] = factor;
  }
  for (let j = start; j < start + width; j++) entries[j] = -sign * entries[j]!;
  entries[start + column] = sign * denominator;
}
