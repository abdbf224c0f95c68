import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver-protocol';
import type { SymbolKind } from '../analysis/symbols';
import { visit } from '../syntax/walk';
import { builtin } from './builtins';
import type { Snapshot } from './snapshot';

/** Standard types and modifiers only, so that every theme has colours for them. */
export const LEGEND: SemanticTokensLegend = {
  tokenTypes: [
    'variable',
    'typeParameter',
    'class',
    'property',
    'struct',
    'enumMember',
    'function',
    'method',
    'parameter',
  ],
  tokenModifiers: ['declaration', 'readonly', 'defaultLibrary'],
};

const TYPES: Readonly<Record<SymbolKind, string>> = {
  scale: 'variable',
  let: 'variable',
  exponent: 'typeParameter',
  data: 'variable',
  target: 'variable',
  direction: 'parameter',
  network: 'class',
  layer: 'property',
  posterior: 'struct',
  training: 'struct',
  pattern: 'enumMember',
  activation: 'function',
  module: 'function',
  optimizer: 'enumMember',
  parametrization: 'enumMember',
  alignment: 'enumMember',
  curve: 'struct',
  resource: 'enumMember',
  parameter: 'parameter',
};

interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly modifiers: readonly string[];
}

/** The meaning of every name; the colouring grammar has done the rest. */
export function semanticTokens(snapshot: Snapshot): SemanticTokens {
  const names = snapshot.names.map(({ span, entity, declares }): Token => ({
    ...span,
    type: TYPES[entity.kind],
    modifiers: [
      ...(declares ? ['declaration'] : []),
      ...(entity.kind === 'scale' || entity.kind === 'let' ? ['readonly'] : []),
      ...(entity.uri === snapshot.uri ? [] : ['defaultLibrary']),
    ],
  }));
  const taken = new Set(names.map((token) => token.start));
  const builder = new SemanticTokensBuilder();
  for (const token of [...names, ...builtinCalls(snapshot).filter((t) => !taken.has(t.start))].sort(
    (a, b) => a.start - b.start,
  )) {
    const { line, character } = snapshot.text.positionAt(token.start);
    const modifiers = token.modifiers.reduce((bits, m) => bits | (1 << LEGEND.tokenModifiers.indexOf(m)), 0);
    builder.push(line, character, token.end - token.start, LEGEND.tokenTypes.indexOf(token.type), modifiers);
  }
  return builder.build();
}

function builtinCalls(snapshot: Snapshot): Token[] {
  const found: Token[] = [];
  for (const statement of snapshot.analysis.document.statements)
    visit(statement, (node) => {
      if (node.kind !== 'call' || node.callee.kind !== 'name') return;
      const known = builtin(node.callee.text);
      const { start, end } = node.callee;
      if (known)
        found.push({
          start,
          end,
          type: known.kind === 'quantity' || known.kind === 'claimed' ? 'method' : 'function',
          modifiers: ['defaultLibrary'],
        });
    });
  return found;
}
