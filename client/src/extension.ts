import * as vscode from 'vscode';
import { CANCEL_COMMAND, VERIFY_COMMAND } from '../../server/src/features/contract';
import { PANEL_COMMAND } from '../../server/src/features/panel-contract';
import { showHeld } from './held';
import { LanguageServer } from './language-server';
import { DerivationPanel } from './panel';
import { Runs } from './runs';
import { showStatus } from './status';
import { followTheme } from './theme';
import { verifyClaim } from './verify';

/** Starts the language server and returns at once; nothing else runs until the user asks for it. */
export function activate(context: vscode.ExtensionContext): void {
  const server = new LanguageServer(context);
  const runs = new Runs(context, server);
  const panel = new DerivationPanel(context.extensionUri, server);
  const command = (name: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, run);
  context.subscriptions.push(
    server,
    runs,
    showStatus(server),
    followTheme(server),
    panel,
    command(PANEL_COMMAND, () => panel.show()),
    command(VERIFY_COMMAND, (uri, offset) => verifyClaim(server, runs, uri, offset)),
    command(CANCEL_COMMAND, (hash) => runs.cancel(hash)),
    command('powercount.restartServer', () => server.restart()),
    command('powercount.showHeld', () => showHeld(server)),
  );
  void server.start();
}
