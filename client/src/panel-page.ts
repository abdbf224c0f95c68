import type { Move, PageMessage, PanelState } from '../../server/src/features/panel-contract';

/** The page of the derivation panel as its host sees it: what it is made of, and what it may say. */

/** Where the page's files are, in the webview's own addresses. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
  /** The source of all files of the webview, for its content policy. */
  readonly source: string;
}

/**
 * The page. It runs one script, named by a nonce, and takes styles and fonts from its own folder; nothing else is loaded,
 * nothing written into the page is executed, and it reaches no network.
 */
export function page({ script, style, source }: PageFiles, nonce: string): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" href="${style}">
    <title>Derivation</title>
  </head>
  <body>
    <main><p class="empty">Waiting for the language server …</p></main>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}

/** What the page said, if it is something that it may say; anything else is dropped. */
export function readMessage(data: unknown): PageMessage | undefined {
  if (!isRecord(data)) return undefined;
  switch (data.kind) {
    case 'ready': {
      const state = readState(data.state);
      return state ? { kind: 'ready', state } : { kind: 'ready' };
    }
    case 'move': {
      const move = readMove(data.move);
      return move && { kind: 'move', move };
    }
    case 'axes':
      return isNames(data.axes) ? { kind: 'axes', axes: data.axes } : undefined;
    case 'verify':
      return isOffset(data.offset) ? { kind: 'verify', offset: data.offset } : undefined;
    case 'cancel':
      return isText(data.hash, 200) ? { kind: 'cancel', hash: data.hash } : undefined;
    default:
      return undefined;
  }
}

/** What the page kept over a reload; it names a text, but nothing is opened by that name. */
export function readState(data: unknown): PanelState | undefined {
  if (!isRecord(data)) return undefined;
  const { uri, offset, subject, point, chosen, axes } = data;
  return isText(uri, 4000) &&
    isOffset(offset) &&
    isText(subject, 4000) &&
    isExponents(point) &&
    typeof chosen === 'boolean' &&
    isNames(axes)
    ? { uri, offset, subject, point, chosen, axes }
    : undefined;
}

function readMove(data: unknown): Move | undefined {
  if (!isRecord(data)) return undefined;
  const { kind, values, by } = data;
  if (kind === 'set') return isExponents(values) ? { kind, values } : undefined;
  const steps =
    Array.isArray(by) && by.length <= 2 && by.every((n) => Number.isInteger(n) && Math.abs(n) <= 100);
  return kind === 'by' && steps ? { kind, by: by as number[] } : undefined;
}

const isRecord = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

const isText = (data: unknown, length: number): data is string =>
  typeof data === 'string' && data.length <= length;

const isOffset = (data: unknown): data is number => Number.isSafeInteger(data) && (data as number) >= 0;

const isNames = (data: unknown): data is string[] =>
  Array.isArray(data) && data.length <= 2 && data.every((name) => isText(name, 200));

const isExponents = (data: unknown): data is Record<string, string> =>
  isRecord(data) &&
  Object.keys(data).length <= 100 &&
  Object.values(data).every((value) => isText(value, 40));
