import { parseHTML } from 'linkedom';
import type { PhaseDiagram } from '../../../plot/data';
import { draw, type DrawOptions } from '../../../plot/phase-diagram';

/** A diagram as the text of an SVG file. */
export const pictureOf = (diagram: PhaseDiagram, dark: boolean): string =>
  svgText(dark, (options) => draw(diagram, { ...options, width: 760, height: 600 }));

/** What is drawn as the text of an SVG file. */
export function svgText(
  dark: boolean,
  drawn: (options: Omit<DrawOptions, 'width' | 'height'>) => SVGElement,
): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const picture = drawn({
    document,
    dark,
    foreground: dark ? '#e6e6e6' : '#1a1a1a',
    background: dark ? '#1e1e1e' : '#ffffff',
  });
  picture.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${picture.outerHTML}\n`;
}
