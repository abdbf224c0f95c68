import type { Curve } from '../../schema';

/** Sample count at alignment 1/2: a straight line in log P through the four rungs nearest to the crossing. */
export function crossing(curve: Curve): number | null {
  const sorted = [...curve].sort((a, b) => a[0] - b[0]);
  let after = sorted.length;
  while (after > 0 && sorted[after - 1]![1] >= 0.5) after--;
  if (after === 0 || after === sorted.length) return null;
  const near = sorted.slice(Math.max(0, after - 2), after + 2).map(([p, a]) => [Math.log(p), a] as const);
  const mean = (f: (at: readonly [number, number]) => number): number =>
    near.reduce((sum, at) => sum + f(at), 0) / near.length;
  const [x, a] = [mean((at) => at[0]), mean((at) => at[1])];
  const slope = mean((at) => (at[0] - x) * (at[1] - a)) / mean((at) => (at[0] - x) ** 2);
  const [low, high] = [Math.log(sorted[after - 1]![0]), Math.log(sorted[after]![0])];
  // Noise can tilt a nearly flat line; the answer stays within one rung of where the sign changed.
  const room = high - low;
  return Math.exp(Math.min(high + room, Math.max(low - room, x + (0.5 - a) / slope)));
}
