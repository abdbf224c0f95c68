import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { CANCEL_COMMAND, RUN_STATE, VERIFY_COMMAND } from '../../server/src/features/contract';
import {
  PANEL,
  type HostMessage,
  type Move,
  type PanelAnswer,
  type PanelRequest,
  type PanelState,
  type RunAction,
} from '../../server/src/features/panel-contract';
import type { LanguageServer } from './language-server';
import { page, readMessage, readState } from './panel-page';

const TYPE = 'powercount.derivation';
/** Milliseconds of rest, after the cursor moved and after an edit, and from news of a run on, before the panel asks. */
const REST = { cursor: 60, edit: 200, run: 300 };

/** What to ask for next; a wish of the user is never lost, a place of the cursor is replaced by the next one. */
interface Wanted {
  readonly move?: Move;
  readonly axes?: readonly string[];
}

/** The derivation panel beside the text: one, which follows the cursor through all texts. */
export class DerivationPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private place: { readonly uri: string; readonly offset: number } | undefined;
  private state: PanelState | undefined;
  /** What the page shows, for when it loads anew. */
  private shown: PanelAnswer | undefined;
  private wanted: Wanted | undefined;
  private asking: { readonly cancel: vscode.CancellationTokenSource; readonly wish: boolean } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private news: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: LanguageServer,
  ) {
    this.subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor, REST.cursor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'scale') this.later(REST.edit); // an import may change what is shown
      }),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') this.later(0);
      }),
      server.onDidTell((method) => {
        if (method === RUN_STATE) this.soon();
      }),
      vscode.window.registerWebviewPanelSerializer(TYPE, {
        deserializeWebviewPanel: async (panel, kept: unknown) => {
          const state = readState((kept as { state?: unknown } | undefined)?.state);
          await opened(state?.uri);
          this.take(panel, state);
        },
      }),
    ];
  }

  /** Opens the panel beside the text, or shows the one that is open. */
  show(): void {
    const editor = vscode.window.activeTextEditor;
    if (this.panel) {
      this.panel.reveal(undefined, true);
      this.follow(editor, 0);
      return;
    }
    const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.take(vscode.window.createWebviewPanel(TYPE, 'Derivation', options));
    this.follow(editor, 0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.news);
    this.asking?.cancel.cancel();
    this.panel?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Fills a panel that is new, or that VS Code has kept from the last session with the state of its page. */
  private take(panel: vscode.WebviewPanel, state?: PanelState): void {
    this.panel?.dispose();
    this.panel = panel;
    this.state = state;
    this.place = state && isOpen(state.uri) ? { uri: state.uri, offset: state.offset } : undefined;
    const folder = vscode.Uri.joinPath(this.extension, 'dist', 'panel');
    const { webview } = panel;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
    webview.onDidReceiveMessage((data: unknown) => this.hear(data));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      clearTimeout(this.timer);
      this.asking?.cancel.cancel();
      [this.panel, this.state, this.shown, this.wanted] = [undefined, undefined, undefined, undefined];
    });
    const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    const files = { script: file('main.js'), style: file('main.css'), source: webview.cspSource };
    webview.html = page(files, randomBytes(16).toString('hex'));
  }

  private hear(data: unknown): void {
    const message = readMessage(data);
    if (message?.kind === 'ready') {
      this.state ??= message.state;
      if (this.shown) this.post({ kind: 'answer', answer: this.shown });
      this.want({});
    } else if (message?.kind === 'move') this.want({ move: together(this.wanted?.move, message.move) });
    else if (message?.kind === 'axes') this.want({ axes: message.axes });
    else if (message) this.run(message);
  }

  /** The page says which of the runs in view; the commands ask whether the folder is trusted. */
  private run(action: RunAction): void {
    if (action.kind === 'cancel') void vscode.commands.executeCommand(CANCEL_COMMAND, action.hash);
    // The page may name any text; only one that is open here is meant.
    else if (this.state && isOpen(this.state.uri))
      void vscode.commands.executeCommand(VERIFY_COMMAND, this.state.uri, action.offset);
  }

  private follow(editor: vscode.TextEditor | undefined, rest: number): void {
    if (editor?.document.languageId !== 'scale') return; // what was seen last stays
    const { document, selection } = editor;
    this.place = { uri: document.uri.toString(), offset: document.offsetAt(selection.active) };
    this.later(rest);
  }

  private later(rest: number): void {
    if (!this.panel) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.want({}), rest);
  }

  /** Runs tell of themselves again and again: that starts no new rest, and what is asked already is worth showing. */
  private soon(): void {
    if (!this.panel) return;
    this.news ??= setTimeout(() => {
      this.news = undefined;
      this.wanted ??= {};
      if (!this.asking) void this.ask();
    }, REST.run);
  }

  private want(wanted: Wanted): void {
    this.wanted = { ...this.wanted, ...wanted };
    if (!this.asking) void this.ask();
    else if (!this.asking.wish) this.asking.cancel.cancel(); // what is asked for is no longer wanted
  }

  /** Asks until nothing is wanted any more. Never rejects. */
  private async ask(): Promise<void> {
    while (this.wanted && this.panel) {
      const { wanted, panel } = this;
      this.wanted = undefined;
      this.place ??= firstPlace();
      if (!this.place) {
        this.tell({
          kind: 'empty',
          message: 'Open a `.scale` text: what it says at the cursor is shown here.',
        });
        break;
      }
      const cancel = new vscode.CancellationTokenSource();
      this.asking = { cancel, wish: 'move' in wanted || 'axes' in wanted };
      try {
        const request: PanelRequest = {
          ...this.place,
          ...(this.state ? { state: this.state } : {}),
          ...wanted,
        };
        const answer = await this.server.ask<PanelAnswer>(PANEL, request, cancel.token);
        if (!cancel.token.isCancellationRequested && this.panel === panel && !this.stays(answer))
          this.tell(answer);
      } catch (error) {
        if (!cancel.token.isCancellationRequested)
          this.post({ kind: 'problem', message: `Nothing new can be shown: ${(error as Error).message}` });
      } finally {
        cancel.dispose();
        this.asking = undefined;
      }
    }
  }

  /** Beside a text of rules what was shown stays, and says at once what an edit of a rule makes of it. */
  private stays(answer: PanelAnswer): boolean {
    const { shown } = this;
    if (answer.kind !== 'empty' || !answer.rules || shown?.kind !== 'view') return false;
    const { uri, offset } = shown.state;
    if (uri === this.place?.uri || !isOpen(uri)) return false;
    this.place = { uri, offset };
    this.wanted ??= {};
    return true;
  }

  private tell(answer: PanelAnswer): void {
    if (answer.kind === 'view') this.state = answer.state;
    this.shown = answer;
    this.post({ kind: 'answer', answer });
  }

  private post(message: HostMessage): void {
    void this.panel?.webview.postMessage(message);
  }
}

/** Steps that come faster than answers add up; an exact place replaces what was wished before. */
function together(before: Move | undefined, move: Move): Move {
  if (before?.kind !== 'by' || move.kind !== 'by') return move;
  return { kind: 'by', by: move.by.map((n, i) => n + (before.by[i] ?? 0)) };
}

/** Reads the text if it is open in a tab that VS Code has not filled yet; the page's word alone opens nothing. */
async function opened(uri: string | undefined): Promise<void> {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const tab = inputs.find(
    (input): input is vscode.TabInputText =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri,
  );
  try {
    if (tab) await vscode.workspace.openTextDocument(tab.uri);
  } catch {
    return; // it is gone, and the panel says that nothing is open
  }
}

const isOpen = (uri: string): boolean =>
  vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri);

/** Without a cursor that was seen: the text in view. */
function firstPlace(): { uri: string; offset: number } | undefined {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'scale');
  return (
    editor && {
      uri: editor.document.uri.toString(),
      offset: editor.document.offsetAt(editor.selection.active),
    }
  );
}
