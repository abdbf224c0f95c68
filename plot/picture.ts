/// <reference lib="dom" />

/** What all pictures have in common. */

export interface DrawOptions {
  /** The browser's, or any that makes SVG elements. */
  readonly document: Document;
  /** Size of the picture without its legend, CSS px; labels need about 320 by 240. */
  readonly width: number;
  readonly height: number;
  /** Fills for light text. */
  readonly dark: boolean;
  /** The colour of text and lines. */
  readonly foreground: string;
  /** Behind the picture; without it the page's own shows. */
  readonly background?: string;
}

export const FONT = 12;
/** From one line of text to the next. */
export const LINE = 16;
/** Free room at the edges. */
export const EDGE = 16;

const SVG = 'http://www.w3.org/2000/svg';

export const pixels = <T>(value: (item: T) => number) => ({ value, scale: null });

/** Without what a strict content policy refuses, with a name for those who do not see it. */
export function plain(picture: SVGElement, label: string, background: string | undefined): SVGElement {
  for (const sheet of picture.querySelectorAll('style')) sheet.remove();
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', label);
  if (background !== undefined)
    picture.prepend(
      element(picture.ownerDocument, 'rect', { width: '100%', height: '100%', fill: background }),
    );
  return picture;
}

export interface Part {
  readonly picture: SVGElement;
  readonly x: number;
  readonly y: number;
}

/** Several pictures in one. */
export function together(
  document: Document,
  width: number,
  height: number,
  parts: readonly Part[],
): SVGElement {
  const size = { width: `${width}`, height: `${height}` };
  const whole = element(document, 'svg', { ...size, viewBox: `0 0 ${width} ${height}` });
  for (const { picture, x, y } of parts) {
    picture.setAttribute('x', `${x}`);
    picture.setAttribute('y', `${y}`);
    whole.append(picture);
  }
  return whole;
}

export const heightOf = (picture: SVGElement): number => Number(picture.getAttribute('height'));

function element(document: Document, name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
