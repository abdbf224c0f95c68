/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import { logScale, rangeOf, ticksIn, type Range, type Tick } from './log-axis';
import { EDGE, FONT, LINE, pixels, type DrawOptions } from './picture';
import type { FitData, FitPoint } from './run-data';
import { lineWidth } from './text';

/** Room for each tick of an axis. */
const [ACROSS, UP] = [56, 44];

/** Intervals of few seeds are wide: what ends further off than by this factor does not stretch the axis. */
const FAR = 10;

/** What the axes of a fit reach over, and where they are. */
export interface Axes {
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
export const shown = (points: readonly FitPoint[]): FitPoint[] => points.filter(({ value }) => value > 0);

export function axesOf(data: FitData, { width, height }: DrawOptions): Axes {
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
export function predictedLine({ points, predicted }: FitData): { size: number; value: number }[] {
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

/** Lines at the ticks, behind everything. */
export const grid = ({ xTicks, yTicks }: Axes, color: string): Plot.Markish[] => {
  const look = { stroke: color, strokeOpacity: 0.12, className: 'grid' } as const;
  const values = (ticks: readonly Tick[]): number[] => ticks.map(({ value }) => value);
  return [Plot.gridX(values(xTicks), look), Plot.gridY(values(yTicks), look)];
};

export function axisMarks({ quantity, along }: FitData, axes: Axes, color: string): Plot.Markish[] {
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
export function seedMarks({ points: all }: FitData, axes: Axes, color: string): Plot.Markish[] {
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
