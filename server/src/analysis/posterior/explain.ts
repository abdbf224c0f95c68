import {
  Form,
  list,
  type Order,
  type Point,
  type Rational,
  relation,
  word,
  type Chart,
  type Constraint,
  type Notation,
  type Region,
} from '../../orders';
import type { Derivation, Evaluation, FactContent, Piece } from '../facts';
import type { Architecture } from './network/architecture';
import { nothingBecause } from './nothing';
import { namesOf, type Cell, type PosteriorTheory, type Reason } from './energy/theory';
import { bestChoice, factOf } from '../derivation';
import { uncovered } from '../domain';
import { formulaOf } from '../formula';
import { conditionsOf } from '../say';

export const SAMPLES_SOURCE = 'arXiv:2512.04165, bound on the posterior: P* ~ kappa E';

interface Subject {
  readonly name: string;
  readonly theory: PosteriorTheory;
  readonly architecture: Architecture;
  readonly ridge: Form;
  readonly region: Region;
  readonly chart: Chart;
}

/** `samples(p)`, `energy(p)` and `count(p.h)` of a posterior, region by region with their reasons. */
export function posteriorFacts(subject: Subject): FactContent[] {
  const { theory, ridge, name } = subject;
  return [
    energyFact(subject, `samples(${name})`, ridge),
    energyFact(subject, `energy(${name})`, Form.zero),
    ...theory.layers.flatMap((layer, i) =>
      theory.parts.length === 1 && theory.cells.some((cell) => countOf(theory, cell, i))
        ? [countFact(subject, `count(${name}.${layer})`, i)]
        : [],
    ),
  ];
}

const countOf = (theory: PosteriorTheory, cell: Cell, layer: number): Form | undefined =>
  theory.systemOf(cell.winner).defines[layer]?.get('count');

/** The energy times a factor. */
function energyFact(subject: Subject, name: string, factor: Form): FactContent {
  const { theory, chart } = subject;
  const order = (): Order => theory.energy.timesMonomial(factor);
  return fact(subject, name, order, {
    value: (cell) => cell.energy.plus(factor),
    factor,
    at: (point) => theory.energyAt(point)?.plus(factor.evaluate(point)),
    summary: () => (theory.isTotal ? formulaOf(theory.energy, chart, factor) : undefined),
  });
}

function countFact(subject: Subject, name: string, layer: number): FactContent {
  const { theory, chart } = subject;
  const value = (cell: Cell, reason: Reason): Form | undefined => {
    const count = countOf(theory, cell, layer);
    return count && fixedBy(reason, count);
  };
  const order = (): Order => theory.quantity(`count ${String(layer)}`, value);
  return fact(subject, name, order, {
    value,
    at: (point) => {
      const cell = theory.at(point)?.cell;
      const reason = cell?.reasons.find(({ region }) => region.contains(point));
      return cell && reason && value(cell, reason)?.evaluate(point);
    },
    summary: (order) => (uncovered(theory.domain, order) ? undefined : formulaOf(order, chart)),
  });
}

/** A form in pattern parameters, at their optimum; undefined when the optimum leaves it open. */
function fixedBy(reason: Reason, form: Form): Form | undefined {
  const open = form
    .variables()
    .some((name) => reason.parameters.get(name) && !(reason.parameters.get(name) instanceof Form));
  return open
    ? undefined
    : form.substitute(
        new Map([...reason.parameters].filter((p): p is [string, Form] => p[1] instanceof Form)),
      );
}

function fact(
  subject: Subject,
  name: string,
  order: () => Order,
  of: {
    value(cell: Cell, reason: Reason): Form | undefined;
    /** What the energy is multiplied by, where it is a multiple. */
    readonly factor?: Form;
    summary(order: Order): Notation | undefined;
    at(point: Point): Rational | undefined;
  },
): FactContent {
  const { theory, chart, region } = subject;
  const pieces = (): Piece[] =>
    theory.cells.flatMap((cell) =>
      cell.reasons.flatMap((reason): Piece[] => {
        const form = of.value(cell, reason);
        // The cells are closed, and the text may not allow all of their faces: where energies jump, some are nothing else.
        if (!form || reason.region.intersect(region).isEmpty()) return [];
        const formula = chart.monomial(form);
        const when = conditionsOf(reason.region, region, chart);
        const derivation = explain(subject, name, cell, reason, formula);
        return [
          { region: reason.region, when, value: form, formula, pattern: namesOf(cell.winner), derivation },
        ];
      }),
    );
  return factOf({
    name,
    order,
    pieces,
    summary: of.summary,
    title: 'Least energy over all patterns',
    source: SAMPLES_SOURCE,
    at: lastOne((point: Point): Evaluation | undefined => {
      const exponent = of.at(point);
      const ties = exponent && theory.tiesAt(point);
      if (!ties) return undefined;
      const [pattern, ...others] = unique(ties.paths.map(namesOf));
      return {
        exponent,
        ...(pattern ? { pattern } : {}),
        ties: others,
        tiesComplete: ties.complete,
        decisive: theory.decisiveAt(point),
      };
    }),
    candidates: (point) => theory.candidatesAt(point),
    nothingBecause: lastOne((point) => nothingBecause({ ...subject, name, factor: of.factor }, point)),
  });
}

