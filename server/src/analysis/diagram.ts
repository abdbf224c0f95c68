import {
  factorsOf,
  Form,
  Rational,
  Region,
  toText,
  type Constraint,
  type Notation,
  type Point,
} from '../orders';
import { arrange, type Patch } from './diagram/arrangement';
import {
  clip,
  corners,
  doubleArea,
  lineThrough,
  pointAt,
  rectangle,
  sameVertex,
  subtract,
  X,
  Y,
  type Polygon,
  type Vertex,
} from './diagram/polygon';
import { equationOf } from './diagram/equation';
import type { Pictured, PicturedPiece } from './diagram/pictured';
import { lifted, sliceOf, type Fixed, type Slice } from './diagram/slice';
import { tieFinder } from './diagram/ties';
import { rangeAlong, rangeOfValues, type Range } from './diagram/window';
import type { Analysis } from './facts';
import { thinPieces, type ThinPiece } from './diagram/thin';

export type { Pictured, PicturedPiece } from './diagram/pictured';
export { freeAxes } from './diagram/slice';
export type { Range } from './diagram/window';

export interface Question {
  readonly fact: Pictured;
  /** Two free exponents or scales; with one the other axis is the exponent of the fact itself. */
  readonly axes: readonly string[];
  /** Values of others. What stays open has its value at the point under view, or else a simple one. */
  readonly at?: ReadonlyMap<string, Rational>;
  /** What to show along an axis, by its name. */
  readonly ranges?: ReadonlyMap<string, Range>;
  /** The point under view, in the coordinates of the analysis. */
  readonly point?: Point;
  /** Whether to look for patterns that tie, which takes far longer than the picture. */
  readonly ties?: boolean;
}

/** An exact picture of a fact on a plane through the space of exponents. */
export interface Diagram {
  readonly fact: Pictured;
  readonly x: DiagramAxis;
  readonly y: DiagramAxis;
  readonly fixed: readonly Fixed[];
  /** Without common inner points. */
  readonly cells: readonly DiagramCell[];
  readonly thresholds: readonly DiagramThreshold[];
  /** What holds on lines and at points only. */
  readonly thin: readonly DiagramThin[];
  readonly point?: Vertex;
  /** Whether cells fill what the text allows, and whether that fills the window. */
  readonly derived: boolean;
  readonly allowed: boolean;
}

export interface DiagramAxis extends Range {
  readonly name: string;
  /** What it measures, over the coordinates of the text; absent where that is the exponent of the fact. */
  readonly form?: Form;
}

/** A connected part of the plane with one order and one pattern. */
export interface DiagramCell {
  /** The order in the user's scales. */
  readonly formula: Notation;
  /** Its exponent as a form over the plane's variables. */
  readonly value?: Form;
  readonly pattern: readonly string[];
  /** Other patterns that reach the same at every corner and in the middle. */
  readonly ties: readonly (readonly string[])[];
  /** Equal for cells of one order and pattern; counted from 0. */
  readonly kind: number;
  /** Convex, without common inner points. */
  readonly polygons: readonly Polygon[];
  readonly rings: Patch['rings'];
}

/** A straight part of the boundary between two cells. */
export interface DiagramThreshold {
  readonly equation: Notation;
  readonly from: Vertex;
  readonly to: Vertex;
  readonly between: readonly [number, number];
}

/** A straight line, or a point where both ends are one, with what holds there and not beside it. */
export interface DiagramThin {
  readonly formula: Notation;
  readonly pattern: readonly string[];
  /** Of the line. */
  readonly equation?: Notation;
  readonly from: Vertex;
  readonly to: Vertex;
}

/** A piece of the fact on the plane, whole and what the picture shows of it. */
interface Part {
  readonly piece: PicturedPiece;
  readonly region: Region;
  readonly value?: Form;
}
interface Tile extends Part {
  readonly polygon: Polygon;
}

