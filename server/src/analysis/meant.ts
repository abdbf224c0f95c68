import { nearest } from '../syntax/spelling';
import type { Name } from '../syntax/tree';
import type { Fix } from './diagnostic';

/** For a name that nothing has: the question after the known one that it most probably stands for, and its repair. */
export function meant(
  { text, start, end }: Name,
  known: readonly string[],
): { readonly question: string; readonly fixes: Fix[] } | undefined {
  const near = nearest(text, known);
  return near === undefined
    ? undefined
    : {
        question: `Did you mean \`${near}\`?`,
        fixes: [{ title: `Write ${near}`, span: { start, end }, replacement: near }],
      };
}