/** The derivation on one region: the pattern, its terms, the balance that fixes its parameters, what else binds. */
function explain(subject: Subject, name: string, cell: Cell, reason: Reason, formula: Notation): Derivation {
  const { chart, ridge } = subject;
  const layers: Derivation[] = cell.winner.map((step) => ({
    title: `${step.layer.name}: ${step.pattern.name}, ${step.j === step.k ? `keeps degree ${step.k}` : `degree ${step.j} to ${step.k}`}`,
    ...(step.pattern.source ? { source: step.pattern.source } : {}),
    ...(step.pattern.because ? { because: step.pattern.because } : {}),
    steps: [],
  }));
  const energy: Derivation = {
    title: 'The energy is the largest of its terms',
    formula: relation(word('E'), '~', {
      kind: 'sum',
      items: reason.terms.map(({ term }) => chart.monomial(term.form)),
    }),
    steps: reason.terms.map(({ term, layer, balanced }) => ({
      title: `${layer === 'target' ? 'norm of the target in the last kernel' : `cost of ${layer}, ${term.label}`}: ${balanced ? 'reaches the energy' : 'smaller'}`,
      formula: chart.monomial(term.form),
      steps: [],
    })),
  };
  const balance = [...reason.parameters].map(([name, value]) => bestChoice(name, value, chart));
  const binding =
    reason.binding.length > 0
      ? [
          {
            title: `At their limit${named(reason.binding)}`,
            formula: list(reason.binding.map((c) => chart.condition(c))),
            steps: [],
          },
        ]
      : [];
  const energyTimesRidge: Notation = ridge.equals(Form.zero)
    ? word('E')
    : { kind: 'product', items: [chart.monomial(ridge), word('E')] };
  const samples = name.startsWith('samples')
    ? [
        {
          title: 'The number of samples is the ridge times the energy',
          formula: relation(word('P'), '~', energyTimesRidge),
          source: SAMPLES_SOURCE,
          steps: [],
        },
      ]
    : [];
  return {
    title: namesOf(cell.winner).join(', '),
    formula: relation(word(name), '~', formula),
    source: SAMPLES_SOURCE,
    steps: [
      ...partOf(subject, cell),
      ...modulesOf(cell),
      ...layers,
      energy,
      ...balance,
      ...binding,
      ...samples,
    ],
  };
}

/** Of a target that is no Hermite polynomial of one direction: what is followed, and why that is enough. */
function partOf({ theory }: Subject, { part }: Cell): Derivation[] {
  const several = theory.parts.length > 1;
  if (!several && (part.directions.length === 1 || part.view === 'query')) return [];
  const product =
    part.directions.length > 1 && part.view !== 'query'
      ? `a product of ${part.directions.length} directions is, by polarization, a sum of a fixed number of Hermite polynomials of degree ${part.degree} in sums of these directions (a heuristic: their order stands for its own)`
      : undefined;
  return [
    {
      title: several
        ? `The part of the target that needs the most: ${part.text}`
        : `The target as one feature of degree ${part.degree}: ${part.text}`,
      because: [
        ...(several
          ? [
              'a sum is learnt when each of its parts is; other neurons can specialise on another part, and there is a fixed number of parts',
            ]
          : []),
        ...(product ? [product] : []),
      ].join('; '),
      steps: [],
    },
  ];
}

/** What the modules do to norms, each once with the layers that it makes. */
function modulesOf({ winner }: Cell): Derivation[] {
  const readOut = winner[0]?.layer.network.readOut.module;
  const used = [
    ...winner.map(({ layer }) => ({ name: layer.name, module: layer.module })),
    ...(readOut ? [{ name: 'out', module: readOut }] : []),
  ];
  const rules = new Map(used.map(({ module }) => [module.written, module]));
  return [...rules].map(([written, module]) => ({
    title: `${used
      .filter((u) => u.module.written === written)
      .map((u) => u.name)
      .join(', ')}: ${module.name}`,
    ...(module.source ? { source: module.source } : {}),
    ...(module.because ? { because: module.because } : {}),
    steps: [],
  }));
}

/** Requirements that a pattern names, such as coherence. */
function named(binding: readonly Constraint[]): string {
  const names = [...new Set(binding.flatMap((c) => (c.label ? [c.label] : [])))];
  return names.length > 0 ? `, among them ${names.join(', ')}` : '';
}

function unique(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((l) => [l.join(), l])).values()];
}

/** Remembers the last answer: a reader looks at one point again and again. */
function lastOne<T>(answer: (point: Point) => T): (point: Point) => T {
  let last: { readonly at: string; readonly value: T } | undefined;
  return (point) => {
    const at = [...point].map(([name, value]) => `${name}=${value.toString()}`).join();
    if (last?.at !== at) last = { at, value: answer(point) };
    return last.value;
  };
}
