import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, replace } from './workspace';
import { lineOf, text } from './text';

const falseClaim = 'claim samples(p) ~ d^2 when N <= d';

describe('diagnostics', () => {
  let document: vscode.TextDocument;
  const shown = (count: number) =>
    eventually(`${count} diagnostics`, () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length === count ? all : undefined;
    });

  before(async () => {
    document = await open('diagnostics.scale', text);
  });

  it('mark the false claim, and nothing else', async () => {
    const [only] = await shown(1);
    assert.equal(only?.range.start.line, lineOf(falseClaim));
    assert.equal(only.severity, vscode.DiagnosticSeverity.Error);
  });

  it('go when the claim is mended', async () => {
    await replace(document, 'd^2 when', 'd when');
    await shown(0);
  });

  it('come for a mistake at its token', async () => {
    await replace(document, 'erf(h)', 'erf(hidden)');
    const all = await eventually('a diagnostic', () => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(document.getText(all[0]?.range), 'hidden');
  });
});
