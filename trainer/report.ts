// A verdict for a reader, on a terminal or in an editor's log.
import { scaleOf, type Plan, type Verdict } from './schema';

/** Marks a word of the report, as a terminal does by colour. */
export type Mark = (word: string, kind: 'title' | Verdict['status']) => string;

/** Lines: what was run, predicted beside measured, the points behind it, and why. */
export function report(plan: Plan, verdict: Verdict, mark: Mark = (word) => word): string[] {
  const { measured } = verdict;
  return [
    mark(plan.source.statement.replace(/\s+/g, ' '), 'title'),
    `  predicted  exponent ${verdict.predicted} in ${scaleOf(plan)}`,
    `  measured   ${measured ? `${intervalText(measured)} (${Math.round(100 * measured.level)}%)` : 'nothing yet'}`,
    ...pointLines(plan, verdict),
    `  ${mark(verdict.status, verdict.status)}: ${verdict.reason}`,
    ...(verdict.wouldDecide === undefined ? [] : [`  What would decide: ${verdict.wouldDecide}`]),
  ];
}

/** A measured exponent never stands without its interval. */
export const intervalText = ({ exponent, low, high }: NonNullable<Verdict['measured']>): string =>
  `${exponent.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)}`;

function pointLines(plan: Plan, { points }: Verdict): string[] {
  if (points.length === 0) return [];
  const posterior = plan.format === 'powercount-plan/1';
  const rows = [
    [scaleOf(plan), ...(posterior ? ['widths', 'P*'] : [plan.name]), 'interval', ''],
    ...points.map(({ size, widths = [], value, low, high, bracketed }) => [
      `${size}`,
      ...(posterior ? [widths.join(' ')] : []),
      rounded(value),
      `${rounded(low)} to ${rounded(high)}`,
      bracketed ? 'chains from both sides did not meet' : '',
    ]),
  ];
  const last = rows[0]!.length - 1;
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    `  ${row.map((cell, i) => (i < last ? cell.padStart(widths[i]!) : cell)).join('  ')}`.trimEnd(),
  );
}

/** Three digits are more than any of these numbers has. */
const rounded = (value: number): string => `${Number(value.toPrecision(3))}`;

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
