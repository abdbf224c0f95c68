import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { long, quick, training } from './text';
import { eventually, open, withoutAsking } from './workspace';

const command = 'powercount.verify';

describe('verifying a claim', () => {
  /** The lens over the verify block, once its title is of this kind. */
  const lens = ({ uri }: vscode.TextDocument, title: RegExp) =>
    eventually(`a lens ${String(title)}`, async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        100,
      );
      return lenses.find((l) => l.command && title.test(l.command.title))?.command;
    });

  it('runs from the lens to a verdict, which the lens then shows', async () => {
    const document = await open('verified.scale', training('f') + quick);
    const { arguments: args = [] } = await lens(document, /verify/i);
    await vscode.commands.executeCommand(command, ...args);
    await lens(document, /consistent|refuted|inconclusive/);
  }).timeout(60_000);

  it('finds the block at the cursor, and the only block of a text', async () => {
    const document = await open('picked.scale', training('g') + quick);
    await lens(document, /verify/i);
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand(command);
    await lens(document, /consistent|refuted|inconclusive/);
  }).timeout(60_000);

  it('marks a verdict as outdated when the text has changed', async () => {
    const document = await open('changed.scale', training('h') + quick);
    const { arguments: args = [] } = await lens(document, /verify/i);
    await vscode.commands.executeCommand(command, ...args);
    await lens(document, /consistent|refuted|inconclusive/);
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('seeds 16') + 'seeds '.length);
    edit.replace(document.uri, new vscode.Range(at, at.translate(0, 2)), '17');
    await vscode.workspace.applyEdit(edit);
    await lens(document, /outdated/);
  }).timeout(60_000);

  it('is cancelled by the user', async () => {
    const document = await open('cancelled.scale', training('k') + long);
    const { arguments: args = [] } = await lens(document, /verify/i);
    await withoutAsking(async () => {
      const run = vscode.commands.executeCommand(command, ...args);
      const running = await lens(document, /running/);
      await vscode.commands.executeCommand(running.command, ...(running.arguments ?? []));
      await run;
    });
    await lens(document, /cancelled/);
  }).timeout(60_000);
});

describe('the language server', () => {
  it('answers again after it was restarted', async () => {
    const document = await open('restarted.scale', 'scale d\nclaim d ~ d^2\n');
    const refuted = () =>
      eventually('the diagnostic', () => vscode.languages.getDiagnostics(document.uri)[0] ?? undefined);
    await refuted();
    await vscode.commands.executeCommand('powercount.restartServer');
    assert.match((await refuted()).message, /Does not follow/);
  });
});
