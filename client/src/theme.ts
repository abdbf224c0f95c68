import * as vscode from 'vscode';
import { THEME, type Theme } from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';

// The colours of a theme cannot be read; these are the foregrounds of VS Code's own themes of each kind.
const FOREGROUNDS: Readonly<Record<vscode.ColorThemeKind, string>> = {
  [vscode.ColorThemeKind.Light]: '#3b3b3b',
  [vscode.ColorThemeKind.Dark]: '#cccccc',
  [vscode.ColorThemeKind.HighContrast]: '#ffffff',
  [vscode.ColorThemeKind.HighContrastLight]: '#292929',
};

/** Tells the server in which colour and size formulas are to be drawn, and again whenever that changes. */
export function followTheme(server: LanguageServer): vscode.Disposable {
  const tell = (): void => server.tell(THEME, theme());
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveColorTheme(tell),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('editor.fontSize') || change.affectsConfiguration('powercount.formula'))
        tell();
    }),
    server.onDidChangeState(({ kind }) => {
      if (kind === 'running') tell();
    }),
  );
}

function theme(): Theme {
  const own = vscode.workspace.getConfiguration('powercount').get<string>('formula.color', '').trim();
  return {
    foreground: /^#[0-9a-f]{6}$/i.test(own) ? own : FOREGROUNDS[vscode.window.activeColorTheme.kind],
    fontSize: vscode.workspace.getConfiguration('editor').get('fontSize', 14),
  };
}
