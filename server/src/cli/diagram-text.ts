import type { Diagram, DiagramThin } from '../analysis/diagram';
import { exponentText, fixedText, meaningOf, noteOf } from '../analysis/diagram/drawable';
import type { Vertex } from '../analysis/diagram/polygon';
import type { Analysis } from '../analysis/facts';
import { layersOf, patternWords } from '../analysis/posterior/pattern-words';
import { toText, type Rational } from '../orders';
import { columns } from './columns';
import type { Style } from './style';

/** What `diagram` prints for a reader: the cells with their corners, then the thresholds. */
export function diagramText(diagram: Diagram, analysis: Analysis, style: Style): string {
  const { fact, x, y, fixed, cells, thresholds, thin } = diagram;
  const axes = (y.form ? [x, y] : [x]).map(
    (axis) => `${meaningOf(axis, analysis)} from ${axis.low.toString()} to ${axis.high.toString()}`,
  );
  const at = fixed.map((value) => `${fixedText(value, analysis)}${value.given ? '' : ', chosen here'}`);
  const layers = layersOf(fact.name, analysis);
  const words = (pattern: readonly string[]): string => patternWords(pattern, layers).join(', ');
  const rows = columns(
    cells.map((cell, i) => [
      `${i + 1}`,
      toText(cell.formula),
      ...(cell.value ? [`exponent ${exponentText(cell.value, diagram)}`] : []),
      words(cell.pattern),
      cell.polygons.map((polygon) => extent(polygon, diagram)).join(' and '),
    ]),
  );
  const borders = thresholds.map(({ equation, between, from, to }) => [
    toText(equation),
    `${between[0] + 1} | ${between[1] + 1}`,
    y.form ? `from ${place(from)} to ${place(to)}` : `at ${x.name} = ${from.x.toString()}`,
  ]);
  const edges = thin.map(({ equation: line, from, to, ...edge }) => [
    regimeText(edge),
    line ? toText(line) : '',
    y.form && line
      ? `from ${place(from)} to ${place(to)}`
      : `at ${y.form ? place(from) : `${x.name} = ${from.x.toString()}`}`,
  ]);
  const note = noteOf(diagram);
  return [
    style(`${fact.name} over ${axes.join(' and ')}`, 'bold'),
    ...at.map((text) => `  at ${text}`),
    ...cells.flatMap(({ ties }, i) => [
      rows[i]!,
      ...ties.map((tie) => style(`     ${words(tie)} reaches the same`, 'faint')),
    ]),
    ...(note === undefined ? [] : [`  ${note}`]),
    ...(edges.length > 0 ? ['', style('On lines and at points only', 'bold'), ...columns(edges)] : []),
    ...(borders.length > 0 ? ['', style('Thresholds', 'bold'), ...columns(borders)] : []),
  ].join('\n');
}

const regimeText = ({ formula, pattern }: Pick<DiagramThin, 'formula' | 'pattern'>): string =>
  [toText(formula), ...pattern].join(', ');

const place = ({ x, y }: Vertex): string => `(${x.toString()}, ${y.toString()})`;

function extent(polygon: readonly Vertex[], { x, y }: Diagram): string {
  if (y.form) return polygon.map(place).join(' ');
  const [low, high] = interval(polygon);
  return `${low.toString()} <= ${x.name} <= ${high.toString()}`;
}

/** What a polygon covers of the first axis. */
function interval(polygon: readonly Vertex[]): [Rational, Rational] {
  const xs = polygon.map((v) => v.x);
  return [xs.reduce((a, b) => a.min(b)), xs.reduce((a, b) => a.max(b))];
}

const pair = ({ x, y }: Vertex): [string, string] => [x.toString(), y.toString()];

/** What `diagram --json` prints. All numbers but indices are exact, as "3/2". */
export function diagramData(diagram: Diagram, analysis: Analysis): object {
  const { fact, x, y, fixed, cells, thresholds, thin } = diagram;
  const plane = y.form !== undefined;
  return {
    scale: analysis.chart.base,
    of: fact.name,
    axes: (plane ? [x, y] : [x]).map((axis) => ({
      name: axis.name,
      meaning: meaningOf(axis, analysis),
      low: axis.low.toString(),
      high: axis.high.toString(),
    })),
    fixed: Object.fromEntries(fixed.map(({ name, value }) => [name, value.toString()])),
    cells: cells.map((cell) => ({
      ...(cell.value
        ? {
            order: toText(cell.formula),
            exponent: exponentText(cell.value, diagram),
            pattern: cell.pattern.length > 0 ? cell.pattern : null,
            ties: cell.ties,
          }
        : { regime: regimeText(cell) }),
      ...(plane
        ? { polygons: cell.polygons.map((polygon) => polygon.map(pair)) }
        : { intervals: cell.polygons.map((polygon) => interval(polygon).map(String)) }),
    })),
    ...(cells.some(({ value }) => value === undefined)
      ? {
          thin: thin.map((edge) => ({
            regime: regimeText(edge),
            ...(plane ? { from: pair(edge.from), to: pair(edge.to) } : { at: edge.from.x.toString() }),
          })),
        }
      : {}),
    thresholds: thresholds.map(({ equation, from, to, between }) => ({
      equation: toText(equation),
      ...(plane ? { from: pair(from), to: pair(to) } : { at: from.x.toString() }),
      between,
    })),
  };
}
