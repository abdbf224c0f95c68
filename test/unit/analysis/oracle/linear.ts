import { dot, Fraction, inverse } from './fraction';

/** Below these a float counts as zero, as an entry and as a violation: the numbers of these problems are small fractions. */
const SMALL = 1e-9;
const VIOLATED = 1e-11;

/** What a linear program comes to in floats, the rows that are tight there (`t >= 0` is row -1) and the unknowns that they fix. */
export interface Vertex {
  readonly value: number;
  readonly tight: readonly number[];
  readonly columns: readonly number[];
}

/**
 * The least t >= 0 with row[0] + row[1]·t + row[2]·x1 + … >= 0 for every row, x free; undefined when there is none.
 * In floats: each free unknown is exchanged for a slack, and then the dual simplex method with Bland's rule starts
 * from t = 0, which is optimal until a row is violated.
 */
export function leastVertex(rows: readonly (readonly number[])[], unknowns: number): Vertex | undefined {
  let table = rows.map((row, label) => {
    const entries = [...row];
    while (entries.length <= unknowns) entries.push(0);
    return { label, entries };
  });
  const columns = Array.from({ length: unknowns + 1 }, () => -1);
  const cost = columns.map((_, i) => (i === 1 ? 1 : 0));
  const exchange = (row: { label: number; entries: number[] }, column: number): void => {
    table = table.filter((other) => other !== row);
    for (const entries of [...table.map((r) => r.entries), cost]) {
      const factor = entries[column]! / row.entries[column]!;
      if (factor === 0) continue;
      for (let i = 0; i <= unknowns; i++) entries[i]! -= factor * row.entries[i]!;
      entries[column] = factor;
    }
    columns[column] = row.label;
  };
  const idle: number[] = [];
  for (let column = 2; column <= unknowns; column++) {
    const size = (r: { entries: number[] }): number => Math.abs(r.entries[column]!);
    const row = table.reduce<(typeof table)[number] | undefined>(
      (a, b) => (size(b) > (a ? size(a) : SMALL) ? b : a),
      undefined,
    );
    if (row) exchange(row, column);
    else idle.push(column);
  }
  for (;;) {
    const row = table.find((r) => r.entries[0]! < -VIOLATED); // labels stay sorted
    if (!row) break;
    let best = -1;
    let ratio = Infinity;
    for (let i = 1; i <= unknowns; i++) {
      if (row.entries[i]! <= SMALL || idle.includes(i)) continue;
      const own = cost[i]! / row.entries[i]!;
      if (own < ratio - SMALL || (own < ratio + SMALL && columns[i]! < columns[best]!)) {
        ratio = Math.min(ratio, own);
        best = i;
      }
    }
    if (best < 0) return undefined;
    const left = columns[best]!;
    const entries = row.entries.map((v, i) =>
      i === best ? 1 / row.entries[best]! : -v / row.entries[best]!,
    );
    exchange(row, best);
    table.push({ label: left, entries });
    table.sort((a, b) => a.label - b.label);
  }
  const fixed = columns.map((_, i) => i).filter((i) => i > 0 && !idle.includes(i));
  return { value: cost[0]!, tight: fixed.map((i) => columns[i]!), columns: fixed };
}

/**
 * The exact value of a vertex that floats have found, with a proof: its point meets every row, and t is there a combination
 * of tight rows with weights that are not negative. Throws where floats went wrong.
 */
export function provenValue(rows: readonly (readonly Fraction[])[], { tight, columns }: Vertex): Fraction {
  const entry = (row: number, column: number): Fraction =>
    row < 0 ? (column === 1 ? Fraction.one : Fraction.zero) : (rows[row]![column] ?? Fraction.zero);
  const inverted = inverse(tight.map((row) => columns.map((column) => entry(row, column))));
  const right = tight.map((row) => entry(row, 0).negate());
  const weights = inverted?.[columns.indexOf(1)];
  if (!inverted || !weights || weights.some((w) => w.sign() < 0)) throw new Error('not the least vertex');
  const point: Fraction[] = [Fraction.one];
  for (const [i, column] of columns.entries()) point[column] = dot(inverted[i]!, right);
  const whole = Array.from(point, (value) => value ?? Fraction.zero);
  if (whole[1]!.sign() < 0 || rows.some((row) => dot(row, whole).sign() < 0)) throw new Error('not feasible');
  return whole[1]!;
}
