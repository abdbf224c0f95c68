import type { Diagram } from '../analysis/diagram';
import { exponentText, meaningOf, noteOf } from '../analysis/diagram/drawable';
import type { Vertex } from '../analysis/diagram/polygon';
import type { Analysis } from '../analysis/facts';
import { toText } from '../orders';
import type { Style } from './style';

/** What `diagram` prints for a reader: the cells with their corners, then the thresholds. */
export function diagramText(diagram: Diagram, analysis: Analysis, style: Style): string {
  const { fact, x, y, fixed, cells, thresholds } = diagram;
  const axes = (y.form ? [x, y] : [x]).map(
    (axis) => `${meaningOf(axis, analysis)} from ${axis.low.toString()} to ${axis.high.toString()}`,
  );
  const at = fixed.map(
    ({ name, value, given }) => `${name} = ${value.toString()}${given ? '' : ', not given'}`,
  );
  const note = noteOf(diagram);
  const rows = cells.map((cell, i) => [
    `${i + 1}`,
    toText(cell.formula),
    exponentText(cell.value, diagram),
    [cell.pattern.join(', '), ...cell.ties.map((tie) => `ties with ${tie.join(', ')}`)].join('; '),
    cell.polygons.map((polygon) => extent(polygon, diagram)).join(' and '),
  ]);
  const borders = thresholds.map(({ equation, between, from, to }) => [
    toText(equation),
    `${between[0] + 1} | ${between[1] + 1}`,
    y.form ? `${place(from)} to ${place(to)}` : `at ${from.x.toString()}`,
  ]);
  return [
    style(`${fact.name} over ${axes.join(' and ')}`, 'bold'),
    ...at.map((text) => `  at ${text}`),
    '',
    ...columns([['', 'order', 'exponent', 'pattern', y.form ? 'corners' : 'where'], ...rows]),
    ...(note === undefined ? [] : ['', note]),
    ...(borders.length > 0 ? ['', style('Thresholds', 'bold'), ...columns(borders)] : []),
  ].join('\n');
}

const place = ({ x, y }: Vertex): string => `(${x.toString()}, ${y.toString()})`;

function extent(polygon: readonly Vertex[], { x, y }: Diagram): string {
  if (y.form) return polygon.map(place).join(' ');
  const xs = polygon.map((v) => v.x);
  const [low, high] = [xs.reduce((a, b) => a.min(b)), xs.reduce((a, b) => a.max(b))];
  return `${low.toString()} <= ${x.name} <= ${high.toString()}`;
}

/** Columns that are empty in all rows but the first are left out. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const shown = (rows[0] ?? []).map(
    (_, i) => rows.some((row, k) => k > 0 && row[i] !== '') || rows.length === 1,
  );
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    `  ${row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .filter((_, i) => shown[i])
      .join('  ')}`.trimEnd(),
  );
}

const pair = ({ x, y }: Vertex): [string, string] => [x.toString(), y.toString()];

/** What `diagram --json` prints. All numbers but indices are exact, as "3/2". */
export function diagramData(diagram: Diagram, analysis: Analysis): object {
  const { fact, x, y, fixed, cells, thresholds } = diagram;
  return {
    scale: analysis.chart.base,
    of: fact.name,
    axes: (y.form ? [x, y] : [x]).map((axis) => ({
      name: axis.name,
      meaning: meaningOf(axis, analysis),
      low: axis.low.toString(),
      high: axis.high.toString(),
    })),
    fixed: Object.fromEntries(fixed.map(({ name, value }) => [name, value.toString()])),
    cells: cells.map((cell) => ({
      order: toText(cell.formula),
      exponent: exponentText(cell.value, diagram),
      pattern: cell.pattern.length > 0 ? cell.pattern : null,
      ties: cell.ties,
      polygons: cell.polygons.map((polygon) => polygon.map(pair)),
    })),
    thresholds: thresholds.map(({ equation, from, to, between }) => ({
      equation: toText(equation),
      from: pair(from),
      to: pair(to),
      between,
    })),
  };
}
