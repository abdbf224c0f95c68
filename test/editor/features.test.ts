import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './workspace';
import { lineOf, text } from './text';

describe('editor features', () => {
  let document: vscode.TextDocument;
  const whole = () => new vscode.Range(0, 0, document.lineCount, 0);
  const position = (part: string, after = 0) => document.positionAt(document.getText().indexOf(part) + after);
  /** What the providers answer, as soon as it is not empty. */
  const provided = <T>(kind: string, ...args: unknown[]) =>
    eventually(kind, async () => {
      const answer = await vscode.commands.executeCommand<T[]>(
        `vscode.execute${kind}Provider`,
        document.uri,
        ...args,
      );
      return answer?.length ? answer : undefined;
    });

  before(async () => {
    document = await open('features.scale', text);
  });

  it('completes a statement', async () => {
    const at = new vscode.Position(document.lineCount - 1, 0);
    const labels = await eventually('completions', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('posterior') ? found : undefined;
    });
    for (const keyword of ['scale', 'network', 'claim', 'verify'])
      assert.ok(labels.includes(keyword), keyword);
  });

  it('lists what is declared', async () => {
    const symbols = await provided<vscode.DocumentSymbol>('DocumentSymbol');
    const names = symbols.map(({ name }) => name);
    for (const name of ['d', 'N', 'f', 'p']) assert.ok(names.includes(name), `${name} in ${names.join()}`);
  });

  it('folds a block', async () => {
    const folds = await provided<vscode.FoldingRange>('FoldingRange');
    assert.ok(folds.some(({ start }) => start === lineOf('network f')));
  });

  it('writes exponents beside the text', async () => {
    const hints = await provided<vscode.InlayHint>('InlayHint', whole());
    const onClaim = hints.filter(({ position: at }) => at.line >= lineOf('posterior'));
    assert.ok(onClaim.length > 0);
  });

  it('colours names by their meaning', async () => {
    const tokens = await eventually('semantic tokens', () =>
      vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        'vscode.provideDocumentSemanticTokens',
        document.uri,
      ),
    );
    assert.ok(tokens.data.length > 0);
  });

  it('goes to a declaration in the text', async () => {
    const [target] = await provided<vscode.Location | vscode.LocationLink>(
      'Definition',
      position('of f on', 3),
    );
    assert.ok(target);
    const [uri, range] =
      'uri' in target ? [target.uri, target.range] : [target.targetUri, target.targetRange];
    assert.equal(uri.toString(), document.uri.toString());
    assert.equal(range.start.line, lineOf('network f'));
  });

  it('goes to a rule of the library, which opens', async () => {
    const [target] = await provided<vscode.Location | vscode.LocationLink>(
      'Definition',
      position('erf(h)', 1),
    );
    assert.ok(target);
    const [uri, range] =
      'uri' in target ? [target.uri, target.range] : [target.targetUri, target.targetRange];
    const library = await vscode.workspace.openTextDocument(uri);
    assert.match(library.lineAt(range.start.line).text, /^activation erf/);
  });

  it('offers to verify above a verify block', async () => {
    const lenses = await provided<vscode.CodeLens>('CodeLens', 10);
    const lens = lenses.find(({ range }) => range.start.line === lineOf('verify samples'));
    assert.match(lens?.command?.title ?? '', /verify/i);
  });
});
