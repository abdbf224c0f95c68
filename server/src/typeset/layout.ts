// What a browser does with KaTeX's spans and style sheet, done for the few kinds of box that formulas are made of:
// inline content, a "vlist" (KaTeX's stack of lines at given heights), and things that stretch to a stack's width.
// All lengths are in em of the formula's font size; x to the right, y upwards from the formula's baseline.
import { buildTree, isDrawing, isText, Unsupported } from './build-tree';
import type { BuildNode, DrawingNode, SpanNode, TextNode } from './build-tree';
import { glyph, type Glyph } from './fonts';
import { inherit, length, outermost, stretches, type Inherited } from './style-sheet';

/** One thing to paint, with its origin: the left end of its baseline. */
export type Mark = { x: number; y: number } & (
  | { kind: 'glyph'; glyph: Glyph; size: number }
  | { kind: 'rule'; width: number; height: number }
  | { kind: 'drawing'; width: number; height: number; path: string; viewBox: string; fit: string }
);

interface Box {
  width: number;
  marks: Mark[];
}

export interface Layout extends Box {
  /** Extent above and below the baseline by TeX's rules; ink may reach further. */
  height: number;
  depth: number;
}

/** Lays a formula out. Throws KaTeX's ParseError for bad TeX and Unsupported for a construct that is not handled. */
export function layoutFormula(tex: string, display: boolean): Layout {
  const pieces = buildTree(tex, display);
  return {
    ...line(pieces, outermost(display)),
    height: Math.max(0, ...pieces.map((piece) => piece.height)),
    depth: Math.max(0, ...pieces.map((piece) => piece.depth)),
  };
}

const moved = (marks: Mark[], dx: number, dy: number): Mark[] =>
  dx === 0 && dy === 0 ? marks : marks.map((mark) => ({ ...mark, x: mark.x + dx, y: mark.y + dy }));

/** Boxes side by side. */
function line(nodes: readonly BuildNode[], css: Inherited): Box {
  let width = 0;
  const marks: Mark[] = [];
  for (const node of nodes) {
    const box = layout(node, css);
    marks.push(...moved(box.marks, width, 0));
    width += box.width;
  }
  return { width, marks };
}

function layout(node: BuildNode, parent: Inherited): Box {
  if (isDrawing(node)) throw new Unsupported('a drawing outside a span');
  const css = inherit(node, parent);
  const em = (property: string): number => length(node, property, css.size);
  if (isText(node)) {
    const { width, marks } = run(node, css);
    return { width: width + node.italic * css.size, marks: moved(marks, 0, -em('top')) };
  }
  if (node.classes.includes('katex-strut')) return { width: 0, marks: [] };
  if (stretches(node) || !Array.isArray(node.children))
    throw new Unsupported('a stretching node outside a stack');

  const drawing = node.children.find(isDrawing);
  const content = drawing
    ? { width: em('width'), marks: [drawn(drawing, em('width'), em('height'))] }
    : node.classes.includes('vlist-t')
      ? stack(node, css)
      : line(node.children, css);
  const space = spacing(node, css);
  const width = Math.max(
    ownWidth(node, css) ?? space.padLeft + content.width + space.padRight,
    em('minWidth'),
  );
  return {
    width: space.before + width + space.after,
    marks: moved(
      content.marks,
      space.before + space.padLeft + overlap(node, content.width) + em('left'),
      -em('top'),
    ),
  };
}

/** Margins and paddings, from the node's style or the style sheet. */
function spacing(
  node: SpanNode,
  css: Inherited,
): { before: number; after: number; padLeft: number; padRight: number } {
  const em = (property: string): number => length(node, property, css.size);
  const root = node.classes.includes('katex-root');
  const pad = node.classes.includes('x-arrow-pad') ? 0.5 * css.size : 0;
  return {
    before: root ? (5 / 18) * css.size : em('marginLeft'),
    after: root ? (-10 / 18) * css.size : em('marginRight'),
    padLeft: pad + em('paddingLeft'),
    padRight: pad,
  };
}

/** The width that the style sheet or the node's style sets, whatever the content. */
function ownWidth(node: SpanNode, css: Inherited): number | undefined {
  if (node.classes.includes('nulldelimiter')) return 0.12 * css.size;
  if (node.classes.some((name) => name in laps || name === 'accent-body')) return 0;
  return node.style.width === undefined ? undefined : length(node, 'width', css.size);
}

