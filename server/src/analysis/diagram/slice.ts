import { Form, Rational, type Point, type Region } from '../../orders';
import type { Analysis } from '../facts';
import type { Products } from '../products';
import { pointAt, X, Y, type Vertex } from './polygon';

/** Coordinates as forms over those that are still open. */
type Solution = ReadonlyMap<string, Form>;

/** A plane (or line) through the space of exponents: one or two axes vary, everything else has a value. */
export interface Slice {
  /** Every coordinate of the text as a form over the plane's variables, but products that are not linear there. */
  readonly coordinates: Solution;
  /** The axes as forms over the coordinates. */
  readonly axes: readonly Form[];
  readonly products: Products;
  /** What has a value, in sequence; `given` where the user chose it. */
  readonly fixed: readonly Fixed[];
}

/** A point of the plane in the coordinates of the text. */
export const lifted = (vertex: Vertex, { coordinates, products }: Slice): Point =>
  products.complete(new Map([...coordinates].map(([name, form]) => [name, form.evaluate(pointAt(vertex))])));

export interface Fixed {
  readonly name: string;
  readonly value: Rational;
  readonly given: boolean;
}

/** What can be an axis: the free exponents and the scales of a text that can have more than one value. */
export function possibleAxes({ exponents, scales, region }: Analysis): Map<string, Form> {
  return new Map([...exponents, ...scales].filter(([, form]) => !region.modulo(form).isConstant()));
}

/** Those possible axes, exponents first, that neither the values given nor the ones before fix: one for each dimension. */
export function freeAxes(analysis: Analysis, at: ReadonlyMap<string, Rational>): string[] {
  let solution = given(analysis, at);
  if (typeof solution === 'string') return [];
  const free: string[] = [];
  for (const [name, form] of possibleAxes(analysis)) {
    if (form.substitute(solution).isConstant()) continue;
    free.push(name);
    solution = solve([form], solution) ?? solution;
  }
  return free;
}

/** What to prefer for values that nobody gave: those of a point, or else simple ones off these boundaries. */
export interface Preference {
  readonly near: Point | undefined;
  readonly boundaries: () => readonly Form[];
}

/**
 * The slice along one or two axes. What they and the values given leave open gets a value that the text allows. A sentence when
 * there is no such slice.
 */
export function sliceOf(
  analysis: Analysis,
  axes: readonly string[],
  at: ReadonlyMap<string, Rational>,
  preference: Preference,
): Slice | string {
  const solution = given(analysis, at);
  if (typeof solution === 'string') return solution;
  const possible = possibleAxes(analysis);
  for (const [i, name] of axes.entries()) {
    const form = possible.get(name);
    if (!form) return notAnAxis(analysis, name);
    if (axes.indexOf(name) !== i) return `the axes must differ, and ${name} is named twice`;
    if (form.substitute(solution).isConstant()) return `the values given fix ${name}: it cannot be an axis`;
  }
  const forms = axes.map((name) => possible.get(name)!);
  const along = forms.map((form, i) => form.minus(Form.variable(i === 0 ? X : Y)));
  const plane = solve(along, solution);
  if (!plane) return `${axes.join(' and ')} depend on each other: they cannot both be axes`;
  return { axes: forms, products: analysis.products, ...completed(analysis, plane, at, preference) };
}

function notAnAxis(analysis: Analysis, name: string): string {
  const known = analysis.exponents.has(name) || analysis.scales.has(name);
  const list = freeAxes(analysis, new Map()).join(', ');
  const why = known ? `${name} has one order only` : `there is no free exponent or scale ${name}`;
  return list === '' ? `${why}, and the text leaves none open` : `${why}; the free ones are ${list}`;
}

