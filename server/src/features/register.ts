import {
  CodeLensRefreshRequest,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  type Connection,
} from 'vscode-languageserver';
import type { CompletionItem, Diagnostic, InlayHint, Position } from 'vscode-languageserver-protocol';
import type { Source } from '../analysis/source';
import { ABILITIES, clientOf } from './capabilities';
import { codeLenses } from './code-lens';
import { completion } from './completion';
import { withDocumentation } from './completion-documentation';
import { DEVICE, HELD, PLAN, RUN_STATE, TESTS, TESTS_CHANGED, THEME } from './contract';
import type { DeviceState, Held, PlanAnswer, PlanRequest, RunState } from './contract';
import type { TestsAnswer, TestsChanged, TestsRequest, Theme } from './contract';
import { asLocations, definition } from './definition';
import { diagnostics } from './diagnostics';
import { foldings } from './folding';
import { formatting } from './formatting';
import { hover } from './hover';
import { inlayHints, withTooltip } from './inlay-hints';
import { outline } from './outline';
import { Panel } from './panel';
import { PANEL, type PanelAnswer, type PanelRequest } from './panel-contract';
import { plan } from './plan';
import { PointsOfView } from './point-of-view';
import { quickFixes } from './quick-fixes';
import { highlights, references } from './references';
import { rename, renameRange, RenameRefused } from './rename';
import { Runs } from './runs';
import { semanticTokens } from './semantic-tokens';
import type { Snapshot } from './snapshot';
import { tests } from './tests';
import { Workspace } from './workspace';

/**
 * Answers a connection's requests, each through the file of its feature. A request that fails answers with nothing and
 * leaves a line in the log; nothing that a client sends ends the server.
 */
