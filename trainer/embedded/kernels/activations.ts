// Activation functions with their derivatives, a vector at once, to a few units in the last place of either precision.

const size: usize = sizeof<Real>();

/** In the sequence in which network-schema.ts lists them. */
export const enum Kind {
  linear,
  tanh,
  erf,
  relu,
  gelu,
  quadratic,
}

function f(x: f32): v128 {
  return f32x4.splat(x);
}

function muladd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * exp(-q) for q >= 0, relative error below 3e-7: 2^(integer) times the degree-6 Taylor polynomial on
 * [-ln 2/2, ln 2/2], summed in pairs. Adding 1.5 2^23 rounds to an integer and leaves it in the low bits.
 */
function expMinusSingle(q: v128): v128 {
  const x = f32x4.mul(f32x4.pmin(q, f(86)), f(-1.4426950408889634));
  const shifted = f32x4.add(x, f(12582912));
  const whole = f32x4.sub(shifted, f(12582912));
  const t = f32x4.mul(f32x4.sub(x, whole), f(0.6931471805599453));
  const t2 = f32x4.mul(t, t);
  const low = f32x4.add(f(1), t);
  const middle = muladd(t, f(1.0 / 6.0), f(0.5));
  const high = muladd(t2, f(1.0 / 720.0), muladd(t, f(1.0 / 120.0), f(1.0 / 24.0)));
  const p = muladd(t2, muladd(t2, high, middle), low);
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

export function expMinus(q: v128): v128 {
  return sizeof<Real>() == 4
    ? expMinusSingle(q)
    : f64x2(Math.exp(-f64x2.extract_lane(q, 0)), Math.exp(-f64x2.extract_lane(q, 1)));
}

/** x times a polynomial of x^2 where |x| < 1/2, else `beyond` with the sign of x. */
function oddNear0(x: v128, polynomial: v128, beyond: v128): v128 {
  const far = v128.bitselect(beyond, x, i32x4.splat(0x7fffffff));
  return v128.bitselect(f32x4.mul(x, polynomial), far, f32x4.lt(f32x4.abs(x), f(0.5)));
}

/** erf, with e = exp(-h^2) given: its series near 0, beyond Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7). */
function erfGiven(h: v128, e: v128): v128 {
  const t = f32x4.div(f(1), muladd(f32x4.abs(h), f(0.3275911), f(1)));
  const t2 = f32x4.mul(t, t);
  const low = muladd(t, f(-0.284496736), f(0.254829592));
  const middle = muladd(t, f(-1.453152027), f(1.421413741));
  const high = muladd(t2, f(1.061405429), middle);
  const far = f32x4.sub(f(1), f32x4.mul(f32x4.mul(t, muladd(t2, high, low)), e));
  // 2/sqrt(pi) (-1)^n / (n! (2n + 1))
  const z = f32x4.mul(h, h);
  let near = muladd(z, f(-0.0008548327023450851), f(0.005223977625442187));
  near = muladd(z, near, f(-0.026866170645131252));
  near = muladd(z, near, f(0.11283791670955126));
  near = muladd(z, near, f(-0.37612638903183754));
  near = muladd(z, near, f(1.1283791670955126));
  return oddNear0(h, near, far);
}

/** tanh, with e = exp(-2|h|) given: its series near 0. */
function tanhGiven(h: v128, e: v128): v128 {
  const far = f32x4.div(f32x4.sub(f(1), e), f32x4.add(f(1), e));
  const z = f32x4.mul(h, h);
  let near = muladd(z, f(-929569.0 / 638512875.0), f(21844.0 / 6081075.0));
  near = muladd(z, near, f(-1382.0 / 155925.0));
  near = muladd(z, near, f(62.0 / 2835.0));
  near = muladd(z, near, f(-17.0 / 315.0));
  near = muladd(z, near, f(2.0 / 15.0));
  near = muladd(z, near, f(-1.0 / 3.0));
  near = muladd(z, near, f(1));
  return oddNear0(h, near, far);
}

// Loops over whole vectors, one for each function: as one loop that chooses inside they take a fourth longer. The slope is
// written first, so that the value may take its place.

function linear(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    v128.store(slope + at, v128.splat<Real>(1));
    v128.store(phi + at, x);
  }
}

/** What is no number stays so. */
function relu(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const none = v128.le<Real>(x, v128.splat<Real>(0));
    v128.store(slope + at, v128.andnot(v128.splat<Real>(1), none));
    v128.store(phi + at, v128.andnot(x, none));
  }
}

