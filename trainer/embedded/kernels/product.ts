// AssemblyScript, compiled once with `Real` = f32 and once with f64. Matrices are row-major without padding; what a product
// reads again and again is packed into panels first: `wide` columns (two vectors) beside each other, zeros beyond the end.
// A block of 4 rows by `wide` columns of the result stays in registers.

const size: usize = sizeof<Real>();
/** Columns of a panel: 8 in single precision, 4 in double. */
const wide: usize = 32 / sizeof<Real>();
/** Steps whose part of a panel stays in the first cache. */
const depth: usize = 512;
/** A block of the result that reaches beyond the last column. */
const edge = memory.data(128);

/** Panels of factor * b (k x n), with b[l, j] at b + l*stepStride + j*columnStride (strides in numbers). */
export function pack(
  b: usize,
  stepStride: usize,
  columnStride: usize,
  k: usize,
  n: usize,
  factor: Real,
  to: usize,
): void {
  const by = v128.splat<Real>(factor);
  const stepBytes = stepStride * size;
  const columnBytes = columnStride * size;
  for (let j: usize = 0; j < n; j += wide) {
    const columns = min(wide, n - j);
    const end = to + k * 32;
    let from = b + j * columnBytes;
    if (columns == wide && columnStride == 1) {
      for (; to < end; to += 32) {
        v128.store(to, v128.mul<Real>(by, v128.load(from)));
        v128.store(to, v128.mul<Real>(by, v128.load(from, 16)), 16);
        from += stepBytes;
      }
      continue;
    }
    if (columns < wide) memory.fill(to, 0, k * 32);
    for (let c: usize = 0; c < columns; c++) {
      let at = from + c * columnBytes;
      for (let there = to + c * size; there < end; there += 32) {
        store<Real>(there, factor * load<Real>(at));
        at += stepBytes;
      }
    }
    to = end;
  }
}

function splat(at: usize): v128 {
  return sizeof<Real>() == 4 ? v128.load32_splat(at) : v128.load64_splat(at);
}

function axpy(to: v128, a: v128, b: v128): v128 {
  return v128.add<Real>(to, v128.mul<Real>(a, b));
}

/** Writes a block's row, of which only `bytes` are there. */
function writeRow(to: usize, first: v128, second: v128, bytes: usize, add: bool): void {
  if (bytes >= 32) {
    if (add) {
      first = v128.add<Real>(first, v128.load(to));
      second = v128.add<Real>(second, v128.load(to, 16));
    }
    v128.store(to, first);
    v128.store(to, second, 16);
    return;
  }
  v128.store(edge, first);
  v128.store(edge, second, 16);
  for (let at: usize = 0; at < bytes; at += size)
    store<Real>(to + at, load<Real>(edge + at) + (add ? load<Real>(to + at) : 0));
}

/**
 * c (m x n, rows `cStride` apart) = a b, or c += a b when `add`: a[i, l] at a + i*rowStride + l*stepStride, b (k x n) in panels.
 */
export function product(
  a: usize,
  rowStride: usize,
  stepStride: usize,
  panels: usize,
  c: usize,
  cStride: usize,
  m: usize,
  k: usize,
  n: usize,
  add: bool,
): void {
  const rowBytes = rowStride * size;
  const stepBytes = stepStride * size;
  const cBytes = cStride * size;
  const nBytes = n * size;
  for (let first: usize = 0; first < k; first += depth) {
    const steps = min(depth, k - first);
    for (let jBytes: usize = 0; jBytes < nBytes; jBytes += 32) {
      const panel = panels + k * jBytes + first * 32;
      const bytes = nBytes - jBytes;
      for (let i: usize = 0; i < m; i += 4) {
        // Rows beyond the last are the last one again, and not written.
        const last = m - 1 - i;
        let p0 = a + i * rowBytes + first * stepBytes;
        const r1 = min<usize>(1, last) * rowBytes;
        const r2 = min<usize>(2, last) * rowBytes;
        const r3 = min<usize>(3, last) * rowBytes;
        let c00 = v128.splat<Real>(0),
          c01 = c00,
          c10 = c00,
          c11 = c00,
          c20 = c00,
          c21 = c00,
          c30 = c00,
          c31 = c00;
        const end = panel + steps * 32;
        for (let b = panel; b < end; b += 32) {
          const b0 = v128.load(b);
          const b1 = v128.load(b, 16);
          let s = splat(p0);
          c00 = axpy(c00, s, b0);
          c01 = axpy(c01, s, b1);
          s = splat(p0 + r1);
          c10 = axpy(c10, s, b0);
          c11 = axpy(c11, s, b1);
          s = splat(p0 + r2);
          c20 = axpy(c20, s, b0);
          c21 = axpy(c21, s, b1);
          s = splat(p0 + r3);
          c30 = axpy(c30, s, b0);
          c31 = axpy(c31, s, b1);
          p0 += stepBytes;
        }
        let to = c + i * cBytes + jBytes;
        writeRow(to, c00, c01, bytes, add || first > 0);
        if (last < 1) continue;
        writeRow((to += cBytes), c10, c11, bytes, add || first > 0);
        if (last < 2) continue;
        writeRow((to += cBytes), c20, c21, bytes, add || first > 0);
        if (last < 3) continue;
        writeRow((to += cBytes), c30, c31, bytes, add || first > 0);
      }
    }
  }
}

