import type { PhaseDiagram, PhaseRegion, Vertex } from './data';
import type { Frame } from './locate';
import { beside, innermost, near, within, type Spot } from './room';
import { box, length, shapeOf, type Place, type Segment, type Shape, type Size } from './shapes';
import { narrow, sizeOf } from './text';

export interface Label extends Spot {
  readonly text: string;
  readonly fontSize: number;
}

export interface Labels {
  readonly placed: readonly Label[];
  /** From a number to the region or threshold that has no room for it. */
  readonly leaders: readonly Segment[];
  /** What the numbers in the picture stand for. */
  readonly legend: readonly string[];
}

/** Font sizes of orders and patterns, the preferred one first; the last is that of equations, too. */
const SIZES = [12, 11] as const;
const SMALL = SIZES[1];
/** Free room around a text, and the size of the mark of the point under view. */
const ROOM = 3;
const MARK = { width: 16, height: 16 };

/**
 * Finds room for all labels: equations along their thresholds, orders and patterns inside of their regions. What is too small for
 * its label gets a number that the legend explains. Labels overlap neither each other nor a line, and stay inside of the frame.
 */
export function placeLabels(diagram: PhaseDiagram, frame: Frame): Labels {
  const scale = scaleOf(diagram, frame);
  const lines = diagram.thresholds.map(({ equation, from, to }) => ({
    equation,
    from: scale(from),
    to: scale(to),
  }));
  const thin = diagram.thin.map(({ says, equation, from, to }) => ({
    equation: equation === undefined ? says : `${equation}: ${says}`,
    isOf: equation,
    from: scale(from),
    to: scale(to),
  }));
  const taken: Shape[] = [
    ...lines.map(shapeOf),
    ...thin.map((line) => (length(line) > 0 ? shapeOf(line) : box(line.from, MARK))),
  ];
  if (diagram.point) taken.push(box(scale(diagram.point), MARK));
  for (const line of diagram.graph ?? [])
    taken.push(...line.slice(1).map((to, i) => shapeOf({ from: scale(line[i]!), to: scale(to) })));

  const placed: Label[] = [];
  const leaders: Segment[] = [];
  const legend: string[] = [];
  const put = (spot: Spot, text: string, fontSize: number): void => {
    placed.push({ ...spot, text, fontSize });
    taken.push(spot.shape);
  };
  /** A number for what has no room: where `find` finds some, or else nearby. */
  const number = (text: string, anchor: Place, find: (size: Size) => Spot | undefined): void => {
    const own = `(${legend.length + 1})`;
    legend.push(`${own} ${text}`);
    const size = padded([own], SMALL);
    const spot = find(size);
    const other = spot ? undefined : near(anchor, size, frame, taken);
    if (other) leaders.push({ from: other.at, to: anchor });
    const at = spot ?? other;
    if (at) put(at, own, SMALL);
  };

  // What holds on a line says its equation too.
  const others = lines.filter(({ equation }) => thin.every(({ isOf }) => isOf !== equation));
  for (const line of longest([...thin, ...others])) {
    const find = (size: Size): Spot | undefined =>
      length(line) > 0 ? beside(line, size, frame, taken) : undefined;
    const spot = find(padded([line.equation], SMALL));
    if (spot) put(spot, line.equation, SMALL);
    else number(line.equation, halfway(line), find);
  }
  for (const region of diagram.regions) {
    const rings = region.rings.map((ring) => ring.map(scale));
    const find = (size: Size): Spot | undefined => within(rings, size, taken);
    const fits = wordings(region).some(({ lines: words, fontSize }) => {
      const spot = find(padded(words, fontSize));
      if (spot) put(spot, words.join('\n'), fontSize);
      return spot !== undefined;
    });
    if (!fits) number([region.order, ...region.pattern].join(', '), innermost(rings), find);
  }
  return { placed, leaders, legend };
}

/** From values of the axes to places in the picture. */
export function scaleOf({ x, y }: PhaseDiagram, frame: Frame): (vertex: Vertex) => Place {
  const [width, height] = [x.high.value - x.low.value, y.high.value - y.low.value];
  return (vertex) => ({
    x: frame.left + ((vertex.x.value - x.low.value) / width) * (frame.right - frame.left),
    y: frame.bottom - ((vertex.y.value - y.low.value) / height) * (frame.bottom - frame.top),
  });
}

function padded(lines: readonly string[], fontSize: number): Size {
  const { width, height } = sizeOf(lines, fontSize);
  return { width: width + 2 * ROOM, height: height + ROOM };
}

/** How a region's label may be written, the best way first: the pattern on one line or more. */
function wordings({ order, pattern }: PhaseRegion): { lines: string[]; fontSize: number }[] {
  return SIZES.flatMap((fontSize) =>
    Array.from({ length: Math.max(1, pattern.length) }, (_, i) => ({
      lines: [order, ...(pattern.length > 0 ? narrow(pattern, i + 1) : [])],
      fontSize,
    })),
  );
}

interface Line extends Segment {
  readonly equation: string;
}

/** For each equation the longest line that is one piece. */
function longest(lines: readonly Line[]): Line[] {
  const found = new Map<string, Line>();
  for (const line of joined(lines)) {
    const known = found.get(line.equation);
    if (!known || length(line) > length(known)) found.set(line.equation, line);
  }
  return [...found.values()];
}

/** Lines of one equation that touch are one. */
function joined(lines: readonly Line[]): Line[] {
  const result: Line[] = [];
  for (const line of lines) {
    const i = result.findIndex((other) => other.equation === line.equation && touching(other, line));
    if (i < 0) result.push(line);
    else {
      const [other] = result.splice(i, 1);
      return joined([...result, outer(other!, line), ...lines.slice(lines.indexOf(line) + 1)]);
    }
  }
  return result;
}

const ends = ({ from, to }: Segment): Place[] => [from, to];

const same = (a: Place, b: Place): boolean => Math.hypot(a.x - b.x, a.y - b.y) < 0.01;

const touching = (a: Line, b: Line): boolean => ends(a).some((p) => ends(b).some((q) => same(p, q)));

/** From one outer end to the other of two lines that touch. */
function outer(a: Line, b: Line): Line {
  const pairs = ends(a).flatMap((from) => ends(b).map((to) => ({ equation: a.equation, from, to })));
  return pairs.reduce((x, y) => (length(y) > length(x) ? y : x));
}

const halfway = ({ from, to }: Segment): Place => ({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
