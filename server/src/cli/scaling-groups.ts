import type { Analysis, TrainingResult } from '../analysis/facts';
import type { WeightCount } from '../analysis/dynamics/counting/counting';
import type { Training } from '../analysis/dynamics/declaration';
import type { Role } from '../analysis/dynamics/network/program';
import {
  factorsOf as scaleToExponent,
  Form,
  type Factor,
  type Order,
  type Rational,
  type Region,
} from '../orders';
import { UsageError } from './command';
import { orderOf, placedMultipliers } from './training-orders';
import { alternatives } from './training-properties';

/** What a parametrization sets of a weight. */
export const SCALINGS = ['multiplier', 'init', 'rate', 'epsilon', 'decay'] as const;

export type ScalingName = (typeof SCALINGS)[number];

/** A factor by region; one piece where it is the same everywhere. */
export type Scaling = readonly { readonly value: Form; readonly when: readonly string[] }[];

/** Weights of one kind and place that all have the same scalings. */
export interface ScalingGroup {
  readonly title: string;
  readonly weights: readonly { readonly name: string; readonly role: Role }[];
  readonly scalings: ReadonlyMap<ScalingName, Scaling>;
}

/** A parametrization as a practitioner uses it: factors of what was tuned at base sizes. */
export interface ScalingTable {
  readonly training: Training;
  /** With the region that the given exponents leave. */
  readonly analysis: Analysis;
  readonly given: ReadonlyMap<string, Rational>;
  readonly groups: readonly ScalingGroup[];
  /** In front of branches and logits. */
  readonly multipliers: readonly { readonly place: string; readonly value: Scaling }[];
  /** Where the training is stable. */
  readonly stable: readonly Region[];
}

/** The table of a training, with the exponents given. Throws UsageError where the text does not allow them. */
export function scalingTable(
  { training, standings }: TrainingResult,
  analysis: Analysis,
  given: ReadonlyMap<string, Rational>,
): ScalingTable {
  const region = regionAt(analysis, given);
  const here = { ...analysis, region };
  const fixed = fixedScaling(here, given);
  const groups = new Map<string, ScalingGroup & { readonly weights: { name: string; role: Role }[] }>();
  for (const count of training.counting.weights) {
    const { name, role } = count.weight;
    const scalings = new Map<ScalingName, Scaling>();
    for (const what of SCALINGS) {
      const order = orderOf(training, what, name);
      if (order) scalings.set(what, fixed(order));
    }
    const title = titleOf(count, training);
    const key = JSON.stringify([
      title,
      [...scalings].map(([n, s]) => [n, s.map((p) => [p.value.key(), p.when])]),
    ]);
    const group = groups.get(key) ?? { title, weights: [], scalings };
    groups.set(key, group);
    group.weights.push({ name, role });
  }
  return {
    training,
    analysis: here,
    given,
    groups: [...groups.values()].sort((a, b) => TITLES.indexOf(a.title) - TITLES.indexOf(b.title)),
    multipliers: placedMultipliers(training).map(({ place, value }) => ({
      place,
      value: fixed(value),
    })),
    stable:
      standings()
        .find(({ property }) => property === 'stable')
        ?.holds.map((part) => part.intersect(region)) ?? [],
  };
}

/** Kinds and places of weights, in the sequence of the table. */
const TITLES: readonly string[] = [
  'embedding, input weights',
  'biases and norm gains before blocks',
  'hidden weights',
  'hidden weights outside blocks',
  'hidden weights in blocks',
  'biases and norm gains',
  'biases and norm gains in blocks',
  'biases and norm gains behind blocks',
  'output weights',
];

function titleOf({ weight: { role }, node }: WeightCount, { program: { blocks } }: Training): string {
  if (role === 'input') return 'embedding, input weights';
  if (role === 'output') return 'output weights';
  const kind = role === 'hidden' ? 'hidden weights' : 'biases and norm gains';
  if (blocks.length === 0) return kind;
  if (node.within) return `${kind} in blocks`;
  if (role === 'hidden') return `${kind} outside blocks`;
  return `${kind} ${blocks.every((block) => block.next.id < node.id) ? 'behind' : 'before'} blocks`;
}

/** Where the text allows exponents, and scales as powers of the first one, to have these values. */
function regionAt(
  { exponents, scales, products, region }: Analysis,
  given: ReadonlyMap<string, Rational>,
): Region {
  const equations = [...given].map(([name, value]) => {
    const form = exponents.get(name) ?? scales.get(name);
    if (!form) throw new UsageError(`--at: there is no free exponent or scale ${name}`);
    return { form: form.minus(Form.constant(value)), sense: '=' } as const;
  });
  const at = products.close(region.with(...equations));
  if (at.isEmpty()) throw new UsageError('--at: the text does not allow these values');
  return at;
}

/** Orders on the region, with numbers for exponents; scales keep their names. */
function fixedScaling(analysis: Analysis, given: ReadonlyMap<string, Rational>): (order: Order) => Scaling {
  const { chart, products, region } = analysis;
  const numberOf = (name: string): Rational | undefined =>
    chart.isExponent(name) ? given.get(name) : undefined;
  const term = (variable: string): Form => {
    const power = scaleToExponent(variable);
    const q = numberOf(power?.exponent ?? variable);
    if (!q) return Form.variable(variable);
    return power ? Form.variable(power.scale, q) : Form.constant(q);
  };
  const fixed = (form: Form): Form =>
    form.substitute(new Map(form.variables().map((variable) => [variable, term(variable)])));
  return (order) => {
    const here = products.seen(order.restrict(region));
    const distinct = new Map(here.values().map((value) => [fixed(value).key(), fixed(value)]));
    const [only, ...others] = distinct.values();
    if (only && others.length === 0) return [{ value: only, when: [] }];
    return [...distinct.values()].flatMap((value) => {
      const parts = here.pieces.flatMap((p) => (fixed(p.value).equals(value) ? [p.region] : []));
      return alternatives(parts, analysis).map((when) => ({ value, when }));
    });
  };
}

/** The scales and exponents that occur in any factor, in the sequence of the text. */
export function namesIn({ groups, multipliers, analysis }: ScalingTable): {
  scales: string[];
  exponents: string[];
} {
  const values = [
    ...groups.flatMap((g) => [...g.scalings.values()]),
    ...multipliers.map((m) => m.value),
  ].flat();
  const factors = values.flatMap(({ value }) => factorsOf(value, analysis));
  const scales = new Set(factors.map((f) => f.name));
  const exponents = new Set(factors.flatMap((f) => f.exponent.variables()));
  return {
    scales: [...analysis.scales.keys()].filter((name) => scales.has(name)),
    exponents: [...analysis.exponents.keys()].filter((name) => exponents.has(name)),
  };
}

/** A monomial as powers of scales. */
export function factorsOf(value: Form, { chart }: Analysis): readonly Factor[] {
  const notation = chart.monomial(value);
  return notation.kind === 'power' ? notation.factors : [];
}

/** The only value of a scaling; undefined where it differs by region or is not derived. */
export const single = (scaling: Scaling | undefined): Form | undefined =>
  scaling?.length === 1 && scaling[0]?.when.length === 0 ? scaling[0].value : undefined;
