import assert from 'node:assert/strict';
import type { Range } from 'vscode-languageserver-protocol';
import type { Theme } from '../../../server/src/features/contract';
import { librarySources } from '../../../server/src/features/library';
import { Runs } from '../../../server/src/features/runs';
import type { Snapshot } from '../../../server/src/features/snapshot';
import { Workspace } from '../../../server/src/features/workspace';

export const LIBRARY_FOLDER = '/library';
export const theme: Theme = { foreground: '#cccccc', fontSize: 14 };
export const runs = new Runs();

export const newWorkspace = (analysed?: (snapshot: Snapshot, byOther: boolean) => void): Workspace =>
  new Workspace(librarySources(LIBRARY_FOLDER), {
    analysed: analysed ?? (() => undefined),
    closed: () => undefined,
    failed: (what, error) => assert.fail(`${what}: ${String(error)}`),
  });

/** Shared, so that what several tests ask of the same network is derived once. */
const workspace = newWorkspace();
let opened = 0;

/** A text with `$0` where the cursor is and `«…»` around the ranges that are expected. */
export function annotated(source: string): { text: string; cursor: number; ranges: string[] } {
  let text = '';
  let cursor = -1;
  const open: number[] = [];
  const spans: [number, number][] = [];
  for (const part of source.split(/(\$0|[«»])/)) {
    if (part === '$0') cursor = text.length;
    else if (part === '«') open.push(text.length);
    else if (part === '»') spans.push([open.pop() as number, text.length]);
    else text += part;
  }
  const position = (offset: number): string => {
    const before = text.slice(0, offset).split('\n');
    return `${before.length - 1}:${(before.at(-1) as string).length}`;
  };
  return { text, cursor, ranges: spans.map(([a, b]) => `${position(a)}-${position(b)}`) };
}

export const shown = ({ start, end }: Range): string =>
  `${start.line}:${start.character}-${end.line}:${end.character}`;

/** Analyses an annotated text as one that was just opened. */
export async function check(
  source: string,
): Promise<{ snapshot: Snapshot; text: string; cursor: number; ranges: string[] }> {
  const { text, cursor, ranges } = annotated(source);
  const uri = `file:///fixture/${(opened += 1)}.scale`;
  workspace.opened(uri, 1, text);
  const snapshot = await workspace.settled(uri);
  workspace.closed(uri);
  assert.ok(snapshot);
  return { snapshot, text, cursor, ranges };
}

/** One hidden layer: P* ~ max(d, sqrt(d N)) for N <= d^2. */
export const network = `/// The input dimension.
scale d
scale N = d^a, 0 <= a <= 2
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }
`;
