import type { WriteStream } from 'node:tty';

const CODES = { bold: 1, faint: 2, red: 31, green: 32, yellow: 33, blue: 34 } as const;
export type Colour = keyof typeof CODES;
export type Style = (text: string, ...colours: Colour[]) => string;

/** Colours for a terminal that shows them; on anything else, and where NO_COLOR or TERM=dumb asks for it, none. */
export function styleFor(stream: WriteStream | NodeJS.WriteStream): Style {
  if (!stream.isTTY || !stream.hasColors()) return (text) => text;
  return (text, ...colours) =>
    colours.reduce((inner, colour) => `\x1b[${CODES[colour]}m${inner}\x1b[0m`, text);
}

export const STATUS_COLOUR: Readonly<Record<string, Colour>> = {
  ...{ error: 'red', warning: 'yellow', information: 'blue' },
  ...{ proven: 'green', refuted: 'red', undecided: 'yellow', empty: 'yellow', waiting: 'yellow' },
  ...{ consistent: 'green', inconclusive: 'yellow' },
};

/** Lines with a status word in its colour, and the width at which the longest of them ends. */
export const coloured = (style: Style, word: string, width = 0): string =>
  style(word.padEnd(width), STATUS_COLOUR[word] ?? 'bold');