/** The sum of a vector's lanes. */
export function lanes(v: v128): Real {
  return sizeof<Real>() == 4
    ? ((f32x4.extract_lane(v, 0) +
        f32x4.extract_lane(v, 1) +
        f32x4.extract_lane(v, 2) +
        f32x4.extract_lane(v, 3)) as Real)
    : ((f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)) as Real);
}

/** sum_i a[i] b[i] over n numbers. */
export function dot(a: usize, b: usize, n: usize): Real {
  const bytes = n * size;
  const whole = bytes & ~31;
  let s = v128.splat<Real>(0),
    t = s;
  let at: usize = 0;
  for (; at < whole; at += 32) {
    s = axpy(s, v128.load(a + at), v128.load(b + at));
    t = axpy(t, v128.load(a + at, 16), v128.load(b + at, 16));
  }
  let sum = lanes(v128.add<Real>(s, t));
  for (; at < bytes; at += size) sum += load<Real>(a + at) * load<Real>(b + at);
  return sum;
}

/** to[i] += factor * from[i] over n numbers. */
export function addScaled(to: usize, from: usize, factor: Real, n: usize): void {
  const bytes = n * size;
  const whole = bytes & ~15;
  const by = v128.splat<Real>(factor);
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(to + at, axpy(v128.load(to + at), by, v128.load(from + at)));
  for (; at < bytes; at += size) store<Real>(to + at, load<Real>(to + at) + factor * load<Real>(from + at));
}

/** to[i] = factor * from[i] over n numbers. */
export function setScaled(to: usize, from: usize, factor: Real, n: usize): void {
  const bytes = n * size;
  const whole = bytes & ~15;
  const by = v128.splat<Real>(factor);
  let at: usize = 0;
  for (; at < whole; at += 16) v128.store(to + at, v128.mul<Real>(by, v128.load(from + at)));
  for (; at < bytes; at += size) store<Real>(to + at, factor * load<Real>(from + at));
}

/** y[r] = factor * x[r, :] . w: a product with one column. */
export function rowDots(x: usize, w: usize, y: usize, rows: usize, k: usize, factor: Real): void {
  const row = k * size;
  const whole = row & ~15;
  let r: usize = 0;
  // Four rows at once, because each addition waits for the one before it.
  for (; r + 4 <= rows; r += 4) {
    let s0 = v128.splat<Real>(0),
      s1 = s0,
      s2 = s0,
      s3 = s0;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const weight = v128.load(w + at);
      const from = x + at;
      s0 = axpy(s0, weight, v128.load(from));
      s1 = axpy(s1, weight, v128.load(from + row));
      s2 = axpy(s2, weight, v128.load(from + 2 * row));
      s3 = axpy(s3, weight, v128.load(from + 3 * row));
    }
    let t0 = lanes(s0),
      t1 = lanes(s1),
      t2 = lanes(s2),
      t3 = lanes(s3);
    for (; at < row; at += size) {
      const weight = load<Real>(w + at);
      const from = x + at;
      t0 += weight * load<Real>(from);
      t1 += weight * load<Real>(from + row);
      t2 += weight * load<Real>(from + 2 * row);
      t3 += weight * load<Real>(from + 3 * row);
    }
    const to = y + r * size;
    store<Real>(to, factor * t0);
    store<Real>(to + size, factor * t1);
    store<Real>(to + 2 * size, factor * t2);
    store<Real>(to + 3 * size, factor * t3);
    x += 4 * row;
  }
  for (; r < rows; r++) {
    store<Real>(y + r * size, factor * dot(x, w, k));
    x += row;
  }
}

/** g[:] += factor * sum_r d[r] x[r, :]: a product with one row. */
export function weightedRows(d: usize, x: usize, g: usize, rows: usize, k: usize, factor: Real): void {
  const row = k * size;
  const whole = row & ~15;
  let r: usize = 0;
  for (; r + 4 <= rows; r += 4) {
    const d0 = factor * load<Real>(d + r * size);
    const d1 = factor * load<Real>(d + (r + 1) * size);
    const d2 = factor * load<Real>(d + (r + 2) * size);
    const d3 = factor * load<Real>(d + (r + 3) * size);
    const v0 = v128.splat<Real>(d0);
    const v1 = v128.splat<Real>(d1);
    const v2 = v128.splat<Real>(d2);
    const v3 = v128.splat<Real>(d3);
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const from = x + at;
      const low = axpy(v128.mul<Real>(v0, v128.load(from)), v1, v128.load(from + row));
      const high = axpy(v128.mul<Real>(v2, v128.load(from + 2 * row)), v3, v128.load(from + 3 * row));
      v128.store(g + at, v128.add<Real>(v128.load(g + at), v128.add<Real>(low, high)));
    }
    for (; at < row; at += size) {
      const from = x + at;
      const low = d0 * load<Real>(from) + d1 * load<Real>(from + row);
      const high = d2 * load<Real>(from + 2 * row) + d3 * load<Real>(from + 3 * row);
      store<Real>(g + at, load<Real>(g + at) + (low + high));
    }
    x += 4 * row;
  }
  for (; r < rows; r++) {
    addScaled(g, x, factor * load<Real>(d + r * size), k);
    x += row;
  }
}

/** y[r, :] = factor * d[r] w, or y[r, :] += that when `add`: a product with one step. */
export function outer(d: usize, w: usize, y: usize, rows: usize, n: usize, factor: Real, add: bool): void {
  for (let r: usize = 0; r < rows; r++) {
    const by = factor * load<Real>(d + r * size);
    if (add) addScaled(y + r * n * size, w, by, n);
    else setScaled(y + r * n * size, w, by, n);
  }
}
