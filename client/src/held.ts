import * as vscode from 'vscode';
import { HELD, type Held } from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';

/** Says what the language server keeps in memory. */
export async function showHeld(server: LanguageServer): Promise<void> {
  try {
    const { documents, cachedResults, heapMegabytes } = await server.ask<Held>(HELD);
    void vscode.window.showInformationMessage(
      `Powercount holds ${documents} text(s) and ${cachedResults} cached result(s) in ${heapMegabytes.toFixed(0)} MB.`,
    );
  } catch (error) {
    server.complain((error as Error).message);
  }
}