export function register(connection: Connection, library: readonly Source[]): Workspace {
  let client = clientOf({});
  let theme: Theme = { foreground: '#808080', fontSize: 14 };
  const runs = new Runs();
  const points = new PointsOfView();
  const panel = new Panel(points, runs);
  let device: DeviceState | undefined;
  /** Texts whose tests were asked for: their changes are told. */
  const tested = new Set<string>();

  const failed = (what: string, error: unknown): void => {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    connection.console.error(`${what} failed: ${said.split('\n').slice(0, 3).join(' ')}`);
  };

  // A client that is gone or refuses has nothing to be told.
  const ignore = (): void => undefined;
  const publish = (uri: string, found: Diagnostic[], version?: number): void =>
    void connection
      .sendDiagnostics({ uri, diagnostics: found, ...(version === undefined ? {} : { version }) })
      .catch(ignore);

  const workspace = new Workspace(library, {
    analysed(snapshot, byOther) {
      const { uri, version } = snapshot;
      publish(uri, diagnostics(snapshot), version);
      testsChanged(uri);
      if (byOther) refresh();
    },
    closed(uri) {
      publish(uri, []);
      panel.closed(uri);
    },
    failed,
  });

  function testsChanged(uri: string): void {
    if (tested.has(uri))
      connection.sendNotification(TESTS_CHANGED, { uri } satisfies TestsChanged).catch(ignore);
  }

  /** Asks the client to ask again: something changed that is not an edit of the text shown. */
  function refresh(): void {
    refreshRuns();
    if (client.refreshes.tokens) connection.languages.semanticTokens.refresh().catch(ignore);
  }

  /** The same for what shows runs. */
  function refreshRuns(): void {
    const { codeLens, inlayHint } = client.refreshes;
    if (codeLens) connection.sendRequest(CodeLensRefreshRequest.type).catch(ignore);
    if (inlayHint) connection.languages.inlayHint.refresh().catch(ignore);
  }

  /** A handler that cannot fail: it answers `nothing` instead, except for a refusal that the user is to read. */
  function guard<P, R>(what: string, nothing: R, answer: (params: P) => R | Promise<R>) {
    return async (params: P): Promise<R | ResponseError<void>> => {
      try {
        return await answer(params);
      } catch (error) {
        if (error instanceof RenameRefused)
          return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
        failed(what, error);
        return nothing;
      }
    };
  }

  /** The same for what a client only tells. */
  function heed<P>(what: string, hear: (params: P) => void) {
    return (params: P): void => {
      try {
        hear(params);
      } catch (error) {
        failed(what, error);
      }
    };
  }

  /** The same for an item that is answered as it is when it cannot be completed. */
  function complete<T extends { data?: unknown }>(
    what: string,
    answer: (item: T, snapshot: Snapshot | undefined) => T,
  ) {
    return (item: T): T => {
      try {
        const uri = (item.data as { uri: string } | undefined)?.uri;
        return uri === undefined ? item : answer(item, workspace.latest(uri));
      } catch (error) {
        failed(what, error);
        return item;
      }
    };
  }

  /** A request about a text: answered from its snapshot when the edits that have come are analysed. */
  function about<P extends { textDocument: { uri: string } }, R>(
    what: string,
    nothing: R,
    answer: (snapshot: Snapshot, params: P) => R,
  ) {
    return guard(what, nothing, async (params: P) => {
      const snapshot = await workspace.settled(params.textDocument.uri);
      return snapshot ? answer(snapshot, params) : nothing;
    });
  }

  /** The same for one that is about all open texts. */
  function amongAll<P extends { textDocument: { uri: string } }, R>(
    what: string,
    nothing: R,
    answer: (snapshot: Snapshot, params: P, open: readonly Snapshot[]) => R,
  ) {
    return guard(what, nothing, async (params: P) => {
      const open = await workspace.allSettled();
      const snapshot = await workspace.settled(params.textDocument.uri);
      return snapshot ? answer(snapshot, params, open) : nothing;
    });
  }

  /** A text that is open; else one that the client has read. */
  const seen = async ({ uri, text }: { uri: string; text?: string }): Promise<Snapshot | undefined> =>
    workspace.document(uri) || typeof text !== 'string'
      ? workspace.settled(uri)
      : workspace.glimpse(uri, text);

  const offset = (snapshot: Snapshot, position: Position): number => snapshot.text.offsetAt(position);

  connection.onInitialize(({ capabilities }) => {
    client = clientOf(capabilities ?? {});
    return ABILITIES;
  });
  connection.onInitialized(() => {
    const watchers = [{ globPattern: '**/*.scale' }];
    if (client.watches)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .catch((error) => failed('watching files', error));
  });

  connection.onDidOpenTextDocument(
    heed('didOpen', ({ textDocument: { uri, version, text } }) => workspace.opened(uri, version, text)),
  );
  connection.onDidChangeTextDocument(
    heed('didChange', ({ textDocument: { uri, version }, contentChanges }) =>
      workspace.changed(uri, version, contentChanges),
    ),
  );
  connection.onDidCloseTextDocument(
    heed('didClose', ({ textDocument }) => workspace.closed(textDocument.uri)),
  );
  connection.onDidChangeWatchedFiles(
    heed('didChangeWatchedFiles', ({ changes }) => {
      for (const { uri } of changes) workspace.fileChanged(uri);
    }),
  );

  connection.onHover(
    about('hover', null, (s, { position }) => hover(s, offset(s, position), theme, runs, points)),
  );
  connection.onCodeAction(about('codeAction', [], (s, { range }) => quickFixes(s, range)));
  connection.onCodeLens(about('codeLens', [], (s) => codeLenses(s, runs, device)));
  connection.onDefinition(
    about('definition', [], (s, { position }) => {
      const links = definition(s, offset(s, position));
      return client.links ? links : asLocations(links);
    }),
  );
  connection.onReferences(
    amongAll('references', [], (s, { position, context }, open) =>
      references(s, offset(s, position), context.includeDeclaration, open),
    ),
  );
  connection.onDocumentHighlight(
    about('documentHighlight', [], (s, { position }) => highlights(s, offset(s, position))),
  );
  connection.onDocumentSymbol(about('documentSymbol', [], outline));
  connection.onFoldingRanges(about('foldingRange', [], foldings));
  connection.onPrepareRename(
    about('prepareRename', null, (s, { position }) => renameRange(s, offset(s, position))),
  );
  connection.onRenameRequest(
    amongAll('rename', null, (s, { position, newName }, open) =>
      rename(s, offset(s, position), newName, open),
    ),
  );
  connection.onDocumentFormatting(
    guard('formatting', [], ({ textDocument }) => {
      const text = workspace.document(textDocument.uri);
      return text ? formatting(text) : [];
    }),
  );
  connection.languages.semanticTokens.on(about('semanticTokens', { data: [] }, semanticTokens));
  connection.languages.inlayHint.on(about('inlayHint', [], (s, { range }) => inlayHints(s, range, runs)));
  connection.languages.inlayHint.resolve(
    complete('inlayHint/resolve', (hint: InlayHint, snapshot) => withTooltip(hint, snapshot, theme)),
  );
  connection.onCompletion(
    guard('completion', null, async ({ textDocument: { uri }, position }) => {
      const snapshot = workspace.latest(uri) ?? (await workspace.settled(uri));
      const text = workspace.document(uri);
      return snapshot && text
        ? completion(text.getText(), text.offsetAt(position), snapshot, client.snippets)
        : null;
    }),
  );
  connection.onCompletionResolve(
    complete('completionItem/resolve', (item: CompletionItem, snapshot) =>
      withDocumentation(item, snapshot, theme),
    ),
  );

  connection.onNotification(
    THEME,
    heed('theme', (given: Theme) => {
      if (/^#[0-9a-f]{6}$/i.test(given.foreground) && given.fontSize > 0) theme = given;
    }),
  );
  connection.onNotification(
    RUN_STATE,
    heed('runState', (state: RunState) => {
      runs.set(state);
      testsChanged(state.uri);
      refreshRuns();
    }),
  );
  connection.onNotification(
    DEVICE,
    heed('device', (known: DeviceState) => {
      if (known.flopsPerSecond > 0 && known.memory > 0) device = known;
      refreshRuns();
    }),
  );
  connection.onRequest(
    PLAN,
    guard<PlanRequest, PlanAnswer>('plan', { problem: 'The plan could not be made.' }, async (request) => {
      const snapshot = await seen(request);
      return snapshot ? plan(snapshot, request.offset) : { problem: 'This text is not open.' };
    }),
  );
  connection.onRequest(
    TESTS,
    guard<TestsRequest, TestsAnswer>('tests', { complete: false, tests: [] }, async (request) => {
      tested.add(request.uri);
      const snapshot = await seen(request);
      return snapshot ? tests(snapshot, runs, request.explained) : { complete: false, tests: [] };
    }),
  );
  connection.onRequest(
    PANEL,
    guard<PanelRequest, PanelAnswer>(
      'panel',
      { kind: 'empty', message: 'This could not be shown; the log of the language server says why.' },
      async (request) => {
        const snapshot = await workspace.settled(request.uri);
        return snapshot
          ? panel.answer(snapshot, request, device)
          : { kind: 'empty', message: 'This text is not open.' };
      },
    ),
  );
  connection.onRequest(HELD, (): Held => ({
    ...workspace.held,
    heapMegabytes: process.memoryUsage().heapUsed / 2 ** 20,
  }));
  return workspace;
}
