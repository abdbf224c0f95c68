import { Form, Rational, type Point } from '../../../orders';
import type { ScaleStatement } from '../../../syntax/tree';
import type { Analysis } from '../../facts';
import { numberOf } from '../../numeric';

/** Scales of finite size, in floating point. */
export interface Sizes {
  /** Every scale by its name. */
  readonly values: ReadonlyMap<string, number>;
  /** The first scale; `unit` is its natural logarithm. */
  readonly base: string;
  readonly unit: number;
  /** Logarithms of the coordinates in that unit, as rationals within 1e-12. */
  readonly logs: Point;
  /** The same with what is of order one, such as `kappa`, at zero: where exponents are asked for. */
  readonly exponents: Point;
  /** The first scale and those that the text leaves free. */
  readonly free: readonly string[];
}

/**
 * The sizes that these ones and the text fix, with values of free exponents of no scale; a sentence where the text does not
 * allow them or they leave one open.
 */
export function sizesOf(
  analysis: Analysis,
  given: ReadonlyMap<string, number>,
  powers: ReadonlyMap<string, Rational> = new Map(),
): Sizes | string {
  const { chart, region, scales } = analysis;
  const unit = Math.log(given.get(chart.base) ?? NaN);
  if (!(unit > 0)) return `${chart.base} must be more than 1`;
  const logOf = (size: number): Rational => rationalNear(Math.log(size) / unit);
  for (const [name, size] of given) {
    if (!scales.has(name)) return `there is no scale ${name}`;
    if (!(size > 0)) return `${name} must be positive`;
  }
  const coordinates = [...scales.keys()].filter((name) => scales.get(name)?.equals(Form.variable(name)));
  const constants = coordinates.filter((name) => region.implies({ form: Form.variable(name), sense: '=' }));
  const free = coordinates.filter((name) => !constants.includes(name));

  const known = free.flatMap((name) => {
    const size = given.get(name);
    return size === undefined ? [] : [[name, logOf(size)] as const];
  });
  const exponents = analysis.pointAt(new Map([...known, ...powers]));
  if (typeof exponents === 'string') {
    const missing = free.filter((name) => !given.has(name));
    return missing.length > 0 ? `there must be a size of ${missing.join(' and of ')} too` : exponents;
  }
  const logs = new Map(exponents);
  for (const name of constants) {
    const size = given.get(name) ?? declaredSize(analysis, name);
    if (size !== undefined) logs.set(name, logOf(size));
  }
  const values = new Map<string, number>();
  for (const [name, form] of scales) {
    const size = Number(Math.exp(form.evaluate(logs).toNumber() * unit).toPrecision(10));
    const wanted = given.get(name) ?? size;
    if (Math.abs(Math.log(wanted / size)) > 1e-6) return `the text makes ${name} ${size.toPrecision(4)}`;
    values.set(name, wanted);
  }
  return { values, base: chart.base, unit, logs, exponents, free: [chart.base, ...free] };
}

/** The number that a scale of order one is declared as, `kappa = 1/20`. */
function declaredSize({ symbols }: Analysis, name: string): number | undefined {
  const symbol = symbols.find((s) => s.kind === 'scale' && s.name === name);
  const value = (symbol?.statement as ScaleStatement | undefined)?.value;
  return value && numberOf(value, new Map());
}

/** The first convergent of the continued fraction that is near enough: 7/6 again, after rounding. */
export function rationalNear(x: number, tolerance = 1e-12): Rational {
  const whole = Math.floor(x);
  let [p, q, pBefore, qBefore] = [whole, 1, 1, 0];
  let rest = x - whole;
  while (Math.abs(x - p / q) > tolerance * Math.max(1, Math.abs(x))) {
    const next = 1 / rest;
    const digit = Math.floor(next);
    [p, pBefore] = [digit * p + pBefore, p];
    [q, qBefore] = [digit * q + qBefore, q];
    rest = next - digit;
  }
  return Rational.of(p, q);
}
