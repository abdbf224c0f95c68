import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver-protocol';
import type { NetworkItem, Statement } from '../syntax/tree';
import type { Snapshot } from './snapshot';

const KINDS: Readonly<Partial<Record<Statement['kind'], SymbolKind>>> = {
  scale: SymbolKind.Variable,
  exponent: SymbolKind.TypeParameter,
  let: SymbolKind.Constant,
  data: SymbolKind.Array,
  target: SymbolKind.Function,
  network: SymbolKind.Class,
  posterior: SymbolKind.Object,
  training: SymbolKind.Object,
  pattern: SymbolKind.Interface,
  activation: SymbolKind.Function,
  module: SymbolKind.Interface,
  optimizer: SymbolKind.Interface,
  parametrization: SymbolKind.Interface,
  alignment: SymbolKind.Interface,
  curve: SymbolKind.Object,
  resource: SymbolKind.Interface,
  claim: SymbolKind.Boolean,
  verify: SymbolKind.Event,
  import: SymbolKind.File,
};

/** What the text declares, claims and verifies, with the layers of networks. */
export function outline(snapshot: Snapshot): DocumentSymbol[] {
  return snapshot.analysis.document.statements.flatMap((statement) => symbol(statement, snapshot) ?? []);
}

function symbol(statement: Statement, snapshot: Snapshot): DocumentSymbol | undefined {
  const kind = KINDS[statement.kind];
  if (kind === undefined) return undefined;
  const named = 'name' in statement && statement.name?.text ? statement.name : undefined;
  const subject =
    statement.kind === 'claim'
      ? statement.claim
      : statement.kind === 'verify'
        ? statement.subject
        : statement.kind === 'import'
          ? statement.path
          : undefined;
  const span = named ?? subject;
  const name = span && snapshot.written(span).replace(/\s+/g, ' ').trim();
  if (!span || !name) return undefined;
  return {
    name,
    detail: statement.kind,
    kind,
    range: snapshot.range(statement),
    selectionRange: snapshot.range(span),
    ...(statement.kind === 'network' ? { children: layers(statement.body, snapshot) } : {}),
  };
}

function layers(body: readonly NetworkItem[], snapshot: Snapshot): DocumentSymbol[] {
  return body.flatMap((item) => {
    if (item.kind === 'repeat') return layers(item.body, snapshot);
    if (item.kind === 'bad') return [];
    const span = item.kind === 'layer' ? item.name : { start: item.start, end: item.start + 'out'.length };
    return [
      {
        name: snapshot.written(span) || item.kind,
        detail: snapshot.written(item.value).replace(/\s+/g, ' '),
        kind: SymbolKind.Field,
        range: snapshot.range(item),
        selectionRange: snapshot.range(span),
      },
    ];
  });
}
