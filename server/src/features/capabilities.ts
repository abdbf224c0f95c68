import {
  CodeActionKind,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type InitializeResult,
} from 'vscode-languageserver-protocol';
import { LEGEND } from './semantic-tokens';

/** What the server does, for `initialize`. */
export const ABILITIES: InitializeResult = {
  serverInfo: { name: 'powercount' },
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    completionProvider: { triggerCharacters: ['.', '(', '^'], resolveProvider: true },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    documentFormattingProvider: true,
    foldingRangeProvider: true,
    renameProvider: { prepareProvider: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    codeLensProvider: {},
    inlayHintProvider: { resolveProvider: true },
    semanticTokensProvider: { legend: LEGEND, full: true },
  },
};

/** What the client can do, as far as answers depend on it. */
export interface Client {
  readonly snippets: boolean;
  readonly links: boolean;
  readonly watches: boolean;
  readonly refreshes: { readonly codeLens: boolean; readonly inlayHint: boolean; readonly tokens: boolean };
}

export function clientOf({ textDocument, workspace }: ClientCapabilities): Client {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    links: textDocument?.definition?.linkSupport ?? false,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    refreshes: {
      codeLens: workspace?.codeLens?.refreshSupport ?? false,
      inlayHint: workspace?.inlayHint?.refreshSupport ?? false,
      tokens: workspace?.semanticTokens?.refreshSupport ?? false,
    },
  };
}
