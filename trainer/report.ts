// A verdict for a reader, on a terminal or in an editor's log.
import { durationText } from './estimate';
import type { Collapse, Measured, Plan, Verdict } from './schema';

/** Marks a word of the report, as a terminal does by colour. */
export type Mark = (word: string, kind: 'title' | Verdict['status']) => string;

/** Lines: what was run, predicted beside measured, the points behind it, and why. */
export function report(plan: Plan, verdict: Verdict, mark: Mark = (word) => word): string[] {
  const { predicted, measured, fit, collapse, status, reason, wouldDecide } = verdict;
  return [
    mark(plan.source.statement.replace(/\s+/g, ' '), 'title'),
    `  predicted  exponent ${predicted} in ${verdict.along}`,
    `  measured   ${measured ? `${intervalText(measured)} (${Math.round(100 * measured.level)}%)` : 'nothing yet'}`,
    ...pointLines(plan, verdict),
    ...(verdict.leftOut ?? []).map(
      ({ size, because }) => `  left out   ${verdict.along} = ${size}: ${because}`,
    ),
    ...(fit ? [`  fit        ${modelText[fit.model]}: ${fit.comparison}`] : []),
    ...(collapse ? [`  collapse   ${collapseText(collapse)}`] : []),
    ...(verdict.points.length > 0 ? [`  cost       ${costText(verdict)}`] : []),
    `  ${mark(status, status)}: ${reason}`,
    ...(wouldDecide === undefined ? [] : [`  What would decide: ${wouldDecide}`]),
  ];
}

/** " without d = 64", to stand behind a verdict; nothing where it rests on all sizes of its plan. */
export const withoutText = ({ along, leftOut = [] }: Verdict): string =>
  leftOut.length === 0 ? '' : ` without ${along} = ${leftOut.map(({ size }) => size).join(', ')}`;

/** A measured exponent never stands without its interval. */
export const intervalText = ({ exponent, low, high }: Measured): string =>
  `${exponent.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)}`;

export const modelText = {
  power: 'a power',
  corrected: 'a power with its first finite-size correction',
} as const;

/** Of curves of the alignment against samples, over the predicted order of samples and as they are. */
export const collapseText = ({ quality, before }: Collapse): string =>
  `divided by the prediction, curves differ ${rounded(quality)} times as much as they scatter` +
  (before === null ? '; undivided, they do not overlap' : `; undivided, ${rounded(before)} times`);

export function costText({ points, seconds, on }: Verdict): string {
  const runs = points.reduce((total, { seeds }) => total + seeds, 0);
  return `${runs} runs, ${durationText(seconds)} one after another${on.length > 0 ? ` on ${on.join(' and ')}` : ''}`;
}

function pointLines(plan: Plan, { points, along }: Verdict): string[] {
  if (points.length === 0) return [];
  const value =
    plan.format === 'powercount-posterior/1' && plan.observable.kind === 'samples' ? 'P*' : plan.name;
  const rows = [
    [along, value, 'interval', 'seeds', ''],
    ...points.map(({ size, note = '', value, low, high, bracketed, seeds }) => [
      ...[`${size}`, rounded(value), `${rounded(low)} to ${rounded(high)}`, `${seeds}`],
      [note, bracketed ? 'chains from both sides did not meet' : ''].filter(Boolean).join('; '),
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
