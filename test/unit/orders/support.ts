import fc from 'fast-check';
import { Form, Rational, Region, type Constraint, type Point, type Sense } from '../../../server/src/orders';

/** `form('a + 2*b - 1/2')`: an affine form as one writes it. */
export function form(text: string): Form {
  const terms = text.replace(/\s+/g, '').match(/[+-]?[^+-]+/g) ?? [];
  return terms.reduce((sum, term) => {
    const [, sign = '', number, name] = /^([+-]?)([\d/]+)?\*?([A-Za-z]\w*)?$/.exec(term)!;
    const factor = Rational.parse(`${sign}${number ?? '1'}`);
    return sum.plus(name === undefined ? Form.constant(factor) : Form.variable(name, factor));
  }, Form.zero);
}

/** `condition('a >= b', 'label')` with >=, >, <=, < or =. */
export function condition(text: string, label?: string): Constraint {
  const [, left, sign, right] = /^(.*?)(>=|<=|>|<|=)(.*)$/.exec(text)!;
  const gap = form(left!).minus(form(right!));
  const turned = sign!.startsWith('<');
  const sense = (turned ? sign!.replace('<', '>') : sign!) as Sense;
  const constraint = { form: turned ? gap.negate() : gap, sense };
  return label === undefined ? constraint : { ...constraint, label };
}

export function region(...texts: string[]): Region {
  return new Region(texts.map((text) => condition(text, text)));
}

export function point(values: Readonly<Record<string, string>>): Point {
  return new Map(Object.entries(values).map(([name, value]) => [name, Rational.parse(value)]));
}

/** Small numbers, so that random hyperplanes meet random points and each other often. */
export const smallRational = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(1, 1, 1, 2, 3))
  .map(([n, d]) => Rational.of(n, d));

const upTo = (most: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 1n, max: most });

/** Numerators and denominators from 1 to 10^40, alone and together, among numbers that fit into doubles. */
export const anyRational = fc
  .tuple(
    fc.oneof(fc.constant(0n), upTo(9n), upTo(10n ** 17n), upTo(10n ** 40n)),
    fc.oneof(fc.constant(1n), upTo(9n), upTo(10n ** 17n), upTo(10n ** 40n)),
    fc.boolean(),
  )
  .map(([n, d, negative]) => Rational.of(negative ? -n : n, d));

export function anyForm(
  variables: readonly string[],
  coefficient: fc.Arbitrary<Rational> = smallRational,
): fc.Arbitrary<Form> {
  return fc
    .array(coefficient, { minLength: variables.length + 1, maxLength: variables.length + 1 })
    .map((q) =>
      variables.reduce(
        (sum, name, i) => sum.plus(Form.variable(name, q[i]!)),
        Form.constant(q[variables.length]!),
      ),
    );
}

export function anyConstraint(
  variables: readonly string[],
  coefficient: fc.Arbitrary<Rational> = smallRational,
): fc.Arbitrary<Constraint> {
  return fc
    .tuple(
      anyForm(variables, coefficient),
      fc.constantFrom<Sense>('>=', '>=', '>=', '>', '>', '='),
      fc.nat(999),
    )
    .map(([f, sense, n]) => ({ form: f, sense, label: `c${n}` }));
}

export function anyRegion(variables: readonly string[], most: number): fc.Arbitrary<Region> {
  return fc.array(anyConstraint(variables), { maxLength: most }).map((list) => new Region(list));
}

/** All points with coordinates from a fixed list. */
export function grid(variables: readonly string[], coordinates: readonly string[]): Point[] {
  return variables.reduce<Point[]>(
    (points, name) =>
      points.flatMap((p) => coordinates.map((q) => new Map([...p, [name, Rational.parse(q)]]))),
    [new Map()],
  );
}

export const COARSE = ['-2', '-1', '-1/2', '0', '1/3', '1', '3/2', '2', '3'];

/** A fraction for the oracles, which must not rest on the arithmetic under test. */
export type Fraction = readonly [bigint, bigint];

const subtract = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
const multiply = (a: Fraction, b: Fraction): Fraction => [a[0] * b[0], a[1] * b[1]];
const divide = (a: Fraction, b: Fraction): Fraction =>
  b[0] < 0n ? [-a[0] * b[1], -a[1] * b[0]] : [a[0] * b[1], a[1] * b[0]];
export const less = (a: Fraction, b: Fraction): boolean => a[0] * b[1] < b[0] * a[1];
export const fraction = (q: Rational): Fraction => [q.numerator, q.denominator];

/**
 * The least value of the objective on a bounded polyhedron, by trying every vertex: every choice of as many
 * constraints as variables, solved as equations. Undefined when no vertex is feasible. Strict counts as not strict.
 */
export function leastVertexValue(
  objective: Form,
  constraints: readonly Constraint[],
  variables: readonly string[],
): Fraction | undefined {
  const row = (f: Form): Fraction[] => [...variables.map((v) => f.coefficient(v)), f.constant].map(fraction);
  const rows = constraints.map((c) => row(c.form));
  const goal = row(objective);
  const value = (r: readonly Fraction[], x: readonly Fraction[]): Fraction =>
    x.reduce<Fraction>((sum, xi, i) => subtract(sum, multiply(multiply(r[i]!, xi), [-1n, 1n])), r[x.length]!);
  let best: Fraction | undefined;
  for (const choice of subsets(rows.length, variables.length)) {
    const x = solve(choice.map((i) => rows[i]!));
    if (!x) continue;
    const feasible = rows.every((r, i) => {
      const [n] = value(r, x);
      return constraints[i]!.sense === '=' ? n === 0n : n >= 0n;
    });
    if (!feasible) continue;
    const reached = value(goal, x);
    if (!best || less(reached, best)) best = reached;
  }
  return best;
}

function* subsets(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i <= count - size; i++)
      for (const rest of subsets(count, size - 1, i + 1)) yield [i, ...rest];
}

/** Gauss and Jordan on rows (coefficients, constant) that are to be zero; undefined when singular. */
function solve(equations: readonly (readonly Fraction[])[]): Fraction[] | undefined {
  const m = equations.map((r) => [...r]);
  const n = m.length;
  for (let k = 0; k < n; k++) {
    const p = m.findIndex((r, i) => i >= k && r[k]![0] !== 0n);
    if (p < 0) return undefined;
    [m[k], m[p]] = [m[p]!, m[k]!];
    const pivot = m[k]![k]!;
    m[k] = m[k]!.map((q) => divide(q, pivot));
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = m[i]![k]!;
      m[i] = m[i]!.map((q, j) => subtract(q, multiply(factor, m[k]![j]!)));
    }
  }
  return m.map((r) => multiply(r[n]!, [-1n, 1n]));
}
