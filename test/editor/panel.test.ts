import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './workspace';
import { text } from './text';

describe('the derivation panel', () => {
  const panels = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.endsWith('powercount.derivation'),
      );
  const show = () => vscode.commands.executeCommand('powercount.openPanel');

  after(() => vscode.window.tabGroups.close(panels()));

  it('opens when it is asked for, not by itself', async () => {
    await open('panel.scale', text);
    assert.deepEqual(panels(), []);
    await show();
    const [panel] = await eventually('the panel', () => (panels().length > 0 ? panels() : undefined));
    assert.equal(panel?.label, 'Derivation');
  });

  it('stands beside the text, which keeps the cursor', async () => {
    const [panel] = panels();
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /panel\.scale$/);
    assert.notEqual(panel?.group.viewColumn, editor?.viewColumn);
    assert.equal(panel?.group.isActive, false);
  });

  it('is one', async () => {
    await show();
    await show();
    assert.equal(panels().length, 1);
  });
});
