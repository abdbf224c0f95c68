/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import { inks, type Inks } from './inks';
import { legend, SAMPLE, type Entry } from './legend';
import { logScale, rangeOf, ticksIn, type Range, type Tick } from './log-axis';
import { EDGE, FONT, heightOf, LINE, pixels, plain, together, type DrawOptions } from './picture';
import type { BandPoint, FitData, FitPoint } from './run-data';
import type { Place } from './shapes';
import { lineWidth } from './text';

const RADIUS = 4.5;
const OPEN_RADIUS = 5.5;
/** Room for each tick of an axis. */
const [ACROSS, UP] = [56, 44];

/** Intervals of few seeds are wide: what ends further off than by this factor does not stretch the axis. */
const FAR = 10;

/** Half a width of the hooks at the ends of a bracket, and of plain ends. */
const HOOK = 6;
type Path = Pick<CanvasPath, 'moveTo' | 'lineTo'>;
/** Which way the hooks of a bracket's end point, 0 without hooks. */
const end = (hook: number) => ({
  draw(path: Path): void {
    path.moveTo(-HOOK, hook * HOOK);
    path.lineTo(-HOOK, 0);
    path.lineTo(HOOK, 0);
    path.lineTo(HOOK, hook * HOOK);
  },
});

/**
 * Measured points with their intervals against size, both logarithmic, the fit with its band, and the predicted power through
 * the middle of the points. A strict content policy takes it: it has neither style sheet nor style attribute.
 */
export function fitPicture(data: FitData, options: DrawOptions): SVGElement {
  const { document, width, background } = options;
  const axes = axesOf(data, options);
  const colours = inks(options.dark);
  const chart = Plot.plot({
    ...{ document, width, height: options.height },
    marginLeft: axes.left,
    marginRight: width - axes.right,
    marginTop: axes.top,
    marginBottom: options.height - axes.bottom,
    x: { type: 'log', domain: [axes.x.low, axes.x.high], range: [axes.left, axes.right] },
    y: { type: 'log', domain: [axes.y.low, axes.y.high], range: [axes.bottom, axes.top] },
    marks: [
      ...grid(axes, options.foreground),
      ...curves(data, axes, colours),
      ...points(shown(data.points), axes, data, colours),
      ...axisMarks(data, axes, options.foreground),
      ...seeds(data, axes, options.foreground),
    ],
  }) as unknown as SVGElement;
  const below = legend(entries(data, colours), data.caption, options);
  const height = options.height + heightOf(below);
  const picture = together(document, width, height, [
    { picture: chart, x: 0, y: 0 },
    { picture: below, x: 0, y: options.height },
  ]);
  return plain(picture, [`${data.quantity} against ${data.along}.`, ...data.caption].join(' '), background);
}

