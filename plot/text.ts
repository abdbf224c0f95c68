import type { Size } from './shapes';

/** Lines are this many font sizes apart. */
export const LINE_HEIGHT = 1.25;

/**
 * Widths of characters in font sizes, about the largest of common sans-serif fonts (DejaVu Sans): there is nothing to measure with outside of
 * a browser, and a label that is thought too wide only gets more room.
 */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,'|:;!]/, 0.3],
  [/[frt()/\- ]/, 0.4],
  [/[mwMW~<>+=^]/, 0.88],
  [/[A-Z]/, 0.79],
];

const widthOf = (character: string): number =>
  WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? 0.64;

export const lineWidth = (line: string, size: number): number =>
  [...line].reduce((sum, character) => sum + widthOf(character), 0) * size;

export const sizeOf = (lines: readonly string[], size: number): Size => ({
  width: Math.max(...lines.map((line) => lineWidth(line, size))),
  height: lines.length * size * LINE_HEIGHT,
});

/** Words in at most so many lines, as narrow as that allows; a comma and a blank join them. */
export function narrow(words: readonly string[], count: number): string[] {
  const runs = words.flatMap((_, i) => words.slice(i).map((__, n) => words.slice(i, i + n + 1)));
  const widths = runs.map((run) => lineWidth(`${run.join(', ')},`, 1)).sort((a, b) => a - b);
  for (const width of widths) {
    const lines = wrapped(words.join(', '), 1, width, '');
    if (lines.length <= count) return lines;
  }
  return [words.join(', ')];
}

/** Text in lines no wider than asked for where its words allow it; the indent stands before all but the first. */
export function wrapped(text: string, size: number, width: number, indent = '    '): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && lineWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(lines.length === 0 ? word : `${indent}${word}`);
  }
  return lines;
}
