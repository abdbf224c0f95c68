/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import { axesOf, axisMarks, grid, predictedLine, seedMarks, shown, type Axes } from './fit-axes';
import { inks, type Inks } from './inks';
import { legend, SAMPLE, type Entry } from './legend';
import { heightOf, pixels, plain, together, type DrawOptions } from './picture';
import type { BandPoint, FitData, FitPoint } from './run-data';
import type { Place } from './shapes';

const RADIUS = 4.5;
const OPEN_RADIUS = 5.5;

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
      ...seedMarks(data, axes, options.foreground),
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

function titleOf({ size, value, low, high, seeds, bracketed }: FitPoint, { along }: FitData): string {
  const interval = `between ${number(low) ?? '0'} and ${number(high) ?? '∞'}`;
  return [
    `${along} = ${number(size)}: ${number(value)}, ${interval}`,
    `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
    ...(bracketed ? ['chains from both sides did not meet'] : []),
  ].join('\n');
}

const number = (value: number | null): string | undefined =>
  value === null ? undefined : `${Number(value.toPrecision(3))}`;

const half = SAMPLE / 2;

function entries({ points: all, fit, predicted }: FitData, ink: Inks): Entry[] {
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
            says: 'measured, with its interval',
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
