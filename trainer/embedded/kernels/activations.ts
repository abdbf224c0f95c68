// Activation functions with their derivatives: four numbers at once in single precision, to a few units in the last place;
// one after the other in double precision, to the last but one.

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

// @ts-ignore: decorators are AssemblyScript's
@inline
function f(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function muladd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * exp(-q) for q >= 0, relative error below 3e-7: 2^(integer) times the degree-6 Taylor polynomial on
 * [-ln 2/2, ln 2/2], summed in pairs. Adding 1.5 2^23 rounds to an integer and leaves it in the low bits.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
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
// @ts-ignore: decorators are AssemblyScript's
@inline
function oddNear0(x: v128, polynomial: v128, beyond: v128): v128 {
  const far = v128.bitselect(beyond, x, i32x4.splat(0x7fffffff));
  return v128.bitselect(f32x4.mul(x, polynomial), far, f32x4.lt(f32x4.abs(x), f(0.5)));
}

/** erf, with e = exp(-h^2) given: its series near 0, beyond Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7). */
// @ts-ignore: decorators are AssemblyScript's
@inline
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
// @ts-ignore: decorators are AssemblyScript's
@inline
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

/** One vector; the slope is written first, so that the value may take its place. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function four(kind: Kind, h: usize, phi: usize, slope: usize): void {
  const x = v128.load(h);
  let value = x;
  let by = f(1);
  switch (kind) {
    case Kind.tanh: {
      const e = expMinusSingle(f32x4.mul(f(2), f32x4.abs(x)));
      value = tanhGiven(x, e);
      const sum = f32x4.add(f(1), e);
      by = f32x4.div(f32x4.mul(f(4), e), f32x4.mul(sum, sum));
      break;
    }
    case Kind.erf: {
      const e = expMinusSingle(f32x4.mul(x, x));
      value = erfGiven(x, e);
      by = f32x4.mul(e, f(1.1283791670955126));
      break;
    }
    case Kind.relu: {
      const there = f32x4.gt(x, f(0));
      value = v128.and(x, there);
      by = v128.and(by, there);
      break;
    }
    case Kind.gelu: {
      const z = f32x4.mul(x, f(0.7071067811865476));
      const e = expMinusSingle(f32x4.mul(z, z));
      const below = muladd(f(0.5), erfGiven(z, e), f(0.5));
      value = f32x4.mul(x, below);
      by = muladd(f32x4.mul(x, f(0.3989422804014327)), e, below);
      break;
    }
    case Kind.quadratic: {
      value = f32x4.sub(f32x4.mul(x, x), f(1));
      by = f32x4.add(x, x);
      break;
    }
  }
  v128.store(slope, by);
  v128.store(phi, value);
}

/** erf and its derivative at multiples of 1/64 up to 6, from which both are continued by their series. */
const points: usize = 6 * 64 + 1;
const table = memory.data(6160);
let erfHere: f64 = 0;
let erfSlope: f64 = 0;

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

/** Leaves erf(x) and its derivative in `erfHere` and `erfSlope`. */
function erfDouble(x: f64): void {
  const size = Math.abs(x);
  if (!(size < 6)) {
    erfHere = x == x ? Math.sign(x) : x;
    erfSlope = 1.1283791670955126 * Math.exp(-x * x);
    return;
  }
  const k = (size * 64 + 0.5) as usize;
  const x0: f64 = (k as f64) / 64;
  const by = size - x0;
  // exp(-(x0 + by)^2) = exp(-x0^2) sum_n a_n by^n, with (n + 1) a_(n+1) = -2 (x0 a_n + a_(n-1)).
  let before: f64 = 0;
  let a: f64 = 1;
  let power: f64 = 1;
  let slope: f64 = 0;
  let value: f64 = 0;
  for (let n: f64 = 1; n <= 12; n++) {
    slope += a * power;
    power *= by;
    const inverse: f64 = 1 / n;
    value += a * power * inverse;
    const next: f64 = -2 * (x0 * a + before) * inverse;
    before = a;
    a = next;
  }
  const g = load<f64>(table + 16 * k, 8);
  erfHere = copysign<f64>(load<f64>(table + 16 * k) + g * value, x);
  erfSlope = g * slope;
}

function one(kind: Kind, h: usize, phi: usize, slope: usize): void {
  const x = load<f64>(h);
  let value = x;
  let by: f64 = 1;
  switch (kind) {
    case Kind.tanh: {
      value = Math.tanh(x);
      const e = Math.exp(-2 * Math.abs(x));
      by = (4 * e) / ((1 + e) * (1 + e));
      break;
    }
    case Kind.erf: {
      erfDouble(x);
      value = erfHere;
      by = erfSlope;
      break;
    }
    case Kind.relu: {
      value = x > 0 ? x : 0;
      by = x > 0 ? 1 : 0;
      break;
    }
    case Kind.gelu: {
      erfDouble(x * 0.7071067811865476);
      const below = (1 + erfHere) / 2;
      value = x * below;
      // The density is the derivative of erf(x/sqrt 2)/2 by x.
      by = below + x * erfSlope * 0.3535533905932738;
      break;
    }
    case Kind.quadratic: {
      value = x * x - 1;
      by = 2 * x;
      break;
    }
  }
  store<f64>(slope, by);
  store<f64>(phi, value);
}

/** What is left of a range beyond its last whole vector, and what becomes of it. */
const rest = memory.data(32);

/** phi = act(h) and slope = act'(h) over n numbers; where the slope is not wanted, it may be written where phi will be. */
export function activate(kind: Kind, h: usize, phi: usize, slope: usize, n: usize): void {
  const bytes = n * size;
  if (sizeof<Real>() == 8) {
    for (let at: usize = 0; at < bytes; at += 8) one(kind, h + at, phi + at, slope + at);
    return;
  }
  const whole = bytes & ~15;
  for (let at: usize = 0; at < whole; at += 16) four(kind, h + at, phi + at, slope + at);
  if (whole < bytes) {
    memory.copy(rest, h + whole, bytes - whole);
    four(kind, rest, rest, rest + 16);
    memory.copy(slope + whole, rest + 16, bytes - whole);
    memory.copy(phi + whole, rest, bytes - whole);
  }
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
