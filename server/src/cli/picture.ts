import { parseHTML } from 'linkedom';
import type { PhaseDiagram } from '../../../plot/data';
import { draw } from '../../../plot/phase-diagram';

/** Size of pictures, CSS px. */
const [WIDTH, HEIGHT] = [760, 600];

/** A diagram as the text of an SVG file. */
export function pictureOf(diagram: PhaseDiagram, dark: boolean): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const picture = draw(diagram, {
    document,
    width: WIDTH,
    height: HEIGHT,
    dark,
    foreground: dark ? '#e6e6e6' : '#1a1a1a',
    background: dark ? '#1e1e1e' : '#ffffff',
  });
  picture.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${picture.outerHTML}\n`;
}
