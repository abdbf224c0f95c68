import * as vscode from 'vscode';
import type { LanguageServer } from './language-server';

/** The state of the server in the status bar's language menu, with the command that restarts it. */
export function showStatus(server: LanguageServer): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('powercount.server', { language: 'scale' });
  item.name = 'Powercount';
  item.command = { title: 'Restart', command: 'powercount.restartServer' };
  const show = (): void => {
    const { state } = server;
    item.busy = state.kind === 'starting';
    item.severity =
      state.kind === 'stopped'
        ? vscode.LanguageStatusSeverity.Error
        : vscode.LanguageStatusSeverity.Information;
    item.text = {
      starting: 'Powercount is starting',
      running: 'Powercount',
      stopped: 'Powercount has stopped',
    }[state.kind];
    item.detail = state.kind === 'stopped' ? state.reason : 'language server';
  };
  show();
  return vscode.Disposable.from(item, server.onDidChangeState(show));
}
