// Whether curves of the alignment fall on one when samples are counted in units of the prediction: a number for it. Like
// Houdayer & Hartmann's S (Phys. Rev. B 70 (2004) 014418, after Kawashima & Ito, J. Phys. Soc. Jpn. 62 (1993) 435) it is the
// mean squared distance of curves over the square of its error, 1 where they are one; here each pair of sizes is compared
// seed by seed, since the sizes of a seed share data, and sums come before the ratio, since flat parts have no error at all.
import type { PosteriorPlan } from '../posterior-schema';
import type { Cell, Collapse, Curve } from '../schema';
import { mean } from './means';

/** Points of log samples at which two curves are compared, and at which curves are shown. */
const steps = 24;

/** Piecewise straight in log samples; several visits of a rung count as their mean. */
class Line {
  private readonly points: [number, number][];

  constructor(curve: Curve, unit: number) {
    const visits = new Map<number, number[]>();
    for (const [samples, alignment] of curve)
      visits.set(samples, [...(visits.get(samples) ?? []), alignment]);
    this.points = [...visits]
      .sort(([a], [b]) => a - b)
      .map(([samples, seen]) => [Math.log(samples / unit), mean(seen)]);
  }

  get ends(): number[] {
    return this.points.length > 1 ? [this.points[0]![0], this.points.at(-1)![0]] : [];
  }

  /** Undefined where the chain has not been. */
  at(x: number): number | undefined {
    const right = this.points.findIndex(([to]) => to >= x - 1e-12);
    const [from, low] = this.points[right - 1] ?? this.points[0] ?? [Infinity, 0];
    if (right < 0 || x < from - 1e-12) return undefined;
    const [to, high] = this.points[right]!;
    return to > from ? low + ((high - low) * (x - from)) / (to - from) : high;
  }
}

/** [size][seed], of one kind of chains. */
type Lines = (Line | undefined)[][];

/** Evenly over all that these lines cover. */
function grid(lines: (Line | undefined)[]): number[] {
  const ends = lines.flatMap((line) => line?.ends ?? []);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return ends.length === 0
    ? []
    : Array.from({ length: steps }, (_, k) => from + ((to - from) * k) / (steps - 1));
}

/** At x, of the seeds that both sizes know there. */
const differences = (a: Lines[0], b: Lines[0], x: number): number[] =>
  a.flatMap((line, seed) => {
    const [one, other] = [line?.at(x), b[seed]?.at(x)];
    return one === undefined || other === undefined ? [] : [one - other];
  });

/** Root of the sum of squared mean differences over the sum of their squared errors; undefined where no two sizes overlap. */
function distance(legs: Lines[]): number | undefined {
  let [squares, errors] = [0, 0];
  for (const sizes of legs)
    sizes.forEach((a, i) =>
      sizes.slice(i + 1).forEach((b) => {
        for (const x of grid([...a, ...b])) {
          const apart = differences(a, b, x);
          const [n, m] = [apart.length, mean(apart)];
          if (n < 2) continue;
          squares += m * m;
          errors += apart.reduce((sum, v) => sum + (v - m) ** 2, 0) / (n * (n - 1));
        }
      }),
    );
  return errors > 0 ? Math.sqrt(squares / errors) : undefined;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Cells as [seed][size], as the plan has them; undefined where the curves of no two sizes overlap for two seeds. */
export function collapseOf(plan: PosteriorPlan, cells: (Cell | undefined)[][]): Collapse | undefined {
  const lines = (unit: (size: number) => number): Lines[] =>
    [0, 1].map((leg) =>
      plan.sizes.map((_, i) => cells.map((row) => row[i]?.curves && new Line(row[i].curves[leg]!, unit(i)))),
    );
  const legs = lines(() => 1);
  const quality = distance(lines((i) => plan.sizes[i]!.scale));
  if (quality === undefined) return undefined;
  const before = distance(legs);
  return {
    quality: round(quality),
    before: before === undefined ? null : round(before),
    curves: plan.sizes.flatMap(({ value, scale }, i) => {
      const seeds = legs[0]![i]!.filter((line) => line !== undefined).length;
      const points = grid(legs.flatMap((sizes) => sizes[i]!)).map((x): Shown => {
        const [up, down] = legs.map((sizes) => {
          const there = sizes[i]!.map((line) => line?.at(x)).filter((v) => v !== undefined);
          return there.length > seeds / 2 ? round(mean(there)) : null;
        });
        return [round(Math.exp(x)), round(Math.exp(x) / scale), up!, down!];
      });
      return points.length > 0 ? [{ size: value, points }] : [];
    }),
  };
}

type Shown = Collapse['curves'][number]['points'][number];
