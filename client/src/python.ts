import * as vscode from 'vscode';
import type { Candidate } from '../../trainer/runners/interpreters';
import { verifySettings } from './settings';

/** Where an interpreter with PyTorch may be, the user's wish first. Nothing is started, but the Python extension if there is one. */
export async function pythonCandidates(): Promise<Candidate[]> {
  const wished = verifySettings().python;
  // A wish that cannot be met is a mistake to be told, not one to be worked around.
  if (wished !== '') return [{ path: wished, from: 'the setting powercount.verify.python' }];
  const active = await activeEnvironment();
  return [
    ...(active === undefined ? [] : [{ path: active, from: 'the Python extension' }]),
    ...['python3', 'python'].map((path) => ({ path, from: 'the path' })),
  ];
}

/** What we use of the exports of ms-python.python, by its documentation of `environments`. */
interface PythonExports {
  readonly environments?: {
    getActiveEnvironmentPath(): { readonly path: string };
    resolveEnvironment(
      environment: object,
    ): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

/** The interpreter that the user has chosen for Python itself. */
async function activeEnvironment(): Promise<string | undefined> {
  try {
    const extension = vscode.extensions.getExtension<PythonExports>('ms-python.python');
    const environments = (await extension?.activate())?.environments;
    const active = environments?.getActiveEnvironmentPath();
    const resolved = active && (await environments?.resolveEnvironment(active));
    return resolved?.executable.uri?.fsPath ?? active?.path;
  } catch {
    return undefined; // the extension is off or of another time; PATH is asked next
  }
}
