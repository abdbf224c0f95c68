import type { DrawOptions } from '../../plot/picture';
import { h } from './dom';

/** How a picture is drawn: as wide as the page has room, in its colours. */
export type Draw = (options: Omit<DrawOptions, 'height'>) => SVGElement;

const [NARROWEST, WIDEST] = [240, 640];

const pictures = new WeakMap<HTMLElement, Draw>();

/** A place for a picture, which `drawPictures` fills. */
export function frameFor(draw: Draw, attributes: Readonly<Record<string, string>>): HTMLElement {
  const frame = h('div', { ...attributes, 'data-picture': true });
  pictures.set(frame, draw);
  return frame;
}

/** Draws what is not yet drawn; with `anew` all, for another width or theme. */
export function drawPictures(root: ParentNode, anew = false): void {
  const { classList } = document.body;
  const dark =
    classList.contains('vscode-dark') ||
    (classList.contains('vscode-high-contrast') && !classList.contains('vscode-high-contrast-light'));
  for (const frame of root.querySelectorAll<HTMLElement>('[data-picture]')) {
    const draw = pictures.get(frame);
    if (!draw || frame.clientWidth === 0 || (frame.firstChild && !anew)) continue;
    const width = Math.min(WIDEST, Math.max(NARROWEST, frame.clientWidth));
    frame.replaceChildren(draw({ document, width, dark, foreground: getComputedStyle(frame).color }));
  }
}
