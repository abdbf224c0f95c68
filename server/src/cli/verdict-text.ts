import type { Plan, Verdict } from '../../../trainer/schema';
import { coloured, type Style } from './style';

/** A verdict for a reader: predicted beside measured, the points behind it, and why. */
export function verdictText(plan: Plan, verdict: Verdict, style: Style): string {
  const { measured } = verdict;
  return [
    style(plan.source.statement.replace(/\s+/g, ' '), 'bold'),
    `  predicted  exponent ${verdict.predicted} in d`,
    measured
      ? `  measured   ${fixed(measured.exponent)}, between ${fixed(measured.low)} and ${fixed(measured.high)} (${Math.round(100 * measured.level)}%)`
      : '  measured   nothing yet',
    ...pointLines(verdict),
    `  ${coloured(style, verdict.status)}: ${verdict.reason}`,
    ...(verdict.wouldDecide === undefined ? [] : [`  What would decide: ${verdict.wouldDecide}`]),
    '',
  ].join('\n');
}

const fixed = (value: number): string => value.toFixed(2);

function pointLines({ points }: Verdict): string[] {
  if (points.length === 0) return [];
  const rows = [
    ['d', 'widths', 'P*', 'interval', ''],
    ...points.map(({ d, widths, value, low, high, bracketed }) => [
      `${d}`,
      widths.join(' '),
      `${Math.round(value)}`,
      `${Math.round(low)} to ${Math.round(high)}`,
      bracketed ? 'chains from both sides did not meet' : '',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i < 4 ? cell.padStart(widths[i]!) : cell)).join('  ')}`.trimEnd(),
  );
}
