import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source } from '../analysis/source';
import { LIBRARY } from '../library';
import { parse } from '../syntax/parse';

/** The library as sources. `folder` is where its files lie beside the program, so that go-to-definition opens them. */
export function librarySources(folder: string): readonly Source[] {
  return LIBRARY.map(({ file, text }) => ({
    uri: pathToFileURL(join(folder, file)).toString(),
    document: parse(text),
  }));
}
