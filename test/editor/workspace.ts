import * as vscode from 'vscode';

/** Writes a file into the workspace folder (a temporary one) and shows it. */
export async function open(name: string, text: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('the suite needs a workspace folder');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** Replaces the first appearance of `part` in a document. */
export async function replace(document: vscode.TextDocument, part: string, by: string): Promise<void> {
  const at = document.getText().indexOf(part);
  if (at < 0) throw new Error(`${part} is not in the text`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + part.length)),
    by,
  );
  await vscode.workspace.applyEdit(edit);
}

/** Asks again until there is an answer: a language server answers when it has read the document, not before. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
): Promise<T> {
  for (const start = Date.now(); Date.now() - start < 25_000; await new Promise((r) => setTimeout(r, 50))) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} did not come`);
}

/** A run is not asked about beforehand: nobody is there to answer. */
export async function withoutAsking<T>(run: () => Promise<T>): Promise<T> {
  const settings = vscode.workspace.getConfiguration('powercount.verify');
  await settings.update('askAboveMinutes', 1e6, vscode.ConfigurationTarget.Global);
  try {
    return await run();
  } finally {
    await settings.update('askAboveMinutes', undefined, vscode.ConfigurationTarget.Global);
  }
}
