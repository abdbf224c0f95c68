import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './workspace';
import { text } from './text';

const extension = () => {
  const found = vscode.extensions.getExtension('powercount.powercount');
  assert.ok(found, 'the extension is not installed');
  return found;
};

describe('the extension in its editor', () => {
  it('starts when a .scale file is opened', async () => {
    const document = await open('opened.scale', text);
    assert.equal(document.languageId, 'scale');
    await eventually('activation', () => extension().isActive || undefined);
  });

  it('has every command that it declares', async () => {
    await extension().activate();
    const declared: { command: string; title: string }[] = extension().packageJSON.contributes.commands;
    assert.ok(declared.some(({ title }) => title === 'Verify Claim'));
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of declared) assert.ok(commands.includes(command), command);
  });

  it('comments a line as the language does', async () => {
    const document = await open('commented.scale', 'scale d\n');
    await vscode.commands.executeCommand('editor.action.commentLine');
    assert.equal(document.lineAt(0).text, '// scale d');
  });
});
