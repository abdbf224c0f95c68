import type { Analysis, ClaimResult, Derivation, Fact, Piece } from '../analysis/facts';
import { toText, type Point } from '../orders';
import type { Derived } from './derived-data';
import { finiteSizeText } from './finite-size-text';
import { coloured, type Style } from './style';

interface Options {
  readonly why: boolean;
  readonly style: Style;
}

/** What `derive` prints for a reader. */
export function derivedText(derived: Derived, options: Options): string {
  const { analysis, facts, claims, point, finite } = derived;
  const { style } = options;
  const parts = finite
    ? finiteSizeText(finite, analysis.chart, style, (piece) => (options.why ? reasons(piece, style) : []))
    : facts.map((fact) => (point ? factAt(fact, point, analysis, options) : factByRegion(fact, options)));
  if (point && analysis.exponents.size > 0)
    parts.unshift([style(`At ${pointText(analysis, point)}`, 'bold')]);
  if (claims.length > 0) parts.push(claimLines(derived, options));
  return parts.map((lines) => lines.join('\n')).join('\n\n') || 'Nothing to derive.';
}

const pointText = ({ exponents }: Analysis, point: Point): string =>
  [...exponents].map(([name, form]) => `${name} = ${form.evaluate(point).toString()}`).join(', ');

function factAt(fact: Fact, point: Point, analysis: Analysis, { why, style }: Options): string[] {
  const here = fact.at(point);
  if (!here) return [`${style(fact.name, 'bold')}: nothing is derived here`];
  const order = toText(analysis.chart.power(here.exponent));
  return [
    `${style(`${fact.name} ~ ${order}`, 'bold')}, exponent ${here.exponent.toString()}`,
    ...(here.pattern ? [`  ${here.pattern.join(', ')}`] : []),
    ...(here.ties ?? []).map((tie) => `  ${tie.join(', ')} reaches the same`),
    ...(why ? fact.pieces.filter((p) => p.region.contains(point)).flatMap((p) => reasons(p, style)) : []),
  ];
}

function factByRegion(fact: Fact, { why, style }: Options): string[] {
  const order = fact.summary ? ` ~ ${toText(fact.summary)}` : ', by region';
  return [
    style(`${fact.name}${order}`, 'bold'),
    ...(why ? fact.pieces.flatMap((p) => reasons(p, style)) : pieceLines(fact.pieces)),
  ];
}

/** One line a region: order, patterns, condition, in columns. */
function pieceLines(pieces: readonly Piece[]): string[] {
  const [only] = pieces;
  if (pieces.length === 1 && only && only.when.length === 0 && !only.pattern) return [];
  const rows = pieces.map((p) => [toText(p.formula), p.pattern?.join(', ') ?? '', whereText(p)]);
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    `  ${row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .filter((cell, i) => i !== 1 || cell !== '')
      .join('  ')}`.trimEnd(),
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
