import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from 'vscode-languageclient/node';

export type ServerState =
  { readonly kind: 'starting' | 'running' } | { readonly kind: 'stopped'; readonly reason: string };

const ENDED = 'The language server has ended unexpectedly.';

/**
 * The language server as a child process. It is not started again by itself when it ends: that would hide the cause
 * and, when it keeps ending, help nobody; the user is told and asked.
 */
export class LanguageServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly changed = new vscode.EventEmitter<ServerState>();
  readonly onDidChangeState = this.changed.event;
  private readonly told = new vscode.EventEmitter<string>();
  /** With the method. */
  readonly onDidTell = this.told.event;
  state: ServerState = { kind: 'starting' };

  constructor(context: vscode.ExtensionContext) {
    const module = context.asAbsolutePath('dist/server.js');
    const files = vscode.workspace.createFileSystemWatcher('**/*.scale');
    this.client = new LanguageClient(
      'powercount',
      'Powercount Language Server',
      {
        run: { module, transport: TransportKind.ipc },
        debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--inspect=0'] } },
      },
      {
        documentSelector: [{ language: 'scale' }],
        synchronize: { fileEvents: files },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            this.ended(ENDED);
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        initializationFailedHandler: () => false,
      },
    );
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.set({ kind: 'running' });
      else if (newState === State.Starting) this.set({ kind: 'starting' });
    });
    context.subscriptions.push(files);
  }

  /** Never rejects: a server that cannot start is a state that the user sees. */
  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      if (this.state.kind !== 'stopped')
        this.ended(`The language server does not start: ${(error as Error).message}`);
    }
  }

  async restart(): Promise<void> {
    try {
      if (this.client.needsStop()) await this.client.stop();
    } catch (error) {
      this.client.warn(`stopping: ${(error as Error).message}`); // what does not end well is replaced all the same
    }
    await this.start();
  }

  /** Tells the server; what it is told while it does not run is lost, and who tells it says so again at its start. */
  tell(method: string, params: object): void {
    if (!this.client.isRunning()) return;
    void this.client.sendNotification(method, params);
    this.told.fire(method);
  }

  /** Hears what the server tells, also after it was started again. */
  onNotification<T>(method: string, hear: (params: T) => void): vscode.Disposable {
    return this.client.onNotification(method, hear);
  }

  /** Asks the server; rejects when it does not run, and when the question is cancelled. */
  async ask<T>(method: string, params: object = {}, token?: vscode.CancellationToken): Promise<T> {
    if (this.state.kind === 'stopped') throw new Error(this.state.reason);
    await this.client.start(); // the start under way, if any
    return token
      ? this.client.sendRequest<T>(method, params, token)
      : this.client.sendRequest<T>(method, params);
  }

  dispose(): void {
    this.changed.dispose();
    this.told.dispose();
    if (this.client.needsStop()) void this.client.dispose();
  }

  private set(state: ServerState): void {
    this.state = state;
    this.changed.fire(state);
  }

  private ended(reason: string): void {
    this.set({ kind: 'stopped', reason });
    this.complain(reason);
  }

  /** Shows what went wrong, with what helps while the server has stopped. */
  complain(reason: string): void {
    const [restart, log] = ['Restart', 'Show Log'];
    const actions = this.state.kind === 'stopped' ? [restart, log] : [];
    void vscode.window.showErrorMessage(`Powercount: ${reason}`, ...actions).then((answer) => {
      if (answer === restart) void this.restart();
      else if (answer === log) this.client.outputChannel.show();
    });
  }
}
