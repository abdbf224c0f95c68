// The plan of a run that trains networks for a few steps. It is wholly numeric: every multiplier, deviation and rate is
// a number at each size, so that a trainer needs no parametrization, and what it measures owes nothing to one.
import {
  boolean,
  commissionFields,
  fail,
  finite,
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

export const activations = ['linear', 'tanh', 'erf', 'relu', 'gelu'] as const;
export type Activation = (typeof activations)[number];

export const observables = ['size', 'gradient', 'update', 'change'] as const;

/** Rates multiply these rules' directions; `embedded/training/optimizer.ts` says what each is. */
export type Optimizer =
  | { name: 'sgd' | 'momentum' | 'adam' | 'adamw' | 'sign' | 'adafactor' | 'muon' }
  /** (G G')^(-e/2) G (G' G)^(-e/2): e = 1/2 keeps the singular vectors only, e = 0 is plain descent. */
  | { name: 'shampoo'; exponent: number };

const plainOptimizers = ['sgd', 'momentum', 'adam', 'adamw', 'sign', 'adafactor', 'muon'] as const;

export interface TrainingPlan extends Commission {
  format: 'powercount-training/1';
  /** The scale along which the exponent is fitted. */
  along: string;
  optimizer: Optimizer;
  /** Steps of full-batch training. */
  steps: number;
  batch: number;
  /** Positions of each sample, each with inputs and targets of its own, that `attend` mixes; 1 unless said otherwise. */
  context?: number;
  /** At least two, in ascending order of value. */
  sizes: { value: number; network: Step[] }[];
  observable: {
    /**
     * Root-mean-square entries of a value u, over samples and passes of a repeat. `size`, `gradient`: of u and of dLoss/du
     * at initialisation. `change`: of u's change in training. `update`: of the part of it that u's own weights have.
     */
    kind: (typeof observables)[number];
    /** The name of the value; the network's output where none is given. */
    of?: string;
  };
}

/** What a step with trainable weights says of them; the rate multiplies the optimiser's direction. */
interface Weights {
  multiplier: number;
  rate: number;
}

/** Steps in sequence; each puts its value, one row per sample and position, under a name `to` that no other value has. */
export type Step =
  /** Standard normal entries, or one entry 1 and all others 0. */
  | { op: 'input'; to: string; dim: number; of: 'gaussian' | 'tokens' }
  /** multiplier * W from: weights N(0, deviation^2). Of tokens, this is an embedding. */
  | ({ op: 'dense'; to: string; from: string; width: number; deviation: number } & Weights)
  /** from + multiplier * b: biases N(0, deviation^2). */
  | ({ op: 'bias'; to: string; from: string; deviation: number } & Weights)
  /** multiplier * g from / rms(from): all gains begin at `gain`. */
  | ({ op: 'normalize'; to: string; from: string; gain: number } & Weights)
  | { op: 'activation'; to: string; from: string; function: Activation }
  | { op: 'sum'; to: string; terms: { from: string; factor: number }[] }
  /** Softmax over all positions of the sample, of factor * (query . key) in each head. */
  | { op: 'attend'; to: string; query: string; key: string; value: string; heads: number; factor: number }
  /**
   * `count` passes through the body, with weights of their own in each pass, or the same ones (`tied`). A carried `name`
   * begins as `from`, is `next` of the body after each pass, and has its last value after the repeat.
   */
  | { op: 'repeat'; count: number; tied: boolean; carry: Carry[]; body: Step[] }
  /** The last step. Targets are standard normal; the loss is half the squared error per row, averaged over rows. */
  | { op: 'output'; from: string };

export interface Carry {
  name: string;
  from: string;
  next: string;
}

/** Weights of a network are kept four times over in double precision, and values of a row twice: a gigabyte of each. */
const most = {
  dim: 8192,
  width: 8192,
  count: 4096,
  steps: 64,
  rows: 4096,
  weights: 2 ** 25,
  values: 2 ** 26,
};

interface Names {
  /** Widths of the values that may be used. */
  widths: Map<string, number>;
  /** Names that are taken, and whether the value has weights of its own. */
  made: Map<string, boolean>;
  /** Entries of a row of all values, and of all weights, over all passes. */
  count: { values: number; weights: number };
  /** How often what is read next is evaluated, and how often with weights of its own. */
  passes: number;
  copies: number;
}

function widthOf(value: unknown, path: string, { widths }: Names): [string, number] {
  const name = text(value, path);
  return [name, widths.get(name) ?? fail(path, 'a value made before')];
}

/** `fields` beside `op`, and what weights say of themselves where the step has any. */
function stepFields(value: unknown, path: string, fields: readonly string[], weights = false) {
  return object(value, path, ['op', ...fields, ...(weights ? ['multiplier', 'rate'] : [])]);
}

const readWeights = (step: Fields, path: string): Weights => ({
  multiplier: finite(step.multiplier, `${path}.multiplier`),
  rate: finite(step.rate, `${path}.rate`),
});

function readName(value: unknown, path: string, { made }: Names, hasWeights: boolean): string {
  const name = text(value, path);
  if (made.has(name)) fail(path, 'a name that no other value has');
  // Weights of a pass are kept as `name/pass`.
  if (name.includes('/')) fail(path, 'a name without /');
  made.set(name, hasWeights);
  return name;
}

function readStep(value: unknown, path: string, names: Names): Step {
  const kinds = ['input', 'dense', 'bias', 'normalize', 'activation', 'sum', 'attend', 'repeat'] as const;
  const op = oneOf((value as { op?: unknown } | null)?.op, `${path}.op`, kinds);
  const define = (step: Fields, width: number, hasWeights = false): string => {
    const to = readName(step.to, `${path}.to`, names, hasWeights);
    names.widths.set(to, width);
    names.count.values += names.passes * width;
    return to;
  };
  switch (op) {
    case 'input': {
      const step = stepFields(value, path, ['to', 'dim', 'of']);
      const dim = whole(step.dim, `${path}.dim`, 1, most.dim);
      const of = oneOf(step.of, `${path}.of`, ['gaussian', 'tokens'] as const);
      return { op, to: define(step, dim), dim, of };
    }
    case 'dense': {
      const step = stepFields(value, path, ['to', 'from', 'width', 'deviation'], true);
      const [from, fanIn] = widthOf(step.from, `${path}.from`, names);
      const width = whole(step.width, `${path}.width`, 1, most.width);
      names.count.weights += names.copies * fanIn * width;
      const deviation = finite(step.deviation, `${path}.deviation`);
      return { op, ...readWeights(step, path), from, to: define(step, width, true), width, deviation };
    }
    case 'bias': {
      const step = stepFields(value, path, ['to', 'from', 'deviation'], true);
      const [from, width] = widthOf(step.from, `${path}.from`, names);
      const deviation = finite(step.deviation, `${path}.deviation`);
      return { op, ...readWeights(step, path), from, to: define(step, width, true), deviation };
    }
    case 'normalize': {
      const step = stepFields(value, path, ['to', 'from', 'gain'], true);
      const [from, width] = widthOf(step.from, `${path}.from`, names);
      const gain = finite(step.gain, `${path}.gain`);
      return { op, ...readWeights(step, path), from, to: define(step, width, true), gain };
    }
    case 'activation': {
      const step = stepFields(value, path, ['to', 'from', 'function']);
      const [from, width] = widthOf(step.from, `${path}.from`, names);
      const activation = oneOf(step.function, `${path}.function`, activations);
      return { op, to: define(step, width), from, function: activation };
    }
    case 'sum': {
      const step = stepFields(value, path, ['to', 'terms']);
      const terms = list(step.terms, `${path}.terms`, 1).map((term, i) => {
        const at = `${path}.terms[${i}]`;
        const { from, factor } = object(term, at, ['from', 'factor']);
        const [name, width] = widthOf(from, `${at}.from`, names);
        return { from: name, width, factor: finite(factor, `${at}.factor`) };
      });
      const [{ width }] = terms as [(typeof terms)[0]];
      if (terms.some((term) => term.width !== width)) fail(`${path}.terms`, 'values of one width');
      return { op, to: define(step, width), terms: terms.map(({ from, factor }) => ({ from, factor })) };
    }
    case 'attend': {
      const step = stepFields(value, path, ['to', 'query', 'key', 'value', 'heads', 'factor']);
      const [query, width] = widthOf(step.query, `${path}.query`, names);
      const [key, keyWidth] = widthOf(step.key, `${path}.key`, names);
      const [content, contentWidth] = widthOf(step.value, `${path}.value`, names);
      const heads = whole(step.heads, `${path}.heads`, 1, width);
      if (keyWidth !== width) fail(`${path}.key`, 'as wide as the query');
      if (width % heads > 0 || contentWidth % heads > 0)
        fail(`${path}.heads`, 'a divisor of the widths of query and value');
      const factor = finite(step.factor, `${path}.factor`);
      return { op, to: define(step, contentWidth), query, key, value: content, heads, factor };
    }
    case 'repeat': {
      const step = stepFields(value, path, ['count', 'tied', 'carry', 'body']);
      const count = whole(step.count, `${path}.count`, 1, most.count);
      const tied = boolean(step.tied, `${path}.tied`);
      const inner: Names = {
        ...names,
        widths: new Map(names.widths),
        passes: names.passes * count,
        copies: names.copies * (tied ? 1 : count),
      };
      const begun = list(step.carry, `${path}.carry`, 1).map((entry, i) => {
        const at = `${path}.carry[${i}]`;
        const carry = object(entry, at, ['name', 'from', 'next']);
        const [from, width] = widthOf(carry.from, `${at}.from`, names);
        const name = readName(carry.name, `${at}.name`, names, false);
        return { at, name, from, width, next: carry.next };
      });
      for (const { name, width } of begun) inner.widths.set(name, width);
      const body = readSteps(step.body, `${path}.body`, inner);
      const carry = begun.map(({ at, name, from, width, next: given }): Carry => {
        const [next, nextWidth] = widthOf(given, `${at}.next`, inner);
        if (nextWidth !== width) fail(`${at}.next`, 'as wide as what is carried');
        names.widths.set(name, width);
        return { name, from, next };
      });
      return { op, count, tied, carry, body };
    }
  }
}

const readSteps = (value: unknown, path: string, names: Names): Step[] =>
  list(value, path, 1).map((step, i) => readStep(step, `${path}[${i}]`, names));

/** The steps, the last of which is the only output; names what cannot be run. */
function readNetwork(value: unknown, path: string, rows: number): { network: Step[]; made: Names['made'] } {
  const count = { values: 0, weights: 0 };
  const names: Names = { widths: new Map(), made: new Map(), count, passes: 1, copies: 1 };
  const steps = list(value, path, 2);
  const network = readSteps(steps.slice(0, -1), path, names);
  if (count.weights > most.weights || rows * count.values > most.values)
    fail(path, `smaller: at most ${most.weights} weights, and ${most.values} entries of values`);
  const at = `${path}[${steps.length - 1}]`;
  const op = oneOf((steps.at(-1) as { op?: unknown } | null)?.op, `${at}.op`, ['output'] as const);
  const last = object(steps.at(-1), at, ['op', 'from']);
  const [from] = widthOf(last.from, `${at}.from`, names);
  return { network: [...network, { op, from }], made: names.made };
}

function readOptimizer(value: unknown): Optimizer {
  const { name, exponent } = object(value, 'optimizer', ['name', 'exponent']);
  const known = oneOf(name, 'optimizer.name', [...plainOptimizers, 'shampoo'] as const);
  if (known === 'shampoo') return { name: known, exponent: finite(exponent, 'optimizer.exponent') };
  if (exponent !== undefined) fail('optimizer.exponent', 'left out, but for shampoo');
  return { name: known };
}

/** The plan in `value` (parsed JSON), or a PlanError naming the first field that is wrong. */
export function readTrainingPlan(value: unknown): TrainingPlan {
  const plan = object(value, 'the plan', [
    ...['format', 'along', 'optimizer', 'steps', 'batch', 'context', 'sizes', 'observable'],
    ...commissionFields,
  ]);
  const format = oneOf(plan.format, 'format', ['powercount-training/1'] as const);
  const asked = object(plan.observable, 'observable', ['kind', 'of']);
  const kind = oneOf(asked.kind, 'observable.kind', observables);
  const of = asked.of === undefined ? undefined : text(asked.of, 'observable.of');
  if (kind === 'update' && of === undefined) fail('observable.of', 'given: weights update a value');
  const batch = whole(plan.batch, 'batch', 1, most.rows);
  const context =
    plan.context === undefined ? undefined : whole(plan.context, 'context', 1, Math.floor(most.rows / batch));
  const sizes = list(plan.sizes, 'sizes', 2).map((entry, i) => {
    const size = object(entry, `sizes[${i}]`, ['value', 'network']);
    const { network, made } = readNetwork(size.network, `sizes[${i}].network`, batch * (context ?? 1));
    if (of !== undefined && !made.has(of)) fail('observable.of', `a value of sizes[${i}].network`);
    if (kind === 'update' && !made.get(of ?? '')) fail('observable.of', 'a value with weights of its own');
    return { value: positive(size.value, `sizes[${i}].value`), network };
  });
  if (sizes.some((size, i) => i > 0 && size.value <= sizes[i - 1]!.value))
    fail('sizes', 'in ascending order of value');
  return {
    format,
    ...readCommission(plan),
    along: text(plan.along, 'along'),
    optimizer: readOptimizer(plan.optimizer),
    steps: whole(plan.steps, 'steps', 1, most.steps),
    batch,
    ...(context === undefined ? {} : { context }),
    sizes,
    observable: of === undefined ? { kind } : { kind, of },
  };
}
