import * as vscode from 'vscode';
import type { Outcome } from '../../../trainer/conduct';
import type { Plan, Verdict } from '../../../trainer/schema';
import type { ClaimTest } from '../../../server/src/features/contract';
import { outcomeLines } from '../runs';
import type { Entry } from './tree';

/** Lines for the output of a run, which is a terminal's. Without a place: it would stand behind the text. */
export function write(run: vscode.TestRun, { item }: Entry, lines: readonly string[]): void {
  run.appendOutput(lines.map((line) => `${line.replace(/\r?\n/g, '\r\n')}\r\n`).join(''), undefined, item);
}

/** A claim is decided when it is read: running it says by what. */
export function reportClaim(run: vscode.TestRun, entry: Entry, test: ClaimTest): void {
  run.started(entry.item);
  const { label, status, message, derivation, differs } = test;
  if (status === 'proven') {
    write(run, entry, [`proven, no run needed: ${label}`, message, ...derivation, '']);
    run.passed(entry.item);
  } else if (status === 'refuted') {
    write(run, entry, [`refuted, no run needed: ${label}`, message, ...derivation, '']);
    const said = differs
      ? vscode.TestMessage.diff(message, differs.claimed, differs.derived)
      : new vscode.TestMessage(message);
    run.failed(entry.item, at(entry, said));
  } else {
    write(run, entry, [`not decided: ${label}`, message, '']);
    run.errored(entry.item, at(entry, new vscode.TestMessage(message)));
  }
}

/**
 * What a run came to. A run that decides nothing is an error, not a pass and not a failure, and not skipped either: time was
 * spent, and only an error can say beside the block what would decide.
 */
export function reportOutcome(
  run: vscode.TestRun,
  entry: Entry,
  plan: Plan,
  outcome: Outcome,
  milliseconds: number,
): void {
  const { item } = entry;
  write(run, entry, [...outcomeLines(plan, outcome), '']);
  if (outcome.kind === 'cancelled') run.skipped(item);
  else if (outcome.kind === 'failed') reportProblem(run, entry, outcome.message);
  else if (outcome.verdict.status === 'consistent') run.passed(item, milliseconds);
  else if (outcome.verdict.status === 'refuted')
    run.failed(item, at(entry, refuted(outcome.verdict)), milliseconds);
  else run.errored(item, at(entry, new vscode.TestMessage(undecided(outcome.verdict))), milliseconds);
}

/** It could not be run. */
export function reportProblem(run: vscode.TestRun, entry: Entry, problem: string): void {
  run.errored(entry.item, at(entry, new vscode.TestMessage(problem)));
}

/** Short: VS Code writes both sides beside the text. */
function refuted({ predicted, measured, margin, reason }: Verdict): vscode.TestMessage {
  const [e, low, high] = measured ? [measured.exponent, measured.low, measured.high] : [NaN, NaN, NaN];
  const found = `exponent ${e.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return vscode.TestMessage.diff(reason, `exponent ${predicted} ± ${margin}`, found);
}

const undecided = ({ reason, wouldDecide }: Verdict): string =>
  [
    `Inconclusive. ${reason}`,
    ...(wouldDecide === undefined ? [] : [`What would decide: ${wouldDecide}`]),
  ].join('\n');

function at({ item, uri }: Entry, message: vscode.TestMessage): vscode.TestMessage {
  if (item.range) message.location = new vscode.Location(uri, item.range);
  return message;
}
