// The common factor of all rates at which training gets furthest, on a logarithmic grid: loss after the last step against the
// rate falls slowly and then rises abruptly, where training diverges.

/** In halves of powers of two: the grid that is gone through first, how far it may be extended, and its spacing. */
const [reach, most, coarse] = [24, 64, 4];

/**
 * The factor with the least loss, interpolated by a parabola of the loss's logarithm; none where it would lie beyond the
 * grid. A loss that is no number counts as infinite.
 */
export function bestRate(lossAt: (factor: number) => number): number | undefined {
  const known = new Map<number, number>();
  const at = (k: number): number => {
    const before = known.get(k);
    if (before !== undefined) return before;
    const loss = lossAt(2 ** (k / 2));
    const log = Number.isNaN(loss) ? Infinity : Math.log(Math.max(loss, Number.MIN_VALUE));
    known.set(k, log);
    return log;
  };
  const least = (grid: readonly number[]): number => grid.reduce((best, k) => (at(k) < at(best) ? k : best));
  const span = (from: number, to: number, by: number): number[] =>
    Array.from({ length: (to - from) / by + 1 }, (_, i) => from + i * by);
  let [low, high] = [-reach, reach];
  let rough = least(span(low, high, coarse));
  while ((rough === low && low > -most) || (rough === high && high < most)) {
    if (rough === low) low -= coarse;
    else high += coarse;
    rough = least(span(low, high, coarse));
  }
  if (rough === low || rough === high) return undefined;
  const best = least(span(rough - coarse + 1, rough + coarse - 1, 1));
  return 2 ** ((best + vertex(at(best - 1), at(best), at(best + 1))) / 2);
}

/** Where a parabola through three points at -1, 0, 1 has its minimum, of which the middle one is the lowest. */
function vertex(a: number, b: number, c: number): number {
  if (a === Infinity || c === Infinity) return a === c ? 0 : a === Infinity ? 0.5 : -0.5;
  const curvature = a - 2 * b + c;
  return curvature > 0 ? (a - c) / (2 * curvature) : 0;
}
