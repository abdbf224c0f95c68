import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { text } from './text';
import { eventually, open } from './workspace';

const rules = `pattern own on layer of feature j {
  norm(k) = norm(layer.input, j)^(k/j) for j | k
}
`;
const importing = `import "own.scale"
${text.replace('ridge 1', 'ridge 1; patterns lazy, own')}claim pattern(p) = own when N >= d
`;

/** The document after keys are pressed one by one at its end. */
async function typed(name: string, keys: string): Promise<string> {
  const document = await open(name, '');
  for (const text of keys) await vscode.commands.executeCommand('type', { text });
  return document.getText();
}

describe('typing', () => {
  it('closes brackets, but not those of intervals, which may end with another one', async () => {
    assert.equal(
      await typed('interval.scale', 'let E = minimize over M in (0, d'),
      'let E = minimize over M in (0, d',
    );
    assert.equal(await typed('call.scale', 'let E = sqrt(d'), 'let E = sqrt(d)');
    assert.equal(
      await typed('bracket.scale', 'let E = minimize over M in [1, d'),
      'let E = minimize over M in [1, d]',
    );
  });

  it('goes on after `when` with scales and properties', async () => {
    const written = `${text}training t of f { optimizer sgd; parametrization mup }\nclaim samples(p) ~ d when `;
    const document = await open('when.scale', written);
    const labels = await eventually('completions', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(written.length),
      );
      const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('stable(t)') ? found : undefined;
    });
    for (const label of ['N', 'a', 'stable(t)'])
      assert.ok(labels.includes(label), `${label} in ${labels.join()}`);
  });
});

describe('names and repairs', () => {
  it('a pattern of one’s own is renamed in the text that imports it', async () => {
    const own = await open('own.scale', rules);
    const document = await open('importing.scale', importing);
    const edit = await eventually('an edit of both files', async () => {
      const found = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        own.uri,
        own.positionAt(rules.indexOf('own')),
        'features',
      );
      return found.size === 2 ? found : undefined;
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(own.getText(), /^pattern features on/);
    assert.match(document.getText(), /patterns lazy, features/);
    assert.match(document.getText(), /claim pattern\(p\) = features when/);
  });

  it('a scale and a layer are renamed where they are used', async () => {
    const document = await open('names.scale', text);
    for (const [name, by, expected] of [
      ['N', 'Width', /claim samples\(p\) ~ sqrt\(d \* Width\) when Width >= d/],
      ['h', 'hidden', /out dense\(erf\(hidden\), 1\)/],
    ] as const) {
      const place =
        name === 'N' ? document.getText().indexOf('N = d^a') : document.getText().indexOf('h = dense');
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        document.positionAt(place),
        by,
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.match(document.getText(), expected);
    }
  });

  it('a slip is mended by its repair', async () => {
    const document = await open('slip.scale', 'scale d\ndata x : gausian(d)\n');
    const range = new vscode.Range(1, 10, 1, 12);
    const [action] = await eventually('a repair', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
      );
      return found.length > 0 ? found : undefined;
    });
    assert.ok(action?.edit && (await vscode.workspace.applyEdit(action.edit)));
    assert.equal(document.getText(), 'scale d\ndata x : gaussian(d)\n');
  });
});
