// A network as a plan writes it: steps with numbers for every width, multiplier, deviation and rate, so that a trainer needs
// no parametrization, and what it measures owes nothing to one.
import { boolean, fail, finite, list, object, oneOf, text, whole, type Fields } from './fields';

export const activations = ['linear', 'tanh', 'erf', 'relu', 'gelu', 'quadratic'] as const;
/** `quadratic` is h^2 - 1; `gelu` is h Phi(h), with the normal distribution's Phi. */
export type Activation = (typeof activations)[number];

/** What a step with trainable weights says of them; the rate multiplies the optimiser's direction. */
interface Weights {
  multiplier: number;
  rate: number;
}

/**
 * Steps in sequence; each puts its value under a name `to` that no other value has. A value has one row of entries for each
 * sample and each of its positions (patches, tokens); where there is no context, one.
 */
export type Step =
  /** Standard normal entries; or, of tokens, one entry 1 and all others 0. */
  | { op: 'input'; to: string; dim: number; of: 'gaussian' | 'tokens'; positions: number }
  /** multiplier * W from: weights N(0, deviation^2), the same at all positions. Of tokens, this is an embedding. */
  | ({ op: 'dense'; to: string; from: string; width: number; deviation: number } & Weights)
  /** from + multiplier * b: biases N(0, deviation^2). */
  | ({ op: 'bias'; to: string; from: string; deviation: number } & Weights)
  /** multiplier * g from / rms(from): all gains begin at `gain`. */
  | ({ op: 'normalize'; to: string; from: string; gain: number } & Weights)
  | { op: 'activation'; to: string; from: string; function: Activation }
  /** Values of one width at as many positions. */
  | { op: 'sum'; to: string; terms: { from: string; factor: number }[] }
  /**
   * At each position of the query: softmax over the positions of key and value of factor * (query . key), in each head on
   * its part of the entries. A key as wide as one head is shared by all heads.
   */
  | { op: 'attend'; to: string; query: string; key: string; value: string; heads: number; factor: number }
  /** `size` neighbouring positions beside each other at one; without it, all. */
  | { op: 'flatten'; to: string; from: string; size?: number }
  /** The mean over all positions, at one. */
  | { op: 'mean'; to: string; from: string }
  /**
   * `count` passes through the body, with weights of their own in each pass, or the same ones (`tied`). A carried `name`
   * begins as `from`, is `next` of the body after each pass, and has its last value after the repeat.
   */
  | { op: 'repeat'; count: number; tied: boolean; carry: Carry[]; body: Step[] }
  /** The last step. */
  | { op: 'output'; from: string };

export interface Carry {
  name: string;
  from: string;
  next: string;
}

/** The sizes of a value. */
export interface Shape {
  readonly width: number;
  readonly positions: number;
}

/** What was read, with what a plan's other fields may name. */
export interface ReadNetwork {
  readonly steps: Step[];
  /** All values, and whether they have weights of their own. */
  readonly made: ReadonlyMap<string, Shape & { readonly weighted: boolean }>;
  readonly output: Shape;
  /** Entries of all values of a sample, and of all weights, over all passes. */
  readonly count: { readonly values: number; readonly weights: number };
}

/** No single value or weight is larger than a machine can be expected to hold; trainers have limits of their own. */
const most = { dim: 65536, width: 65536, positions: 4096, count: 4096 };

interface Names {
  /** Values that may be used. */
  usable: Map<string, Shape>;
  /** Names that are taken. */
  made: Map<string, Shape & { weighted: boolean }>;
  count: { values: number; weights: number };
  /** How often what is read next is evaluated, and how often with weights of its own. */
  passes: number;
  copies: number;
}

function use(value: unknown, path: string, { usable }: Names): Shape & { readonly name: string } {
  const name = text(value, path);
  return { name, ...(usable.get(name) ?? fail(path, 'a value made before')) };
}

/** `fields` beside `op`, and what weights say of themselves where the step has any. */
function stepFields(value: unknown, path: string, fields: readonly string[], weights = false): Fields {
  return object(value, path, ['op', ...fields, ...(weights ? ['multiplier', 'rate'] : [])]);
}

