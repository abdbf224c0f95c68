import * as vscode from 'vscode';
import {
  TESTS,
  type ClaimTest,
  type TestsAnswer,
  type TestsRequest,
  type VerifyTest,
} from '../../../server/src/features/contract';
import type { LanguageServer } from '../language-server';
import { identities } from './identity';
import { described, isStale, said } from './words';

/** A claim or a verify block in the tree. */
export interface Entry {
  readonly item: vscode.TestItem;
  readonly uri: vscode.Uri;
  test: ClaimTest | VerifyTest;
  /** What the last result of this session rests on. */
  ran?: string;
  stale?: boolean;
}

interface File {
  readonly item: vscode.TestItem;
  entries: Entry[];
}

const GROUPS = { claim: 'claims', verify: 'verifications' } as const;

/** The tests of all known texts, as VS Code shows them: file, then claims or verifications, in the order of the text. */
export class TestTree {
  private readonly files = new Map<string, File>();
  /** How often each text was asked about: an answer that a later one has overtaken is dropped. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly controller: vscode.TestController,
    private readonly server: LanguageServer,
  ) {}

  has(uri: vscode.Uri): boolean {
    return this.files.has(uri.toString());
  }

  /** A file whose tests are asked for when somebody looks at it. */
  announce(uri: vscode.Uri): void {
    if (!this.has(uri)) this.file(uri);
  }

  remove(uri: vscode.Uri): void {
    this.files.delete(uri.toString());
    this.controller.items.delete(uri.toString());
  }

  /** Asks the server for the tests of a text; what it cannot say leaves the tree as it is. Rejects when the server is gone. */
  async refresh(uri: vscode.Uri, explained = false): Promise<void> {
    const key = uri.toString();
    const turn = (this.asked.get(key) ?? 0) + 1;
    this.asked.set(key, turn);
    const request: TestsRequest = { ...(await this.text(uri)), explained };
    const answer = await this.server.ask<TestsAnswer>(TESTS, request);
    if (this.asked.get(key) === turn) this.sync(uri, answer);
  }

  /** What the server is to read: an open text it has already. */
  async text(uri: vscode.Uri): Promise<{ uri: string; text?: string }> {
    const key = uri.toString();
    if (vscode.workspace.textDocuments.some((document) => document.uri.toString() === key))
      return { uri: key };
    return { uri: key, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  }

  /** The tests that are asked for, files that nobody has looked at included. */
  async wanted({ include, exclude = [] }: vscode.TestRunRequest): Promise<Entry[]> {
    const isIn = (item: vscode.TestItem, all: readonly vscode.TestItem[]): boolean =>
      all.includes(item) || (item.parent !== undefined && isIn(item.parent, all));
    for (const { item, entries } of [...this.files.values()]) {
      const isMeant = !include || include.some((one) => isIn(one, [item]));
      if (isMeant && entries.length === 0 && item.uri) await this.refresh(item.uri);
    }
    return [...this.files.values()]
      .flatMap(({ entries }) => entries)
      .filter(({ item }) => (!include || isIn(item, include)) && !isIn(item, exclude));
  }

  /** The verify block of a text around an offset. */
  block(uri: string, offset: number): Entry | undefined {
    const blocks = this.files.get(uri)?.entries.filter(({ test }) => test.kind === 'verify') ?? [];
    return blocks.findLast(({ test }) => test.kind === 'verify' && test.offset <= offset);
  }

  /** A result was reported of a test: of what is known of it now, or of what its run began with. */
  ran(entry: Entry, what = said(entry.test)): void {
    entry.ran = what;
    entry.stale = false;
    this.describe(entry);
  }

  private file(uri: vscode.Uri): File {
    const item = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    const file = { item, entries: [] };
    this.files.set(uri.toString(), file);
    return file;
  }

  private sync(uri: vscode.Uri, { tests, complete }: TestsAnswer): void {
    if (tests.length === 0) {
      if (complete) this.remove(uri);
      return;
    }
    const file = this.files.get(uri.toString()) ?? this.file(uri);
    const before = file.entries;
    const named = identities(
      before.map(({ item, test }) => ({ id: item.id, kind: test.kind, key: test.key })),
      tests.map(({ kind, key }) => ({ kind, key })),
    );
    const entries = named.map(({ id }, i) => {
      const test = tests[i] as ClaimTest | VerifyTest;
      const known = before.find(({ item }) => item.id === id);
      const entry = known ?? { item: this.controller.createTestItem(id, test.label, uri), uri, test };
      entry.test = test;
      entry.item.label = test.label;
      entry.item.sortText = `${i}`.padStart(6, '0');
      const { start, end } = test.range;
      entry.item.range = new vscode.Range(start.line, start.character, end.line, end.character);
      this.describe(entry);
      if (!known) this.group(file, test.kind).children.add(entry.item);
      return entry;
    });
    const gone = before.filter((entry) => !entries.includes(entry));
    if (complete) gone.forEach(({ item }) => this.drop(file, item));
    file.entries = complete ? entries : [...entries, ...gone];
  }

  private group({ item }: File, kind: keyof typeof GROUPS): vscode.TestItem {
    const known = item.children.get(GROUPS[kind]);
    if (known) return known;
    const group = this.controller.createTestItem(GROUPS[kind], GROUPS[kind], item.uri);
    item.children.add(group);
    return group;
  }

  private drop(file: File, item: vscode.TestItem): void {
    const group = item.parent;
    group?.children.delete(item.id);
    if (group?.children.size === 0) file.item.children.delete(group.id);
  }

  /** What was found of a text that has changed since is not what holds now. */
  private describe(entry: Entry): void {
    const { test, item, ran } = entry;
    const stale = isStale(test, ran);
    if (stale && !entry.stale) this.controller.invalidateTestResults(item);
    entry.stale = stale;
    item.description = described(test, stale);
  }
}
