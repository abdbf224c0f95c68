// AssemblyScript. Three loops carry the whole trainer; all arrays are float32, row-major, and padded with zeros:
// rows of a product to a multiple of 4, columns to a multiple of 8 (a 4 x 8 block of the result stays in registers).
// Zero padding is exact: a padded sample has input and target 0, a padded neuron weight and read-out 0, and erf(0) = 0.

/** c (m x n) = op(a) b, with b (k x n) and op(a)[i,l] at a + i*rowStride + l*stepStride (in elements). */
export function multiply(
  a: usize,
  rowStride: usize,
  stepStride: usize,
  b: usize,
  c: usize,
  m: usize,
  k: usize,
  n: usize,
): void {
  const rowBytes = rowStride << 2;
  const stepBytes = stepStride << 2;
  const nBytes = n << 2;
  for (let i: usize = 0; i < m; i += 4) {
    const a0 = a + i * rowBytes;
    for (let jBytes: usize = 0; jBytes < nBytes; jBytes += 32) {
      let c00 = f32x4.splat(0),
        c01 = c00,
        c10 = c00,
        c11 = c00,
        c20 = c00,
        c21 = c00,
        c30 = c00,
        c31 = c00;
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
      let pc = c + i * nBytes + jBytes;
      v128.store(pc, c00);
      v128.store(pc, c01, 16);
      pc += nBytes;
      v128.store(pc, c10);
      v128.store(pc, c11, 16);
      pc += nBytes;
      v128.store(pc, c20);
      v128.store(pc, c21, 16);
      pc += nBytes;
      v128.store(pc, c30);
      v128.store(pc, c31, 16);
    }
  }
}

/** exp(-q) for q >= 0: 2^(integer) times a degree-6 polynomial on [-1/2, 1/2]; relative error below 2e-7. */
function expMinus(q: v128): v128 {
  const x = f32x4.mul(f32x4.min(q, f32x4.splat(86)), f32x4.splat(-1.4426950408889634));
  const whole = f32x4.nearest(x);
  const t = f32x4.mul(f32x4.sub(x, whole), f32x4.splat(0.6931471805599453));
  let p = f32x4.splat(1.0 / 720.0);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.0 / 120.0));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.0 / 24.0));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.0 / 6.0));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}

/** erf by Abramowitz & Stegun 7.1.26 (absolute error below 2e-7), its Gaussian factor e = exp(-h^2) given. */
function erfGiven(h: v128, e: v128): v128 {
  const size = f32x4.abs(h);
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.mul(size, f32x4.splat(0.3275911)), f32x4.splat(1)));
  let p = f32x4.splat(1.061405429);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const positive = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.mul(p, t), e));
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
 * Read-out and its backward pass, row by row: residual[p] = sum_n a_n phi[p,n] - y[p],
 * slope[p,n] *= residual[p] a_n, gradient[n] = sum_p residual[p] phi[p,n]. n a multiple of 4.
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
  const nBytes = n << 2;
  memory.fill(gradient, 0, nBytes);
  for (let p: usize = 0; p < rows; p++) {
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < nBytes; at += 16)
      sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(phi + at)));
    const r =
      f32x4.extract_lane(sum, 0) +
      f32x4.extract_lane(sum, 1) +
      (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)) -
      load<f32>(y + (p << 2));
    store<f32>(residual + (p << 2), r);
    const r4 = f32x4.splat(r);
    for (let at: usize = 0; at < nBytes; at += 16) {
      v128.store(gradient + at, f32x4.add(v128.load(gradient + at), f32x4.mul(r4, v128.load(phi + at))));
      v128.store(slope + at, f32x4.mul(v128.load(slope + at), f32x4.mul(r4, v128.load(a + at))));
    }
    phi += nBytes;
    slope += nBytes;
  }
}

/** to[i] *= by[i] over `count` numbers (a multiple of 4). */
export function scale(to: usize, by: usize, count: usize): void {
  for (let at: usize = 0; at < count << 2; at += 16)
    v128.store(to + at, f32x4.mul(v128.load(to + at), v128.load(by + at)));
}
