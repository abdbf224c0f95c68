import { leastVertex } from './linear';

/** Exponents of everything, at one point of the scales. Modules by their names in the library. */
export interface Composition {
  /** Of the data: positions, and the norm of a linear feature of one of them. */
  readonly positions: number;
  readonly norm: number;
  readonly layers: readonly {
    readonly module: 'dense' | 'conv' | 'attention' | 'mean_field';
    /** Units: width, channels or heads; of `conv` also the size of a patch. */
    readonly width: number;
    readonly patch: number;
    carries(q: number): boolean;
  }[];
  readonly readOut: 'dense' | 'mean_field';
  readonly degree: number;
  readonly coherence: boolean;
}

/** A constant, then coefficients of t, M1, mu1, M2, mu2, … */
type Row = readonly number[];

const at = (row: Row, i: number): number => row[i] ?? 0;
const plus = (a: Row, b: Row, factor = 1): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => at(a, i) + factor * at(b, i));
const times = (a: Row, factor: number): number[] => a.map((x) => x * factor);
const unit = (i: number): number[] => [...Array.from({ length: i }, () => 0), 1];

/** Weights of variance 1/fan-in^2 on all units of all positions: their kernels are summed and divided by the fan-in twice. */
const averaged = (positions: number, units: number): number => 2 * (positions + units) - units;

/**
 * The least energy by trying, in every layer, every degree and whether it is lazy or M units have a mean with the square mu2:
 * magnetization and gfl are the latter with M = N (theory, 7.1). One linear program each, in floats. Undefined where a size is
 * below one or no chain of degrees leads to the target.
 */
export function leastEnergy(net: Composition): number | undefined {
  let best: number | undefined;
  const visit = (
    index: number,
    j: number,
    norm: Row,
    positions: number,
    units: number,
    rows: readonly Row[],
  ): void => {
    const layer = net.layers[index];
    if (!layer) {
      if (j !== net.degree) return;
      const target = plus(norm, [net.readOut === 'mean_field' ? averaged(positions, units) : positions]);
      const found = leastVertex([...rows, plus(unit(1), target, -1)], 1 + 2 * net.layers.length);
      if (found && (best === undefined || found.value < best)) best = found.value;
      return;
    }
    const { module, width, patch } = layer;
    if (Math.min(positions, width, patch, module === 'conv' ? positions - patch : 0) < -1e-12) return;
    const paired = module === 'attention';
    const factor = { dense: positions, conv: patch, attention: 0, mean_field: averaged(positions, units) }[
      module
    ];
    const r = plus(times(norm, paired ? 2 : 1), [factor]);
    const left = module === 'conv' ? positions - patch : 0;
    for (let q = 1; q <= net.degree; q++) {
      if (!layer.carries(q)) continue;
      const k = paired ? 2 * j * q + j : j * q;
      if (k > net.degree) break;
      const [m, mu] = [unit(2 + 2 * index), unit(3 + 2 * index)];
      const spike = plus(plus([width], m, -1), mu, -q);
      const specialised = [
        m,
        plus([width], m, -1),
        times(mu, -1),
        ...(net.coherence ? [plus(m, mu, q)] : []),
        plus(plus(plus(unit(1), m, -1), mu, -1), r, -1),
      ];
      for (const [out, more] of [
        [times(r, q), []],
        [spike, specialised],
      ] as const) {
        const next = paired ? plus(plus(out, norm), [positions]) : out;
        visit(index + 1, k, next, left, width, [...rows, norm, r, out, next, ...more]);
      }
    }
  };
  // A token has as many entries as a linear feature of it has norm.
  visit(0, 1, [net.norm], net.positions, net.norm, []);
  return best;
}
