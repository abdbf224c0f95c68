import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Workspace } from '../../../server/src/features/workspace';
import { LIBRARY } from '../../../server/src/library';
import { alone, answersOf, type Answers, type Question } from './answers';
import { LIBRARY_FOLDER, newWorkspace } from './fixture';
import { applied, nextEdits, type Chance, type Change } from './random-edits';

/** Texts open in an editor, edited for a long time in one workspace, and compared with a new one that sees them as they are. */
export class Session {
  readonly folder = mkdtempSync(join(tmpdir(), 'powercount-session-'));
  private readonly kept: Workspace = newWorkspace();
  private readonly open = new Map<string, string>();
  private version = 1;
  edits = 0;
  compared = 0;
  readonly log: unknown[] = [];

  constructor(private readonly chance: Chance) {}

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).toString();
  }

  /** Writes a file; whoever imports it hears of it. */
  save(name: string, text: string): void {
    this.log.push(['save', name, text]);
    writeFileSync(join(this.folder, name), text);
    this.kept.fileChanged(this.uri(name));
  }

  show(uri: string, text: string): void {
    this.log.push(['show', uri, text]);
    this.open.set(uri, text);
    this.kept.opened(uri, ++this.version, text);
  }

  hide(uri: string): void {
    this.log.push(['hide', uri]);
    this.open.delete(uri);
    this.kept.closed(uri);
  }

  textOf(uri: string): string {
    return this.open.get(uri)!;
  }

  get uris(): readonly string[] {
    return [...this.open.keys()];
  }

  /** Changes in one notification, each of the text that the one before leaves. */
  edit(uri: string, changes: readonly Change[]): void {
    this.log.push(['edit', uri, changes]);
    let text = this.textOf(uri);
    const told = changes.map((change) => {
      const range = { start: positionIn(text, change.start), end: positionIn(text, change.end) };
      text = applied(text, change);
      return { range, text: change.text };
    });
    this.open.set(uri, text);
    this.kept.changed(uri, ++this.version, told);
    assert.equal(this.kept.document(uri)!.getText(), text);
    this.edits++;
  }

  /** Lets the editor's edits in without looking at what becomes of them. */
  async settle(uri: string): Promise<void> {
    await this.kept.settled(uri);
  }

  /** Asks both about one text, and after it about all. */
  async compare(uri: string): Promise<void> {
    const fresh = newWorkspace();
    for (const [other, text] of this.open) {
      fresh.opened(other, this.kept.document(other)!.version, text);
    }
    const question = this.question(this.textOf(uri));
    const [now, then] = [
      await this.answers(this.kept, uri, question),
      await this.answers(fresh, uri, question),
    ];
    for (const what of Object.keys(then))
      if (now[what] !== then[what]) throw new Stale(what, String(now[what]), String(then[what]));
    // What readers ask for later must not add to what is published.
    if (now.mistakes !== now.after) throw new Stale('after', String(now.after), String(now.mistakes));
    this.compared++;
  }

  private async answers(workspace: Workspace, uri: string, question: Question): Promise<Answers> {
    const open = [];
    for (const other of this.open.keys()) open.push(await workspace.settled(other));
    const snapshots = open.map((snapshot) => alone(snapshot!));
    return answersOf(
      snapshots.find((snapshot) => snapshot.uri === uri)!,
      snapshots,
      question,
    );
  }

  private question(text: string): Question {
    const { chance } = this;
    const some = (n: number, pattern: RegExp): number[] =>
      Array.from({ length: n }, () => chance.place(text, pattern));
    return {
      hovers: some(1, /\b(?=\w)/g),
      places: [...some(2, /\b(?=\w)/g), ...some(1, /./g)],
      panel: some(1, /^(?:let|claim|posterior|training|curve|verify)/gm),
      exponents: chance.below(4),
    };
  }
}

/** An answer that is not that of the text. */
export class Stale extends Error {
  constructor(
    readonly what: string,
    readonly now: string,
    readonly fresh: string,
  ) {
    super(`${what} is not that of a new workspace:\n${differing(now, fresh)}`);
  }
}

function positionIn(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** The first lines that differ. */
function differing(now: string, fresh: string): string {
  const [a, b] = [now.split('\n'), fresh.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const some = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 3), at + 5).join('\n');
  return `${some(a)}\n--- instead of ---\n${some(b)}`;
}

const LIBRARY_TEXTS = LIBRARY.map(({ file, text }) => ({
  uri: pathToFileURL(join(LIBRARY_FOLDER, file)).toString(),
  text,
}));

/** One thing that a user does, with a comparison after each edit that `isDue`. */
export async function act(
  session: Session,
  home: ReadonlyMap<string, string>,
  chance: Chance,
  isDue: () => boolean,
): Promise<void> {
  const { uris } = session;
  const main = session.uri('main.scale');
  const uri = chance.below(3) > 0 && uris.includes(main) ? main : chance.of(uris);
  const due = async (of: string): Promise<void> => {
    if (isDue()) await session.compare(of);
    else await session.settle(of);
  };
  switch (chance.below(14)) {
    case 0: {
      const name = chance.of(['other.scale', 'back.scale']);
      const [edit] = nextEdits(home.get(name)!, chance);
      session.save(name, (edit ?? []).reduce(applied, home.get(name)!));
      return due(uri);
    }
    case 1: {
      const name = chance.of(['other.scale', 'back.scale', 'main.scale']);
      if (uris.includes(session.uri(name))) {
        if (uris.length > 1) session.hide(session.uri(name));
      } else session.show(session.uri(name), home.get(name)!);
      return due(chance.of(session.uris));
    }
    case 2: {
      const { uri: book, text } = chance.of(LIBRARY_TEXTS);
      if (!uris.includes(book)) session.show(book, text);
      else if (uris.length > 1) session.hide(book);
      return due(chance.of(session.uris));
    }
  }
  const before = session.textOf(uri);
  for (const edit of nextEdits(before, chance)) {
    if (edit.length === 0) continue;
    session.edit(uri, edit);
    // Some keys come before the one before is analysed.
    if (chance.below(4) > 0) await due(chance.below(4) > 0 ? uri : chance.of(session.uris));
  }
  await due(uri);
  const now = session.textOf(uri);
  const again = chance.below(6);
  const limit =
    (home.get(decodeURIComponent(fileURLToPath(uri).split('/').at(-1)!))?.length ?? 20_000) * 1.5 + 400;
  if (again < 3 || now.length > limit) {
    session.edit(uri, [
      { start: 0, end: now.length, text: before.length > limit ? before.slice(0, limit) : before },
    ]);
    await due(uri);
    if (again === 0) {
      session.edit(uri, [
        { start: 0, end: before.length > limit ? Math.floor(limit) : before.length, text: now },
      ]);
      await due(uri);
    }
  }
}
