import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { analyse } from '../analysis/analyse';
import { AnalysisCache } from '../analysis/cache';
import { withMistakes } from '../analysis/import-mistakes';
import type { Diagnostic } from '../analysis/diagnostic';
import type { Analysis } from '../analysis/facts';
import type { Source } from '../analysis/source';
import { LIBRARY } from '../library';
import { parse } from '../syntax/parse';
import { UsageError } from './command';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file. Throws UsageError where it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file}: ${REASONS[code] ?? message}`);
  }
}

/** A file as the user named it, with all that follows from it. */
export interface Loaded {
  readonly file: string;
  readonly analysis: Analysis;
  /** Of syntax and meaning, by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and analyses files. Imports are read relative to the file that holds them; texts and results are shared. */
export class Loader {
  private readonly cache = new AnalysisCache();
  private readonly read = new Map<string, Source | undefined>();
  private readonly library = LIBRARY.map(({ file, text }) => ({
    uri: `library:${file}`,
    document: parse(text),
  }));

  /** Throws UsageError where the file itself cannot be read. */
  load(file: string): Loaded {
    const main: Source = { uri: resolve(file), document: parse(readText(file)) };
    const sources = {
      main,
      library: this.library,
      resolve: (path: string, from: string) => this.imported(resolve(dirname(from), path)),
    };
    const analysis = analyse(withMistakes(sources, this.cache), this.cache);
    const diagnostics = [...main.document.diagnostics, ...analysis.diagnostics];
    return { file, analysis, diagnostics: diagnostics.sort((a, b) => a.start - b.start) };
  }

  private imported(path: string): Source | undefined {
    if (!this.read.has(path)) {
      let source: Source | undefined;
      try {
        source = { uri: path, document: parse(readFileSync(path, 'utf8')) };
      } catch {
        source = undefined; // the analysis says at the import that it cannot be read
      }
      this.read.set(path, source);
    }
    return this.read.get(path);
  }
}
