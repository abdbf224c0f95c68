/// <reference lib="dom" />
import type { Exact, PhaseDiagram, Vertex } from './data';

/** A rectangle in the picture's own units: the part inside the axes. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How far from the pointer, in the picture's units, a simple fraction is taken for what was meant. */
const REACH = 4;
const LARGEST_DENOMINATOR = 24;
/** How far outside of the axes still counts as their ends. */
const EDGE = 2;

/** Writes into the picture what `axisValues` reads, so that it works on a picture that was stored, too. */
export function remember(picture: SVGElement, frame: Frame, { x, y }: PhaseDiagram): void {
  picture.setAttribute('data-frame', [frame.left, frame.top, frame.right, frame.bottom].join(' '));
  picture.setAttribute('data-window', [x.low, y.low, x.high, y.high].map(({ value }) => value).join(' '));
}

/**
 * The values of the axes under a place of the page (`clientX` and `clientY` of a mouse event) in a picture that `draw` made, as
 * simple fractions; undefined outside of the axes.
 */
export function axisValues(picture: SVGElement, clientX: number, clientY: number): Vertex | undefined {
  const [left, top, right, bottom] = numbers(picture, 'data-frame');
  const [xLow, yLow, xHigh, yHigh] = numbers(picture, 'data-window');
  const box = picture.getBoundingClientRect();
  const px = ((clientX - box.left) / box.width) * Number(picture.getAttribute('width'));
  const py = ((clientY - box.top) / box.height) * Number(picture.getAttribute('height'));
  const inside = px >= left - EDGE && px <= right + EDGE && py >= top - EDGE && py <= bottom + EDGE;
  if (!inside) return undefined;
  const perPixel = [(xHigh - xLow) / (right - left), (yHigh - yLow) / (bottom - top)] as const;
  return {
    x: simpleNear(xLow + (px - left) * perPixel[0], REACH * perPixel[0], xLow, xHigh),
    y: simpleNear(yHigh - (py - top) * perPixel[1], REACH * perPixel[1], yLow, yHigh),
  };
}

function numbers(picture: SVGElement, name: string): [number, number, number, number] {
  const [a = NaN, b = NaN, c = NaN, d = NaN] = (picture.getAttribute(name) ?? '').split(' ').map(Number);
  return [a, b, c, d];
}

/** The fraction of least denominator within reach of the value, inside the window; at worst it is a bit further than that. */
function simpleNear(value: number, reach: number, low: number, high: number): Exact {
  for (let denominator = 1; ; denominator++) {
    const lowest = Math.ceil(low * denominator);
    const highest = Math.floor(high * denominator);
    const numerator = Math.min(highest, Math.max(lowest, Math.round(value * denominator)));
    const near = numerator / denominator;
    if (lowest <= highest && (Math.abs(near - value) <= reach || denominator >= LARGEST_DENOMINATOR))
      return { value: near, exact: denominator === 1 ? `${numerator}` : `${numerator}/${denominator}` };
  }
}
