import type { PhaseDiagram } from './data';

/**
 * Eight fills for dark text that people with any kind of colour vision tell apart: the light scheme of Paul Tol (Colour Schemes,
 * SRON/EPS/TN/09-002, 2021) without its green, the most different ones first.
 */
export const LIGHT = '#77aadd #eedd88 #ee8866 #99ddff #ffaabb #bbcc33 #aaaa00 #dddddd'.split(' ');

/** For light text; found by search for colours that lie far apart in Oklab under all three kinds of colour blindness. */
export const DARK = '#144d6e #894c06 #590a0f #256c55 #451d5a #5b5298 #4f4022 #023634'.split(' ');

/**
 * The fill of each kind of region: that of its place, where it has one and no neighbour has the same. Beyond eight kinds colours return, on both sides of a threshold only where a kind has more than
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
  const chosen = new Map<number, number>();
  const take = (kind: number, colour: number): void => {
    used[colour]!++;
    chosen.set(kind, colour);
  };
  const beside = (kind: number): Set<number | undefined> =>
    new Set([...neighbours[kind]!].map((other) => chosen.get(other)));
  for (const { kind, place = -1 } of regions.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0))) {
    const own = place % palette.length;
    if (place >= 0 && !chosen.has(kind) && !beside(kind).has(own)) take(kind, own);
  }
  for (let kind = 0; kind < kinds; kind++) {
    if (chosen.has(kind)) continue;
    const taken = beside(kind);
    const allowed = used.map((_, i) => i).filter((i) => !taken.has(i));
    take(
      kind,
      allowed.reduce((a, b) => (used[b]! < used[a]! ? b : a), allowed[0] ?? 0),
    );
  }
  return neighbours.map((_, kind) => palette[chosen.get(kind)!]!);
}
