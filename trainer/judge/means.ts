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

/** Which seeds have which sizes, with the weights that follow. Every size needs two seeds. */
export class Design {
  /** Inverse covariances of the seeds' values; zero where there is none. */
  private readonly weights: number[][][];
  /** Covariance of the means if the model holds. */
  private readonly covariance: number[][];

  constructor(present: Rows, { shared, noise }: Scatter) {
    this.weights = present.map((row) => {
      const precision = row.map((v, i) => (v === undefined ? 0 : 1 / noise[i]!));
      const pull = shared / (1 + shared * precision.reduce((sum, p) => sum + p, 0));
      return precision.map((p, i) => precision.map((q, j) => (i === j ? p : 0) - pull * p * q));
    });
    const zero = noise.map(() => noise.map(() => 0));
    this.covariance = inverse(
      this.weights.reduce((sum, w) => sum.map((row, i) => row.map((v, j) => v + w[i]![j]!)), zero),
    );
  }

  private times(matrix: number[][], vector: number[]): number[] {
    return matrix.map((row) => dot(row, vector));
  }

  means(rows: Rows): number[] {
    const sums = rows.reduce<number[]>(
      (sum, row, s) =>
        this.times(
          this.weights[s]!,
          row.map((v) => v ?? 0),
        ).map((v, i) => v + (sum[i] ?? 0)),
      [],
    );
    return this.times(this.covariance, sums);
  }

  /** sum_i combination_i mean_i, of any rows with numbers where the design has them. */
  combine(combination: number[]): (rows: Rows) => Estimate {
    const q = this.times(this.covariance, combination);
    // value = sum_s a_s . row_s; what is left of a seed, u_s = a_s . (row_s - means), has the variance c_s - a_s C a_s.
    const a = this.weights.map((w) => this.times(w, q));
    const full = a.map((as) => dot(as, q));
    const lost = a.map((as) => dot(as, this.times(this.covariance, as)));
    const mend = full.map((c, s) => (c > 0 ? c / Math.max(c - lost[s]!, 1e-9 * c) : 0));
    const total = full.reduce((sum, c) => sum + c, 0);
    const gram = combination.map((_, i) =>
      combination.map((_, j) => a.reduce((sum, as, s) => sum + mend[s]! * as[i]! * as[j]!, 0)),
    );
    const product = this.covariance.map((row) => this.times(gram, row));
    // Satterthwaite: 2 mean^2 / variance of sum_s mend_s u_s^2, with cov(u_s, u_t) = [s = t] c_s - a_s C a_t.
    const squares =
      mend.reduce((sum, g, s) => sum + g * g * (full[s]! ** 2 - 2 * full[s]! * lost[s]!), 0) +
      product.reduce((sum, row, i) => sum + row.reduce((part, v, j) => part + v * product[j]![i]!, 0), 0);
    const degrees = squares > 0 ? Math.max(1, total ** 2 / squares) : 1;
    return (rows) => {
      const means = this.means(rows);
      let variance = 0;
      rows.forEach((row, s) => {
        const rest = row.reduce<number>(
          (sum, v, i) => sum + (v === undefined ? 0 : a[s]![i]! * (v - means[i]!)),
          0,
        );
        variance += mend[s]! * rest * rest;
      });
      return { value: dot(combination, means), variance, degrees };
    };
  }
}
