/// <reference lib="dom" />
import * as Plot from '@observablehq/plot';
import { EDGE, FONT, LINE, pixels, type DrawOptions } from './picture';
import type { Place } from './shapes';
import { lineWidth, wrapped } from './text';

/** What a sample in the picture stands for. */
export interface Entry {
  readonly says: string;
  /** Draws the sample around a place, `SAMPLE` wide. */
  sample(at: Place): Plot.Markish[];
}

export const SAMPLE = 28;
/** Between a sample and its words, and between entries. */
const GAP = 8;

interface Written {
  readonly at: Place;
  readonly text: string;
}

/** Samples with their words side by side, as many as a line holds, and sentences below them. */
export function legend(
  entries: readonly Entry[],
  caption: readonly string[],
  { document, width, foreground }: Pick<DrawOptions, 'document' | 'width' | 'foreground'>,
): SVGElement {
  const texts: Written[] = [];
  const samples: Plot.Markish[] = [];
  let [x, y] = [EDGE, LINE / 2];
  for (const { says, sample } of entries) {
    const lines = wrapped(says, FONT, width - 2 * EDGE - SAMPLE - GAP, '');
    const wide = SAMPLE + GAP + Math.max(...lines.map((line) => lineWidth(line, FONT)));
    if (x > EDGE && x + wide > width - EDGE) [x, y] = [EDGE, y + LINE];
    samples.push(...sample({ x: x + SAMPLE / 2, y }));
    texts.push(...lines.map((text, i) => ({ at: { x: x + SAMPLE + GAP, y: y + i * LINE }, text })));
    y += (lines.length - 1) * LINE;
    x = lines.length > 1 ? width : x + wide + 2 * GAP;
  }
  y += entries.length > 0 ? 1.5 * LINE : 0;
  const sentences = caption.flatMap((sentence) => wrapped(sentence, FONT, width - 2 * EDGE, ''));
  const captions = sentences.map((text, i) => ({ at: { x: EDGE, y: y + i * LINE }, text }));
  const height = y + captions.length * LINE;
  const write = (items: Written[], className: string): Plot.Markish =>
    Plot.text(items, {
      x: pixels(({ at }) => at.x),
      y: pixels(({ at }) => at.y),
      text: 'text',
      textAnchor: 'start',
      fill: foreground,
      fontSize: FONT,
      className,
    });
  return Plot.plot({
    ...{ document, width, height, margin: 0, axis: null },
    marks: [...samples, write(texts, 'legend'), write(captions, 'caption')],
  }) as unknown as SVGElement;
}
