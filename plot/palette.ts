import type { PhaseDiagram } from './data';

/**
 * Nine fills that people with any kind of colour vision tell apart, for black text: the light scheme of Paul Tol (Colour
 * Schemes, SRON/EPS/TN/09-002, 2021), the most different ones first.
 */
const LIGHT = [
  '#77aadd',
  '#eedd88',
  '#ee8866',
  '#44bb99',
  '#ffaabb',
  '#bbcc33',
  '#99ddff',
  '#aaaa00',
  '#dddddd',
];

/** The same hues for light text, with lightness between 22 and 45 % so that they stay apart without their hues. */
const DARK = [
  '#2f5f91',
  '#6f6420',
  '#93452a',
  '#14694f',
  '#8c4558',
  '#4d5f00',
  '#1f5a73',
  '#45450a',
  '#5c5c5c',
];

/** The fill of each kind of region. Beyond nine kinds colours return, but never on both sides of a threshold. */
export function fills({ regions, thresholds }: PhaseDiagram, dark: boolean): string[] {
  const palette = dark ? DARK : LIGHT;
  const kinds = Math.max(-1, ...regions.map(({ kind }) => kind)) + 1;
  const neighbours = Array.from({ length: kinds }, () => new Set<number>());
  for (const { between } of thresholds) {
    const [a, b] = between.map((region) => regions[region]!.kind) as [number, number];
    neighbours[a]!.add(b);
    neighbours[b]!.add(a);
  }
  const used = palette.map(() => 0);
  const chosen: number[] = [];
  for (const others of neighbours) {
    const beside = new Set([...others].map((kind) => chosen[kind]));
    const allowed = used.map((_, i) => i).filter((i) => !beside.has(i));
    const best = allowed.reduce((a, b) => (used[b]! < used[a]! ? b : a), allowed[0] ?? 0);
    used[best]!++;
    chosen.push(best);
  }
  return chosen.map((i) => palette[i]!);
}