const readWeights = (step: Fields, path: string): Weights => ({
  multiplier: finite(step.multiplier, `${path}.multiplier`),
  rate: finite(step.rate, `${path}.rate`),
});

function define(value: unknown, path: string, names: Names, shape: Shape, weighted = false): string {
  const name = text(value, path);
  if (names.made.has(name)) fail(path, 'a name that no other value has');
  // Weights of a pass are kept as `name/pass`.
  if (name.includes('/')) fail(path, 'a name without /');
  const { width, positions } = shape;
  names.made.set(name, { width, positions, weighted });
  names.usable.set(name, { width, positions });
  names.count.values += names.passes * width * positions;
  return name;
}

function readStep(value: unknown, path: string, names: Names): Step {
  const kinds = [
    ...(['input', 'dense', 'bias', 'normalize', 'activation'] as const),
    ...(['sum', 'attend', 'flatten', 'mean', 'repeat'] as const),
  ];
  const op = oneOf((value as { op?: unknown } | null)?.op, `${path}.op`, kinds);
  const to = (step: Fields, shape: Shape, weighted = false): string =>
    define(step.to, `${path}.to`, names, shape, weighted);
  switch (op) {
    case 'input': {
      const step = stepFields(value, path, ['to', 'dim', 'of', 'positions']);
      const dim = whole(step.dim, `${path}.dim`, 1, most.dim);
      const of = oneOf(step.of, `${path}.of`, ['gaussian', 'tokens'] as const);
      const positions = whole(step.positions, `${path}.positions`, 1, most.positions);
      return { op, to: to(step, { width: dim, positions }), dim, of, positions };
    }
    case 'dense': {
      const step = stepFields(value, path, ['to', 'from', 'width', 'deviation'], true);
      const from = use(step.from, `${path}.from`, names);
      const width = whole(step.width, `${path}.width`, 1, most.width);
      names.count.weights += names.copies * from.width * width;
      const deviation = finite(step.deviation, `${path}.deviation`);
      const made = to(step, { width, positions: from.positions }, true);
      return { op, to: made, from: from.name, width, deviation, ...readWeights(step, path) };
    }
    case 'bias': {
      const step = stepFields(value, path, ['to', 'from', 'deviation'], true);
      const from = use(step.from, `${path}.from`, names);
      names.count.weights += names.copies * from.width;
      const deviation = finite(step.deviation, `${path}.deviation`);
      return { op, to: to(step, from, true), from: from.name, deviation, ...readWeights(step, path) };
    }
    case 'normalize': {
      const step = stepFields(value, path, ['to', 'from', 'gain'], true);
      const from = use(step.from, `${path}.from`, names);
      names.count.weights += names.copies * from.width;
      const gain = finite(step.gain, `${path}.gain`);
      return { op, to: to(step, from, true), from: from.name, gain, ...readWeights(step, path) };
    }
    case 'activation': {
      const step = stepFields(value, path, ['to', 'from', 'function']);
      const from = use(step.from, `${path}.from`, names);
      const activation = oneOf(step.function, `${path}.function`, activations);
      return { op, to: to(step, from), from: from.name, function: activation };
    }
    case 'sum': {
      const step = stepFields(value, path, ['to', 'terms']);
      const terms = list(step.terms, `${path}.terms`, 1).map((term, i) => {
        const at = `${path}.terms[${i}]`;
        const { from, factor } = object(term, at, ['from', 'factor']);
        return { value: use(from, `${at}.from`, names), factor: finite(factor, `${at}.factor`) };
      });
      const [{ value: first }] = terms as [(typeof terms)[0]];
      if (terms.some(({ value: v }) => v.width !== first.width || v.positions !== first.positions))
        fail(`${path}.terms`, 'values of one width and as many positions');
      return {
        op,
        to: to(step, first),
        terms: terms.map(({ value: v, factor }) => ({ from: v.name, factor })),
      };
    }
    case 'attend':
      return readAttend(value, path, names);
    case 'flatten':
      return readFlatten(value, path, names);
    case 'mean': {
      const step = stepFields(value, path, ['to', 'from']);
      const from = use(step.from, `${path}.from`, names);
      return { op, to: to(step, { width: from.width, positions: 1 }), from: from.name };
    }
    case 'repeat':
      return readRepeat(value, path, names);
  }
}

