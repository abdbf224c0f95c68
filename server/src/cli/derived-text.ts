import type { Analysis, ClaimResult, Derivation, Evaluation, Fact, Piece } from '../analysis/facts';
import { layersOf, patternWords } from '../analysis/posterior/pattern-words';
import { toText, type Point, type Rational } from '../orders';
import { columns } from './columns';
import type { Derived } from './derived-data';
import { finiteSizeText } from './finite-size-text';
import { propertyText } from './property';
import { standingAt } from './standing';
import { coloured, type Style } from './style';
import { thresholdData, type ThresholdSide } from './threshold-data';
import { trainingText } from './training-text';

interface Options {
  readonly why: boolean;
  readonly style: Style;
}

/** What `derive` prints for a reader. */
export function derivedText(derived: Derived, options: Options): string {
  const { analysis, trainings, claims, property, point, finite } = derived;
  const { style, why } = options;
  // Where the text fixes everything, what holds there holds everywhere.
  const exponents = point && analysis.exponents.size > 0 ? point : undefined;
  const tables = trainings.map((result) =>
    trainingText(result, {
      ...{ analysis, why, style },
      ...(finite ? { sizes: finite.sizes } : exponents ? { point: exponents } : {}),
    }),
  );
  // A table has all orders of its training; only their reasons are told one by one.
  const inTable = ({ statement }: Fact): boolean =>
    !why && trainings.some(({ training }) => training.statement.start === statement.start);
  const facts = derived.facts.filter((fact) => !inTable(fact));
  const told = finite
    ? finiteSizeText(
        { ...finite, orders: finite.orders.filter(({ fact }) => !inTable(fact)) },
        analysis.chart,
        style,
        (piece) => (why ? reasons(piece, style) : []),
      )
    : facts.map((fact) => {
        const same = sameSamples(fact, facts, analysis);
        if (same !== undefined) return [style(`${fact.name} ~ ${same}`, 'bold')];
        return point ? factAt(fact, point, analysis, options) : factByRegion(fact, analysis, options);
      });
  const at = point && pointText(analysis, point);
  if (at) told.unshift([style(`At ${at}`, 'bold')]);
  // At sizes or exponents the first paragraph says so.
  const first = finite || exponents ? 1 : 0;
  const parts = [...told.slice(0, first), ...tables, ...told.slice(first)];
  if (property) {
    const at = finite ? finite.sizes.exponents : point;
    parts.push(propertyText(property, { analysis, why, style, ...(at ? { point: at } : {}) }));
  }
  if (claims.length > 0) parts.push(claimLines(derived, options));
  return parts.map((lines) => lines.join('\n')).join('\n\n') || 'Nothing to derive.';
}

/** `L = sqrt(n), c = 1/2`: the scales that neither another scale nor an exponent fixes, and the exponents. */
function pointText({ scales, exponents, chart }: Analysis, point: Point): string {
  const told = new Set([...exponents.values()].flatMap((form) => form.variables()));
  const large = [...scales].filter(
    ([name, form]) => form.variables().includes(name) && !told.has(name) && !form.evaluate(point).isZero(),
  );
  return [
    ...large.map(([name, form]) => `${name} = ${toText(chart.power(form.evaluate(point)))}`),
    ...[...exponents].map(([name, form]) => `${name} = ${form.evaluate(point).toString()}`),
  ].join(', ');
}

/** The samples that the energy is the same order as, which have been told: the ridge is of order one. */
function sameSamples(
  { name, pieces }: Fact,
  facts: readonly Fact[],
  { region }: Analysis,
): string | undefined {
  const samples = facts.find((other) => name === other.name.replace(/^samples/, 'energy'));
  const same = (a: Piece, b: Piece | undefined): boolean =>
    b !== undefined && region.modulo(a.value).equals(region.modulo(b.value));
  return samples !== undefined && name !== samples.name && pieces.every((p, i) => same(p, samples.pieces[i]))
    ? samples.name
    : undefined;
}

const patternText = (pattern: readonly string[], layers: readonly string[]): string =>
  patternWords(pattern, layers).join(', ');

const TIES = 8;

function tieLines({ ties = [], tiesComplete = true }: Evaluation, layers: readonly string[]): string[] {
  const more = ties.length - TIES;
  const others = more === 1 ? 'one more reaches' : `${more} more reach`;
  return [
    ...ties.slice(0, TIES).map((tie) => `  ${patternText(tie, layers)} reaches the same`),
    ...(more > 0 ? [`  … and ${tiesComplete ? '' : 'at least '}${others} the same`] : []),
  ];
}

function nothingAt({ name, nothingBecause }: Fact, point: Point): string {
  const why = nothingBecause?.(point);
  if (why === undefined && name.startsWith('count('))
    return 'none here; the pattern of the layer has no count, or the minimum leaves it open';
  return `nothing is derived here${why === undefined ? '' : `: ${why}`}`;
}