/** The picture, or a sentence that says why there is none. */
export function diagramOf(analysis: Analysis, question: Question): Diagram | string {
  const { fact, axes, at = new Map<string, Rational>() } = question;
  const boundaries = (): Form[] =>
    analysis.facts.flatMap(({ pieces }) =>
      pieces.flatMap((piece) => piece.region.constraints.map((c) => c.form)),
    );
  const slice = sliceOf(analysis, axes, at, { near: question.point, boundaries });
  if (typeof slice === 'string') return slice;
  const shape = straight(analysis, fact, slice);
  if (typeof shape === 'string') return shape;
  const domain = onPlane(shape.region, slice);
  const parts = shape.pieces
    .map((piece): Part => ({
      piece,
      region: onPlane(piece.region, slice),
      ...(piece.value ? { value: piece.value.substitute(slice.coordinates) } : {}),
    }))
    .filter(({ region }) => !region.isEmpty());
  const mark = question.point && vertexAt(question.point, slice, fact);
  const [x, y] = windowOf(question, slice, domain, parts, mark);
  if (x.low.compare(x.high) >= 0 || y.low.compare(y.high) >= 0)
    return `of ${axes.join(' and ')} the text leaves a single value here`;
  const window = rectangle({ x: x.low, y: y.low }, { x: x.high, y: y.high });
  const shown = cut(window, domain);
  if (shown.length === 0) return 'the text allows nothing of what would be shown, or a line only';
  const tiles = tilesOf(parts, window);
  if (tiles.length === 0) return `${fact.name} is not derived anywhere in what would be shown`;
  const kinds = kindsOf(tiles);
  const { patches, borders } = arrange(
    tiles.map(({ polygon }) => polygon),
    kinds,
  );
  const tiesIn = question.ties ? tieFinder(fact, slice) : () => [];
  const cells = patches.map(({ members, rings }): DiagramCell => {
    const [first, kind] = [tiles[members[0]!]!, kinds[members[0]!]!];
    const polygons = members.map((i) => tiles[i]!.polygon);
    const pattern = first.piece.pattern ?? [];
    const { formula } = first.piece;
    const value = first.value ? { value: first.value } : {};
    return { formula, ...value, pattern, ties: tiesIn(polygons, pattern), kind, polygons, rings };
  });
  const equation = (line: Form, beside: readonly PicturedPiece[]): Notation =>
    analysis.chart.condition({ form: equationOf(line, beside, slice), sense: '=' });
  const thresholds = borders.map(({ from, to, between }): DiagramThreshold => {
    const beside = between.flatMap((patch) => patches[patch]!.members.map((i) => tiles[i]!.piece));
    return { equation: equation(lineThrough(from, to), beside), from, to, between };
  });
  const thin = thinPieces(shape.pieces, slice, window).map(({ piece, from, to }: ThinPiece): DiagramThin => {
    const line = sameVertex(from, to) ? {} : { equation: equation(lineThrough(from, to), [piece]) };
    return { formula: piece.formula, pattern: piece.pattern ?? [], ...line, from, to };
  });
  const area = (polygons: readonly Polygon[]): Rational =>
    polygons.reduce((sum, polygon) => sum.plus(doubleArea(polygon)), Rational.zero);
  return {
    ...{ fact, x, y, fixed: slice.fixed, cells, thresholds, thin },
    ...(mark ? { point: mark } : {}),
    derived: area(tiles.map(({ polygon }) => polygon)).equals(area([shown])),
    allowed: area([shown]).equals(area([window])),
  };
}

/** The region of the text and the pieces of a fact by conditions that are straight on the plane; a sentence if some are not. */
function straight(
  { region, products }: Analysis,
  { pieces }: Pictured,
  { coordinates }: Slice,
): { readonly region: Region; readonly pieces: readonly PicturedPiece[] } | string {
  const isKnown = (variable: string): boolean => coordinates.has(variable);
  const values = pieces.flatMap(({ value }) => value?.variables() ?? []);
  const parts = [region, ...pieces.map((piece) => piece.region)];
  const [whole, ...rest] = parts.map((part) => products.straight(part, isKnown));
  if (whole && rest.every((part) => part !== undefined) && values.every(isKnown))
    return { region: whole, pieces: pieces.map((piece, i) => ({ ...piece, region: rest[i]! })) };
  const [curved = ''] = [...values, ...parts.flatMap((part) => part.variables())].filter((v) => !isKnown(v));
  const { exponent, scale } = factorsOf(curved) ?? { exponent: curved, scale: curved };
  return `${exponent} stands on ${scale}: with both along the axes boundaries would be curves, so give one of them a value`;
}

