// What the type checker cannot see: font files that esbuild's binary loader puts into the bundle, and the part of
// opentype.js (which comes without types) that this folder uses.
declare module '*.ttf' {
  const bytes: Uint8Array;
  export default bytes;
}

declare module 'opentype.js' {
  /** Coordinates in px at the asked size, y downwards. */
  export type Command =
    | { type: 'M' | 'L'; x: number; y: number }
    | { type: 'Q'; x1: number; y1: number; x: number; y: number }
    | { type: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
    | { type: 'Z' };
  export interface Path {
    commands: Command[];
    getBoundingBox(): { x1: number; y1: number; x2: number; y2: number };
  }
  export interface Glyph {
    /** In font units. */
    advanceWidth: number;
    getPath(x: number, y: number, fontSize: number): Path;
  }
  export interface Font {
    unitsPerEm: number;
    hasChar(character: string): boolean;
    charToGlyph(character: string): Glyph;
  }
  export function parse(buffer: ArrayBuffer): Font;
}
