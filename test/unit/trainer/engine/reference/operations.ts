// The steps of a network, forward and backward. Each weighted one is linear in its weights given its input; so the part
// that a change of the weights has in the output's change is the same map, applied to that change.
import type { Activation } from '../../../../../trainer/network-schema';
import { functions } from './activation';
import { addScaled, dot, type Tape, type Value } from './values';
import type { Weights } from './weights';

/** What a weighted step did: its output, and what weights `of` give in place of its own (without what was there before). */
export interface Weighted {
  readonly output: Value;
  readonly part: (of: Float64Array) => Float64Array;
}

const rowsOf = ({ data, width }: Value): number => data.length / width;

export function dense(tape: Tape, x: Value, weights: Weights): Weighted {
  const { rows: outputs, columns: inputs, multiplier } = weights;
  const rows = rowsOf(x);
  const part = (of: Float64Array): Float64Array => {
    const y = new Float64Array(rows * outputs);
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < rows; r++)
        y[r * outputs + o] = multiplier * dot(of, o * inputs, x.data, r * inputs, inputs);
    return y;
  };
  const shape = { width: outputs, positions: x.positions };
  const output = tape.put(shape, part(weights.data), (gradient) => {
    for (let o = 0; o < outputs; o++)
      for (let r = 0; r < rows; r++) {
        const delta = multiplier * gradient[r * outputs + o]!;
        if (delta === 0) continue;
        addScaled(weights.gradient, o * inputs, delta, x.data, r * inputs, inputs);
        addScaled(x.gradient, r * inputs, delta, weights.backward, o * inputs, inputs);
      }
  });
  return { output, part };
}

export function bias(tape: Tape, x: Value, weights: Weights): Weighted {
  const part = (of: Float64Array): Float64Array =>
    Float64Array.from(x.data, (_, i) => weights.multiplier * of[i % x.width]!);
  const data = part(weights.data).map((b, i) => x.data[i]! + b);
  const output = tape.put(x, data, (gradient) =>
    gradient.forEach((g, i) => {
      x.gradient[i]! += g;
      weights.gradient[i % x.width]! += weights.multiplier * g;
    }),
  );
  return { output, part };
}

/** Root-mean-square normalisation of each row (Zhang & Sennrich 2019), with gains; a row of zeros stays one. */
export function normalize(tape: Tape, x: Value, weights: Weights): Weighted {
  const { width } = x;
  const { multiplier } = weights;
  const rows = rowsOf(x);
  const inverse = Array.from({ length: rows }, (_, r) => {
    const square = dot(x.data, r * width, x.data, r * width, width) / width;
    return square > 0 ? 1 / Math.sqrt(square) : 0;
  });
  const unit = x.data.map((v, i) => v * inverse[Math.floor(i / width)]!);
  const part = (of: Float64Array): Float64Array => unit.map((v, i) => multiplier * of[i % width]! * v);
  const output = tape.put(x, part(weights.data), (gradient) => {
    const toUnit = gradient.map((g, i) => multiplier * g * weights.data[i % width]!);
    for (let i = 0; i < gradient.length; i++)
      weights.gradient[i % width]! += multiplier * gradient[i]! * unit[i]!;
    for (let r = 0; r < rows; r++) {
      // d unit / dx = (1 - unit unit'/width) / rms
      const along = dot(toUnit, r * width, unit, r * width, width) / width;
      addScaled(x.gradient, r * width, inverse[r]!, toUnit, r * width, width);
      addScaled(x.gradient, r * width, -inverse[r]! * along, unit, r * width, width);
    }
  });
  return { output, part };
}

export function activate(tape: Tape, x: Value, name: Activation): Value {
  const { value, slope } = functions[name];
  return tape.put(x, x.data.map(value), (gradient) =>
    gradient.forEach((g, i) => (x.gradient[i]! += g * slope(x.data[i]!))),
  );
}

export function sum(tape: Tape, terms: readonly { value: Value; factor: number }[]): Value {
  const first = terms[0]!.value;
  const data = new Float64Array(first.data.length);
  for (const { value, factor } of terms) addScaled(data, 0, factor, value.data, 0, data.length);
  return tape.put(first, data, (gradient) => {
    for (const { value, factor } of terms) addScaled(value.gradient, 0, factor, gradient, 0, data.length);
  });
}

/** A sample's positions lie one after the other already: so many of them make one. */
export const flatten = (tape: Tape, x: Value, size = x.positions): Value =>
  tape.put({ width: x.width * size, positions: x.positions / size }, x.data.slice(), (gradient) =>
    addScaled(x.gradient, 0, 1, gradient, 0, gradient.length),
  );

export function mean(tape: Tape, x: Value): Value {
  const { width, positions } = x;
  const data = new Float64Array(tape.samples * width);
  const each = (visit: (entry: number, row: number) => void): void => {
    for (let row = 0; row < tape.samples * positions; row++)
      visit(Math.floor(row / positions) * width, row * width);
  };
  each((entry, row) => addScaled(data, entry, 1 / positions, x.data, row, width));
  return tape.put({ width, positions: 1 }, data, (gradient) =>
    each((entry, row) => addScaled(x.gradient, row, 1 / positions, gradient, entry, width)),
  );
}
