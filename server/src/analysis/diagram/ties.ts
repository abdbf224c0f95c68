import type { Pictured } from './pictured';
import { keyOf, middle, type Polygon, type Vertex } from './polygon';
import { lifted, type Slice } from './slice';

/**
 * Finds the other patterns that tie on all polygons: in their middles and at all corners. Where a pattern's least energy is that of
 * one linear program, its distance from the minimum is convex, and zero at all corners means zero everywhere.
 */
export function tieFinder(fact: Pictured, slice: Slice) {
  const known = new Map<string, readonly string[]>();
  const at = (vertex: Vertex): readonly string[] => {
    const key = keyOf(vertex);
    const here = known.get(key) ?? patternsAt(fact, vertex, slice);
    known.set(key, here);
    return here;
  };
  return (polygons: readonly Polygon[], pattern: readonly string[]): (readonly string[])[] => {
    let common: readonly string[] | undefined;
    for (const vertex of [...polygons.map(middle), ...polygons.flat()]) {
      const here = at(vertex).filter((names) => names !== pattern.join());
      common = common ? common.filter((names) => here.includes(names)) : here;
      if (common.length === 0) break;
    }
    return (common ?? []).map((names) => names.split(','));
  };
}

function patternsAt(fact: Pictured, vertex: Vertex, slice: Slice): string[] {
  const here = fact.at?.(lifted(vertex, slice));
  return [...(here?.pattern ? [here.pattern] : []), ...(here?.ties ?? [])].map((names) => names.join());
}
