import type { Size } from './shapes';

/** Lines are this many font sizes apart. */
export const LINE_HEIGHT = 1.25;

/**
 * Widths of characters in font sizes, no less than those of common sans-serif fonts: there is nothing to measure with outside of
 * a browser, and a label that is thought too wide only gets more room.
 */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,'|:;!]/, 0.3],
  [/[frt()/\- ]/, 0.4],
  [/[mwMW~<>+=]/, 0.88],
  [/[A-Z]/, 0.72],
];

const widthOf = (character: string): number =>
  WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? 0.6;

export const lineWidth = (line: string, size: number): number =>
  [...line].reduce((sum, character) => sum + widthOf(character), 0) * size;

export const sizeOf = (lines: readonly string[], size: number): Size => ({
  width: Math.max(...lines.map((line) => lineWidth(line, size))),
  height: lines.length * size * LINE_HEIGHT,
});

/** Words joined by the separator, in as many lines as asked for, none much longer than the others. */
export function balanced(words: readonly string[], separator: string, count: number): string[] {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const [from, to] = [i, i + 1].map((k) => Math.round((k * words.length) / count));
    lines.push(words.slice(from, to).join(separator) + (i + 1 < count ? separator.trimEnd() : ''));
  }
  return lines;
}

/** Text in lines no wider than asked for where its words allow it; all but the first are indented. */
export function wrapped(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && lineWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(lines.length === 0 ? word : `    ${word}`);
  }
  return lines;
}
