/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import type { Exact, PhaseDiagram, PhaseRegion } from './data';
import { remember } from './locate';

export { axisValues } from './locate';
export type { Axis, Exact, PhaseDiagram, PhaseRegion, Threshold, Vertex } from './data';

export interface DrawOptions {
  /** The browser's, or any that makes SVG elements. */
  readonly document: Document;
  /** Size of the picture, CSS px. */
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
  /** Of text and lines. */
  readonly foreground: string;
  /** Behind the picture; without it the page's own shows. */
  readonly background?: string;
}

/**
 * Draws the diagram with Observable Plot. The picture has no style sheet and no style attributes, so that a strict content policy
 * takes it. Each region is a path with a title and `data-region`, its index; thresholds have `data-threshold`.
 */
export function draw(diagram: PhaseDiagram, options: DrawOptions): SVGElement {
  const { document, width, height, foreground } = options;
  const picture = Plot.plot({
    document,
    width,
    height,
    margin: MARGIN,
    x: { domain: [diagram.x.low.value, diagram.x.high.value], label: null },
    y: { domain: [diagram.y.low.value, diagram.y.high.value], label: null },
    marks: [
      Plot.line(
        diagram.regions.flatMap((region, index) => outline(region, index)),
        {
          x: 'x',
          y: 'y',
          z: 'index',
          fill: 'fill',
          stroke: foreground,
          curve: 'linear-closed',
          title: 'title',
          ariaLabel: 'regions',
        },
      ),
      Plot.axisX({
        ticks: values(diagram.x.ticks),
        label: diagram.x.meaning,
        labelArrow: 'none',
        labelAnchor: 'center',
      }),
      Plot.axisY({
        ticks: values(diagram.y.ticks),
        label: diagram.y.meaning,
        labelArrow: 'none',
        labelAnchor: 'center',
      }),
    ],
  }) as unknown as SVGElement;
  for (const style of picture.querySelectorAll('style')) style.remove();
  picture
    .querySelectorAll('[aria-label=regions] path')
    .forEach((path, i) => path.setAttribute('data-region', String(i)));
  remember(picture, { left: MARGIN, top: MARGIN, right: width - MARGIN, bottom: height - MARGIN }, diagram);
  return picture;
}

const MARGIN = 48;

const values = (list: readonly Exact[]): number[] => list.map(({ value }) => value);

const COLOURS = [
  '#77aadd',
  '#ee8866',
  '#eedd88',
  '#ffaabb',
  '#99ddff',
  '#44bb99',
  '#bbcc33',
  '#aaaa00',
  '#dddddd',
];

const outline = (region: PhaseRegion, index: number) =>
  region.rings.flatMap((ring) =>
    [...ring.map((v) => ({ x: v.x.value, y: v.y.value })), { x: NaN, y: NaN }].map((at) => ({
      ...at,
      index,
      fill: COLOURS[region.kind % COLOURS.length],
      title: [region.order, ...region.pattern].join(', '),
    })),
  );
