import type { Analysis, FactContent, TrainingResult } from '../analysis/facts';
import type { Training } from '../analysis/dynamics/declaration';
import { decide, type Requirement } from '../analysis/dynamics/counting/requirement';
import type { Standing } from '../analysis/dynamics/standing';
import type { Sizes } from '../analysis/posterior/finite-size/sizes';
import { toText, type Order, type Point } from '../orders';
import { columns } from './columns';
import { decimal } from './finite-size-text';
import type { Style } from './style';
import {
  formula,
  orderOf,
  piecesOf,
  BY_REGION,
  placedMultipliers,
  sideText,
  wholeFacts,
  type WeightOrder,
} from './training-orders';
import { recognisedText, standingText, whereText } from './training-properties';

/** Where a training is told of: in general, at exponents or at sizes. */
export interface TrainingPlace {
  readonly analysis: Analysis;
  readonly point?: Point;
  readonly sizes?: Sizes;
  readonly why: boolean;
  readonly style: Style;
}

const COLUMNS: readonly (readonly [title: string, what: WeightOrder])[] = [
  ['multiplier', 'multiplier'],
  ['init', 'init'],
  ['rate', 'rate'],
  ['update', 'update'],
  ['change', 'change'],
  ['largest rate', 'max_rate'],
  ['epsilon', 'epsilon'],
  ['decay', 'decay'],
];

/** What `derive` prints of a training for a reader: a table of its weights, its output, its properties. */
export function trainingText(result: TrainingResult, place: TrainingPlace): string[] {
  const { training } = result;
  const { statement, optimizer, parametrization, alignment, program, counting } = training;
  const { style, analysis, why } = place;
  const t = statement.name.text;
  const title = `${t}: ${program.name} under ${optimizer.written}, ${parametrization.written}, alignment ${alignment.name}`;
  const regional = new Map<string, Order>();
  const cell = (name: string, order: Order | undefined): string => {
    const text = order ? orderText(order, place) : '0';
    if (text === BY_REGION && order) regional.set(name, order);
    return text;
  };
  const rows = counting.weights.map(({ weight: { name, role } }) => [
    name,
    role,
    ...COLUMNS.map(([column, what]) => {
      const order = orderOf(training, what, name);
      return what === 'epsilon' && !order ? '' : cell(`${column}(${t}.${name})`, order);
    }),
  ]);
  const head = ['weight', 'role', ...COLUMNS.map(([column]) => column)];
  const used = head.map((_, i) => rows.some((row) => row[i] !== ''));
  const table = columns([head, ...rows].map((row) => row.filter((_, i) => used[i])));
  const placed = placedMultipliers(training).map(
    ({ place: where, value }) => `  multiplier of ${where}: ${cell(`multiplier of ${where}`, value)}`,
  );
  const ofAll = wholeFacts(result).map(
    (fact) => `  ${fact.name} ~ ${cell(fact.name, fact.order)}: ${titleOf(fact)}`,
  );
  return [
    style(title, 'bold'),
    ...domainLines(training, analysis),
    ...table.map((line, i) => (i === 0 ? style(line, 'faint') : line)),
    ...placed,
    ...ofAll,
    ...[...regional].flatMap(([name, order]) => [`  ${name}, by region`, ...regionLines(order, analysis)]),
    ...standingLines(result, place, why),
    ...(place.point || place.sizes ? [] : recognisedText(result, analysis).map((line) => `  ${line}`)),
  ];
}

/** `Change of the output …`, in the middle of a line. */
function titleOf({ pieces }: FactContent): string {
  const title = pieces[0]?.derivation.title ?? '';
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** At sizes the prefactor is taken to be one. */
function orderText(order: Order, { analysis, point, sizes }: TrainingPlace): string {
  const at = sizes?.exponents ?? point;
  if (at) {
    const piece = order.pieces.find(({ region }) => region.contains(at));
    if (!piece) return '-';
    return sizes
      ? decimal(piece.value.evaluate(sizes.logs).toNumber() * sizes.unit)
      : toText(analysis.chart.power(piece.value.evaluate(at)));
  }
  if (order.pieces.length === 0) return '-';
  const shown = formula(order, analysis);
  return shown ? toText(shown) : BY_REGION;
}

const regionLines = (order: Order, analysis: Analysis): string[] =>
  columns(
    piecesOf(order, analysis).map(({ order: value, when }) => [
      value,
      when.length > 0 ? `when ${when.join(', ')}` : 'everywhere',
    ]),
  ).map((line) => `  ${line}`);

/** Where sizes are powers of the scales at all, if that is not everywhere. */
function domainLines({ counting }: Training, analysis: Analysis): string[] {
  const { domain, region, forward, backward } = counting;
  if (domain.length === 1 && domain[0] === region) return [];
  const failing = [...forward.requirements, ...backward.requirements].filter(
    (requirement) => decide(requirement, region).status !== 'proven',
  );
  const says = [...new Set(failing.map((requirement) => requirement.says))];
  const where = whereText(domain, analysis);
  return [
    `  Its sizes are powers of the scales ${where === 'nowhere' ? 'nowhere' : where.replace(/^iff/, 'where')}, for only there:`,
    ...says.map((clause) => `    ${clause}`),
  ];
}

function standingLines(
  result: TrainingResult,
  { analysis, point, sizes, style }: TrainingPlace,
  why: boolean,
): string[] {
  const at = sizes?.exponents ?? point;
  const all = result.standings();
  const t = result.training.statement.name.text;
  const rows: { readonly cells: string[]; readonly of: readonly Standing[] }[] = [];
  for (const standing of all.filter((s) => s.weight === undefined))
    rows.push({ cells: [standing.name, standingText(standing, analysis, at)], of: [standing] });
  for (const property of new Set(all.flatMap((s) => (s.weight === undefined ? [] : s.property)))) {
    const ofWeights = all.filter((s) => s.property === property);
    const groups = new Map<string, Standing[]>();
    for (const standing of ofWeights) {
      const text = standingText(standing, analysis, at);
      groups.set(text, [...(groups.get(text) ?? []), standing]);
    }
    for (const [text, of] of groups) {
      const weights =
        of.length === ofWeights.length ? 'for every w' : `for w = ${of.map((s) => s.weight).join(', ')}`;
      rows.push({ cells: [`${property}(${t}.w)`, text, weights], of });
    }
  }
  const lines = columns(rows.map(({ cells }) => cells));
  return rows.flatMap(({ of }, i) => [
    lines[i]!,
    ...(why
      ? of.flatMap(({ requirements }) =>
          requirements.map((r) => style(requirementLine(r, result.training, analysis), 'faint')),
        )
      : []),
  ]);
}

function requirementLine(requirement: Requirement, training: Training, analysis: Analysis): string {
  const { left, relation, right, says } = requirement;
  const side = (order: Order): string => sideText(order, requirement, training, analysis);
  return `    ${says}: ${side(left)} ${relation} ${side(right)}`;
}
