// Arithmetic of whole arrays, in double precision.

export type Floats = Float32Array | Float64Array;

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
export function rootMeanSquare(arrays: readonly Floats[]): number {
  let [sum, count] = [0, 0];
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) sum += array[i]! * array[i]!;
    count += array.length;
  }
  return Math.sqrt(sum / count);
}

export function difference(a: Floats, b: Floats): Float64Array {
  const result = Float64Array.from(a);
  for (let i = 0; i < result.length; i++) result[i]! -= b[i]!;
  return result;
}
