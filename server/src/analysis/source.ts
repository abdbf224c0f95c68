import type { Reading } from '../syntax/passages';

/** A parsed text and where it lies. */
export interface Source {
  readonly uri: string;
  readonly document: Reading;
}

/** Everything an analysis may look at. It reads no file: who calls it has read them. */
export interface Sources {
  readonly main: Source;
  /** Texts that every document sees: patterns and activations that come with the program. */
  readonly library: readonly Source[];
  /** The text that an import path written in the text at `from` means, if it can be read. */
  resolve(path: string, from: string): Source | undefined;
  /** The first mistake of meaning in an imported text, where somebody has looked for it. */
  mistakeIn?(imported: Source): string | undefined;
}
