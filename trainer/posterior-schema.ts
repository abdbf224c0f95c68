// The plan of a run that samples a posterior.
import {
  commissionFields,
  fail,
  list,
  object,
  oneOf,
  positive,
  readCommission,
  text,
  whole,
  type Commission,
  type Fields,
} from './fields';
import { readNetwork, type ReadNetwork, type Step } from './network-schema';

/**
 * `samples`: the number of samples P* at which the alignment crosses 1/2. The others at a given number of samples, averaged
 * over the posterior, on fresh inputs: `alignment` <f,y>/<y,y>; `error` <(f-y)^2>/<y,y>; `eigenvalue` <y,K y>/<y,y> for the
 * kernel K that the read-out's prior sees; `count`: units of a value, specialised: of whose pre-activation more than half of
 * the variance is a function of the target's directions (a polynomial of the target's degree in each), less those of which it
 * is by chance: (counted - N p) / (1 - p) for N units, of which a share p is counted in networks from the prior.
 */
export const posteriorObservables = ['samples', 'alignment', 'error', 'eigenvalue', 'count'] as const;

/** He_degree(x_coordinate)/sqrt(degree!) of an input, at each of its positions. Data are isotropic: directions are axes. */
export interface Factor {
  input: string;
  coordinate: number;
  degree: number;
}

export interface PosteriorSize {
  value: number;
  /** Beside the value, in words: other sizes. */
  note?: string;
  /** Its output has one entry at one position. Weights have the prior N(0, deviation^2); rates have no meaning. */
  network: Step[];
  /** kappa in exp(-(1/(2 kappa)) sum of squared errors). */
  ridge: number;
  /** The number of samples, for all observables but `samples`. */
  samples?: number;
  /** In units of which the number of samples is drawn, where curves shall collapse: the predicted order of P* at this size. */
  scale: number;
}

export interface PosteriorPlan extends Commission {
  format: 'powercount-posterior/1';
  /** y = the product of these, summed over positions and divided by the root of their number: unit variance. */
  target: Factor[];
  /** At least two, in ascending order of value. A seed is a data set. */
  sizes: PosteriorSize[];
  observable: { kind: (typeof posteriorObservables)[number]; of?: string };
  /** Length of the chains in units of the trainer's own choice; 1 unless said otherwise. Longer chains close brackets. */
  effort: number;
}

function readFactor(value: unknown, path: string): Factor {
  const factor = object(value, path, ['input', 'coordinate', 'degree']);
  return {
    input: text(factor.input, `${path}.input`),
    coordinate: whole(factor.coordinate, `${path}.coordinate`, 0, 65535),
    degree: whole(factor.degree, `${path}.degree`, 1, 9),
  };
}

/** The factors must be entries of inputs of the network, at one number of positions (or one position, seen from all). */
function checkTarget(target: Factor[], { steps, made }: ReadNetwork, at: string): void {
  const positions = new Set<number>();
  target.forEach(({ input, coordinate }, i) => {
    const step = steps.find((s) => s.op === 'input' && s.to === input);
    if (step?.op !== 'input' || step.of !== 'gaussian')
      fail(`target[${i}].input`, `a Gaussian input of ${at}`);
    else if (coordinate >= step.dim) fail(`target[${i}].coordinate`, `below ${step.dim}`);
    const there = made.get(input)?.positions ?? 1;
    if (there > 1) positions.add(there);
    if (target.some((o, k) => k < i && o.input === input && o.coordinate === coordinate))
      fail(`target[${i}]`, 'of another direction: one polynomial for each');
  });
  if (positions.size > 1) fail('target', `of inputs with as many positions in ${at}`);
}

function checkPrior(steps: readonly Step[], path: string): void {
  steps.forEach((step, i) => {
    const at = `${path}[${i}]`;
    if (step.op === 'repeat') checkPrior(step.body, `${at}.body`);
    if (step.op === 'normalize') fail(at, 'a step whose weights have a Gaussian prior');
    if (step.op === 'input' && step.of !== 'gaussian') fail(`${at}.of`, '"gaussian"');
    if ((step.op === 'dense' || step.op === 'bias') && !(step.deviation > 0)) fail(`${at}.deviation`, '> 0');
  });
}

const outputOf = (steps: readonly Step[]): string =>
  steps.flatMap((step) => (step.op === 'output' ? [step.from] : []))[0] ?? '';

function readSize(value: unknown, at: string, target: Factor[], observable: Fields): PosteriorSize {
  const size = object(value, at, ['value', 'note', 'network', 'ridge', 'samples', 'scale']);
  const network = readNetwork(size.network, `${at}.network`);
  if (network.output.width !== 1 || network.output.positions !== 1)
    fail(`${at}.network`, 'a network with one output at one position');
  checkPrior(network.steps, `${at}.network`);
  checkTarget(target, network, at);
  const { of, kind } = observable;
  if (typeof of === 'string' && !network.made.get(of)?.weighted)
    fail('observable.of', `a value with weights of ${at}`);
  // Its kernel is that of the weights which make the output.
  if (kind === 'eigenvalue' && !network.made.get(outputOf(network.steps))?.weighted)
    fail(`${at}.network`, 'a network whose output has weights of its own');
  if (kind === 'samples' && size.samples !== undefined) fail(`${at}.samples`, 'left out: they are searched');
  return {
    value: positive(size.value, `${at}.value`),
    ...(size.note === undefined ? {} : { note: text(size.note, `${at}.note`) }),
    network: network.steps,
    ridge: positive(size.ridge, `${at}.ridge`),
    ...(kind === 'samples' ? {} : { samples: whole(size.samples, `${at}.samples`, 1, 1 << 24) }),
    scale: positive(size.scale, `${at}.scale`),
  };
}

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readPosteriorPlan(value: unknown): PosteriorPlan {
  const plan = object(value, 'the plan', [
    ...['format', 'target', 'sizes', 'observable', 'effort'],
    ...commissionFields,
  ]);
  const format = oneOf(plan.format, 'format', ['powercount-posterior/1'] as const);
  const observable = object(plan.observable, 'observable', ['kind', 'of']);
  const kind = oneOf(observable.kind, 'observable.kind', posteriorObservables);
  const of = observable.of === undefined ? undefined : text(observable.of, 'observable.of');
  if ((kind === 'count') !== (of !== undefined))
    fail('observable.of', kind === 'count' ? 'the value whose units are counted' : 'left out');
  const target = list(plan.target, 'target', 1).map((factor, i) => readFactor(factor, `target[${i}]`));
  const sizes = list(plan.sizes, 'sizes', 2).map((size, i) =>
    readSize(size, `sizes[${i}]`, target, observable),
  );
  if (sizes.some((size, i) => i > 0 && size.value <= sizes[i - 1]!.value))
    fail('sizes', 'in ascending order of value');
  return {
    format,
    ...readCommission(plan),
    target,
    sizes,
    observable: of === undefined ? { kind } : { kind, of },
    effort: positive(plan.effort, 'effort'),
  };
}
