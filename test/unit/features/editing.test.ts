import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { completion } from '../../../server/src/features/completion';
import { asLocations, definition } from '../../../server/src/features/definition';
import { diagnostics } from '../../../server/src/features/diagnostics';
import { hover } from '../../../server/src/features/hover';
import { inlayHints } from '../../../server/src/features/inlay-hints';
import type { Snapshot } from '../../../server/src/features/snapshot';
import { Workspace } from '../../../server/src/features/workspace';
import { parse } from '../../../server/src/syntax/parse';
import { network, newWorkspace, runs, theme } from './fixture';

const uri = 'file:///editing/main.scale';

/** The labels of all hints, by line. */
function hints(snapshot: Snapshot): string[] {
  const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  return inlayHints(snapshot, whole, runs).map((h) => `${h.position.line}: ${String(h.label)}`);
}

/** Replaces a part of the open text by an incremental edit. */
async function edit(workspace: Workspace, part: string, by: string): Promise<Snapshot> {
  const text = workspace.document(uri);
  assert.ok(text);
  const at = text.getText().indexOf(part);
  assert.ok(at >= 0, part);
  const range = { start: text.positionAt(at), end: text.positionAt(at + part.length) };
  workspace.changed(uri, text.version + 1, [{ range, text: by }]);
  const snapshot = await workspace.settled(uri);
  assert.equal(snapshot?.version, text.version);
  return snapshot;
}

async function open(text: string): Promise<{ workspace: Workspace; snapshot: Snapshot }> {
  const workspace = newWorkspace();
  workspace.opened(uri, 1, text);
  const snapshot = await workspace.settled(uri);
  assert.ok(snapshot);
  return { workspace, snapshot };
}

describe('an edit under way', () => {
  const claim = 'claim samples(p) ~ sqrt(d * N) when N >= d';

  it('never takes the hints above it away, at any character of it', async () => {
    const { workspace, snapshot } = await open(`${network}let E = N*d\n`);
    const above = hints(snapshot);
    assert.equal(above.length, 2);
    for (let i = 1; i <= claim.length; i++) {
      const text = `${network}let E = N*d\n${claim.slice(0, i)}`;
      workspace.changed(uri, i + 1, [{ text }]);
      const now = await workspace.settled(uri);
      assert.deepEqual(now && hints(now).slice(0, 2), above, claim.slice(0, i));
    }
  });

  it('keeps what was known of a declaration that it breaks, and says so', async () => {
    const { workspace, snapshot } = await open(`${network}${claim}\n`);
    const [fact, proof] = hints(snapshot);
    assert.match(proof ?? '', /✓ proven/);
    const broken = await edit(workspace, 'on y', 'on ');
    assert.ok(diagnostics(broken).length > 0);
    const [same, waits] = hints(broken);
    assert.deepEqual(same, fact);
    // A claim never looks proven that is not.
    assert.match(waits ?? '', /… waits for p/);
    const at = broken.text.getText().indexOf('samples');
    const shown = hover(broken, at + 1, theme, runs);
    assert.match((shown?.contents as { value: string }).value, /from before this edit/);
    const whole = await edit(workspace, 'on ', 'on y');
    const again = hover(whole, at + 2, theme, runs);
    assert.doesNotMatch((again?.contents as { value: string }).value, /from before/);
  });

  it('keeps every order when it breaks a scale on which everything stands, and no proof', async () => {
    const { workspace, snapshot } = await open(`${network}${claim}\n`);
    const [fact] = hints(snapshot);
    assert.deepEqual(hints(await edit(workspace, 'scale d\n', 'scale \n')), [fact]);
  });

  it('forgets what is taken out of the text', async () => {
    const { workspace } = await open('scale d\nlet E = d^2\nlet F = E*d\n');
    const gone = await edit(workspace, 'let E = d^2\n', '');
    // E is still asked for, and F stands on it: the text is broken, and both are shown as they were.
    assert.ok(gone.facts.size === 2 && [...gone.facts.values()].every((known) => known.before));
    const other = await edit(workspace, 'let F = E*d', 'let G = d^3 + ');
    assert.deepEqual([...other.facts.keys()], []);
  });
});

describe('memory', () => {
  it('is bounded over 10,000 edits, and free of a text that is closed', async () => {
    const { workspace } = await open('scale d\nscale N = d^a, a >= 1\nlet E = 0\n');
    const after = async (from: number): Promise<number> => {
      for (let i = from; i < from + 5000; i++) {
        const line = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
        workspace.changed(uri, i, [{ range: line, text: `let E${i % 7} = N^${i} + d^${i}\n` }]);
        if (i % 8 === 0) await workspace.settled(uri); // every eighth state is derived
      }
      await workspace.settled(uri);
      return workspace.held.cachedResults;
    };
    // What two analyses use, and a spare of 500 (analysis/cache.ts).
    for (const from of [2, 5002]) assert.ok((await after(from)) <= 520);
    assert.equal(workspace.latest(uri)?.version, 10_001);
    assert.ok((workspace.latest(uri)?.facts.size ?? 0) <= 1);
    workspace.closed(uri);
    assert.equal(workspace.held.documents, 0);
    assert.equal(workspace.latest(uri), undefined);
  });

  it('analyses once for edits that come together', async () => {
    let analyses = 0;
    const workspace = newWorkspace(() => analyses++);
    workspace.opened(uri, 1, 'scale d\n');
    for (let i = 2; i < 100; i++) workspace.changed(uri, i, [{ text: `scale d${i}\n` }]);
    assert.equal((await workspace.settled(uri))?.version, 99);
    assert.equal(analyses, 1);
  });
});

