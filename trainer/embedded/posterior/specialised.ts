// Units that have specialised: of whose pre-activation more than half of the variance is a function of the target's directions.
// Some have it by chance: a unit with Gaussian weights on d inputs of which the target reads k has a share of Beta(k/2, (d-k)/2),
// above 1/2 for 3.3 % of units at d = 8 and 0.15 % at d = 16, for k = 1. As N units have chance hits in proportion to N, whatever was learnt,
// they would hide a count that grows more slowly.
import type { Factor } from '../../posterior-schema';
import type { Engine, Made } from '../engine';
import { chanceDraws, fresh } from '../../cost';
import { Noise } from '../noise';
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

/** Of each pass of the value `of`, how many of its units have more than half of their variance explained. */
export function explained(engine: Engine, target: readonly Factor[], of: string): () => number[] {
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
    return passes.map((_, pass) => {
      let count = 0;
      for (let i = 0; i < width; i++) {
        const [constant, ...parts] = along[pass]!.map((sum) => sum[i]! ** 2);
        const variance = square[pass]![i]! - constant!;
        if (parts.reduce((a, b) => a + b, 0) > variance / 2) count++;
      }
      return count;
    });
  };
}

/**
 * Counts the units of the value `of` that have specialised (the mean over its passes, where it is in a repeat). Of N units S
 * have, and of the others chance counts a share p, so that S + (N - S) p are counted: S = (counted - N p) / (1 - p), which is
 * below zero where there are fewer than chance would have. p is the share among networks that are drawn from the prior.
 */
export function specialised(
  engine: Engine,
  target: readonly Factor[],
  of: string,
  name: readonly [size: string, seed: number],
): () => number {
  const count = explained(engine, target, of);
  const { width } = engine.made.find((made) => made.name === of) as Made;
  const chance = byChance(engine, count, name).map((hits) => hits / width);
  return () => {
    const found = count().map((hits, pass) => {
      const p = chance[pass]!;
      // Where the target reads all inputs, every unit is a function of them.
      return p < 1 ? (hits - width * p) / (1 - p) : 0;
    });
    return found.reduce((a, b) => a + b, 0) / found.length;
  };
}

/** The mean count of each pass over networks from the prior; leaves the engine's weights as they are. */
export function byChance(
  engine: Engine,
  count: () => number[],
  name: readonly [size: string, seed: number],
): number[] {
  const kept = engine.weights.map(({ data }) => data.slice());
  const noise = engine.weights.map(({ key }) => new Noise('chance', key, ...name));
  const counts = Array.from({ length: chanceDraws }, (_, draw) => {
    engine.weights.forEach(({ length, deviation, data }, w) => {
      // Begins at an even number, which is quicker to draw.
      const first = draw * (length + (length % 2));
      for (let i = 0; i < length; i++) data[i] = deviation * noise[w]!.gaussian(first + i);
    });
    return count();
  });
  engine.weights.forEach(({ data }, w) => data.set(kept[w]!));
  return counts[0]!.map((_, pass) => counts.reduce((sum, hits) => sum + hits[pass]!, 0) / chanceDraws);
}
