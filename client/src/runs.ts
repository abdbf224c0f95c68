import * as vscode from 'vscode';
import { conduct, knownVerdict, type Outcome } from '../../trainer/conduct';
import { durationText } from '../../trainer/estimate';
import type { Update } from '../../trainer/follow';
import { report } from '../../trainer/report';
import { LEAVING, type Runner } from '../../trainer/runner';
import type { Plan } from '../../trainer/schema';
import { RUN_STATE, type RunState } from '../../server/src/features/contract';
import { Known, type KnownVerdict } from './known';
import type { LanguageServer } from './language-server';

/** What becomes of a run, for who asked for it. */
export interface Watcher {
  /** Its turn has come. */
  onStart?(): void;
  onUpdate?(update: Update): void;
  /** Ends the run within a second. */
  readonly token?: vscode.CancellationToken;
}

interface UnderWay {
  readonly abort: AbortController;
  readonly outcome: Promise<Outcome>;
}

/** The server is told at most so often how a run stands, in milliseconds: each time the editor asks for its lenses again. */
const EVERY = 1000;

/** Conducts runs, and tells the server how they stand. Plans and results are kept in a folder of the workspace's storage. */
export class Runs implements vscode.Disposable {
  private readonly under = new Map<string, UnderWay>();
  private readonly log = vscode.window.createOutputChannel('Powercount Runs');
  private readonly subscriptions: vscode.Disposable[];
  private readonly folder: string;
  private readonly known: Known;
  /** Settles when the run before on this machine has ended: two at once would halve each other's time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {
    this.folder = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath;
    this.known = new Known(context.workspaceState);
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.recall(document)),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') this.known.texts().forEach((uri) => this.recall({ uri }));
      }),
    ];
  }

  /**
   * Runs a plan to its end, with progress that can be cancelled; joins the run of the same plan where there is one.
   * `seconds`: the most that it may take. Never rejects.
   */
  async run(
    uri: vscode.Uri,
    plan: Plan,
    runner: Runner,
    seconds: number,
    watcher: Watcher,
  ): Promise<Outcome> {
    const { hash } = plan.source;
    const say = (state: RunState['state']): void => this.tell(uri, { hash, subject: plan.name }, state);
    const known = this.under.get(hash);
    if (known) watcher.onStart?.();
    const mine = known ?? this.start(plan, runner, seconds, watcher, say);
    const stop = watcher.token?.onCancellationRequested(() => mine.abort.abort());
    if (watcher.token?.isCancellationRequested) mine.abort.abort();
    const outcome = await mine.outcome;
    stop?.dispose();
    if (outcome.kind === 'verdict') await this.known.add(uri, { hash, subject: plan.name });
    say(outcome);
    if (!known) this.write(uri, plan, outcome);
    return outcome;
  }

  /** The run of the plan with this hash; without one, all runs. */
  cancel(hash?: unknown): void {
    const asked = typeof hash === 'string' ? [this.under.get(hash)] : [...this.under.values()];
    for (const run of asked) run?.abort.abort();
  }

  /** Tells the server the verdicts on a text of earlier sessions; which of them are outdated is for it to say. */
  recall({ uri }: { readonly uri: vscode.Uri }): void {
    for (const known of this.known.of(uri)) {
      const verdict = this.under.has(known.hash) ? undefined : knownVerdict(this.folder, known.hash);
      if (verdict) this.tell(uri, known, { kind: 'verdict', verdict });
    }
  }

  /** For who looks for it later. */
  note([head = '', ...lines]: readonly string[]): void {
    this.log.appendLine([`${new Date().toLocaleString()}  ${head}`, ...lines, ''].join('\n'));
  }

  showLog(): void {
    this.log.show(true);
  }

  dispose(): void {
    for (const { abort } of this.under.values()) abort.abort(LEAVING);
    vscode.Disposable.from(this.log, ...this.subscriptions).dispose();
  }

  private start(
    plan: Plan,
    runner: Runner,
    seconds: number,
    watcher: Watcher,
    say: (state: RunState['state']) => void,
  ): UnderWay {
    const { hash } = plan.source;
    const abort = new AbortController();
    const run = async (): Promise<Outcome> => {
      watcher.onStart?.();
      return withProgress(plan, abort, (show) => {
        let told = 0;
        return conduct(plan, this.folder, runner, {
          seconds,
          signal: abort.signal,
          onUpdate: (update) => {
            show(update);
            watcher.onUpdate?.(update);
            if (Date.now() - told < EVERY) return;
            told = Date.now();
            const { verdict } = update;
            say({ kind: 'running', message: standing(update), ...(verdict && { verdict }) });
          },
        });
      });
    };
    say({ kind: 'running', message: this.under.size > 0 ? 'waiting for the run before' : 'starting' });
    const outcome = (runner.kind === 'slurm' ? run() : this.inTurn(abort.signal, run)).finally(() => {
      this.under.delete(hash);
      this.announce();
    });
    this.under.set(hash, { abort, outcome });
    this.announce();
    return { abort, outcome };
  }

  /** Waits until the runs before have ended, or this one is cancelled. */
  private inTurn(signal: AbortSignal, run: () => Promise<Outcome>): Promise<Outcome> {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    const before = this.last;
    const mine = Promise.race([before, aborted]).then(() =>
      signal.aborted ? ({ kind: 'cancelled' } as const) : run(),
    );
    this.last = Promise.all([before, mine]);
    return mine;
  }

  private tell(uri: vscode.Uri, { hash, subject }: KnownVerdict, state: RunState['state']): void {
    this.server.tell(RUN_STATE, { uri: uri.toString(), hash, subject, state } satisfies RunState);
  }

  /** For the `when` of the command that cancels. */
  private announce(): void {
    void vscode.commands.executeCommand('setContext', 'powercount.verifying', this.under.size > 0);
  }

  private write(uri: vscode.Uri, plan: Plan, outcome: Outcome): void {
    this.note([uri.fsPath, ...outcomeLines(plan, outcome)]);
  }
}

/** The end of a run for a log. */
export function outcomeLines(plan: Plan, outcome: Outcome): string[] {
  if (outcome.kind === 'verdict') return report(plan, outcome.verdict);
  return outcome.kind === 'cancelled'
    ? [`${plan.name}: cancelled; the next run goes on where it was`]
    : [`${plan.name}: ${outcome.message}`];
}

/** `43%, 20 s left` */
export const standing = ({ share, secondsLeft }: Update): string =>
  `${Math.floor(100 * share)}%, ${durationText(secondsLeft)} left`;

/** Shows how far a run is, with a button that ends it. */
function withProgress<T>(
  plan: Plan,
  abort: AbortController,
  run: (show: (update: Update) => void) => Promise<T>,
): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Verifying ${plan.name}`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, (bar, token) => {
    token.onCancellationRequested(() => abort.abort());
    bar.report({ message: 'starting' });
    let shown = 0;
    return run((update) => {
      const percent = Math.floor(100 * update.share);
      bar.report({ message: `${standing(update)}. ${update.message}`, increment: percent - shown });
      shown = percent;
    });
  });
}
