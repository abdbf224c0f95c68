import * as vscode from 'vscode';
import { TESTS_CHANGED, type TestsChanged } from '../../../server/src/features/contract';
import type { LanguageServer } from '../language-server';
import type { Runs } from '../runs';
import { openSettings } from '../show-trainers';
import type { TrainerKind, Trainers } from '../trainers';
import { TestRuns, type Ran } from './run';
import { TestTree } from './tree';

const PROFILES: readonly { readonly kind: TrainerKind; readonly label: string }[] = [
  { kind: 'embedded', label: 'This Machine' },
  { kind: 'torch', label: 'PyTorch' },
  { kind: 'slurm', label: 'Cluster (Slurm)' },
];

/** Milliseconds of rest before the tests of a text that has changed are asked for. */
const REST = 250;

/** Claims and verify blocks in VS Code's Test Explorer. Looking at them runs nothing. */
export class Tests implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('powercount', 'Powercount');
  private readonly tree: TestTree;
  private readonly runs: TestRuns;
  private readonly profiles: readonly { kind: TrainerKind; profile: vscode.TestRunProfile }[];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];
  private watcher: vscode.FileSystemWatcher | undefined;

  constructor(server: LanguageServer, runs: Runs, trainers: Trainers) {
    const { controller } = this;
    this.tree = new TestTree(controller, server);
    this.runs = new TestRuns(controller, this.tree, server, runs, trainers);
    this.profiles = PROFILES.map(({ kind, label }, i) => {
      const run = async (request: vscode.TestRunRequest): Promise<void> => {
        if (!request.include) await this.discover();
        await this.runs.run(request, kind);
      };
      const profile = controller.createRunProfile(label, vscode.TestRunProfileKind.Run, run, i === 0);
      profile.configureHandler = () => void openSettings();
      return { kind, profile };
    });
    controller.resolveHandler = (item) => (item?.uri ? this.refresh(item.uri) : this.discover());
    controller.refreshHandler = () => this.discover();
    this.subscriptions = [
      server.onNotification(TESTS_CHANGED, ({ uri }: TestsChanged) => this.later(vscode.Uri.parse(uri))),
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.closed(uri)),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') vscode.workspace.textDocuments.forEach((document) => this.opened(document));
      }),
    ];
  }

  /** Runs the verify block around an offset where the user runs tests by default, and says what came of it. */
  async verify(uri: vscode.Uri, offset: number): Promise<Ran | undefined> {
    await this.refresh(uri);
    const block = this.tree.block(uri.toString(), offset);
    const chosen = this.profiles.find(({ profile }) => profile.isDefault) ?? this.profiles[0];
    if (!block || !chosen) return undefined;
    const request = new vscode.TestRunRequest([block.item], undefined, chosen.profile, false, true);
    return (await this.runs.run(request, chosen.kind))[0];
  }

  dispose(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    vscode.Disposable.from(this.controller, ...this.subscriptions).dispose();
    this.watcher?.dispose();
  }

  /** Finds the files of the workspace that have tests, and follows them from then on. */
  private async discover(): Promise<void> {
    if (!this.watcher) {
      this.watcher = vscode.workspace.createFileSystemWatcher('**/*.scale');
      this.watcher.onDidCreate((uri) => this.later(uri));
      this.watcher.onDidChange((uri) => this.later(uri));
      this.watcher.onDidDelete((uri) => this.tree.remove(uri));
    }
    const files = await vscode.workspace.findFiles('**/*.scale');
    await Promise.all(files.map((uri) => this.look(uri)));
  }

  /** A file that was not looked at yet: whether it has tests is seen without deriving anything. */
  private async look(uri: vscode.Uri): Promise<void> {
    if (this.tree.has(uri)) return;
    try {
      const { text } = await this.tree.text(uri);
      if (text === undefined) await this.refresh(uri);
      else if (/^\s*(claim|verify)\b/m.test(text)) this.tree.announce(uri);
    } catch {
      return; // it is gone or cannot be read, and has no tests
    }
  }

  private opened({ uri, languageId }: vscode.TextDocument): void {
    if (languageId === 'scale' && ['file', 'untitled', ...schemes()].includes(uri.scheme)) this.later(uri);
  }

  private closed(uri: vscode.Uri): void {
    if (!this.tree.has(uri)) return;
    if (uri.scheme === 'untitled') this.tree.remove(uri);
    else this.later(uri);
  }

  private later(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        void this.refresh(uri);
      }, REST),
    );
  }

  /** Never rejects: while there is no server, and for a file that is gone, the tree stays as it is. */
  private async refresh(uri: vscode.Uri): Promise<void> {
    try {
      await this.tree.refresh(uri);
    } catch {
      return;
    }
  }
}

/** Of the workspace: a text of another scheme is an old version or a copy. */
const schemes = (): string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