/** The part of the plane where the constraints hold, with its boundary. */
function onPlane(region: Region, { coordinates }: Slice): Region {
  return new Region(
    region.constraints.map(({ form, sense }): Constraint => ({
      form: form.substitute(coordinates),
      sense: sense === '=' ? '=' : '>=',
    })),
  );
}

/** Where a point of the text lies on the plane, if it does. */
function vertexAt(point: Point, slice: Slice, { order }: Pictured): Vertex | undefined {
  const [x, y] = slice.axes.map((form) => form.evaluate(point));
  const vertex = x && { x, y: y ?? (order ? order.at(point) : Rational.of(1, 2)) ?? Rational.zero };
  return vertex && [...lifted(vertex, slice)].every(([name, value]) => point.get(name)?.equals(value))
    ? vertex
    : undefined;
}

/** What to show: along each axis what the user asked for or else all that happens there. */
function windowOf(
  { fact, axes, ranges }: Question,
  slice: Slice,
  domain: Region,
  parts: readonly Part[],
  mark: Vertex | undefined,
): [DiagramAxis, DiagramAxis] {
  // With one axis the other variable means nothing yet; at zero it makes the ends of the parts corners.
  const line = slice.axes.length === 1 ? [{ form: Form.variable(Y), sense: '=' as const }] : [];
  const regions = [domain, ...parts.map((part) => part.region)].map((region) => region.with(...line));
  const marks = mark ? [mark] : [];
  const [x, y] = axes.map((name, i) => ({
    name,
    form: slice.axes[i]!,
    ...(ranges?.get(name) ?? rangeAlong(i === 0 ? X : Y, regions, marks)),
  }));
  if (y) return [x!, y];
  const shown = parts.flatMap(({ region, value }) =>
    corners(region.with(...line, ...within(x!))).flatMap((v) => value?.evaluate(pointAt(v)) ?? []),
  );
  return [x!, { name: fact.name, ...(ranges?.get(fact.name) ?? rangeOfValues(shown)) }];
}

const within = ({ low, high }: Range): Constraint[] => [
  { form: Form.variable(X).minus(Form.constant(low)), sense: '>=' },
  { form: Form.constant(high).minus(Form.variable(X)), sense: '>=' },
];

/** The part of a polygon in a region. */
const cut = (polygon: Polygon, region: Region): Polygon =>
  region.constraints.reduce((rest, { form, sense }) => (sense === '=' ? [] : clip(rest, form)), polygon);

/**
 * The parts as convex polygons without common inner points. On a plane that lies inside a boundary of regions both sides cover the
 * same polygon, with the same value; then the first is shown.
 */
function tilesOf(parts: readonly Part[], window: Polygon): Tile[] {
  const tiles: Tile[] = [];
  for (const part of parts) {
    const whole = cut(window, part.region);
    const rest = tiles.reduce<Polygon[]>(
      (pieces, tile) => pieces.flatMap((piece) => subtract(piece, tile.polygon)),
      whole.length > 0 ? [whole] : [],
    );
    tiles.push(...rest.map((polygon) => ({ ...part, polygon })));
  }
  return tiles;
}

/** A number for each tile, equal where order or regime, and pattern, are. */
function kindsOf(tiles: readonly Tile[]): number[] {
  const numbers = new Map<string, number>();
  return tiles.map(({ value, piece }) => {
    const key = `${value?.key() ?? toText(piece.formula)}: ${piece.pattern?.join() ?? ''}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
}
