// The directions of optimisers at rate 1. None has a damping epsilon: an entry that never had a gradient stays where it
// is, and every other one moves as if epsilon were as small as it should be.
import type { Optimizer } from '../../training-schema';
import type { Engine, Floats, Weights } from '../engine';
import { rootMeanSquare } from './arrays';
import { ofSingularValues } from './singular';

/** Puts the direction of step t = 1, 2, ... in the place of the gradient of all weights. */
export type Rule = (t: number) => void;

/** Heavy-ball momentum, of Muon too; Adam's two averages. */
const keep = 0.9;
const adamKeep = [0.9, 0.95] as const;

/** How many vectors of the size of all weights a rule remembers from step to step; they begin as zeros. */
export const remembered = ({ name }: Optimizer): number =>
  ({ momentum: 1, muon: 1, adam: 2, adamw: 2, sgd: 0, sign: 0, adafactor: 0, shampoo: 0 })[name];

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

/**
 * Shazeer & Stern 2018: second moments as a product of row and column means, the step's size no more than 1 and relative
 * to that of the weights.
 */
function adafactor({ outputs, inputs, data, gradient }: Weights): Rule {
  let byRow = new Float64Array(outputs);
  let byColumn = new Float64Array(inputs);
  return (t) => {
    const old = 1 - t ** -0.8;
    const [r, c] = [new Float64Array(outputs), new Float64Array(inputs)];
    for (let i = 0; i < gradient.length; i++) {
      const square = gradient[i]! ** 2;
      r[Math.floor(i / inputs)]! += square / inputs;
      c[i % inputs]! += square / outputs;
    }
    byRow = r.map((v, i) => old * byRow[i]! + (1 - old) * v);
    byColumn = c.map((v, i) => old * byColumn[i]! + (1 - old) * v);
    const mean = byRow.reduce((a, b) => a + b, 0) / outputs;
    const direction = Float64Array.from(gradient, (g, i) =>
      ratio(g, Math.sqrt(ratio(byRow[Math.floor(i / inputs)]! * byColumn[i % inputs]!, mean))),
    );
    const scale = rootMeanSquare([data]) / Math.max(1, rootMeanSquare([direction]));
    for (let i = 0; i < gradient.length; i++) gradient[i] = scale * direction[i]!;
  };
}

const setSingularValues = ({ outputs, inputs, gradient }: Weights, of: Floats, f: (s: number) => number) =>
  gradient.set(ofSingularValues(Float64Array.from(of), outputs, inputs, f));

/** The rule for all weights of an engine; `memory`: as many of its vectors as are `remembered`, zeros. */
export function ruleOf(optimizer: Optimizer, { vectors, weights, rules }: Engine, memory: Floats[]): Rule {
  const gradient = vectors[1]!;
  const [first, second] = memory as [Floats, Floats];
  switch (optimizer.name) {
    case 'sgd':
      return () => undefined;
    case 'momentum':
      return () => {
        rules.momentum(first, keep, gradient);
        gradient.set(first);
      };
    // Kingma & Ba 2015. AdamW is the same here: the trainer runs without weight decay.
    case 'adam':
    case 'adamw':
      return (t) => rules.adam(first, second, gradient, adamKeep, t);
    case 'sign':
      return () => {
        for (let i = 0; i < gradient.length; i++) gradient[i] = Math.sign(gradient[i]!);
      };
    case 'adafactor': {
      const each = weights.map(adafactor);
      return (t) => each.forEach((rule) => rule(t));
    }
    // Jordan et al. 2024: all singular values of the momentum become 1.
    case 'muon':
      return () => {
        rules.momentum(first, keep, gradient);
        for (const one of weights) setSingularValues(one, one.of(first), () => 1);
      };
    // Gupta, Koren & Singer 2018, preconditioned by the present gradient alone: singular values s become s^(1 - 2e).
    case 'shampoo':
      return () => {
        for (const one of weights)
          setSingularValues(one, one.gradient, (s) => s ** (1 - 2 * optimizer.exponent));
      };
  }
}