function readFlatten(value: unknown, path: string, names: Names): Step {
  const step = stepFields(value, path, ['to', 'from', 'size']);
  const from = use(step.from, `${path}.from`, names);
  const given = step.size === undefined ? {} : { size: whole(step.size, `${path}.size`, 1, from.positions) };
  const shape = flattened(from, given);
  if (!Number.isInteger(shape.positions)) fail(`${path}.size`, 'a divisor of the number of positions');
  return { op: 'flatten', to: define(step.to, `${path}.to`, names, shape), from: from.name, ...given };
}

/** What `flatten` makes of a value of this shape. */
export const flattened = (from: Shape, { size = from.positions }: { readonly size?: number }): Shape => ({
  width: from.width * size,
  positions: from.positions / size,
});

function readAttend(value: unknown, path: string, names: Names): Step {
  const step = stepFields(value, path, ['to', 'query', 'key', 'value', 'heads', 'factor']);
  const query = use(step.query, `${path}.query`, names);
  const key = use(step.key, `${path}.key`, names);
  const content = use(step.value, `${path}.value`, names);
  const heads = whole(step.heads, `${path}.heads`, 1, query.width);
  if (query.width % heads > 0 || content.width % heads > 0)
    fail(`${path}.heads`, 'a divisor of the widths of query and value');
  if (key.width !== query.width && key.width !== query.width / heads)
    fail(`${path}.key`, 'as wide as the query, or as one head of it');
  if (key.positions !== content.positions) fail(`${path}.value`, 'at as many positions as the key');
  return {
    op: 'attend',
    to: define(step.to, `${path}.to`, names, { width: content.width, positions: query.positions }),
    query: query.name,
    key: key.name,
    value: content.name,
    heads,
    factor: finite(step.factor, `${path}.factor`),
  };
}

function readRepeat(value: unknown, path: string, names: Names): Step {
  const step = stepFields(value, path, ['count', 'tied', 'carry', 'body']);
  const count = whole(step.count, `${path}.count`, 1, most.count);
  const tied = boolean(step.tied, `${path}.tied`);
  const inner: Names = {
    ...names,
    usable: new Map(names.usable),
    passes: names.passes * count,
    copies: names.copies * (tied ? 1 : count),
  };
  const begun = list(step.carry, `${path}.carry`, 1).map((entry, i) => {
    const at = `${path}.carry[${i}]`;
    const carry = object(entry, at, ['name', 'from', 'next']);
    const from = use(carry.from, `${at}.from`, names);
    const name = define(carry.name, `${at}.name`, inner, from);
    return { at, name, from, next: carry.next };
  });
  const body = readSteps(step.body, `${path}.body`, inner);
  const carry = begun.map(({ at, name, from, next: given }): Carry => {
    const next = use(given, `${at}.next`, inner);
    if (next.width !== from.width || next.positions !== from.positions)
      fail(`${at}.next`, 'of the same sizes as what is carried');
    names.usable.set(name, { width: from.width, positions: from.positions });
    return { name, from: from.name, next: next.name };
  });
  return { op: 'repeat', count, tied, carry, body };
}

const readSteps = (value: unknown, path: string, names: Names): Step[] =>
  list(value, path, 1).map((step, i) => readStep(step, `${path}[${i}]`, names));

/** The steps, the last of which is the only output. Throws PlanError at what no trainer could run. */
export function readNetwork(value: unknown, path: string): ReadNetwork {
  const count = { values: 0, weights: 0 };
  const names: Names = { usable: new Map(), made: new Map(), count, passes: 1, copies: 1 };
  const given = list(value, path, 2);
  const steps = readSteps(given.slice(0, -1), path, names);
  const at = `${path}[${given.length - 1}]`;
  const op = oneOf((given.at(-1) as { op?: unknown } | null)?.op, `${at}.op`, ['output'] as const);
  const output = use(object(given.at(-1), at, ['op', 'from']).from, `${at}.from`, names);
  return { steps: [...steps, { op, from: output.name }], made: names.made, output, count };
}
