import type { PhaseDiagram } from './data';

/**
 * Eight fills for dark text that people with any kind of colour vision tell apart: the light scheme of Paul Tol (Colour Schemes,
 * SRON/EPS/TN/09-002, 2021) without its green, the most different ones first.
 */
export const LIGHT = '#77aadd #eedd88 #ee8866 #99ddff #ffaabb #bbcc33 #aaaa00 #dddddd'.split(' ');

/** For light text; found by search for colours that lie far apart in Oklab under all three kinds of colour blindness. */
export const DARK = '#144d6e #894c06 #590a0f #256c55 #451d5a #5b5298 #4f4022 #023634'.split(' ');

/**
 * The fill of each kind of region. Beyond eight kinds colours return, on both sides of a threshold only where a kind has more than
 * seven neighbours.
 */
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
