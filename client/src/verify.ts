import * as vscode from 'vscode';
import { intervalText, withoutText } from '../../trainer/report';
import {
  CANCEL_COMMAND,
  PLAN,
  VERIFY_COMMAND,
  type PlanAnswer,
  type PlanRequest,
} from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';
import type { Runs } from './runs';
import { explainTrust } from './show-trainers';
import type { Tests } from './tests';
import type { Ran } from './tests/run';

/**
 * `Powercount: Verify Claim`: runs a verify block as a test. A code lens gives the address of a text and an offset in the
 * block; without them it is the block at the cursor, or the user's pick. Programs run in trusted workspaces only.
 */
export async function verifyClaim(
  server: LanguageServer,
  tests: Tests,
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
    if ('problem' in answer) return void vscode.window.showWarningMessage(`Powercount: ${answer.problem}`);
    const ran = await tests.verify(vscode.Uri.parse(request.uri), request.offset);
    if (ran) say(ran, runs);
  } catch (error) {
    server.complain((error as Error).message);
  }
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

/** Not awaited: a message may stand for hours, and the run is over. */
function say({ plan: { name }, outcome }: Ran, runs: Runs): void {
  if (outcome.kind === 'cancelled') return;
  const { showErrorMessage, showWarningMessage, showInformationMessage } = vscode.window;
  const details = 'Show Details';
  const shown = (): Thenable<string | undefined> => {
    if (outcome.kind === 'failed')
      return showErrorMessage(`Powercount: ${name} cannot be verified: ${outcome.message}`, details);
    const { status, predicted, measured, reason } = outcome.verdict;
    const said = measured
      ? `${name} is ${status}: predicted exponent ${predicted}, measured ${intervalText(measured)}${withoutText(outcome.verdict)}.`
      : `${name} is ${status}: ${reason}`;
    return (status === 'refuted' ? showWarningMessage : showInformationMessage)(said, details);
  };
  void shown().then((answer) => answer === details && runs.showLog());
}