function quadratic(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    v128.store(slope + at, v128.add<Real>(x, x));
    v128.store(phi + at, v128.sub<Real>(v128.mul<Real>(x, x), v128.splat<Real>(1)));
  }
}

function tanhSingle(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const e = expMinusSingle(f32x4.mul(f(2), f32x4.abs(x)));
    const sum = f32x4.add(f(1), e);
    v128.store(slope + at, f32x4.div(f32x4.mul(f(4), e), f32x4.mul(sum, sum)));
    v128.store(phi + at, tanhGiven(x, e));
  }
}

function erfSingle(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const e = expMinusSingle(f32x4.mul(x, x));
    v128.store(slope + at, f32x4.mul(e, f(1.1283791670955126)));
    v128.store(phi + at, erfGiven(x, e));
  }
}

function geluSingle(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const z = f32x4.mul(x, f(0.7071067811865476));
    const e = expMinusSingle(f32x4.mul(z, z));
    const below = muladd(f(0.5), erfGiven(z, e), f(0.5));
    v128.store(slope + at, muladd(f32x4.mul(x, f(0.3989422804014327)), e, below));
    v128.store(phi + at, f32x4.mul(x, below));
  }
}

/** erf and its derivative at multiples of 1/64 up to 6, from which both are continued by their series. */
const points: usize = 6 * 64 + 1;
const table = memory.data(6160);

function erfTable(): void {
  for (let k: usize = 0; k < points; k++) {
    const x: f64 = (k as f64) / 64;
    // Abramowitz & Stegun 7.1.6: positive terms only.
    let term: f64 = x;
    let sum: f64 = x;
    for (let n: f64 = 1; term > 1e-18 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    const slope: f64 = 1.1283791670955126 * Math.exp(-x * x);
    store<f64>(table + 16 * k, slope * sum);
    store<f64>(table + 16 * k, slope, 8);
  }
}
if (sizeof<Real>() == 8) erfTable();

/** What `erf` leaves beside its result: the derivative. */
let erfSlope: v128 = f64x2.splat(0);

/** A further term of exp(-(x0 + by)^2)/exp(-x0^2) as a series in by: (-2 x0 by, -2 by^2) . (the last two terms) / n. */
function next(u: v128, term: v128, v: v128, before: v128, n: f64): v128 {
  return f64x2.mul(f64x2.splat(1 / n), f64x2.add(f64x2.mul(u, term), f64x2.mul(v, before)));
}

function erf(x: v128): v128 {
  const size = f64x2.pmin(f64x2.abs(x), f64x2.splat(6));
  const nearest = f64x2.nearest(f64x2.mul(size, f64x2.splat(64)));
  const x0 = f64x2.mul(nearest, f64x2.splat(1.0 / 64));
  const by = f64x2.sub(size, x0);
  // A NaN reads the first point, and stays one by its distance from there.
  const k = i32x4.trunc_sat_f64x2_u_zero(nearest);
  const first = v128.load(table + 16 * (i32x4.extract_lane(k, 0) as usize));
  const second = v128.load(table + 16 * (i32x4.extract_lane(k, 1) as usize));
  const value = v128.shuffle<f64>(first, second, 0, 2);
  const slope = v128.shuffle<f64>(first, second, 1, 3);
  const u = f64x2.mul(f64x2.splat(-2), f64x2.mul(x0, by));
  const v = f64x2.mul(f64x2.splat(-2), f64x2.mul(by, by));
  const a0 = f64x2.splat(1);
  const a1 = u;
  const a2 = next(u, a1, v, a0, 2);
  const a3 = next(u, a2, v, a1, 3);
  const a4 = next(u, a3, v, a2, 4);
  const a5 = next(u, a4, v, a3, 5);
  const a6 = next(u, a5, v, a4, 6);
  const a7 = next(u, a6, v, a5, 7);
  const a8 = next(u, a7, v, a6, 8);
  const a9 = next(u, a8, v, a7, 9);
  // From the smallest terms up.
  let sum = f64x2.add(f64x2.add(a9, a8), f64x2.add(a7, a6));
  sum = f64x2.add(f64x2.add(sum, f64x2.add(a5, a4)), f64x2.add(a3, a2));
  sum = f64x2.add(f64x2.add(sum, a1), a0);
  let integral = f64x2.mul(a9, f64x2.splat(1.0 / 10));
  integral = f64x2.add(integral, f64x2.mul(a8, f64x2.splat(1.0 / 9)));
  integral = f64x2.add(integral, f64x2.mul(a7, f64x2.splat(1.0 / 8)));
  integral = f64x2.add(integral, f64x2.mul(a6, f64x2.splat(1.0 / 7)));
  integral = f64x2.add(integral, f64x2.mul(a5, f64x2.splat(1.0 / 6)));
  integral = f64x2.add(integral, f64x2.mul(a4, f64x2.splat(1.0 / 5)));
  integral = f64x2.add(integral, f64x2.mul(a3, f64x2.splat(1.0 / 4)));
  integral = f64x2.add(integral, f64x2.mul(a2, f64x2.splat(1.0 / 3)));
  integral = f64x2.add(integral, f64x2.mul(a1, f64x2.splat(1.0 / 2)));
  integral = f64x2.mul(by, f64x2.add(integral, a0));
  erfSlope = v128.andnot(f64x2.mul(slope, sum), f64x2.ge(f64x2.abs(x), f64x2.splat(6)));
  const positive = f64x2.add(value, f64x2.mul(slope, integral));
  return v128.bitselect(positive, x, i64x2.splat(0x7fffffffffffffff));
}

function tanhDouble(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const e = expMinus(f64x2.mul(f64x2.splat(2), f64x2.abs(x)));
    const sum = f64x2.add(f64x2.splat(1), e);
    v128.store(slope + at, f64x2.div(f64x2.mul(f64x2.splat(4), e), f64x2.mul(sum, sum)));
    v128.store(phi + at, f64x2(Math.tanh(f64x2.extract_lane(x, 0)), Math.tanh(f64x2.extract_lane(x, 1))));
  }
}

