import * as vscode from 'vscode';
import { intervalText } from '../../trainer/report';
import type { Plan, Verdict } from '../../trainer/schema';
import {
  CANCEL_COMMAND,
  PLAN,
  VERIFY_COMMAND,
  type PlanAnswer,
  type PlanRequest,
} from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';
import type { Runs } from './runs';

/**
 * `Powercount: Verify Claim`. A code lens gives the address of a text and an offset in a verify block; without them it is
 * the block at the cursor, or the user's pick. Programs run in trusted workspaces only.
 */
export async function verifyClaim(
  server: LanguageServer,
  runs: Runs,
  uri?: unknown,
  offset?: unknown,
): Promise<void> {
  try {
    if (!vscode.workspace.isTrusted) return await explainTrust();
    const request =
      typeof uri === 'string' && typeof offset === 'number' ? { uri, offset } : await chosen(server);
    if (!request) return;
    const answer = await server.ask<PlanAnswer>(PLAN, request);
    if ('problem' in answer) void vscode.window.showWarningMessage(`Powercount: ${answer.problem}`);
    else if (runs.isRunning(answer.plan))
      void vscode.window.showInformationMessage(`Powercount: ${answer.plan.name} is being verified already.`);
    else await run(runs, request.uri, answer.plan);
  } catch (error) {
    server.complain((error as Error).message);
  }
}

async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    'Powercount trains networks only in folders that you trust.',
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

/** The block at the cursor; else the only block of the text, or the one that the user picks. */
async function chosen(server: LanguageServer): Promise<PlanRequest | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'scale') {
    void vscode.window.showInformationMessage('Powercount: open a .scale file to verify one of its claims.');
    return undefined;
  }
  const { document, selection } = editor;
  const uri = document.uri.toString();
  const here = { uri, offset: document.offsetAt(selection.active) };
  const lenses = await blocks(document.uri);
  const onLine = lenses.some(({ range }) => range.start.line === selection.active.line);
  if (lenses.length === 0 || onLine || 'plan' in (await server.ask<PlanAnswer>(PLAN, here))) return here;
  const items = lenses.map(({ range }) => ({
    label: document.lineAt(range.start.line).text.trim(),
    description: `line ${range.start.line + 1}`,
    offset: document.offsetAt(range.start),
  }));
  const [only] = items;
  const picked =
    items.length === 1
      ? only
      : await vscode.window.showQuickPick(items, { placeHolder: 'Verify which claim?' });
  return picked && { uri, offset: picked.offset };
}

/** The server marks each verify block with a lens. */
async function blocks(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    1000,
  );
  return lenses.filter(({ command }) => [VERIFY_COMMAND, CANCEL_COMMAND].includes(command?.command ?? ''));
}

async function run(runs: Runs, uri: string, plan: Plan): Promise<void> {
  const outcome = await runs.run(uri, plan);
  if (outcome.kind === 'cancelled') return;
  const details = 'Show Details';
  const shown =
    outcome.kind === 'failed'
      ? vscode.window.showErrorMessage(
          `Powercount: ${plan.name} cannot be verified: ${outcome.message}`,
          details,
        )
      : outcome.verdict.status === 'refuted'
        ? vscode.window.showWarningMessage(said(plan, outcome.verdict), details)
        : vscode.window.showInformationMessage(said(plan, outcome.verdict), details);
  // Not awaited: a message may stand for hours, and the run is over.
  void shown.then((answer) => answer === details && runs.showLog());
}

function said({ name }: Plan, { status, predicted, measured, reason }: Verdict): string {
  return measured
    ? `${name} is ${status}: predicted exponent ${predicted}, measured ${intervalText(measured)}.`
    : `${name} is ${status}: ${reason}`;
}
