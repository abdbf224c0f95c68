import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { analyse } from '../analysis/analyse';
import { AnalysisCache } from '../analysis/cache';
import { withMistakes } from '../analysis/import-mistakes';
import type { Source } from '../analysis/source';
import { parse } from '../syntax/parse';
import type { Reading } from '../syntax/passages';
import { fileKey, Files, importedUri } from './files';
import { Snapshot } from './snapshot';

/** What the workspace tells about: a new state of a text, a text that was closed, a failure that it survived. */
export interface Listener {
  /** `byOther`: not an edit of this text, but of one that it imports, made it new. */
  analysed(snapshot: Snapshot, byOther: boolean): void;
  closed(uri: string): void;
  failed(what: string, error: unknown): void;
}

interface Open {
  text: TextDocument;
  source: Source | undefined;
  /** The text as it was read last. */
  reading: Reading | undefined;
  snapshot: Snapshot | undefined;
  /** Keys of all files that the last analysis asked for, found or not. */
  imports: Set<string>;
  /** Settles when the analysis under way is done. */
  ready: Promise<void>;
  timer: NodeJS.Timeout | undefined;
  finish: () => void;
  /** How long the last analysis took, in milliseconds. */
  cost: number;
  edited: boolean;
}

const LONGEST_WAIT = 200;

/**
 * The open texts and what is known of them. An edit only marks a text; it is analysed once the edits that came together
 * are in, after a wait as long as its last analysis took (at most 200 ms), so that edits never queue up behind analyses.
 */
export class Workspace {
  private readonly open = new Map<string, Open>();
  private readonly cache = new AnalysisCache();
  private readonly files = new Files();

  constructor(
    private readonly library: readonly Source[],
    private readonly listener: Listener,
  ) {}

  get held(): { documents: number; cachedResults: number } {
    return { documents: this.open.size, cachedResults: this.cache.size };
  }

  opened(uri: string, version: number, text: string): void {
    if (typeof uri !== 'string' || typeof text !== 'string') throw new TypeError('a text without content');
    const document = TextDocument.create(uri, 'scale', version, text);
    const known = this.open.get(fileKey(uri));
    const entry: Open = known ?? {
      text: document,
      source: undefined,
      reading: undefined,
      snapshot: undefined,
      imports: new Set(),
      ready: Promise.resolve(),
      timer: undefined,
      finish: () => undefined,
      cost: 0,
      edited: true,
    };
    entry.text = document;
    this.open.set(fileKey(uri), entry);
    this.touched(fileKey(uri));
  }

  changed(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const entry = this.open.get(fileKey(uri));
    if (!entry) return;
    // One bad change must not leave a text behind that nothing can read.
    if (!changes.every((change) => typeof change.text === 'string'))
      throw new TypeError('a change without text');
    TextDocument.update(entry.text, [...changes], version);
    this.touched(fileKey(uri));
  }

  closed(uri: string): void {
    const key = fileKey(uri);
    const entry = this.open.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.open.delete(key);
    entry.finish();
    this.listener.closed(uri);
    this.touched(key);
  }

  /** A file changed on disk: texts that import it are read again. */
  fileChanged(uri: string): void {
    const key = fileKey(uri);
    if (!this.open.has(key)) this.touched(key);
  }

  /** The text as it is now, analysed or not. */
  document(uri: string): TextDocument | undefined {
    return this.open.get(fileKey(uri))?.text;
  }

  /**
   * What is known of the text, once the edits that have come are analysed; undefined for a text that is not open, and
   * for one whose analysis failed: places in an older text would be wrong.
   */
  async settled(uri: string): Promise<Snapshot | undefined> {
    const entry = this.open.get(fileKey(uri));
    await entry?.ready;
    return entry?.snapshot?.version === entry?.text.version ? entry?.snapshot : undefined;
  }

  /** What follows from a text that is not open; nothing of it is kept but results that other texts can use. */
  glimpse(uri: string, text: string): Snapshot {
    const resolve = (path: string, from: string): Source | undefined => {
      const other = importedUri(path, from);
      const open = other === undefined ? undefined : this.open.get(fileKey(other));
      return open ? this.sourceOf(open) : other === undefined ? undefined : this.files.read(other);
    };
    const main = { uri, document: parse(text) };
    return new Snapshot(
      0,
      analyse(withMistakes({ main, library: this.library, resolve }, this.cache), this.cache),
      this.library,
    );
  }

  /** What is known already, perhaps of the text before the last edits. */
  latest(uri: string): Snapshot | undefined {
    return this.open.get(fileKey(uri))?.snapshot;
  }

  /** What is known of all open texts, once every edit that has come is analysed: places in older texts would be wrong. */
  async allSettled(): Promise<Snapshot[]> {
    const under = (): Open[] => [...this.open.values()].filter(({ timer }) => timer);
    for (let waiting = under(); waiting.length > 0; waiting = under())
      await Promise.all(waiting.map(({ ready }) => ready));
    return [...this.open.values()].flatMap(({ snapshot, text }) =>
      snapshot && snapshot.version === text.version ? snapshot : [],
    );
  }

  /** Marks a text and all that import it. */
  private touched(key: string): void {
    for (const [other, entry] of this.open) {
      if (other === key) {
        entry.source = undefined;
        entry.edited = true;
      }
      if (other === key || entry.imports.has(key)) this.schedule(entry);
    }
  }

  private schedule(entry: Open): void {
    if (entry.timer) return;
    entry.ready = new Promise((resolve) => (entry.finish = resolve));
    const wait = entry.cost < 5 ? 0 : Math.min(LONGEST_WAIT, entry.cost);
    entry.timer = setTimeout(() => {
      entry.timer = undefined;
      this.analyse(entry);
      entry.finish();
    }, wait);
  }

  private analyse(entry: Open): void {
    const start = performance.now();
    try {
      const main = this.sourceOf(entry);
      const imports = new Set<string>();
      const imported = new Set<Source>();
      const resolve = (path: string, from: string): Source | undefined => {
        const uri = importedUri(path, from);
        if (!uri) return undefined;
        imports.add(fileKey(uri));
        const other = this.open.get(fileKey(uri));
        const source = other ? this.sourceOf(other) : this.files.read(uri);
        if (source) imported.add(source);
        return source;
      };
      // A library file that is open speaks for itself.
      const library = this.library.filter((l) => fileKey(l.uri) !== fileKey(main.uri));
      const analysis = analyse(withMistakes({ main, library, resolve }, this.cache), this.cache);
      entry.imports = imports;
      entry.snapshot = new Snapshot(entry.text.version, analysis, [...library, ...imported], entry.snapshot);
      this.listener.analysed(entry.snapshot, !entry.edited);
      entry.edited = false;
    } catch (error) {
      this.listener.failed('analysis', error);
    }
    entry.cost = performance.now() - start;
  }

  private sourceOf(entry: Open): Source {
    if (entry.source) return entry.source;
    const document = (entry.reading = parse(entry.text.getText(), entry.reading));
    return (entry.source = { uri: entry.text.uri, document });
  }
}