/** What the text's equalities and the values given say of the coordinates; a sentence when they allow no point. */
function given(analysis: Analysis, at: ReadonlyMap<string, Rational>): Solution | string {
  const known = new Map([...analysis.exponents, ...analysis.scales]);
  const equations: Form[] = [];
  for (const [name, value] of at) {
    const form = known.get(name);
    if (!form) return `there is no free exponent or scale ${name}`;
    equations.push(form.minus(Form.constant(value)));
  }
  const region = within(analysis, equations);
  const solution = region.isEmpty() ? undefined : solve([...equalities(region), ...equations]);
  return solution ?? 'the text does not allow these values';
}

/** Gives what is still open a value that the text allows, the exponents first. */
function completed(
  analysis: Analysis,
  plane: Solution,
  at: ReadonlyMap<string, Rational>,
  { near, boundaries }: Preference,
): { coordinates: Solution; fixed: readonly Fixed[] } {
  const { exponents, scales, products } = analysis;
  const names = new Map([...exponents, ...scales]);
  const fixed = [...at].map(([name, value]): Fixed => ({ name, value, given: true }));
  let coordinates = plane;
  for (const [name, form] of names) {
    if (form.substitute(coordinates).variables().every(isAxis)) continue;
    const before = coordinates;
    const fix = (value: Rational): Solution =>
      products.along(solve([form.minus(Form.constant(value))], before) ?? before);
    const known = fixed.map((f) => names.get(f.name)!.minus(Form.constant(f.value)));
    const crossing = boundaries().filter((b) => !b.substitute(coordinates).equals(Form.zero));
    const value = near ? form.evaluate(near) : ordinary(form, within(analysis, known), crossing, fix);
    fixed.push({ name, value, given: false });
    coordinates = fix(value);
  }
  return { coordinates: products.along(coordinates), fixed };
}

/** Simple numbers, the likelier ones for widths first: a layer narrower than d is a special case. */
const SIMPLE = '1 2 3 3/2 5/2 4 7/2 5 9/2 1/2 0 -1 -1/2 1/3 2/3 1/4'.split(' ').map((q) => Rational.parse(q));

/** A value inside of what the region allows, on no boundary: there patterns tie that tie nowhere else. */
function ordinary(
  form: Form,
  region: Region,
  boundaries: readonly Form[],
  fix: (value: Rational) => Solution,
): Rational {
  const [least, most] = [region.minimum(form), region.maximum(form)];
  const inside = (value: Rational): boolean =>
    (least.status !== 'finite' || value.compare(least.value) > 0) &&
    (most.status !== 'finite' || value.compare(most.value) < 0);
  const found = SIMPLE.find((value) => {
    const solution = fix(value);
    return inside(value) && !boundaries.some((b) => b.substitute(solution).equals(Form.zero));
  });
  if (found) return found;
  const point = new Map(region.witness());
  for (const variable of form.variables()) if (!point.has(variable)) point.set(variable, Rational.one);
  return form.evaluate(point);
}

const isAxis = (variable: string): boolean => variable === X || variable === Y;

const within = ({ region, products }: Analysis, equations: readonly Form[]): Region =>
  products.close(region.with(...equations.map((form) => ({ form, sense: '=' as const }))));

/** Equalities between coordinates that hold on the whole region, such as log kappa = 0. */
const equalities = (region: Region): Form[] =>
  region.reduced().constraints.flatMap(({ form, sense }) => (sense === '=' ? [form] : []));

/**
 * Solves each equation `form = 0` for one coordinate and puts it into the others (Gauss and Jordan). Undefined when an equation
 * relates the axes or cannot hold.
 */
function solve(equations: readonly Form[], before: Solution = new Map()): Solution | undefined {
  const solution = new Map(before);
  for (const equation of equations) {
    const rest = equation.substitute(solution);
    const variable = rest.variables().find((name) => !isAxis(name));
    if (variable === undefined) {
      if (rest.equals(Form.zero)) continue;
      return undefined;
    }
    const factor = rest.coefficient(variable);
    const value = rest.minus(Form.variable(variable, factor)).times(Rational.of(-1).over(factor));
    const replacement = new Map([[variable, value]]);
    for (const [name, form] of solution) solution.set(name, form.substitute(replacement));
    solution.set(variable, value);
  }
  return solution;
}
