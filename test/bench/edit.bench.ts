// From an edit to its diagnostics, inside the server and over stdio; a warm hover; memory after many edits.
import { spawn } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { analyse } from '../../server/src/analysis/analyse';
import { AnalysisCache } from '../../server/src/analysis/cache';
import { diagnostics } from '../../server/src/features/diagnostics';
import { hover } from '../../server/src/features/hover';
import { librarySources } from '../../server/src/features/library';
import { Runs } from '../../server/src/features/runs';
import { Snapshot } from '../../server/src/features/snapshot';
import { Workspace } from '../../server/src/features/workspace';
import { parse } from '../../server/src/syntax/parse';
import type { Reading } from '../../server/src/syntax/passages';
import { realistic } from './text';

const uri = 'file:///bench/main.scale';
const library = librarySources('/library');

/** A new line in the middle of the text, as it is typed and taken back: the text after each key. */
function keys(text: string): string[] {
  const typed = 'claim A1 ~ sqrt(N1 * d) when N1 >= d\n';
  const middle = text.indexOf('\n//', text.length / 2) + 1;
  const at = (n: number): string => text.slice(0, middle) + typed.slice(0, n) + text.slice(middle);
  const up = Array.from({ length: typed.length }, (_, i) => at(i + 1));
  return [...up, ...[...up.slice(0, -1)].reverse(), text];
}

/** Enough of them that one in a hundred is more than one. */
const rounds = (text: string): string[] => Array.from({ length: 14 }, () => keys(text)).flat();

/** Times in milliseconds, after a tenth of them have warmed up. */
function report(what: string, times: readonly number[]): void {
  const sorted = times.slice(Math.ceil(times.length / 10)).sort((a, b) => a - b);
  const at = (share: number): string => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    return value.toFixed(1).padStart(8);
  };
  console.log(`  ${what.padEnd(52)} p50 ${at(0.5)}  p99 ${at(0.99)} ms  (${sorted.length})`);
}

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const deadline = (seconds: number): (() => boolean) => {
  const end = performance.now() + 1000 * seconds;
  return () => performance.now() > end;
};

async function insideTheServer(text: string): Promise<void> {
  const cache = new AnalysisCache();
  let before: Snapshot | undefined;
  let reading: Reading | undefined;
  const work = (now: string): void => {
    reading = parse(now, reading);
    const main = { uri, document: reading };
    before = new Snapshot(0, analyse({ main, library, resolve: () => undefined }, cache), library, before);
    diagnostics(before);
  };
  console.log(`  ${'opened, nothing known'.padEnd(52)}     ${(await timed(() => work(text))).toFixed(0)} ms`);
  const times: number[] = [];
  const over = deadline(20);
  for (const now of rounds(text)) if (!over()) times.push(await timed(() => work(now)));
  report('parse, analyse, diagnostics', times);

  let arrived: () => void = () => undefined;
  const workspace = new Workspace(library, {
    analysed: (snapshot) => {
      diagnostics(snapshot);
      arrived();
    },
    closed: () => undefined,
    failed: (what, error) => console.log(what, error),
  });
  const scheduled: number[] = [];
  const until = deadline(20);
  workspace.opened(uri, 1, text);
  const first = await workspace.settled(uri);
  for (const [i, now] of rounds(text).entries()) {
    if (until()) break;
    const done = new Promise<void>((resolve) => (arrived = resolve));
    scheduled.push(
      await timed(() => {
        workspace.changed(uri, i + 2, [{ text: now }]);
        return done;
      }),
    );
  }
  report('edit to diagnostics, with the wait before analysis', scheduled);

  const offset = text.indexOf('posterior p0') + 'posterior p'.length;
  const hovers: number[] = [];
  const theme = { foreground: '#cccccc', fontSize: 14 };
  for (let i = 0; i < 100; i++)
    hovers.push(await timed(() => first && hover(first, offset, theme, new Runs())));
  report('hover with formulas, warm', hovers);
}

async function overStdio(text: string): Promise<void> {
  const server = spawn(process.execPath, [process.env['POWERCOUNT_SERVER'] as string, '--stdio']);
  const client = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  let arrived: (version: number) => void = () => undefined;
  client.onNotification('textDocument/publishDiagnostics', ({ version }: { version: number }) =>
    arrived(version),
  );
  client.listen();
  await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const published = (version: number): Promise<void> =>
    new Promise((resolve) => (arrived = (v) => void (v === version && resolve())));
  const first = published(1);
  const textDocument = { uri, languageId: 'scale', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  await first;
  const times: number[] = [];
  const over = deadline(20);
  for (const [i, now] of keys(text).entries()) {
    if (over()) break;
    const version = i + 2;
    const done = published(version);
    times.push(
      await timed(async () => {
        await client.sendNotification('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ text: now }],
        });
        await done;
      }),
    );
  }
  report('edit to diagnostics, over stdio', times);
  client.dispose();
  server.kill();
}

/** The heap after a collection, in megabytes. */
function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function memory(text: string): Promise<void> {
  const workspace = new Workspace(library, {
    analysed: () => undefined,
    closed: () => undefined,
    failed: (what, error) => console.log(what, error),
  });
  workspace.opened(uri, 1, text);
  const all = keys(text);
  const over = deadline(60);
  const sizes: string[] = [];
  let edits = 0;
  for (; edits <= 10_000 && !over(); edits++) {
    if (edits % 2000 === 100) sizes.push(`${heap().toFixed(1)} at ${edits}`);
    workspace.changed(uri, edits + 2, [{ text: all[edits % all.length] as string }]);
    if (edits % 4 === 0) await workspace.settled(uri);
  }
  await workspace.settled(uri);
  sizes.push(`${heap().toFixed(1)} at ${edits - 1}`);
  console.log(`  heap in MB: ${sizes.join(', ')}; ${workspace.held.cachedResults} results held`);
  workspace.closed(uri);
  console.log(`  ${heap().toFixed(1)} MB when the text is closed`);
}

async function main(): Promise<void> {
  for (const lines of [300, 3000]) {
    console.log(`${lines} lines`);
    const text = realistic(lines);
    await insideTheServer(text);
    await overStdio(text);
  }
  console.log('10,000 edits of 40 lines, every fourth state analysed');
  await memory(realistic(40));
}

void main();
