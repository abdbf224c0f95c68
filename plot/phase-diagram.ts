/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import type { Axis, PhaseDiagram, PhaseRegion, ThinRegion } from './data';
import { placeLabels, type Labels } from './labels';
import { remember, type Frame } from './locate';
import { fills } from './palette';
import { EDGE, FONT, LINE, pixels, plain, type DrawOptions } from './picture';
import type { Place } from './shapes';
import { LINE_HEIGHT, lineWidth, wrapped } from './text';

export { axisValues } from './locate';
export type { DrawOptions } from './picture';
export type { Axis, Exact, PhaseDiagram, PhaseRegion, ThinRegion, Threshold, Vertex } from './data';

/**
 * Draws the diagram with Observable Plot, as one `svg` element without style sheet and style attributes: a strict content policy
 * takes it. Each region is a `path` with a `title` and its index in `data-region`, each threshold one with `data-threshold`, and
 * the point under view a `circle` with `data-point`. Text does not catch the pointer.
 */
export function draw(diagram: PhaseDiagram, options: DrawOptions): SVGElement {
  const { document, width, dark, foreground, background } = options;
  const fit = (line: string): string[] => wrapped(line, FONT, width - 2 * EDGE);
  const title = fit(`${diagram.quantity}${diagram.fixed && ` at ${diagram.fixed}`}`);
  const frame = frameOf(diagram, options, title.length);
  const labels = placeLabels(diagram, frame);
  const legend = [...labels.legend, ...(diagram.note === undefined ? [] : [diagram.note])].flatMap(fit);
  const height = options.height + (legend.length > 0 ? legend.length * LINE + EDGE / 2 : 0);
  const picture = Plot.plot({
    document,
    width,
    height,
    marginLeft: frame.left,
    marginRight: width - frame.right,
    marginTop: frame.top,
    marginBottom: height - frame.bottom,
    x: { domain: [diagram.x.low.value, diagram.x.high.value], range: [frame.left, frame.right] },
    y: { domain: [diagram.y.low.value, diagram.y.high.value], range: [frame.bottom, frame.top] },
    marks: [
      Plot.line(corners(diagram, dark), {
        x: 'x',
        y: 'y',
        z: 'region',
        curve: 'linear-closed',
        fill: 'fill',
        stroke: foreground,
        strokeWidth: 0.5,
        title: 'title',
        className: 'regions',
      }),
      Plot.frame({ stroke: foreground }),
      Plot.link(diagram.thresholds, {
        x1: ({ from }) => from.x.value,
        y1: ({ from }) => from.y.value,
        x2: ({ to }) => to.x.value,
        y2: ({ to }) => to.y.value,
        title: 'equation',
        stroke: foreground,
        strokeWidth: 1.75,
        strokeLinecap: 'round',
        className: 'thresholds',
      }),
      ...thin(diagram, foreground),
      Plot.line(graph(diagram), {
        x: 'x',
        y: 'y',
        z: 'line',
        stroke: foreground,
        strokeWidth: 3,
        pointerEvents: 'none',
        className: 'graph',
      }),
      ...axes(diagram, foreground, frame),
      ...texts(labels, written(title, EDGE), written(legend, options.height + LINE / 2), foreground),
      Plot.dot(diagram.point ? [diagram.point] : [], {
        x: ({ x }) => x.value,
        y: ({ y }) => y.value,
        title: ({ x, y }) => `${diagram.x.name} = ${x.exact}, ${diagram.y.name} = ${y.exact}`,
        r: 5,
        fill: foreground,
        stroke: background ?? 'none',
        strokeWidth: 1.5,
        className: 'point',
      }),
    ],
  }) as unknown as SVGElement;
  return finished(picture, diagram, frame, background);
}

/** Room for the title above, for ticks and names of the axes beside and below. */
function frameOf({ x, y }: PhaseDiagram, { width, height }: DrawOptions, titleLines: number): Frame {
  const ticks = (axis: Axis): number => Math.max(0, ...axis.ticks.map(({ exact }) => lineWidth(exact, FONT)));
  return {
    left: Math.ceil(EDGE + 2 * LINE + ticks(y)),
    top: EDGE / 2 + (titleLines + 0.5) * LINE,
    right: width - Math.max(EDGE, Math.ceil(ticks(x) / 2)),
    bottom: height - 3 * LINE,
  };
}

/** The corners of all regions; a row without numbers ends a ring. */
const corners = (diagram: PhaseDiagram, dark: boolean) => {
  const colours = fills(diagram, dark);
  return diagram.regions.flatMap((of, region) => {
    const same = { region, fill: colours[of.kind], title: titleOf(of, diagram) };
    return of.rings.flatMap((ring) => [
      ...ring.map(({ x, y }) => ({ x: x.value, y: y.value, ...same })),
      { x: NaN, y: NaN, ...same },
    ]);
  });
};

