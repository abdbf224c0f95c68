// The directions of optimisers at rate 1. None has a damping epsilon: an entry that never had a gradient stays where it
// is, and every other one moves as if epsilon were as small as it should be.
import type { Optimizer } from '../../../../../trainer/training-schema';
import { ofSingularValues } from '../../../../../trainer/embedded/training/singular';
import { rootMeanSquare } from './values';
import type { Weights } from './weights';

/** The next direction of some weights, from their gradient; remembers what it needs from earlier steps. */
export type Rule = (weights: Weights) => Float64Array;

/** Heavy-ball momentum, of Muon too; Adam's two averages. */
const memory = 0.9;
const adamMemory = [0.9, 0.95] as const;

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

function momentum(): Rule {
  let sum: Float64Array | undefined;
  return ({ gradient }) => (sum = gradient.map((g, i) => memory * (sum?.[i] ?? 0) + g));
}

/** Kingma & Ba 2015, bias-corrected. AdamW is the same here: the trainer runs without weight decay. */
function adam(): Rule {
  let [mean, square]: Float64Array[] = [];
  let t = 0;
  const [b1, b2] = adamMemory;
  return ({ gradient }) => {
    const [m, v] = [(mean ??= new Float64Array(gradient.length)), (square ??= mean.slice())];
    const direction = new Float64Array(gradient.length);
    t++;
    const [c1, c2] = [1 - b1 ** t, 1 - b2 ** t];
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]!;
      m[i] = b1 * m[i]! + (1 - b1) * g;
      v[i] = b2 * v[i]! + (1 - b2) * g * g;
      direction[i] = ratio(m[i]! / c1, Math.sqrt(v[i]! / c2));
    }
    return direction;
  };
}

/**
 * Shazeer & Stern 2018: second moments as a product of row and column means, the step's size no more than 1 and relative
 * to that of the weights.
 */
function adafactor(): Rule {
  let [byRow, byColumn]: Float64Array[] = [];
  let t = 0;
  return ({ gradient, data, rows, columns }) => {
    const keep = 1 - (++t) ** -0.8;
    const [r, c] = [new Float64Array(rows), new Float64Array(columns)];
    for (let i = 0; i < gradient.length; i++) {
      const square = gradient[i]! ** 2;
      r[Math.floor(i / columns)]! += square / columns;
      c[i % columns]! += square / rows;
    }
    byRow = r.map((v, i) => keep * (byRow?.[i] ?? 0) + (1 - keep) * v);
    byColumn = c.map((v, i) => keep * (byColumn?.[i] ?? 0) + (1 - keep) * v);
    const mean = byRow.reduce((a, b) => a + b, 0) / rows;
    const [ofRow, ofColumn] = [byRow, byColumn];
    const direction = gradient.map((g, i) =>
      ratio(g, Math.sqrt(ratio(ofRow[Math.floor(i / columns)]! * ofColumn[i % columns]!, mean))),
    );
    const scale = rootMeanSquare([data]) / Math.max(1, rootMeanSquare([direction]));
    return direction.map((v) => v * scale);
  };
}

/** Jordan et al. 2024: all singular values of the momentum become 1. */
function muon(): Rule {
  const sum = momentum();
  return (weights) => ofSingularValues(sum(weights), weights.rows, weights.columns, () => 1);
}

/** Gupta, Koren & Singer 2018, preconditioned by the present gradient alone: singular values s become s^(1 - 2e). */
const shampoo =
  (exponent: number): Rule =>
  ({ gradient, rows, columns }) =>
    ofSingularValues(gradient, rows, columns, (s) => s ** (1 - 2 * exponent));

/** A rule for one set of weights. */
export function ruleOf(optimizer: Optimizer): Rule {
  switch (optimizer.name) {
    case 'sgd':
      return ({ gradient }) => gradient;
    case 'momentum':
      return momentum();
    case 'adam':
    case 'adamw':
      return adam();
    case 'sign':
      return ({ gradient }) => gradient.map(Math.sign);
    case 'adafactor':
      return adafactor();
    case 'muon':
      return muon();
    case 'shampoo':
      return shampoo(optimizer.exponent);
  }
}
