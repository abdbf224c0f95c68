// A formula as a picture for a hover: KaTeX's layout, drawn with KaTeX's glyph outlines into a small SVG image.
//
// Why not KaTeX's HTML: VS Code's hover removes MathML and flattens KaTeX's spans, but shows a Markdown image with a
// `data:image/svg+xml` address. Inside such an image there are no fonts and no style sheets, so the glyphs must be
// outlines and somebody must do the browser's part of the layout. KaTeX hands its layout out before it becomes HTML,
// through `__renderToDomTree`: all vertical positions and all spaces are in that tree as lengths in em, and what is left
// to do (layout.ts) is to add up widths, to align the lines of a stack and to apply the style sheet (style-sheet.ts).
//
// `__renderToDomTree` and the class names are KaTeX's internals. So KaTeX is pinned to one version (0.19.1), and a class,
// a property, a length or a character that is not known makes the formula fall back to its TeX source: shown exactly or
// not at all. At an upgrade of KaTeX: read what changed in its `katex.css` and `src/domTree.ts`, run the tests in
// test/unit/typeset, which compare with Chromium's picture of KaTeX's own HTML, and look at the pictures once.
import { layoutFormula } from './layout';
import { drawSvg, type Picture } from './svg';

export type { Picture };

export interface PictureOptions {
  /** Colour of the ink, `#rrggbb`: an image cannot see the editor's theme. */
  color: string;
  /** Font size of the formula in CSS px; KaTeX sets its own 1.21 times as large as the text around it. */
  px: number;
  /** Display style, with large operators and fractions; without it, the style of a formula in a sentence. */
  display?: boolean;
  /** Pads the picture so that its middle is the formula's baseline. */
  centreBaseline?: boolean;
}

/** A hover is cut at 100,000 characters, and a cut address shows as raw text: one formula may take a fifth. */
export const LONGEST_URI = 20_000;

/** About 12 MB at the very most, with their Markdown; a session shows far fewer different formulas. */
const CACHED = 300;
const cache = new Map<string, Picture | undefined>();

/**
 * Draws a formula. Undefined, never an exception, when the TeX is bad, uses a construct that is not handled, would be
 * longer than LONGEST_URI, or an option is not valid: the caller then shows the source.
 */
export function formulaPicture(tex: string, options: PictureOptions): Picture | undefined {
  const { color, px, display = false, centreBaseline = false } = options;
  const key = JSON.stringify([tex, color, px, display, centreBaseline]);
  const picture = cache.has(key) ? cache.get(key) : draw(tex, color, px, display, centreBaseline);
  // A Map keeps the order of insertion: the first key is the one that was not asked for longest.
  cache.delete(key);
  cache.set(key, picture);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED) break;
    cache.delete(oldest);
  }
  return picture;
}

function draw(
  tex: string,
  color: string,
  px: number,
  display: boolean,
  centre: boolean,
): Picture | undefined {
  if (!/^#[0-9a-f]{6}$/i.test(color) || !(px >= 1 && px <= 1000)) return undefined;
  try {
    const picture = drawSvg(layoutFormula(tex, display), px, color, centre);
    return dataUri(picture.svg).length <= LONGEST_URI ? picture : undefined;
  } catch {
    // KaTeX's ParseError, our Unsupported, or the stack's end in absurdly nested braces: no picture.
    return undefined;
  }
}

/** An SVG document as a data address that Markdown, HTML attributes and VS Code's `|width=` suffix leave alone. */
export function dataUri(svg: string): string {
  const encode = (run: string): string => Buffer.from(run).toString('hex').replace(/../g, '%$&');
  return `data:image/svg+xml,${svg.replace(/[^\w\-.,:/=']+/gu, encode)}`;
}

/** Encoding takes longer than all else of a hover that was shown before. A picture is of one formula. */
const written = new WeakMap<Picture, string>();

/** Markdown of a formula on its own line; its TeX source as a code span when it cannot be drawn. */
export function formulaMarkdown(tex: string, options: PictureOptions): string {
  const picture = formulaPicture(tex, { display: true, ...options });
  if (!picture) return codeSpan(tex);
  const known = written.get(picture);
  if (known !== undefined) return known;
  const { svg, width, height } = picture;
  const markdown = `![${escapeText(tex)}](${dataUri(svg)}|width=${width},height=${height})`;
  written.set(picture, markdown);
  return markdown;
}

/**
 * Markdown of a formula within a sentence (the Markdown string needs `supportHtml`); a code span when it cannot be
 * drawn. `align="middle"` puts the picture's middle on the text's baseline, hence the centred baseline.
 */
export function inlineFormulaMarkdown(tex: string, options: PictureOptions): string {
  const picture = formulaPicture(tex, { ...options, centreBaseline: true });
  if (!picture) return codeSpan(tex);
  const { svg, width, height } = picture;
  return `<img align="middle" alt="${escapeText(tex)}" src="${dataUri(svg)}" width="${width}" height="${height}">`;
}

/**
 * Text that is literal in HTML and in Markdown: character references work in both, while VS Code's image renderer leaves
 * Markdown's backslashes in the alternative text.
 */
function escapeText(text: string): string {
  const flat = text.trim().replace(/\s+/g, ' ');
  return flat.replace(/[^A-Za-z0-9 ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A code span has no escapes: its fence is longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const flat = text.trim().replace(/\s+/g, ' ');
  const runs = flat.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return flat === '' ? '' : fence + pad + flat + pad + fence;
}
