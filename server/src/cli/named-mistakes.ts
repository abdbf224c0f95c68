import type { Analysis } from '../analysis/facts';
import { describe } from './diagnostics';
import { Loader } from './load';
import { styleFor } from './style';

/** Loads a file for a command that derives from it, and names its mistakes on standard error; refuted claims are none. */
export function loadNaming(file: string): { readonly analysis: Analysis; readonly mistakes: number } {
  const loaded = new Loader().load(file);
  const mistakes = loaded.diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code !== 'claim-refuted',
  );
  const style = styleFor(process.stderr);
  for (const mistake of mistakes) console.error(describe(loaded, mistake, style) + '\n');
  return { analysis: loaded.analysis, mistakes: mistakes.length };
}