function erfDouble(h: usize, phi: usize, slope: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = erf(v128.load(h + at));
    v128.store(slope + at, erfSlope);
    v128.store(phi + at, value);
  }
}

function geluDouble(h: usize, phi: usize, slope: usize, bytes: usize): void {
  const half = f64x2.splat(0.5);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(h + at);
    const below = f64x2.add(half, f64x2.mul(half, erf(f64x2.mul(x, f64x2.splat(0.7071067811865476)))));
    // The density is the derivative of erf(x/sqrt 2)/2 by x.
    const density = f64x2.mul(erfSlope, f64x2.splat(0.3535533905932738));
    v128.store(slope + at, f64x2.add(below, f64x2.mul(x, density)));
    v128.store(phi + at, f64x2.mul(x, below));
  }
}

function vectors(kind: Kind, h: usize, phi: usize, slope: usize, bytes: usize): void {
  const single = sizeof<Real>() == 4;
  if (kind == Kind.linear) linear(h, phi, slope, bytes);
  else if (kind == Kind.relu) relu(h, phi, slope, bytes);
  else if (kind == Kind.quadratic) quadratic(h, phi, slope, bytes);
  else if (kind == Kind.tanh)
    if (single) tanhSingle(h, phi, slope, bytes);
    else tanhDouble(h, phi, slope, bytes);
  else if (kind == Kind.erf)
    if (single) erfSingle(h, phi, slope, bytes);
    else erfDouble(h, phi, slope, bytes);
  else if (single) geluSingle(h, phi, slope, bytes);
  else geluDouble(h, phi, slope, bytes);
}

/** What is left of a range beyond its last whole vector, and what becomes of it. */
const rest = memory.data(32);

/** phi = act(h) and slope = act'(h) over n numbers; where the slope is not wanted, it may be written where phi will be. */
export function activate(kind: Kind, h: usize, phi: usize, slope: usize, n: usize): void {
  const whole = (n * size) & ~15;
  const left = n * size - whole;
  vectors(kind, h, phi, slope, whole);
  if (left == 0) return;
  memory.copy(rest, h + whole, left);
  vectors(kind, rest, rest, rest + 16, 16);
  memory.copy(slope + whole, rest + 16, left);
  memory.copy(phi + whole, rest, left);
}

/** to = slope * d over n numbers, or to += that when `add`; `to` may be the slope's own place. */
export function activateBack(slope: usize, d: usize, to: usize, n: usize, add: bool): void {
  const bytes = n * size;
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const here = v128.mul<Real>(v128.load(slope + at), v128.load(d + at));
    v128.store(to + at, add ? v128.add<Real>(v128.load(to + at), here) : here);
  }
  for (; at < bytes; at += size) {
    const here = load<Real>(slope + at) * load<Real>(d + at);
    store<Real>(to + at, add ? load<Real>(to + at) + here : here);
  }
}
