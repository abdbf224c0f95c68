// Functions of a matrix's singular values. Gradients of a small batch have small rank, so they are first reduced to
// their row space (Gram-Schmidt with pivoting) and then decomposed by one-sided Jacobi rotations (Hestenes 1958), which
// find small singular values to full relative precision.
import { addScaled, dot } from './arrays';

/** Rows (of a rows x columns matrix) below this share of the largest are rounding errors. */
const negligible = 1e-12;

/** matrix = coefficients * basis, with orthonormal rows of the basis; the coefficients column by column. */
function reduce(matrix: Float64Array, rows: number, columns: number) {
  const rest = matrix.slice();
  const square = (r: number): number => dot(rest, r * columns, rest, r * columns, columns);
  const coefficients: Float64Array[] = [];
  const basis: Float64Array[] = [];
  let least = -1;
  while (basis.length < Math.min(rows, columns)) {
    let best = 0;
    for (let r = 1; r < rows; r++) if (square(r) > square(best)) best = r;
    const norm = Math.sqrt(square(best));
    if (least < 0) least = negligible * norm;
    if (norm <= least) break;
    const direction = rest.slice(best * columns, (best + 1) * columns).map((v) => v / norm);
    // Twice: once leaves errors of the order of the largest rows in the smallest ones.
    for (const b of basis) addScaled(direction, 0, -dot(direction, 0, b, 0, columns), b, 0, columns);
    const unit = Math.sqrt(dot(direction, 0, direction, 0, columns));
    direction.forEach((v, i) => (direction[i] = v / unit));
    const column = new Float64Array(rows);
    for (let r = 0; r < rows; r++) {
      column[r] = dot(rest, r * columns, direction, 0, columns);
      addScaled(rest, r * columns, -column[r]!, direction, 0, columns);
    }
    basis.push(direction);
    coefficients.push(column);
  }
  return { coefficients, basis };
}

/** Rotates pairs of columns until all are orthogonal, and the rows of `basis` against them, so that the product stays. */
function rotate(columns: Float64Array[], basis: Float64Array[]): void {
  const turn = (a: Float64Array, b: Float64Array, c: number, s: number): void => {
    for (let i = 0; i < a.length; i++) [a[i], b[i]] = [c * a[i]! - s * b[i]!, s * a[i]! + c * b[i]!];
  };
  const inner = (a: Float64Array, b: Float64Array): number => dot(a, 0, b, 0, a.length);
  for (let sweep = 0, largest = 1; sweep < 60 && largest > 1e-15; sweep++) {
    largest = 0;
    for (let i = 0; i < columns.length; i++)
      for (let j = i + 1; j < columns.length; j++) {
        const [a, b] = [columns[i]!, columns[j]!];
        const [aa, bb, ab] = [inner(a, a), inner(b, b), inner(a, b)];
        if (ab === 0) continue;
        largest = Math.max(largest, Math.abs(ab) / Math.sqrt(aa * bb));
        const zeta = (bb - aa) / (2 * ab);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        turn(a, b, c, c * t);
        turn(basis[i]!, basis[j]!, c, c * t);
      }
  }
}

/** sum_k f(s_k) u_k v_k' for matrix = sum_k s_k u_k v_k', over the singular values that are not rounding errors. */
export function ofSingularValues(
  matrix: Float64Array,
  rows: number,
  columns: number,
  f: (s: number) => number,
): Float64Array {
  const { coefficients, basis } = reduce(matrix, rows, columns);
  rotate(coefficients, basis);
  const result = new Float64Array(matrix.length);
  coefficients.forEach((column, k) => {
    const s = Math.sqrt(dot(column, 0, column, 0, rows));
    if (s === 0) return;
    for (let r = 0; r < rows; r++)
      addScaled(result, r * columns, (column[r]! / s) * f(s), basis[k]!, 0, columns);
  });
  return result;
}