const titleOf = ({ order, exponent, pattern, ties }: PhaseRegion, { quantity }: PhaseDiagram): string =>
  [
    exponent === undefined ? order : `${quantity} ~ ${order}, exponent ${exponent}`,
    ...(pattern.length > 0 ? [pattern.join(', ')] : []),
    ...ties.map((tie) => `${tie.join(', ')} reaches the same`),
  ].join('\n');

/** Lines stand out from thresholds, and points are rings: the point under view is a disc. */
function thin({ thin }: PhaseDiagram, color: string): Plot.Markish[] {
  const isPoint = ({ from, to }: ThinRegion): boolean =>
    from.x.exact === to.x.exact && from.y.exact === to.y.exact;
  const title = ({ says, equation }: ThinRegion): string =>
    equation === undefined ? says : `${says}\nwhere ${equation}`;
  return [
    Plot.link(
      thin.filter((t) => !isPoint(t)),
      {
        x1: ({ from }) => from.x.value,
        y1: ({ from }) => from.y.value,
        x2: ({ to }) => to.x.value,
        y2: ({ to }) => to.y.value,
        title,
        stroke: color,
        strokeWidth: 5,
        className: 'thin',
      },
    ),
    Plot.dot(thin.filter(isPoint), {
      x: ({ from }) => from.x.value,
      y: ({ from }) => from.y.value,
      title,
      r: 7,
      stroke: color,
      strokeWidth: 2.5,
      className: 'thin-points',
    }),
  ];
}

const graph = ({ graph = [] }: PhaseDiagram) =>
  graph.flatMap((vertices, line) => vertices.map(({ x, y }) => ({ x: x.value, y: y.value, line })));

function axes({ x, y }: PhaseDiagram, color: string, frame: Frame): Plot.Markish[] {
  const options = (axis: Axis) =>
    ({
      ticks: axis.ticks.map(({ value }) => value),
      tickFormat: (_: number, i: number) => axis.ticks[i]?.exact ?? '',
      label: axis.meaning,
      labelAnchor: 'center',
      labelArrow: 'none',
      color,
      fontSize: FONT,
      tickSize: 5,
    }) as const;
  return [
    Plot.axisX({ ...options(x), labelOffset: 2.5 * LINE }),
    Plot.axisY({ ...options(y), labelOffset: frame.left - EDGE / 2 }),
  ];
}

interface Written {
  readonly at: Place;
  readonly text: string;
}

/** Everything that is written at places of the picture's own, not of the axes. */
function texts(
  labels: Labels,
  title: readonly Written[],
  legend: readonly Written[],
  color: string,
): Plot.Markish[] {
  const at = { x: pixels(({ at }: Written) => at.x), y: pixels(({ at }: Written) => at.y), text: 'text' };
  const look = { fill: color, fontSize: FONT, lineHeight: LINE_HEIGHT, pointerEvents: 'none' } as const;
  return [
    Plot.link(labels.leaders, {
      x1: pixels(({ from }) => from.x),
      y1: pixels(({ from }) => from.y),
      x2: pixels(({ to }) => to.x),
      y2: pixels(({ to }) => to.y),
      stroke: color,
      strokeWidth: 0.75,
      pointerEvents: 'none',
      className: 'leaders',
    }),
    Plot.text(labels.placed, {
      ...at,
      ...look,
      fontSize: (l) => l.fontSize,
      rotate: (l) => l.rotate,
      className: 'labels',
    }),
    Plot.text(title, { ...at, ...look, textAnchor: 'start', fontWeight: 'bold', className: 'title' }),
    Plot.text(legend, { ...at, ...look, textAnchor: 'start', className: 'legend' }),
  ];
}

/** Lines of text from a height down. */
const written = (lines: readonly string[], top: number): Written[] =>
  lines.map((text, i) => ({ at: { x: EDGE, y: top + i * LINE }, text }));

/** With what a page needs to know where it was clicked. */
function finished(picture: SVGElement, diagram: PhaseDiagram, frame: Frame, background?: string): SVGElement {
  const number = (group: string, attribute: string): void =>
    picture
      .querySelectorAll(`.${group} > *`)
      .forEach((element, i) => element.setAttribute(attribute, `${i}`));
  number('regions', 'data-region');
  number('thresholds', 'data-threshold');
  number('point', 'data-point');
  remember(picture, frame, diagram);
  return plain(picture, `Phase diagram of ${diagram.quantity}`, background);
}
