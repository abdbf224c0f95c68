/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import { ramp } from './inks';
import { legend, SAMPLE, type Entry } from './legend';
import { rangeOf, ticksIn } from './log-axis';
import { EDGE, FONT, heightOf, LINE, pixels, plain, together, type DrawOptions } from './picture';
import type { Curve, CurvePoint, CurvesData } from './run-data';
import type { Place } from './shapes';

/** Panels stand side by side from here on, else one below the other. */
const WIDE = 560;
const ACROSS = 48;
const RADIUS = 3.5;
/** Points of a curve that have a mark. */
const MARKED = 12;
/** Widths of the lines of the smallest and of the largest size. */
const [THIN, THICK] = [1, 2.75];

/** The chains that meet more and more samples, and those that meet fewer and fewer. */
const LEGS = [
  { leg: 'up', look: { fill: true, rotate: 0 }, dashes: 'none' },
  { leg: 'down', look: { fill: false, rotate: 180 }, dashes: '4 3' },
] as const;
type Leg = (typeof LEGS)[number];

interface Drawn extends Curve {
  readonly colour: string;
  readonly strokeWidth: number;
}

interface Panel {
  readonly title: string;
  readonly label: string;
  readonly className: string;
  x(point: CurvePoint): number;
}

/**
 * Alignment against samples at all sizes: as measured, and with samples in units of the predicted order, where curves that follow
 * the prediction lie on each other. A strict content policy takes it, as that of `fitPicture`.
 * @param options the height is that of one panel
 */
export function curvesPicture(data: CurvesData, options: DrawOptions): SVGElement {
  const { document, width, height, background } = options;
  const colours = ramp(data.curves.length, options.dark);
  const drawn = data.curves.map((curve, i): Drawn => ({
    ...curve,
    colour: colours[i] as string,
    strokeWidth: THIN + ((THICK - THIN) * (i + 1)) / data.curves.length,
  }));
  const wide = width >= WIDE;
  const parts = PANELS.map((panel, i) => ({
    picture: chart(panel, drawn, data, { ...options, width: wide ? width / 2 : width }),
    x: wide ? (i * width) / 2 : 0,
    y: wide ? 0 : i * height,
  }));
  const top = wide ? height : 2 * height;
  const below = legend(entries(drawn, data, options.foreground), data.caption, options);
  const picture = together(document, width, top + heightOf(below), [
    ...parts,
    { picture: below, x: 0, y: top },
  ]);
  return plain(picture, ['Alignment against samples.', ...data.caption].join(' '), background);
}

const PANELS: readonly Panel[] = [
  { title: 'as measured', label: 'samples', className: 'before', x: ({ samples }) => samples },
  {
    title: 'after collapse',
    label: 'samples / predicted order',
    className: 'after',
    x: ({ scaled }) => scaled,
  },
];

function chart(
  panel: Panel,
  curves: readonly Drawn[],
  { along }: CurvesData,
  options: DrawOptions,
): SVGElement {
  const { document, width, height, foreground } = options;
  const points = curves.flatMap((curve) => curve.points);
  const seen = points.flatMap(({ up, down }) => [up, down]).filter((v) => v !== null);
  const range = rangeOf(points.map(panel.x));
  const frame = {
    left: EDGE + 2.75 * LINE,
    top: 2 * LINE,
    right: width - EDGE,
    bottom: height - 3 * LINE,
  };
  const ticks = ticksIn(range, Math.max(3, Math.floor((frame.right - frame.left) / ACROSS)));
  const axis = { labelAnchor: 'center', labelArrow: 'none', color: foreground, fontSize: FONT } as const;
  const title = { x: frame.left, y: LINE, text: panel.title };
  return Plot.plot({
    ...{ document, width, height, className: `panel-${panel.className}` },
    marginLeft: frame.left,
    marginRight: width - frame.right,
    marginTop: frame.top,
    marginBottom: height - frame.bottom,
    x: { type: 'log', domain: [range.low, range.high], range: [frame.left, frame.right] },
    y: { domain: [Math.min(0, ...seen), Math.max(1, ...seen)], range: [frame.bottom, frame.top] },
    marks: [
      // Where alignment is 1/2, there the number of samples is read off.
      Plot.ruleY([0.5], {
        stroke: foreground,
        strokeOpacity: 0.4,
        strokeDasharray: '1 3',
        className: 'half',
      }),
      ...curves.flatMap((curve) => LEGS.flatMap((leg) => marks(panel, curve, leg, along))),
      Plot.frame({ stroke: foreground }),
      Plot.axisX({
        ...axis,
        ticks: ticks.map(({ value }) => value),
        text: (_: number, i: number) => ticks[i]?.text ?? '',
        label: panel.label,
        labelOffset: 2.4 * LINE,
      }),
      Plot.axisY({ ...axis, ticks: [0, 0.5, 1], label: 'alignment', labelOffset: frame.left - EDGE / 2 }),
      Plot.text([title], {
        ...{ x: pixels(({ x }) => x), y: pixels(({ y }) => y), text: 'text', textAnchor: 'start' },
        ...{ fill: foreground, fontSize: FONT, fontWeight: 'bold', className: 'title' },
      }),
    ],
  }) as unknown as SVGElement;
}

function marks({ x }: Panel, curve: Drawn, { leg, look, dashes }: Leg, along: string): Plot.Markish[] {
  const { colour, strokeWidth, size } = curve;
  const points = curve.points.filter((point) => point[leg] !== null).sort((a, b) => x(a) - x(b));
  const step = Math.ceil(points.length / MARKED);
  const marked = points.filter((_, i) => i % step === 0);
  const at = { x, y: leg, stroke: colour };
  const title = (point: CurvePoint): string =>
    `${along} = ${size}, ${Number(point.samples.toPrecision(3))} samples: alignment ${point[leg]?.toFixed(2)}`;
  return [
    Plot.line(points, { ...at, strokeWidth, strokeDasharray: dashes, className: `${leg}-lines` }),
    Plot.dot(marked, { ...at, ...symbol(look, colour), title, className: `${leg}-points` }),
  ];
}

const symbol = ({ fill, rotate }: Leg['look'], colour: string) =>
  ({
    ...{ symbol: 'triangle', r: RADIUS, rotate, stroke: colour, strokeWidth: 1.25 },
    fill: fill ? colour : 'none',
  }) as const;

function entries(curves: readonly Drawn[], { along }: CurvesData, foreground: string): Entry[] {
  const line = (at: Place, look: object): Plot.Markish =>
    Plot.link([at], {
      x1: pixels(({ x }: Place) => x - SAMPLE / 2),
      x2: pixels(({ x }: Place) => x + SAMPLE / 2),
      y1: pixels(({ y }: Place) => y),
      y2: pixels(({ y }: Place) => y),
      ...look,
    });
  const sizes = curves.map(({ size, colour, strokeWidth }) => ({
    says: `${along} = ${size}`,
    sample: (at: Place) => [line(at, { stroke: colour, strokeWidth })],
  }));
  const words = { up: 'from random weights, samples added', down: 'from learnt weights, samples taken away' };
  const legs = LEGS.map(({ leg, look, dashes }) => ({
    says: words[leg],
    sample: (at: Place) => [
      line(at, { stroke: foreground, strokeDasharray: dashes }),
      Plot.dot([at], {
        x: pixels((p) => p.x),
        y: pixels((p) => p.y),
        ...symbol(look, foreground),
      }),
    ],
  }));
  return [...sizes, ...legs];
}
