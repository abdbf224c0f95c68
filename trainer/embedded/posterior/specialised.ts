// Units that have specialised: of whose pre-activation more than half of the variance is a function of the target's directions.
import type { Factor } from '../../posterior-schema';
import type { Engine, Made } from '../engine';
import { fresh } from '../../cost';
import type { Observe } from './observables';
import { hermite, positionsOf } from './target';

/**
 * Polynomials of the target's directions at a row of a value with so many positions: He_1 to He_degree of each factor, and the
 * product of all where they are several; at the value's own position, or at all positions where the value has others.
 */
function polynomials(engine: Engine, target: readonly Factor[], positions: number): Float64Array[] {
  const all = positionsOf(engine, target);
  const besides = all === 1 || all === positions ? 1 : all;
  const z = ({ input, coordinate }: Factor, sample: number, t: number): number => {
    const { data, dim, positions: there } = engine.inputs.find(({ to }) => to === input)!;
    return data[(sample * there + (there === 1 ? 0 : t)) * dim + coordinate]!;
  };
  const terms: ((sample: number, t: number) => number)[] = target.flatMap((factor) =>
    Array.from(
      { length: factor.degree },
      (_, k) => (p: number, t: number) => hermite(k + 1, z(factor, p, t)),
    ),
  );
  if (target.length > 1)
    terms.push((p, t) => target.reduce((product, f) => product * hermite(f.degree, z(f, p, t)), 1));
  return terms.flatMap((term) =>
    Array.from({ length: besides }, (_, position) =>
      Float64Array.from({ length: fresh.rows * positions }, (_, row) =>
        term(Math.floor(row / positions), besides === 1 ? row % positions : position),
      ),
    ),
  );
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

/** An orthonormal basis of what the columns span with the constant, the constant first (Gram-Schmidt, twice). */
function orthonormal(columns: Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of [columns[0]!.map(() => 1), ...columns]) {
    const size = Math.sqrt(dot(column, column));
    for (let time = 0; time < 2; time++)
      for (const other of basis) {
        const along = dot(other, column);
        column.forEach((_, i) => (column[i]! -= along * other[i]!));
      }
    const rest = Math.sqrt(dot(column, column));
    if (rest > 1e-9 * size) basis.push(column.map((v) => v / rest));
  }
  return basis;
}

/** Counts the units of the value `of` (the mean over its passes, where it is in a repeat). */
export function specialised(engine: Engine, target: readonly Factor[], of: string): Observe {
  const passes = engine.made.filter(({ name }) => name === of);
  const { width, positions } = passes[0] as Made;
  const basis = orthonormal(polynomials(engine, target, positions));
  return () => {
    /** Of each pass and unit: its square, and what of it is along each function of the basis. */
    const square = passes.map(() => new Float64Array(width));
    const along = passes.map(() => basis.map(() => new Float64Array(width)));
    engine.forward(0, fresh.rows, (first, count) =>
      passes.forEach((made, pass) => {
        const h = engine.read(made, first, count);
        for (let row = 0; row < count * positions; row++) {
          for (let i = 0; i < width; i++) square[pass]![i]! += h[row * width + i]! ** 2;
          basis.forEach((values, k) => {
            const [by, sum] = [values[first * positions + row]!, along[pass]![k]!];
            for (let i = 0; i < width; i++) sum[i]! += by * h[row * width + i]!;
          });
        }
      }),
    );
    let count = 0;
    passes.forEach((_, pass) => {
      for (let i = 0; i < width; i++) {
        const [constant, ...explained] = along[pass]!.map((sum) => sum[i]! ** 2);
        const variance = square[pass]![i]! - constant!;
        if (explained.reduce((a, b) => a + b, 0) > variance / 2) count++;
      }
    });
    return count / passes.length;
  };
}
