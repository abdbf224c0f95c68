// A laid-out formula as an SVG document without fonts, styles or scripts.
import type { Layout, Mark } from './layout';

/** A formula's picture; all sizes are whole CSS px, as is the origin's place in it, so that nothing is scaled. */
export interface Picture {
  svg: string;
  width: number;
  height: number;
  /** Distance of the baseline from the picture's bottom. */
  baseline: number;
}

/** Room around the ink for a pixel's soft edge, em. */
const MARGIN = 0.06;
const UNITS = 1000;
const round = (em: number): number => Math.round(em * UNITS);

/** Draws a formula at `px` CSS px per em. With `centreBaseline` there is as much room above the baseline as below it. */
export function drawSvg(layout: Layout, px: number, color: string, centreBaseline: boolean): Picture {
  const ink = layout.marks.map(inkOf);
  const pixels = (...extents: number[]): number => Math.ceil((Math.max(0, ...extents) + MARGIN) * px);
  const before = pixels(...ink.map((box) => -box.left));
  const after = pixels(layout.width, ...ink.map((box) => box.right));
  const above = pixels(layout.height, ...ink.map((box) => box.top));
  const below = pixels(layout.depth, ...ink.map((box) => -box.bottom));
  const ascent = centreBaseline ? Math.max(above, below) : above;
  const baseline = centreBaseline ? ascent : below;
  const [width, height] = [before + after, ascent + baseline];

  const viewBox = [-before, -ascent, width, height].map((cssPx) => round(cssPx / px)).join(' ');
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}' viewBox='${viewBox}' ` +
    `fill='${color}'>${content(layout.marks)}</svg>`;
  return { svg, width, height, baseline };
}

function inkOf(mark: Mark): { left: number; top: number; right: number; bottom: number } {
  const { x, y } = mark;
  if (mark.kind !== 'glyph') return { left: x, top: y + mark.height, right: x + mark.width, bottom: y };
  const { ink } = mark.glyph;
  const scale = mark.size / UNITS;
  return {
    left: x + ink.left * scale,
    top: y - ink.top * scale,
    right: x + ink.right * scale,
    bottom: y - ink.bottom * scale,
  };
}

/** Every glyph is defined once; uses of one font size stand together under one scale. */
function content(marks: readonly Mark[]): string {
  const ids = new Map<string, string>();
  const bySize = new Map<number, string>();
  let others = '';
  for (const mark of marks) {
    if (mark.kind !== 'glyph') {
      others += mark.kind === 'rule' ? rule(mark) : drawing(mark);
    } else if (mark.glyph.outline) {
      const { outline } = mark.glyph;
      const id = ids.get(outline) ?? `g${ids.size.toString(36)}`;
      ids.set(outline, id);
      const use = `<use href='#${id}'${at(mark, mark.size)}/>`;
      bySize.set(mark.size, (bySize.get(mark.size) ?? '') + use);
    }
  }
  const defs = [...ids].map(([outline, id]) => `<path id='${id}' d='${outline}'/>`).join('');
  const uses = [...bySize].map(([size, all]) =>
    size === 1 ? all : `<g transform='scale(${Number(size.toFixed(4))})'>${all}</g>`,
  );
  return `<defs>${defs}</defs>${uses.join('')}${others}`;
}

/** Attributes of a position, in units of `size`; the baseline, where most things stand, needs none. */
function at(mark: Mark, size: number): string {
  const [x, y] = [round(mark.x / size), round(-mark.y / size)];
  return (x === 0 ? '' : ` x='${x}'`) + (y === 0 ? '' : ` y='${y}'`);
}

function rule(mark: Mark & { kind: 'rule' }): string {
  const [width, height] = [round(mark.width), round(mark.height)];
  return `<path d='M${round(mark.x)},${round(-mark.y)}h${width}v${-height}h${-width}z'/>`;
}

/** A viewport of its own, because KaTeX draws some signs far too long and lets the box cut them. */
function drawing(mark: Mark & { kind: 'drawing' }): string {
  const size = `width='${round(mark.width)}' height='${round(mark.height)}'`;
  const position = at({ ...mark, y: mark.y + mark.height }, 1);
  const path = mark.path.replace(/\s*([A-Za-z])\s*/g, '$1').replace(/\s*,\s*|\s+/g, ',');
  return (
    `<svg${position} ${size} viewBox='${mark.viewBox}' preserveAspectRatio='${mark.fit}'>` +
    `<path d='${path}'/></svg>`
  );
}
