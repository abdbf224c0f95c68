// The plan of a run that samples a posterior.
import {
  commissionFields,
  fail,
  list,
  object,
  oneOf,
  positive,
  readCommission,
  whole,
  type Commission,
} from './fields';

/** One point of the sweep: data dimension and hidden widths, first layer first. */
export interface Size {
  d: number;
  widths: number[];
}

export interface PosteriorPlan extends Commission {
  format: 'powercount-plan/1';
  network: { activation: 'erf' | 'linear'; hidden: 1 | 2 };
  /** y = He_m(w*.x)/sqrt(m!), unit w*, x ~ N(0, I_d): unit variance. */
  target: { kind: 'hermite'; degree: number };
  /** kappa in exp(-(1/(2 kappa)) sum of squared errors). */
  ridge: number;
  /** At least two different d, ascending. A seed is a data set. */
  sizes: Size[];
  /** `samples`: the number of samples P* at which the alignment crosses 1/2. */
  observable: 'samples';
  prediction: {
    exponent: string;
    /** Optional finite-size prediction at each size, up to one common factor. */
    curve?: number[];
  };
  /** Length of the chains in units of the trainer's own choice; 1 unless said otherwise. Longer chains close brackets. */
  effort?: number;
}

function readSize(value: unknown, path: string, hidden: number): Size {
  const size = object(value, path, ['d', 'widths']);
  const widths = list(size.widths, `${path}.widths`, hidden);
  if (widths.length !== hidden) fail(`${path}.widths`, `a list of ${hidden}, one per hidden layer`);
  return {
    d: whole(size.d, `${path}.d`, 2, 4096),
    widths: widths.map((width, i) => whole(width, `${path}.widths[${i}]`, 1, 4096)),
  };
}

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readPosteriorPlan(value: unknown): PosteriorPlan {
  const plan = object(value, 'the plan', [
    ...['format', 'network', 'target', 'ridge', 'sizes', 'observable', 'effort'],
    ...commissionFields,
  ]);
  const format = oneOf(plan.format, 'format', ['powercount-plan/1'] as const);
  const network = object(plan.network, 'network', ['activation', 'hidden']);
  const hidden = oneOf(network.hidden, 'network.hidden', [1, 2] as const);
  const target = object(plan.target, 'target', ['kind', 'degree']);
  const sizes = list(plan.sizes, 'sizes', 2).map((size, i) => readSize(size, `sizes[${i}]`, hidden));
  if (sizes.some((size, i) => i > 0 && size.d <= sizes[i - 1]!.d)) fail('sizes', 'in ascending order of d');
  const read: PosteriorPlan = {
    format,
    ...readCommission(plan, ['curve']),
    network: {
      activation: oneOf(network.activation, 'network.activation', ['erf', 'linear'] as const),
      hidden,
    },
    target: {
      kind: oneOf(target.kind, 'target.kind', ['hermite'] as const),
      degree: whole(target.degree, 'target.degree', 1, 9),
    },
    ridge: positive(plan.ridge, 'ridge'),
    sizes,
    observable: oneOf(plan.observable, 'observable', ['samples'] as const),
  };
  const given = (plan.prediction as { curve?: unknown }).curve;
  if (given !== undefined) {
    const curve = list(given, 'prediction.curve', 1);
    if (curve.length !== sizes.length) fail('prediction.curve', 'a list with one number per size');
    read.prediction.curve = curve.map((value, i) => positive(value, `prediction.curve[${i}]`));
  }
  if (plan.effort !== undefined) read.effort = positive(plan.effort, 'effort');
  if (read.network.activation === 'linear' && read.target.degree !== 1)
    fail('target.degree', '1 for a linear network, which can learn nothing else');
  if (read.network.activation === 'erf' && read.target.degree % 2 === 0)
    fail('target.degree', 'odd for an erf network, which is an odd function');
  return read;
}
