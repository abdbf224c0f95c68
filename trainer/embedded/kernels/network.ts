// AssemblyScript. Three loops carry the whole trainer; all arrays are float32, row-major, and padded with zeros:
// rows of a product to a multiple of 4, columns to a multiple of 8 (a 4 x 8 block of the result stays in registers).
// Zero padding is exact: a padded sample has input and target 0, a padded neuron weight and read-out 0, and erf(0) = 0.

/** c (m x n) = op(a) b, or c += op(a) b when `add`, with b (k x n) and op(a)[i,l] at a + i*rowStride + l*stepStride (in elements). */
export function multiply(
  a: usize,
  rowStride: usize,
  stepStride: usize,
  b: usize,
  c: usize,
  m: usize,
  k: usize,
  n: usize,
  add: bool,
): void {
  const rowBytes = rowStride << 2;
  const stepBytes = stepStride << 2;
  const nBytes = n << 2;
  for (let i: usize = 0; i < m; i += 4) {
    const a0 = a + i * rowBytes;
    for (let jBytes: usize = 0; jBytes < nBytes; jBytes += 32) {
      const c0 = c + i * nBytes + jBytes;
      const c1 = c0 + nBytes;
      const c2 = c1 + nBytes;
      const c3 = c2 + nBytes;
      let c00 = f32x4.splat(0),
        c01 = c00,
        c10 = c00,
        c11 = c00,
        c20 = c00,
        c21 = c00,
        c30 = c00,
        c31 = c00;
      if (add) {
        c00 = v128.load(c0);
        c01 = v128.load(c0, 16);
        c10 = v128.load(c1);
        c11 = v128.load(c1, 16);
        c20 = v128.load(c2);
        c21 = v128.load(c2, 16);
        c30 = v128.load(c3);
        c31 = v128.load(c3, 16);
      }
      let pa = a0;
      let pb = b + jBytes;
      for (let l: usize = 0; l < k; l++) {
        const b0 = v128.load(pb);
        const b1 = v128.load(pb, 16);
        let s = v128.load32_splat(pa);
        c00 = f32x4.add(c00, f32x4.mul(s, b0));
        c01 = f32x4.add(c01, f32x4.mul(s, b1));
        s = v128.load32_splat(pa + rowBytes);
        c10 = f32x4.add(c10, f32x4.mul(s, b0));
        c11 = f32x4.add(c11, f32x4.mul(s, b1));
        s = v128.load32_splat(pa + 2 * rowBytes);
        c20 = f32x4.add(c20, f32x4.mul(s, b0));
        c21 = f32x4.add(c21, f32x4.mul(s, b1));
        s = v128.load32_splat(pa + 3 * rowBytes);
        c30 = f32x4.add(c30, f32x4.mul(s, b0));
        c31 = f32x4.add(c31, f32x4.mul(s, b1));
        pa += stepBytes;
        pb += nBytes;
      }
      v128.store(c0, c00);
      v128.store(c0, c01, 16);
      v128.store(c1, c10);
      v128.store(c1, c11, 16);
      v128.store(c2, c20);
      v128.store(c2, c21, 16);
      v128.store(c3, c30);
      v128.store(c3, c31, 16);
    }
  }
}

/**
 * exp(-q) for q >= 0, relative error below 3e-7: 2^(integer) times the degree-6 Taylor polynomial on
 * [-ln 2/2, ln 2/2], summed in pairs. Adding 1.5 2^23 rounds to an integer and leaves it in the low bits.
 */
function expMinus(q: v128): v128 {
  const x = f32x4.mul(f32x4.pmin(q, f32x4.splat(86)), f32x4.splat(-1.4426950408889634));
  const shifted = f32x4.add(x, f32x4.splat(12582912));
  const whole = f32x4.sub(shifted, f32x4.splat(12582912));
  const t = f32x4.mul(f32x4.sub(x, whole), f32x4.splat(0.6931471805599453));
  const t2 = f32x4.mul(t, t);
  const low = f32x4.add(f32x4.splat(1), t);
  const middle = f32x4.add(f32x4.splat(0.5), f32x4.mul(t, f32x4.splat(1.0 / 6.0)));
  const high = f32x4.add(
    f32x4.add(f32x4.splat(1.0 / 24.0), f32x4.mul(t, f32x4.splat(1.0 / 120.0))),
    f32x4.mul(t2, f32x4.splat(1.0 / 720.0)),
  );
  const p = f32x4.add(low, f32x4.mul(t2, f32x4.add(middle, f32x4.mul(t2, high))));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** erf by Abramowitz & Stegun 7.1.26 (absolute error below 5e-7), its Gaussian factor e = exp(-h^2) given. */
function erfGiven(h: v128, e: v128): v128 {
  const size = f32x4.abs(h);
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.mul(size, f32x4.splat(0.3275911)), f32x4.splat(1)));
  const t2 = f32x4.mul(t, t);
  const low = f32x4.add(f32x4.splat(0.254829592), f32x4.mul(t, f32x4.splat(-0.284496736)));
  const middle = f32x4.add(f32x4.splat(1.421413741), f32x4.mul(t, f32x4.splat(-1.453152027)));
  const high = f32x4.add(middle, f32x4.mul(t2, f32x4.splat(1.061405429)));
  const p = f32x4.mul(t, f32x4.add(low, f32x4.mul(t2, high)));
  const positive = f32x4.sub(f32x4.splat(1), f32x4.mul(p, e));
  return v128.bitselect(positive, h, i32x4.splat(0x7fffffff));
}

