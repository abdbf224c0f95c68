// KaTeX's own fonts, as outlines. Only the faces that scaling arguments use are in the bundle (319 kB); a character in
// any other face has no glyph here, and its formula is then shown as TeX.
import { parse, type Font } from 'opentype.js';
import ams from 'katex/dist/fonts/KaTeX_AMS-Regular.ttf';
import calligraphic from 'katex/dist/fonts/KaTeX_Caligraphic-Regular.ttf';
import mainBold from 'katex/dist/fonts/KaTeX_Main-Bold.ttf';
import mainItalic from 'katex/dist/fonts/KaTeX_Main-Italic.ttf';
import mainRegular from 'katex/dist/fonts/KaTeX_Main-Regular.ttf';
import mathBoldItalic from 'katex/dist/fonts/KaTeX_Math-BoldItalic.ttf';
import mathItalic from 'katex/dist/fonts/KaTeX_Math-Italic.ttf';
import size1 from 'katex/dist/fonts/KaTeX_Size1-Regular.ttf';
import size2 from 'katex/dist/fonts/KaTeX_Size2-Regular.ttf';
import size3 from 'katex/dist/fonts/KaTeX_Size3-Regular.ttf';
import size4 from 'katex/dist/fonts/KaTeX_Size4-Regular.ttf';
import { compactPath } from './outline';

/** A CSS font: family (without `KaTeX_`), weight and style. */
export interface Face {
  family: string;
  bold: boolean;
  italic: boolean;
}

/** A character's picture in units of 1/1000 em, y downwards, origin on the baseline. */
export interface Glyph {
  /** Distance to the next character. */
  advance: number;
  /** SVG path data; empty for a space. */
  outline: string;
  /** The box that the outline fills; empty at the origin for a space. */
  ink: { left: number; top: number; right: number; bottom: number };
}

const UNITS = 1000;

const files: Record<string, Uint8Array> = {
  'AMS-Regular': ams,
  'Caligraphic-Regular': calligraphic,
  'Main-Bold': mainBold,
  'Main-Italic': mainItalic,
  'Main-Regular': mainRegular,
  'Math-BoldItalic': mathBoldItalic,
  'Math-Italic': mathItalic,
  'Size1-Regular': size1,
  'Size2-Regular': size2,
  'Size3-Regular': size3,
  'Size4-Regular': size4,
};

const parsed = new Map<string, Font>();
const glyphs = new Map<string, Glyph>();

/** The glyph of one character; undefined when the face is not in the bundle or has no such character. */
export function glyph(face: Face, character: string): Glyph | undefined {
  const style = `${face.bold ? 'Bold' : ''}${face.italic ? 'Italic' : ''}` || 'Regular';
  const name = `${face.family}-${style}`;
  const key = `${name} ${character}`;
  let found = glyphs.get(key);
  if (!found) {
    const font = fontNamed(name);
    if (!font?.hasChar(character)) return undefined;
    found = read(font, character);
    glyphs.set(key, found);
  }
  return found;
}

/** Parsing takes some milliseconds a font, so it waits for the first formula that needs the font. */
function fontNamed(name: string): Font | undefined {
  const file = files[name];
  if (file && !parsed.has(name)) parsed.set(name, parse(file.slice().buffer));
  return parsed.get(name);
}

function read(font: Font, character: string): Glyph {
  const source = font.charToGlyph(character);
  const path = source.getPath(0, 0, UNITS);
  const { x1, y1, x2, y2 } = path.getBoundingBox();
  return {
    advance: (source.advanceWidth * UNITS) / font.unitsPerEm,
    outline: compactPath(path.commands),
    ink: { left: x1, top: y1, right: x2, bottom: y2 },
  };
}