interface Axes {
  readonly x: Range;
  readonly y: Range;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Logarithms need numbers above zero. */
const shown = (points: readonly FitPoint[]): FitPoint[] => points.filter(({ value }) => value > 0);

function axesOf(data: FitData, { width, height }: DrawOptions): Axes {
  const points = shown(data.points);
  const band = data.fit?.band ?? [];
  const all = [...points, ...band];
  const x = rangeOf(all.map(({ size }) => size));
  const values = [...all, ...predictedLine(data)].map(({ value }) => value).filter((value) => value > 0);
  const [least, largest] = [Math.min(...values) / FAR, Math.max(...values) * FAR];
  const ends = all.flatMap(({ low, high }) => [low, high]).filter((v) => v !== null);
  const y = rangeOf([...values, ...ends.filter((v) => v >= least && v <= largest)]);
  const [top, bottom] = [2.5 * LINE, height - 3 * LINE];
  const yTicks = ticksIn(y, Math.max(3, Math.floor((bottom - top) / UP)));
  const left = Math.ceil(
    EDGE + 1.75 * LINE + Math.max(0, ...yTicks.map(({ text }) => lineWidth(text, FONT))),
  );
  const right = width - EDGE;
  const xTicks = ticksIn(x, Math.max(3, Math.floor((right - left) / ACROSS)));
  return { x, y, xTicks, yTicks, left, top, right, bottom };
}

/** The two ends of the predicted power: it goes through the geometric mean of the points. */
function predictedLine({ points, predicted }: FitData): { size: number; value: number }[] {
  const all = shown(points);
  if (all.length === 0) return [];
  const mean = (of: (point: FitPoint) => number): number =>
    all.reduce((sum, point) => sum + Math.log(of(point)), 0) / all.length;
  const [size, value] = [mean((p) => p.size), mean((p) => p.value)];
  const sizes = all.map((p) => p.size);
  return [Math.min(...sizes), Math.max(...sizes)].map((at) => ({
    size: at,
    value: Math.exp(value + predicted.exponent * (Math.log(at) - size)),
  }));
}

/** Where an interval has no end in view, it reaches to the end of the axis. */
const lowOf = ({ low }: BandPoint, { y }: Axes): number => Math.max(low ?? 0, y.low);
const highOf = ({ high }: BandPoint, { y }: Axes): number => Math.min(high ?? Infinity, y.high);

function curves(data: FitData, axes: Axes, { measured, predicted }: Inks): Plot.Markish[] {
  const band = (data.fit?.band ?? []).filter(({ value }) => value > 0);
  return [
    Plot.areaY(band, {
      x: 'size',
      y1: (p: BandPoint) => lowOf(p, axes),
      y2: (p: BandPoint) => highOf(p, axes),
      fill: measured,
      fillOpacity: 0.2,
      className: 'band',
    }),
    Plot.line(band, { x: 'size', y: 'value', stroke: measured, strokeWidth: 1.75, className: 'fit' }),
    Plot.line(predictedLine(data), {
      x: 'size',
      y: 'value',
      stroke: predicted,
      strokeWidth: 2.25,
      strokeDasharray: '7 4',
      className: 'predicted',
    }),
  ];
}

const apart = (points: readonly FitPoint[]) => points.filter(({ bracketed }) => bracketed);
const met = (points: readonly FitPoint[]) => points.filter(({ bracketed }) => !bracketed);

function points(all: FitPoint[], axes: Axes, data: FitData, { measured }: Inks): Plot.Markish[] {
  const title = (p: FitPoint): string => titleOf(p, data);
  const ends = (of: FitPoint[], y: (p: FitPoint) => number, hook: number): Plot.Markish =>
    Plot.dot(of, { x: 'size', y, symbol: end(hook), stroke: measured, strokeWidth: 1.75, className: 'ends' });
  const low = (p: FitPoint): number => lowOf(p, axes);
  const high = (p: FitPoint): number => highOf(p, axes);
  const dots = (of: FitPoint[], look: object, className: string): Plot.Markish =>
    Plot.dot(of, { x: 'size', y: 'value', title, stroke: measured, className, ...look });
  return [
    Plot.link(all, {
      ...{ x1: 'size', x2: 'size', y1: low, y2: high },
      ...{ title, stroke: measured, strokeWidth: 1.75, className: 'intervals' },
    }),
    ...[met(all), apart(all)].flatMap((kind, hook) => [
      ends(
        kind.filter((p) => low(p) > axes.y.low),
        low,
        -hook,
      ),
      ends(
        kind.filter((p) => high(p) < axes.y.high),
        high,
        hook,
      ),
    ]),
    dots(met(all), { r: RADIUS, fill: measured }, 'points'),
    dots(apart(all), OPEN, 'bracketed'),
  ];
}

/** What is not sure is not filled. */
const OPEN = { symbol: 'diamond2', r: OPEN_RADIUS, strokeWidth: 2, fill: 'none' } as const;

function titleOf({ size, value, low, high, seeds, bracketed }: FitPoint, { along, level }: FitData): string {
  const interval = `between ${number(low) ?? '0'} and ${number(high) ?? '∞'}`;
  return [
    `${along} = ${number(size)}: ${number(value)}, ${interval} (${level} %)`,
    `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
    ...(bracketed ? ['chains from both sides did not meet'] : []),
  ].join('\n');
}

const number = (value: number | null): string | undefined =>
  value === null ? undefined : `${Number(value.toPrecision(3))}`;

const grid = ({ xTicks, yTicks }: Axes, color: string): Plot.Markish[] => {
  const look = { stroke: color, strokeOpacity: 0.12, className: 'grid' } as const;
  const values = (ticks: readonly Tick[]): number[] => ticks.map(({ value }) => value);
  return [Plot.gridX(values(xTicks), look), Plot.gridY(values(yTicks), look)];
};

function axisMarks({ quantity, along }: FitData, axes: Axes, color: string): Plot.Markish[] {
  const options = (ticks: readonly Tick[], label: string) =>
    ({
      ticks: ticks.map(({ value }) => value),
      text: (_: number, i: number) => ticks[i]?.text ?? '',
      label,
      labelAnchor: 'center',
      labelArrow: 'none',
      color,
      fontSize: FONT,
      tickSize: 5,
    }) as const;
  return [
    Plot.frame({ stroke: color }),
    Plot.axisX({ ...options(axes.xTicks, along), labelOffset: 2.4 * LINE }),
    Plot.axisY({ ...options(axes.yTicks, quantity), labelOffset: axes.left - EDGE / 2 }),
  ];
}

/** How many seeds each point has, above it; where points are too close, what has no room is told by titles. */
function seeds({ points: all }: FitData, axes: Axes, color: string): Plot.Markish[] {
  const place = logScale(axes.x, axes.left, axes.right);
  const at = shown(all).map(({ size, seeds: count }) => ({ x: place(size), text: `${count}` }));
  let free = axes.left;
  const placed = at.filter(({ x, text }) => {
    const half = lineWidth(text, FONT) / 2 + 2;
    if (x - half < free) return false;
    free = x + half;
    return true;
  });
  const title = { x: EDGE, text: 'seeds' };
  const write = (items: { x: number; text: string }[], textAnchor: 'middle' | 'start'): Plot.Markish =>
    Plot.text(items, {
      ...{ x: pixels(({ x }) => x), y: pixels(() => axes.top - LINE * 0.75), text: 'text', textAnchor },
      ...{ fill: color, fontSize: FONT, className: 'seeds' },
    });
  return at.length === 0 ? [] : [write([title], 'start'), write(placed, 'middle')];
}

const half = SAMPLE / 2;

function entries({ points: all, fit, predicted, level }: FitData, ink: Inks): Entry[] {
  const line = (at: Place, stroke: string, look: object): Plot.Markish =>
    Plot.link([at], {
      x1: pixels(({ x }: Place) => x - half),
      x2: pixels(({ x }: Place) => x + half),
      y1: pixels(({ y }: Place) => y),
      y2: pixels(({ y }: Place) => y),
      ...{ stroke, strokeWidth: 2, ...look },
    });
  const dot = (at: Place, look: object): Plot.Markish =>
    Plot.dot([at], {
      x: pixels((p) => p.x),
      y: pixels((p) => p.y),
      r: RADIUS,
      stroke: ink.measured,
      ...look,
    });
  const solid = (at: Place): Plot.Markish => line(at, ink.measured, {});
  return [
    ...(met(all).length > 0
      ? [
          {
            says: `measured, with its ${level} % interval`,
            sample: (at: Place) => [dot(at, { fill: ink.measured })],
          },
        ]
      : []),
    ...(apart(all).length > 0
      ? [{ says: 'chains from both sides did not meet', sample: (at: Place) => [dot(at, OPEN)] }]
      : []),
    ...(fit
      ? [
          {
            says: fit.says,
            sample: (at: Place) => [
              line(at, ink.measured, { strokeWidth: 11, strokeOpacity: 0.2 }),
              solid(at),
            ],
          },
        ]
      : []),
    {
      says: predicted.says,
      sample: (at: Place) => [line(at, ink.predicted, { strokeDasharray: '7 4', strokeWidth: 2.25 })],
    },
  ];
}
