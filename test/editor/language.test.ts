import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open } from './workspace';

describe('the extension in its editor', () => {
  it('is found', () => {
    assert.ok(vscode.extensions.getExtension('powercount.powercount'));
  });

  it('knows a .scale file', async () => {
    const document = await open('known.scale', 'scale d\n');
    assert.equal(document.languageId, 'scale');
  });
});