describe('an analysis that fails', () => {
  it('is told once and answers nothing; the next edit is analysed again', async () => {
    let poisoned = true;
    const failures: string[] = [];
    const library = [
      {
        uri: 'file:///library/bad.scale',
        get document() {
          if (poisoned) throw new Error('broken on purpose');
          return parse('');
        },
      },
    ];
    const workspace = new Workspace(library, {
      analysed: () => undefined,
      closed: () => undefined,
      failed: (what) => void failures.push(what),
    });
    workspace.opened(uri, 1, 'scale d\n');
    assert.equal(await workspace.settled(uri), undefined);
    assert.deepEqual(failures, ['analysis']);
    poisoned = false;
    assert.ok(await edit(workspace, 'd', 'e'));
    poisoned = true;
    workspace.changed(uri, 3, [{ text: 'scale f\n' }]);
    assert.equal(await workspace.settled(uri), undefined);
  });
});

describe('imports', () => {
  let folder: string;
  const address = (name: string): string => pathToFileURL(join(folder, name)).toString();
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'powercount-features-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const main = 'import "other file.scale"\nlet E = N*d\n';
  const other = 'scale d\nscale N = d^2\n';

  it('are read from disk, and again when the file changes', async () => {
    const seen: boolean[] = [];
    const workspace = newWorkspace((_, byOther) => seen.push(byOther));
    workspace.opened(address('main.scale'), 1, main);
    const missing = await workspace.settled(address('main.scale'));
    assert.equal(missing && diagnostics(missing)[0]?.code, 'not-found');
    writeFileSync(join(folder, 'other file.scale'), other);
    workspace.fileChanged(address('other file.scale'));
    const found = await workspace.settled(address('main.scale'));
    assert.deepEqual(found && diagnostics(found), []);
    assert.deepEqual(seen, [false, true]);
  });

  it('are read from an open editor before the disk', async () => {
    writeFileSync(join(folder, 'other file.scale'), 'scale e\n');
    const workspace = newWorkspace();
    workspace.opened(address('other file.scale'), 1, other);
    workspace.opened(address('main.scale'), 1, main);
    const snapshot = await workspace.settled(address('main.scale'));
    assert.deepEqual([...(snapshot?.facts.keys() ?? [])], ['E']);
    workspace.changed(address('other file.scale'), 2, [{ text: 'scale d\n' }]);
    const after = await workspace.settled(address('main.scale'));
    assert.equal(after && diagnostics(after)[0]?.code, 'unknown-name');
    workspace.changed(address('other file.scale'), 3, [{ text: other }]);
    await workspace.settled(address('main.scale'));
    workspace.closed(address('other file.scale'));
    const closed = await workspace.settled(address('main.scale'));
    assert.equal(closed && diagnostics(closed)[0]?.code, 'unknown-name');
  });

  it('bring in modules, which networks are made of and which are followed to where they are', async () => {
    writeFileSync(
      join(folder, 'other file.scale'),
      '/// A layer of another lab.\nmodule wide(input, width) of feature j {\n  units width\n  norm(units, j) = norm(input, j)\n}\n',
    );
    const workspace = newWorkspace();
    const text = `import "other file.scale"\n${network.replace('dense(x', 'wide(x')}`;
    workspace.opened(address('main.scale'), 1, text);
    const snapshot = (await workspace.settled(address('main.scale'))) ?? assert.fail();
    const at = text.indexOf('wide(x') + 1;
    assert.deepEqual(
      asLocations(definition(snapshot, at)).map((l) => [l.uri, l.range.start.line, l.range.start.character]),
      [[address('other file.scale'), 1, 'module '.length]],
    );
    const { contents } = hover(snapshot, at, theme, runs) ?? assert.fail();
    assert.match((contents as { value: string }).value, /A layer of another lab/);
    const offered = completion(text, at, snapshot, false).items.map((item) => item.label);
    assert.ok(offered.includes('wide') && offered.includes('dense'), offered.join());
  });

  it('open nothing but .scale files beside or below, by a path', async () => {
    writeFileSync(join(folder, 'secret.txt'), 'scale d\n');
    const workspace = newWorkspace();
    for (const path of ['secret.txt', 'http://example.org/a.scale', '.', 'file:///etc/passwd']) {
      workspace.opened(address('main.scale'), 1, `import "${path}"\n`);
      const snapshot = await workspace.settled(address('main.scale'));
      assert.equal(snapshot && diagnostics(snapshot)[0]?.code, 'not-found', path);
    }
  });
});
