import { CompletionItemKind } from 'vscode-languageserver-protocol';
import type { SymbolKind } from '../analysis/symbols';

/** How the editor marks declared names that it offers. */
export const ITEM_KINDS: Readonly<Record<SymbolKind, CompletionItemKind>> = {
  scale: CompletionItemKind.Variable,
  exponent: CompletionItemKind.TypeParameter,
  let: CompletionItemKind.Constant,
  data: CompletionItemKind.Variable,
  target: CompletionItemKind.Variable,
  direction: CompletionItemKind.Variable,
  network: CompletionItemKind.Class,
  layer: CompletionItemKind.Field,
  posterior: CompletionItemKind.Struct,
  training: CompletionItemKind.Struct,
  pattern: CompletionItemKind.EnumMember,
  activation: CompletionItemKind.Function,
  module: CompletionItemKind.Function,
  optimizer: CompletionItemKind.EnumMember,
  parametrization: CompletionItemKind.EnumMember,
  alignment: CompletionItemKind.EnumMember,
  curve: CompletionItemKind.Struct,
  resource: CompletionItemKind.EnumMember,
  parameter: CompletionItemKind.Variable,
};
