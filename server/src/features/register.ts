import { TextDocumentSyncKind, type Connection, type InitializeResult } from 'vscode-languageserver';
import type { Source } from '../analysis/source';
import { RUN_STATE, THEME, type RunState, type Theme } from './contract';
import { diagnostics } from './diagnostics';
import { hover } from './hover';
import { quickFixes } from './quick-fixes';
import { Runs } from './runs';
import { Workspace } from './workspace';

/** Answers a connection's requests. A failing request answers with nothing and a log line; nothing ends the server. */
export function register(connection: Connection, library: readonly Source[]): void {
  let theme: Theme = { foreground: '#808080', fontSize: 14 };
  const runs = new Runs();
  const failed = (what: string, error: unknown): void =>
    connection.console.error(
      `${what} failed: ${error instanceof Error ? error.stack?.split('\n').slice(0, 2).join(' ') : String(error)}`,
    );

  const workspace = new Workspace(library, {
    analysed: (snapshot) =>
      void connection.sendDiagnostics({
        uri: snapshot.uri,
        version: snapshot.version,
        diagnostics: diagnostics(snapshot),
      }),
    closed: (uri) => void connection.sendDiagnostics({ uri, diagnostics: [] }),
    failed,
  });

  const guard =
    <P, R>(what: string, nothing: R, answer: (params: P) => Promise<R> | R) =>
    async (params: P): Promise<R> => {
      try {
        return await answer(params);
      } catch (error) {
        failed(what, error);
        return nothing;
      }
    };

  connection.onInitialize((): InitializeResult => ({
    serverInfo: { name: 'powercount' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix'] },
    },
  }));
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) =>
    workspace.opened(uri, version, text),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    workspace.changed(uri, version, contentChanges),
  );
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => workspace.closed(uri));
  connection.onDidChangeWatchedFiles(({ changes }) =>
    changes.forEach(({ uri }) => workspace.fileChanged(uri)),
  );
  connection.onNotification(THEME, (given: Theme) => {
    if (/^#[0-9a-f]{6}$/i.test(given?.foreground) && given.fontSize > 0) theme = given;
  });
  connection.onNotification(RUN_STATE, (state: RunState) => {
    const block = workspace
      .latest(state.uri)
      ?.analysis.verifications.find((v) => v.plan?.source.hash === state.hash);
    runs.set(state, block?.text);
  });
  connection.onHover(
    guard('hover', null, async ({ textDocument, position }) => {
      const snapshot = await workspace.settled(textDocument.uri);
      return snapshot ? hover(snapshot, snapshot.text.offsetAt(position), theme, runs) : null;
    }),
  );
  connection.onCodeAction(
    guard('codeAction', [], async ({ textDocument, range }) => {
      const snapshot = await workspace.settled(textDocument.uri);
      return snapshot ? quickFixes(snapshot, range) : [];
    }),
  );
}
