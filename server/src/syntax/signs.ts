/**
 * Every sign of the language, in each spelling that is read. The value is the ASCII spelling that the printer writes.
 * `·` stands for the inner product, whose printed form is a dot between blanks.
 */

const accepted: readonly (readonly [spelling: string, sign: string])[] = [
  ...['..', '<<', '>>', '<~', '>~', '<=', '>=', '<', '>', '=', '~', '|'].map((s) => [s, s] as const),
  ...['+', '-', '*', '/', '^', '(', ')', '[', ']', '{', '}', ',', ';', ':'].map((s) => [s, s] as const),
  ['≪', '<<'],
  ['≫', '>>'],
  ['≲', '<~'],
  ['≳', '>~'],
  ['≤', '<='],
  ['≥', '>='],
  ['∼', '~'],
  ['∣', '|'],
  ['−', '-'],
  ['·', '·'],
  ['⋅', '·'],
];

/** Habits from other languages: read as the sign that is meant, with a diagnostic and its repair. */
const mistaken: readonly (readonly [spelling: string, sign: string])[] = [
  ['==', '='],
  [':=', '='],
  ['=<', '<='],
  ['=>', '>='],
  ['~=', '~'],
  ['=~', '~'],
  ['≈', '~'],
  ['≃', '~'],
  ['≍', '~'],
  ['∝', '~'],
  ['**', '^'],
  ['×', '*'],
  ['÷', '/'],
  ['...', '..'],
  ['…', '..'],
  ['&&', ','],
  ['&', ','],
];

export interface Sign {
  readonly spelling: string;
  readonly sign: string;
  readonly mistaken: boolean;
}

const byFirst = new Map<string, Sign[]>();
for (const [list, wrong] of [
  [accepted, false],
  [mistaken, true],
] as const)
  for (const [spelling, sign] of list) {
    const first = spelling.charAt(0);
    const entry = { spelling, sign, mistaken: wrong };
    byFirst.set(
      first,
      [...(byFirst.get(first) ?? []), entry].sort((a, b) => b.spelling.length - a.spelling.length),
    );
  }

/** The longest sign at an offset. */
export function signAt(text: string, offset: number): Sign | undefined {
  return byFirst.get(text.charAt(offset))?.find((s) => text.startsWith(s.spelling, offset));
}
