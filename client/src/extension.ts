import * as vscode from 'vscode';
import { CANCEL_COMMAND, VERIFY_COMMAND } from '../../server/src/features/contract';
import { PANEL_COMMAND } from '../../server/src/features/panel-contract';
import { showHeld } from './held';
import { LanguageServer } from './language-server';
import { DerivationPanel } from './panel';
import { Runs } from './runs';
import { showTrainers } from './show-trainers';
import { showStatus } from './status';
import { Tests } from './tests';
import { followTheme } from './theme';
import { Trainers } from './trainers';
import { verifyClaim } from './verify';

/** What other extensions may see. */
export interface Exports {
  /** The claims and verify blocks of all known texts, as tests. */
  readonly tests: vscode.TestController;
}

/** Returns at once; the language server starts with the first text, and nothing else runs until the user asks for it. */
export function activate(context: vscode.ExtensionContext): Exports {
  const server = new LanguageServer(context);
  const runs = new Runs(context, server);
  const trainers = new Trainers(context, server);
  const tests = new Tests(server, runs, trainers);
  const panel = new DerivationPanel(context.extensionUri, server);
  const command = (name: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, run);
  context.subscriptions.push(
    server,
    runs,
    trainers,
    tests,
    showStatus(server),
    followTheme(server),
    panel,
    command(PANEL_COMMAND, () => panel.show()),
    command(VERIFY_COMMAND, (uri, offset) => verifyClaim(server, tests, runs, uri, offset)),
    command(CANCEL_COMMAND, (hash) => runs.cancel(hash)),
    command('powercount.restartServer', () => server.restart()),
    command('powercount.showHeld', () => showHeld(server)),
    command('powercount.showTrainers', () => showTrainers(trainers, (lines) => runs.note(lines))),
  );
  startWithTexts(server, context);
  return { tests: tests.controller };
}

/** A folder with texts of ours that nobody looks at needs no server. */
function startWithTexts(server: LanguageServer, { subscriptions }: vscode.ExtensionContext): void {
  const isOurs = ({ languageId }: vscode.TextDocument): boolean => languageId === 'scale';
  if (vscode.workspace.textDocuments.some(isOurs)) return void server.start();
  const wait = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    wait.dispose();
    void server.start();
  });
  subscriptions.push(wait);
}
