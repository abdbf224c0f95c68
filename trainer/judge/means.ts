// Means over seeds at each size, and linear combinations of them, with their errors. What is drawn at different sizes of a
// seed is not independent, and sizes may have different numbers of seeds. So each seed counts as a whole: a mixed model
// value = mean of the size + effect of the seed + noise gives the weights (generalised least squares, which takes the shared
// part out where seeds are missing), and the seeds' own scatter gives the errors, whatever the model (a cluster-robust
// variance, unbiased where the model holds: Bell & McCaffrey, Survey Methodology 28 (2002) 169), with Satterthwaite's degrees
// of freedom. Where every seed has every size, this is the mean of the seeds' own combinations with Student's t.

/** [seed][size]; undefined where there is no number. */
export type Rows = (number | undefined)[][];

export interface Estimate {
  value: number;
  /** Of the value, from the scatter of seeds. */
  variance: number;
  degrees: number;
}

export const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
export const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const square = (values: number[]): number => dot(values, values);

/** Variances of the seeds' shared effect and of the noise at each size. */
export interface Scatter {
  shared: number;
  noise: number[];
}

/** Degrees of freedom that the common noise counts for in the noise of each size: four seeds know a variance badly. */
const prior = 4;

/** From the seeds that have all sizes, by an analysis of variance; the weights of means rest on it, their errors do not. */
export function scatterOf(rows: Rows, sizes: number): Scatter {
  const whole = rows.filter((row): row is number[] => !row.includes(undefined));
  const [n, k] = [whole.length, sizes];
  const alike = { shared: 0, noise: Array.from({ length: k }, () => 1) };
  if (n < 2) return alike;
  const means = whole[0]!.map((_, i) => mean(whole.map((row) => row[i]!)));
  const centred = whole.map((row) => row.map((v, i) => v - means[i]!));
  const rest = centred.map((row) => row.map((v) => v - mean(row)));
  const each = means.map((_, i) => square(rest.map((row) => row[i]!)));
  const noise = each.reduce((sum, v) => sum + v, 0) / ((n - 1) * Math.max(1, k - 1));
  const between = (k * square(centred.map(mean))) / (n - 1);
  // No noise at all: any will do, for then all weights give the same.
  if (!(noise > 0)) return alike;
  const share = (v: number): number => ((n - 1) * v) / mean(each);
  return {
    shared: Math.max(0, (between - noise) / k),
    noise: each.map((v) => (noise * (share(v) + prior)) / (n - 1 + prior)),
  };
}

/** Inverse of a symmetric positive matrix, by Gauss and Jordan. */
function inverse(matrix: number[][]): number[][] {
  const k = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < k; i++) {
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((v) => v / pivot);
    for (let r = 0; r < k; r++) {
      const factor = rows[r]![i]!;
      if (r !== i) rows[r] = rows[r]!.map((v, j) => v - factor * rows[i]![j]!);
    }
  }
  return rows.map((row) => row.slice(k));
}

/** Seeds that have the same sizes. */
interface Group {
  seeds: number[];
  /** Inverse covariance of a seed's values; zero where there is none. */
  weights: number[][];
}

const times = (matrix: number[][], vector: number[]): number[] => matrix.map((row) => dot(row, vector));

/** Which seeds have which sizes, with the weights that follow. Every size needs two seeds. */
export class Design {
  private readonly groups: Group[];
  /** Covariance of the means if the model holds. */
  private readonly covariance: number[][];

  constructor(present: Rows, { shared, noise }: Scatter) {
    const alike = new Map<string, number[]>();
    present.forEach((row, s) => {
      const key = row.map((v) => (v === undefined ? 0 : 1)).join('');
      const others = alike.get(key);
      if (others) others.push(s);
      else alike.set(key, [s]);
    });
    this.groups = [...alike].map(([key, seeds]) => {
      const precision = noise.map((v, i) => (key[i] === '1' ? 1 / v : 0));
      const pull = shared / (1 + shared * precision.reduce((sum, p) => sum + p, 0));
      const weights = precision.map((p, i) => precision.map((q, j) => (i === j ? p : 0) - pull * p * q));
      return { seeds, weights };
    });
    this.covariance = inverse(
      noise.map((_, i) =>
        noise.map((_, j) =>
          this.groups.reduce((sum, { seeds, weights }) => sum + seeds.length * weights[i]![j]!, 0),
        ),
      ),
    );
  }

  means(rows: Rows): number[] {
    const sums = this.covariance.map(() => 0);
    for (const { seeds, weights } of this.groups) {
      const sum = sums.map((_, i) => seeds.reduce((total, s) => total + (rows[s]![i] ?? 0), 0));
      times(weights, sum).forEach((v, i) => (sums[i]! += v));
    }
    return times(this.covariance, sums);
  }

  /** sum_i combination_i mean_i, of any rows with numbers where the design has them. */
  combine(combination: number[]): (rows: Rows) => Estimate {
    const q = times(this.covariance, combination);
    // value = sum_s a_s . row_s; what is left of a seed, u_s = a_s . (row_s - means), has the variance c - a C a.
    const parts = this.groups.map(({ seeds, weights }) => {
      const a = times(weights, q);
      const [full, lost] = [dot(a, q), dot(a, times(this.covariance, a))];
      return { seeds, a, full, lost, mend: full > 0 ? full / Math.max(full - lost, 1e-9 * full) : 0 };
    });
    const over = (f: (part: (typeof parts)[number]) => number): number =>
      parts.reduce((sum, part) => sum + part.seeds.length * f(part), 0);
    const gram = q.map((_, i) => q.map((_, j) => over(({ a, mend }) => mend * a[i]! * a[j]!)));
    const product = this.covariance.map((row) => times(gram, row));
    // Satterthwaite: 2 mean^2 / variance of sum_s mend_s u_s^2, with cov(u_s, u_t) = [s = t] c_s - a_s C a_t.
    const squares =
      over(({ full, lost, mend }) => mend * mend * (full * full - 2 * full * lost)) +
      product.reduce((sum, row, i) => sum + row.reduce((part, v, j) => part + v * product[j]![i]!, 0), 0);
    const degrees = squares > 0 ? Math.max(1, over(({ full }) => full) ** 2 / squares) : 1;
    return (rows) => {
      const means = this.means(rows);
      let variance = 0;
      for (const { seeds, a, mend } of parts)
        for (const s of seeds) {
          const rest = a.reduce((sum, w, i) => sum + (w === 0 ? 0 : w * (rows[s]![i]! - means[i]!)), 0);
          variance += mend * rest * rest;
        }
      return { value: dot(combination, means), variance, degrees };
    };
  }
}