/** Boxes without width: the share of their content that lies to the left of them. */
const laps: Record<string, number> = { rlap: 0, clap: 0.5, llap: 1 };

function overlap(node: SpanNode, width: number): number {
  const lap = node.classes.find((name) => name in laps);
  return -(laps[lap ?? ''] ?? 0) * width;
}

function run(node: TextNode, css: Inherited): Box {
  let width = 0;
  const marks: Mark[] = [];
  for (const character of node.text) {
    const found = glyph(css.face, character);
    if (!found || /\p{M}/u.test(character)) throw new Unsupported(`character ${character}`);
    marks.push({ kind: 'glyph', x: width, y: 0, glyph: found, size: css.size });
    width += (found.advance / 1000) * css.size;
  }
  return { width, marks };
}

/**
 * A vlist: a table cell whose lines all start at its bottom and are moved from there. A line holds a strut ("pstrut")
 * and one element. The widest line gives the width; the others are aligned in it, and what stretches fills it.
 */
function stack(table: SpanNode, css: Inherited): Box {
  const cell = spanAt(spanAt(table, 0), 0);
  const lines = cell.children.map((_, i) => {
    const wrapper = spanAt(cell, i);
    const inherited = inherit(wrapper, css);
    const [strut, ...content] = wrapper.children;
    if (!strut || isText(strut) || isDrawing(strut) || !strut.classes.includes('pstrut')) {
      throw new Unsupported('a line without its strut');
    }
    const fill = content.length === 1 && content[0] && fills(content[0]) ? content[0] : undefined;
    return {
      fill,
      inherited,
      box: fill ? { width: length(fill, 'minWidth', css.size), marks: [] } : line(content, inherited),
      before: length(wrapper, 'marginLeft', css.size),
      after: length(wrapper, 'marginRight', css.size),
      rise: -length(wrapper, 'top', css.size) - length(strut, 'height', css.size),
    };
  });
  const width = Math.max(0, ...lines.map(({ before, box, after }) => before + box.width + after));
  const marks = lines.flatMap(({ fill, inherited, box, before, after, rise }) => {
    const room = width - before - after;
    return fill
      ? moved(stretched(fill, inherited, room), before, rise)
      : moved(box.marks, before + (room - box.width) * inherited.align, rise);
  });
  return { width, marks };
}

function spanAt(parent: SpanNode, index: number): SpanNode {
  const node = parent.children[index];
  if (!node || isText(node) || isDrawing(node)) throw new Unsupported('a stack of another shape');
  return node;
}

/** Whether a line's element takes the line's width: a bar, or a drawing without a width of its own. */
const fills = (node: BuildNode): node is SpanNode =>
  !isText(node) &&
  !isDrawing(node) &&
  (stretches(node) || (node.children.some(isDrawing) && node.style.width === undefined));

/** Where the parts of a long brace or arrow lie, as shares of its width: start and extent. */
const parts: Record<string, readonly [number, number]> = {
  'brace-left': [0, 0.251],
  'brace-center': [0.25, 0.5],
  'brace-right': [0.749, 0.251],
  'halfarrow-left': [0, 0.502],
  'halfarrow-right': [0.498, 0.502],
};

function stretched(node: SpanNode, parent: Inherited, width: number): Mark[] {
  const css = inherit(node, parent);
  const drawing = node.children.find(isDrawing);
  if (drawing) return [drawn(drawing, width, length(node, 'height', css.size))];
  if (!node.classes.includes('katex-stretchy')) {
    return [{ kind: 'rule', x: 0, y: 0, width, height: length(node, 'borderBottomWidth', css.size) }];
  }
  return node.children.flatMap((_, i) => {
    const part = spanAt(node, i);
    const [start, extent] = parts[part.classes[0] ?? ''] ?? [];
    if (start === undefined || extent === undefined) throw new Unsupported('part of a stretching sign');
    return moved(stretched(part, css, extent * width), start * width, 0);
  });
}

/** A drawing stands on the baseline and is cut at its box. */
function drawn(node: DrawingNode, width: number, height: number): Mark {
  const { viewBox, preserveAspectRatio: fit = 'xMidYMid' } = node.attributes;
  const path = / d="([^"]*)"/.exec(node.children.map((child) => child.toMarkup()).join(''))?.[1];
  if (node.children.length !== 1 || !viewBox || !path)
    throw new Unsupported('a drawing that is not one path');
  return { kind: 'drawing', x: 0, y: 0, width, height, path, viewBox, fit };
}
