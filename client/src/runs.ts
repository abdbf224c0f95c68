import * as vscode from 'vscode';
import { duration, report } from '../../trainer/report';
import { knownVerdict, launch, type Outcome, type Progress } from '../../trainer/launch';
import type { Plan } from '../../trainer/schema';
import { RUN_STATE, type RunState } from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';

/** Of each text, so many hashes of plans are remembered, newest last. */
const REMEMBERED = 20;

/** Runs trainers, one after the other, and tells the server how they stand. Plans and results are kept by their hash. */
export class Runs implements vscode.Disposable {
  private readonly under = new Map<string, AbortController>();
  private readonly log = vscode.window.createOutputChannel('Powercount Runs');
  private readonly subscriptions: vscode.Disposable[];
  private readonly folder: string;
  /** Settles when the run before has ended: two at once would halve each other's time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {
    this.folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath;
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.recall(document)),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') vscode.workspace.textDocuments.forEach((document) => this.recall(document));
      }),
    ];
  }

  isRunning({ source }: Plan): boolean {
    return this.under.has(source.hash);
  }

  /** Runs a plan to its end, with progress that can be cancelled. Never rejects. */
  async run(uri: string, plan: Plan): Promise<Outcome> {
    const { hash } = plan.source;
    const abort = new AbortController();
    this.under.set(hash, abort);
    this.announce();
    const say = (state: RunState['state']): void =>
      this.server.tell(RUN_STATE, { uri, hash, state } satisfies RunState);
    try {
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: `Verifying ${plan.name}`,
        cancellable: true,
      };
      const outcome = await vscode.window.withProgress(options, async (bar, token) => {
        token.onCancellationRequested(() => abort.abort());
        say({ kind: 'running', message: 'starting' });
        let shown = 0;
        const began = Date.now();
        bar.report({ message: this.under.size > 1 ? 'waiting for the run before' : 'starting' });
        return this.inTurn(abort.signal, () =>
          launch(plan, this.folder, {
            trainer: this.context.asAbsolutePath('dist/trainer.js'),
            execPath: process.execPath,
            ...threads(),
            signal: abort.signal,
            onProgress: (progress) => {
              const percent = Math.max(shown, percentage(progress, (Date.now() - began) / 1000));
              const left = `${percent}%, ${duration(progress.secondsLeft)} left`;
              bar.report({ message: `${left}. ${progress.message}`, increment: percent - shown });
              shown = percent;
              say({ kind: 'running', message: `${percent}%` });
            },
          }),
        );
      });
      say(outcome);
      this.write(uri, plan, outcome);
      if (outcome.kind === 'verdict') await this.remember(uri, hash);
      return outcome;
    } finally {
      this.under.delete(hash);
      this.announce();
    }
  }

  /** Waits until the runs before have ended, or this one is cancelled. */
  private inTurn(signal: AbortSignal, run: () => Promise<Outcome>): Promise<Outcome> {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    const before = this.last;
    const mine = Promise.race([before, aborted]).then(run);
    this.last = Promise.all([before, mine]);
    return mine;
  }

  /** The run of the plan with this hash; without one, all runs. */
  cancel(hash?: unknown): void {
    const asked = typeof hash === 'string' ? [this.under.get(hash)] : [...this.under.values()];
    for (const abort of asked) abort?.abort();
  }

  showLog(): void {
    this.log.show(true);
  }

  dispose(): void {
    this.cancel();
    vscode.Disposable.from(this.log, ...this.subscriptions).dispose();
  }

  /** For the `when` of the command that cancels. */
  private announce(): void {
    void vscode.commands.executeCommand('setContext', 'powercount.verifying', this.under.size > 0);
  }

  private write(uri: string, plan: Plan, outcome: Outcome): void {
    const head = `${new Date().toLocaleString()}  ${vscode.Uri.parse(uri).fsPath}`;
    const lines = {
      verdict: () => (outcome.kind === 'verdict' ? report(plan, outcome.verdict) : []),
      cancelled: () => [`${plan.name}: cancelled; the next call goes on where it was`],
      failed: () => (outcome.kind === 'failed' ? [`${plan.name}: ${outcome.message}`] : []),
    }[outcome.kind]();
    this.log.appendLine([head, ...lines, ''].join('\n'));
  }

  private async remember(uri: string, hash: string): Promise<void> {
    const hashes = [...this.hashes(uri).filter((known) => known !== hash), hash].slice(-REMEMBERED);
    await this.context.workspaceState.update(uri, hashes);
  }

  private hashes(uri: string): readonly string[] {
    return this.context.workspaceState.get<string[]>(uri, []);
  }

  /** Tells the server the verdicts on an opened text; which of them are outdated is for it to say. */
  private recall({ uri, languageId }: vscode.TextDocument): void {
    if (languageId !== 'scale') return;
    for (const hash of this.hashes(uri.toString())) {
      const verdict = knownVerdict(this.folder, hash);
      if (verdict && !this.under.has(hash))
        this.server.tell(RUN_STATE, {
          uri: uri.toString(),
          hash,
          state: { kind: 'verdict', verdict },
        } satisfies RunState);
    }
  }
}

function threads(): { threads?: number } {
  const threads = vscode.workspace.getConfiguration('powercount').get<number>('verify.threads', 0);
  return threads >= 1 ? { threads: Math.floor(threads) } : {};
}

/** A run ends when its cells or its time are over: the further of the two says how far it is. */
const percentage = ({ done, total, secondsLeft }: Progress, elapsed: number): number =>
  Math.floor(100 * Math.max(done / Math.max(1, total), elapsed / Math.max(1, elapsed + secondsLeft)));