/** phi = act(h), slope = act'(h) over `count` numbers (a multiple of 4); act is the identity when `linear`. */
export function activate(h: usize, phi: usize, slope: usize, count: usize, linear: bool): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < count << 2; at += 16) {
    const x = v128.load(h + at);
    if (linear) {
      v128.store(phi + at, x);
      v128.store(slope + at, one);
    } else {
      const e = expMinus(f32x4.mul(x, x));
      v128.store(phi + at, erfGiven(x, e));
      v128.store(slope + at, f32x4.mul(e, f32x4.splat(1.1283791670955126)));
    }
  }
}

/**
 * Read-out and its backward pass, four rows at a time: residual[p] = sum_n a_n phi[p,n] - y[p] (0 from `rows` on),
 * slope[p,n] *= residual[p] a_n, gradient[n] += sum_p residual[p] phi[p,n]. n a multiple of 4.
 */
export function readOut(
  phi: usize,
  slope: usize,
  a: usize,
  y: usize,
  residual: usize,
  gradient: usize,
  rows: usize,
  n: usize,
): void {
  const row = n << 2;
  for (let p: usize = 0; p < rows; p += 4) {
    let s0 = f32x4.splat(0),
      s1 = s0,
      s2 = s0,
      s3 = s0;
    for (let at: usize = 0; at < row; at += 16) {
      const weight = v128.load(a + at);
      const from = phi + at;
      s0 = f32x4.add(s0, f32x4.mul(weight, v128.load(from)));
      s1 = f32x4.add(s1, f32x4.mul(weight, v128.load(from + row)));
      s2 = f32x4.add(s2, f32x4.mul(weight, v128.load(from + 2 * row)));
      s3 = f32x4.add(s3, f32x4.mul(weight, v128.load(from + 3 * row)));
    }
    // The four horizontal sums at once, by transposing halves.
    const u = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
    const v = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
    const sums = f32x4.add(v128.shuffle<f32>(u, v, 0, 1, 4, 5), v128.shuffle<f32>(u, v, 2, 3, 6, 7));
    const present = i32x4.gt_s(i32x4.splat(<i32>(rows - p)), i32x4(0, 1, 2, 3));
    const r = v128.and(f32x4.sub(sums, v128.load(y + (p << 2))), present);
    v128.store(residual + (p << 2), r);
    const r0 = f32x4.splat(f32x4.extract_lane(r, 0));
    const r1 = f32x4.splat(f32x4.extract_lane(r, 1));
    const r2 = f32x4.splat(f32x4.extract_lane(r, 2));
    const r3 = f32x4.splat(f32x4.extract_lane(r, 3));
    for (let at: usize = 0; at < row; at += 16) {
      const weight = v128.load(a + at);
      const from = phi + at;
      const to = slope + at;
      let g = f32x4.add(v128.load(gradient + at), f32x4.mul(r0, v128.load(from)));
      g = f32x4.add(g, f32x4.mul(r1, v128.load(from + row)));
      g = f32x4.add(g, f32x4.mul(r2, v128.load(from + 2 * row)));
      v128.store(gradient + at, f32x4.add(g, f32x4.mul(r3, v128.load(from + 3 * row))));
      v128.store(to, f32x4.mul(v128.load(to), f32x4.mul(r0, weight)));
      v128.store(to + row, f32x4.mul(v128.load(to + row), f32x4.mul(r1, weight)));
      v128.store(to + 2 * row, f32x4.mul(v128.load(to + 2 * row), f32x4.mul(r2, weight)));
      v128.store(to + 3 * row, f32x4.mul(v128.load(to + 3 * row), f32x4.mul(r3, weight)));
    }
    phi += 4 * row;
    slope += 4 * row;
  }
}

/** to[i] *= by[i] over `count` numbers (a multiple of 4). */
export function scale(to: usize, by: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16)
    v128.store(to + at, f32x4.mul(v128.load(to + at), v128.load(by + at)));
}