function factAt(fact: Fact, point: Point, analysis: Analysis, { why, style }: Options): string[] {
  const here = fact.at(point);
  if (!here) return [`${style(fact.name, 'bold')}: ${nothingAt(fact, point)}`];
  const standing = standingAt(fact, point);
  const power = (exponent: Rational): string => toText(analysis.chart.power(exponent));
  const order = toText(analysis.chart.power(here.exponent));
  const layers = layersOf(fact.name, analysis);
  return [
    `${style(`${fact.name} ~ ${order}`, 'bold')}, exponent ${here.exponent.toString()}`,
    ...(here.pattern ? [`  ${patternText(here.pattern, layers)}`] : []),
    // Of a count they would be those of the energy.
    ...(standing ? tieLines(here, layers) : []),
    ...(standing?.decisive ?? []).map(
      ({ name, without }) => `  ${name} decides here: without it ${power(without)}`,
    ),
    ...headed(
      'Next best',
      standing?.next.map((n) => [patternText(n.pattern, layers), `${power(n.above)} above`]),
    ),
    ...(why ? fact.pieces.filter((p) => p.region.contains(point)).flatMap((p) => reasons(p, style)) : []),
  ];
}

function factByRegion(fact: Fact, analysis: Analysis, { why, style }: Options): string[] {
  if (fact.pieces.length === 0) return [`${style(fact.name, 'bold')}: left open by the minimum`];
  const order = fact.summary ? ` ~ ${toText(fact.summary)}` : ', by region';
  return [
    style(`${fact.name}${order}`, 'bold'),
    ...(why
      ? fact.pieces.flatMap((p) => reasons(p, style))
      : pieceLines(fact.pieces, layersOf(fact.name, analysis))),
    ...thresholdLines(fact, analysis),
  ];
}

/** `N2 ~ d^5  between lazy, lazy and lazy, specialization`: by what changes there, the patterns or else the orders. */
function thresholdLines(fact: Fact, analysis: Analysis): string[] {
  const all = thresholdData(fact, analysis);
  const layers = layersOf(fact.name, analysis);
  // Words with an "and" of their own are hard to tell apart there.
  const isList = ({ pattern }: ThresholdSide): boolean =>
    pattern !== undefined && patternWords(pattern, layers) === pattern;
  const side = (one: ThresholdSide, other: ThresholdSide): string =>
    one.pattern && isList(one) && isList(other) && one.pattern.join() !== other.pattern?.join()
      ? one.pattern.join(', ')
      : one.order;
  const rows = all.map(({ equation, between: [one, two], when }) => [
    equation,
    `between ${side(one, two)} and ${side(two, one)}`,
    when.length > 0 ? `when ${when.map((all) => all.join(', ')).join('; or ')}` : '',
  ]);
  return headed('Thresholds', rows);
}

const headed = (title: string, rows: readonly (readonly string[])[] = []): string[] =>
  rows.length > 0 ? [`  ${title}`, ...columns(rows).map((row) => `  ${row}`)] : [];

/** One line a region: order, patterns, condition, in columns. */
function pieceLines(pieces: readonly Piece[], layers: readonly string[]): string[] {
  const [only] = pieces;
  if (pieces.length === 1 && only && only.when.length === 0 && !only.pattern) return [];
  return columns(
    pieces.map((p) => [toText(p.formula), p.pattern ? patternText(p.pattern, layers) : '', whereText(p)]),
  );
}

const whereText = ({ when }: Piece): string =>
  when.length > 0 ? `when ${when.map(toText).join(', ')}` : 'everywhere';

/** Why the order is what it is on a region. */
function reasons(piece: Piece, style: Style): string[] {
  const [head = '', ...rest] = tree(piece.derivation, style);
  return [head, `    ${whereText(piece)}`, ...rest];
}

/** A derivation, indented; a source is named where it differs from the one above. */
function tree(step: Derivation, style: Style, depth = 1, above?: string): string[] {
  const indent = '  '.repeat(depth);
  const formula = step.formula ? `: ${toText(step.formula)}` : '';
  const source =
    step.source !== undefined && step.source !== above ? style(`  [${step.source}]`, 'faint') : '';
  return [
    `${indent}${step.title}${formula}${source}`,
    ...(step.because === undefined ? [] : [style(`${indent}  because ${step.because}`, 'faint')]),
    ...step.steps.flatMap((inner) => tree(inner, style, depth + 1, step.source ?? above)),
  ];
}

function claimLines({ claims, analysis }: Derived, { style }: Options): string[] {
  const width = Math.max(...claims.map((c) => c.status.length));
  return [
    style('Claims', 'bold'),
    ...claims.flatMap((claim) => [
      `  ${coloured(style, claim.status, width)}  ${written(claim, analysis.document.text)}`,
      ...(claim.status === 'proven' ? [] : [`  ${' '.repeat(width)}  ${style(claim.message, 'faint')}`]),
    ]),
  ];
}

function written({ statement }: ClaimResult, text: string): string {
  const end = statement.conditions.at(-1)?.end ?? statement.claim.end;
  return text.slice(statement.claim.start, end).replace(/\s+/g, ' ');
}
