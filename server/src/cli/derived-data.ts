import type { Analysis, Fact } from '../analysis/facts';
import { toText, type Point } from '../orders';
import { placeOf } from './diagnostics';
import { finiteSizeData, type FiniteSize } from './finite-size';
import { propertyData, type AskedProperty } from './property';
import { standingAt } from './standing';
import { thresholdData } from './threshold-data';
import { trainingData } from './training-data';

/** What is to be printed: facts of a text, at one point of widths or in general. */
export interface Derived {
  readonly analysis: Analysis;
  readonly facts: readonly Fact[];
  /** None where one fact is asked for; so are claims. */
  readonly trainings: Analysis['trainings'];
  readonly claims: Analysis['claims'];
  /** Where a property is asked for, and no fact. */
  readonly property?: AskedProperty;
  readonly point?: Point;
  /** Where sizes are given, and not exponents. */
  readonly finite?: FiniteSize;
}

/** What `derive --json` prints. Exponents are exact, as "3/2", in powers of the first scale. */
export function derivedData(derived: Derived): object {
  const { analysis, facts, trainings, claims, property, point, finite } = derived;
  const { exponents, chart, document } = analysis;
  return {
    scale: chart.base,
    at: point
      ? Object.fromEntries([...exponents].map(([name, form]) => [name, form.evaluate(point).toString()]))
      : null,
    facts: Object.fromEntries(facts.map((fact) => [fact.name, factData(fact, analysis, point)])),
    ...(property ? { properties: [propertyData(property.standing, analysis, point)] } : {}),
    ...(trainings.length > 0
      ? { trainings: trainings.map((result) => trainingData(result, analysis, point)) }
      : {}),
    ...(finite ? { heuristic: finiteSizeData(finite, analysis) } : {}),
    claims: claims.map(({ statement, text, status, message }) => ({
      ...placeOf(document.text, statement.start),
      claim: text,
      when: statement.conditions.map(({ start, end }) =>
        document.text.slice(start, end).replace(/\s+/g, ' '),
      ),
      status,
      message,
    })),
  };
}

function factData(fact: Fact, analysis: Analysis, point: Point | undefined): object {
  const order = fact.summary ? toText(fact.summary) : null;
  const thresholds = point ? [] : thresholdData(fact, analysis);
  if (!point)
    return {
      exponent: null,
      order,
      pieces: fact.pieces.map(({ when, formula, pattern }) => ({
        when: when.map(toText),
        order: toText(formula),
        pattern: pattern ?? null,
      })),
      ...(thresholds.length > 0 ? { thresholds } : {}),
    };
  const here = fact.at(point);
  const why = here ? undefined : fact.nothingBecause?.(point);
  const standing = standingAt(fact, point);
  return {
    exponent: here?.exponent.toString() ?? null,
    pattern: here?.pattern ?? null,
    ties: here?.ties ?? [],
    ...(standing
      ? {
          decisive: standing.decisive.map(({ name, without }) => ({ name, without: without.toString() })),
          next: standing.next.map(({ pattern, above }) => ({ pattern, above: above.toString() })),
        }
      : {}),
    ...(why === undefined ? {} : { nothing: why }),
    order,
  };
}
