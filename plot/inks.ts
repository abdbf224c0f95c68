/**
 * Colours of lines and marks, on light and on dark: blue against red of Paul Tol's high-contrast and light schemes (Colour Schemes,
 * SRON/EPS/TN/09-002, 2021), which people with any kind of colour vision tell apart. Nothing is told by colour alone.
 */
export interface Inks {
  readonly measured: string;
  readonly predicted: string;
}

export const inks = (dark: boolean): Inks =>
  dark ? { measured: '#77aadd', predicted: '#ee8866' } : { measured: '#004488', predicted: '#bb5566' };

/** From small to large, along blue and yellow, which all see: the larger, the further from the background. */
const RAMP = { light: ['#b08000', '#00224e'], dark: ['#7088d8', '#ffea46'] } as const;

/** So many colours in a sequence that is one of lightness too. */
export function ramp(count: number, dark: boolean): string[] {
  const [from, to] = RAMP[dark ? 'dark' : 'light'].map(channels) as [number[], number[]];
  return Array.from({ length: count }, (_, i) => {
    const share = count === 1 ? 1 : i / (count - 1);
    return `#${from.map((a, c) => hex(a + share * ((to[c] ?? 0) - a))).join('')}`;
  });
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));

const hex = (value: number): string => Math.round(value).toString(16).padStart(2, '0');
