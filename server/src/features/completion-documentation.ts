import type { CompletionItem } from 'vscode-languageserver-protocol';
import { builtin } from './builtins';
import type { Theme } from './contract';
import { Page } from './markdown';
import { builtinPage, entityPage, factPage } from './pages';
import type { Snapshot } from './snapshot';

/** What an item is about, for its documentation. */
export interface ItemData {
  readonly uri: string;
  readonly name: string;
}

/** The item with what a hover says about it. */
export function withDocumentation(
  item: CompletionItem,
  snapshot: Snapshot | undefined,
  theme: Theme,
): CompletionItem {
  const { name } = (item.data ?? {}) as Partial<ItemData>;
  if (!snapshot || name === undefined) return item;
  const page = new Page(theme);
  const fact = snapshot.facts.get(name.replace(/^pattern\(/, 'samples('));
  const entity =
    snapshot.analysis.symbols.find((s) => s.name === name) ??
    snapshot.names.find((o) => o.entity.name === name)?.entity;
  const known = builtin(name);
  if (fact) factPage(page, snapshot, fact);
  else if (entity) entityPage(page, snapshot, entity);
  else if (known) builtinPage(page, known);
  const value = page.toString();
  return value === '' ? item : { ...item, documentation: { kind: 'markdown', value } };
}
