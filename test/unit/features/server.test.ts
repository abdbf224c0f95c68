import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { Hover, Location, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { HELD, PLAN, RUN_STATE, THEME, type Held } from '../../../server/src/features/contract';
import { PANEL, type PanelAnswer } from '../../../server/src/features/panel-contract';
import { network } from './fixture';

/** Xorshift: the same edits in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('the bundled server, over stdio', () => {
  let folder: string;
  let server: ChildProcessWithoutNullStreams;
  let client: MessageConnection;
  let log: string[];
  let published: Map<string, PublishDiagnosticsParams>;
  const uri = 'file:///stdio/main.scale';
  const textDocument = { uri };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'powercount-server-'));
    // Not bundled into the test: the module finds its project by its own address.
    const scripts = pathToFileURL(resolve('scripts/build.mjs')).toString();
    const { bundleOptions } = (await import(scripts)) as { bundleOptions: BuildOptions };
    const entryPoints = { server: 'server/src/server.ts' };
    await build({ ...bundleOptions, sourcemap: false, outdir: folder, entryPoints });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    server = spawn(process.execPath, [join(folder, 'server.js'), '--stdio']);
    client = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    log = [];
    published = new Map();
    client.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.set(params.uri, params);
    });
    client.listen();
    await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await client.sendNotification('initialized', {});
  });
  afterEach(() => {
    client.dispose();
    server.kill();
  });

  const open = (text: string) =>
    client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'scale', version: 1, text },
    });
  const held = () => client.sendRequest<Held>(HELD);

  it('goes from initialize to shutdown', async () => {
    await open(`${network}claim samples(p) ~ d^2 when N <= d\n`);
    await client.sendNotification(THEME, { foreground: '#abcdef', fontSize: 20 });
    const line = network.split('\n').length - 1;
    const hover = await client.sendRequest<Hover>('textDocument/hover', {
      textDocument,
      position: { line, character: 8 },
    });
    assert.match((hover.contents as { value: string }).value, /data:image\/svg\+xml,.*%23abcdef/);
    const { diagnostics, version } = published.get(uri) ?? assert.fail('nothing was published');
    assert.deepEqual([version, diagnostics.map((d) => d.code)], [1, ['claim-refuted']]);
    const offered = await client.sendRequest<{ items: { label: string }[] }>('textDocument/completion', {
      textDocument,
      position: { line: line + 1, character: 0 },
    });
    assert.ok(offered.items.some((item) => item.label === 'verify'));
    assert.equal((await held()).documents, 1);
    await client.sendNotification('textDocument/didClose', { textDocument });
    assert.equal((await held()).documents, 0);
    assert.deepEqual(published.get(uri)?.diagnostics, []);
    await client.sendRequest('shutdown');
    const ended = new Promise((done) => server.once('exit', done));
    await client.sendNotification('exit');
    assert.equal(await ended, 0);
    assert.deepEqual(log, []);
  });

  it('follows the modules of a network into the library', async () => {
    const text = network.replace('  h =', '  g = conv(x, N, N)\n  h =').replace('dense(x', 'dense(erf(g)');
    await open(text);
    const line = text.split('\n').findIndex((l) => l.includes('conv('));
    const at = { textDocument, position: { line, character: 8 } };
    const [found] = await client.sendRequest<Location[]>('textDocument/definition', at);
    assert.equal(found?.uri, pathToFileURL(join(folder, 'library/modules.scale')).toString());
    const library = readFileSync('server/src/library/modules.scale', 'utf8').split('\n');
    assert.match(library[found.range.start.line] ?? '', /^module conv\(/);
    const hover = await client.sendRequest<Hover>('textDocument/hover', at);
    const { value } = hover.contents as { value: string };
    for (const part of ['Units are shared', 'norm(units, j)', 'Source:', 'Why:'])
      assert.ok(value.includes(part), `${part} in ${value}`);
    const { items } = await client.sendRequest<{ items: { label: string; data: unknown }[] }>(
      'textDocument/completion',
      { textDocument, position: { line, character: 6 } },
    );
    const item = items.find(({ label }) => label === 'attention') ?? assert.fail();
    const resolved = await client.sendRequest<{ documentation?: { value: string } }>(
      'completionItem/resolve',
      item,
    );
    assert.match(resolved.documentation?.value ?? '', /activation softmax/);
  });

  it('survives 500 edits of any kind and answers after each', async () => {
    const pick = random(20251122);
    const words = [
      ...[
        'scale d\n',
        'let E = ',
        'claim ',
        'samples(p)',
        '{',
        '}',
        '((',
        '^',
        ' ~ ',
        '\n',
        '\r\n',
        '"',
        '/*',
        '*/',
      ],
      ...[
        '𝔘🙂',
        '\u0000',
        '\ud800',
        'κ',
        'when',
        'minimize over M in [1, d] of ',
        'network f(x) {',
        '<<<<',
        '9e9',
      ],
    ];
    const asked = [
      ...['hover', 'completion', 'definition', 'references', 'documentHighlight', 'prepareRename', 'rename'],
      ...['codeAction', 'codeLens', 'documentSymbol', 'foldingRange', 'formatting', 'inlayHint'],
      ...['semanticTokens/full'],
    ];
    await open(network);
    for (let version = 2; version <= 501; version++) {
      const position = () => ({ line: pick(20), character: pick(30) });
      const [a, b] = [position(), position()].sort((p, q) => p.line - q.line || p.character - q.character);
      const whole = pick(25) === 0;
      const text = whole ? network : pick(3) === 0 ? '' : (words[pick(words.length)] as string);
      await client.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [whole ? { text } : { range: { start: a, end: pick(2) ? b : a }, text }],
      });
      const method = asked[pick(asked.length)] as string;
      const params = {
        textDocument,
        position: position(),
        range: { start: a, end: b },
        context: { includeDeclaration: true, diagnostics: [] },
        options: { tabSize: 2, insertSpaces: true },
        newName: 'renamed',
      };
      // A refused renaming is an answer too; anything else must be a result.
      await client.sendRequest(`textDocument/${method}`, params).catch((error: Error) => {
        if (!/rename/i.test(method)) throw error;
      });
    }
    assert.deepEqual(log, []);
    assert.equal((await held()).documents, 1);
  });

  it('survives requests that make no sense', async () => {
    await open(network);
    const nonsense: unknown[] = [
      {},
      { textDocument: null },
      { textDocument: { uri: 7 }, position: 'here' },
      { textDocument: { uri: 'file:///not/open.scale' }, position: { line: 0, character: 0 } },
      { textDocument, position: { line: -5, character: 1e9 } },
      { textDocument, position: { line: Number.MAX_SAFE_INTEGER, character: -1 }, range: null, newName: 3 },
    ];
    const methods = ['hover', 'completion', 'definition', 'rename', 'codeAction', 'inlayHint', 'formatting'];
    for (const params of nonsense) {
      for (const method of methods) {
        const answer = client.sendRequest(`textDocument/${method}`, params as object);
        await answer.catch((error: Error) => assert.doesNotMatch(error.message, /disposed|closed/));
      }
      for (const notification of ['didOpen', 'didChange', 'didClose'])
        await client.sendNotification(`textDocument/${notification}`, params as object);
      await client.sendNotification(RUN_STATE, params as object);
      await client.sendNotification(THEME, params as object);
      const answer = await client.sendRequest<{ problem?: string }>(PLAN, params as object);
      assert.ok(answer.problem);
      const view = await client.sendRequest<PanelAnswer>(PANEL, params as object);
      assert.equal(view.kind, 'empty');
    }
    for (const state of [7, {}, { uri, point: null }, { uri, point: { a: 7 }, chosen: true, axes: 'ab' }])
      await client.sendRequest(PANEL, { uri, offset: 9, state, move: { kind: 'by', by: 'x' }, axes: {} });
    await client.sendRequest('completionItem/resolve', { label: 'x', data: { uri, name: 7 } });
    await client.sendRequest('inlayHint/resolve', { label: 'x', position: null, data: 'no' });
    await assert.rejects(client.sendRequest('textDocument/noSuchThing', {}));
    await open(network);
    server.stdin.write('Content-Length: 9\r\n\r\n{"broken"');
    server.stdin.write('Content-Length: 4\r\n\r\nnull');
    const hover = await client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument,
      position: { line: 9, character: 10 },
    });
    assert.ok(hover);
    assert.ok(
      log.every((line) => !line.includes('\n')),
      'one line for each failure',
    );
  });

  it('finds names in all open texts as they are, however lately they were edited', async () => {
    const base = { uri: 'file:///stdio/base.scale' };
    await open(network);
    const didOpen = { ...base, languageId: 'scale', version: 1, text: 'scale q\n' };
    await client.sendNotification('textDocument/didOpen', { textDocument: didOpen });
    const change = (of: string, version: number, text: string): Promise<void> =>
      client.sendNotification('textDocument/didChange', {
        textDocument: { uri: of, version },
        contentChanges: [{ text }],
      });
    const places = (at: { line: number; character: number }): Promise<Location[]> =>
      client.sendRequest('textDocument/references', {
        ...{ textDocument: base, position: at },
        context: { includeDeclaration: false },
      });
    const lines = (found: readonly Location[]): (string | number)[][] =>
      found.map(({ uri: of, range }) => [of, range.start.line]);

    await change(uri, 2, 'import "base.scale"\nlet E = q\n');
    assert.deepEqual(lines(await places({ line: 0, character: 6 })), [[uri, 1]]);
    void change(uri, 3, '\n\nimport "base.scale"\nlet E = q\n');
    assert.deepEqual(lines(await places({ line: 0, character: 6 })), [[uri, 3]]);
    void change(base.uri, 2, '// above\nscale q\n');
    assert.deepEqual(lines(await places({ line: 1, character: 6 })), [[uri, 3]]);
    void change(uri, 4, 'import "base.scale"\nlet E = q\n');
    void change(base.uri, 3, 'scale q\n');
    const edit = await client.sendRequest<{ changes: Record<string, { range: Location['range'] }[]> }>(
      'textDocument/rename',
      { textDocument: base, position: { line: 0, character: 6 }, newName: 'r' },
    );
    assert.deepEqual(
      edit.changes[uri]?.map(({ range }) => range.start),
      [{ line: 1, character: 8 }],
    );
  });
});
