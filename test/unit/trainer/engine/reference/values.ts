// What flows through a network, with its derivative: define-by-run differentiation in reverse (Wengert's list).
import type { Shape } from '../../../../../trainer/network-schema';

/** One row of `width` entries for each sample and each of its positions, and dLoss/d of each entry. */
export interface Value extends Shape {
  readonly data: Float64Array;
  readonly gradient: Float64Array;
}

/** The backward passes of what was done, in sequence. */
export class Tape {
  private readonly done: (() => void)[] = [];

  constructor(readonly samples: number) {}

  /**
   * The result of an operation, `data`, of the sizes of `like`; `backward` reads its gradient and adds to those of what it was
   * made from.
   */
  put(like: Shape, data: Float64Array, backward: (gradient: Float64Array) => void): Value {
    const value = this.leaf(like, data);
    this.done.push(() => backward(value.gradient));
    return value;
  }

  /** A value that was made from nothing. */
  leaf({ width, positions }: Shape, data: Float64Array): Value {
    return { width, positions, data, gradient: new Float64Array(data.length) };
  }

  /** Takes the gradients that are there back to the beginning. */
  backward(): void {
    while (this.done.length > 0) this.done.pop()!();
  }
}

/** Four sums at once, because each addition waits for the one before it. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, n: number): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < n; k += 4) {
    s += a[i + k]! * b[j + k]!;
    t += a[i + k + 1]! * b[j + k + 1]!;
    u += a[i + k + 2]! * b[j + k + 2]!;
    v += a[i + k + 3]! * b[j + k + 3]!;
  }
  for (; k < n; k++) s += a[i + k]! * b[j + k]!;
  return s + t + u + v;
}

/** to[i + k] += factor * from[j + k] for k < n. */
export function addScaled(
  ...[to, i, factor, from, j, n]: [Float64Array, number, number, Float64Array, number, number]
): void {
  for (let k = 0; k < n; k++) to[i + k]! += factor * from[j + k]!;
}

/** The mean square of all entries of all arrays, square-rooted. */
export function rootMeanSquare(arrays: readonly Float64Array[]): number {
  let [sum, count] = [0, 0];
  for (const array of arrays) {
    sum += dot(array, 0, array, 0, array.length);
    count += array.length;
  }
  return Math.sqrt(sum / count);
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = a.slice();
  addScaled(result, 0, -1, b, 0, b.length);
  return result;
}
