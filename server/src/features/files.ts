import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Source } from '../analysis/source';
import { parse } from '../syntax/parse';

const LARGEST = 4_000_000;
const KEPT = 100;

/** One key for the several spellings of a file's address; other schemes stand for themselves. */
export function fileKey(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uri;
  } catch {
    return uri;
  }
}

/** Where an import path written in the text at `from` points, when that is a `.scale` file; no other file is opened. */
export function importedUri(path: string, from: string): string | undefined {
  if (!from.startsWith('file:') || !path.endsWith('.scale')) return undefined;
  try {
    const { protocol, href } = new URL(path.split(/[\\/]/).map(encodeURIComponent).join('/'), from);
    return protocol === 'file:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** Texts on disk, parsed once for each state of their file. The only place of the server that reads files. */
export class Files {
  private readonly parsed = new Map<string, { readonly stamp: string; readonly source: Source }>();

  read(uri: string): Source | undefined {
    try {
      const path = fileURLToPath(uri);
      const state = statSync(path);
      if (!state.isFile() || state.size > LARGEST) return undefined;
      const stamp = `${state.size} ${state.mtimeMs}`;
      const known = this.parsed.get(path);
      const entry =
        known?.stamp === stamp
          ? known
          : { stamp, source: { uri, document: parse(readFileSync(path, 'utf8')) } };
      this.parsed.delete(path);
      this.parsed.set(path, entry);
      if (this.parsed.size > KEPT) this.parsed.delete(this.parsed.keys().next().value as string);
      return entry.source;
    } catch {
      return undefined;
    }
  }
}
