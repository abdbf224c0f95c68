import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, Registry, parseRawGrammar } from 'vscode-textmate';
import { everything } from './fixture';

async function load(): Promise<IGrammar> {
  const oniguruma = createRequire(join(process.cwd(), 'package.json')).resolve('vscode-oniguruma');
  await loadWASM(readFileSync(join(oniguruma, '../onig.wasm')));
  const path = 'syntaxes/scale.tmLanguage.json';
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  return (await registry.loadGrammar('source.scale'))!;
}

/** `word:scope` for everything in the text that has a scope of its own; `.scale` is left out. */
function colours(grammar: IGrammar, text: string): string[] {
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const scope = scopes.length > 1 ? scopes.at(-1)!.replace(/\.scale$/, '') : '';
      const word = line.slice(startIndex, endIndex).trim();
      return scope && word ? [`${word}:${scope}`] : [];
    });
  });
}

describe('the colouring grammar', () => {
  let grammar: IGrammar;
  before(async () => {
    grammar = await load();
  });

  const lines: Record<string, string[]> = {
    'scale N1 = d^a, 0 <= a <= 6 // width': [
      ...['scale:keyword.control', 'N1:entity.name', '=:keyword.operator.relation', 'd:variable.other'],
      ...[
        '^:keyword.operator.arithmetic',
        'a:variable.other',
        ',:punctuation.separator',
        '0:constant.numeric',
      ],
      ...[
        '<=:keyword.operator.relation',
        'a:variable.other',
        '<=:keyword.operator.relation',
        '6:constant.numeric',
      ],
      '// width:comment.line.double-slash',
    ],
    '/// The width.': ['/// The width.:comment.line.documentation'],
    'import "a\\"b" /* c */': [
      ...['import:keyword.control', '":string.quoted.double', 'a:string.quoted.double'],
      ...[
        '\\":constant.character.escape',
        'b:string.quoted.double',
        '":string.quoted.double',
        '/*:comment.block',
      ],
      ...['c:comment.block', '*/:comment.block'],
    ],
    'network f(x) { h1 = dense(x, N); out h1 }': [
      ...['network:keyword.control', 'f:entity.name', '(:punctuation.bracket', 'x:variable.other'],
      ...[
        '):punctuation.bracket',
        '{:punctuation.bracket',
        'h1:variable.other',
        '=:keyword.operator.relation',
      ],
      ...[
        'dense:entity.name.function',
        '(:punctuation.bracket',
        'x:variable.other',
        ',:punctuation.separator',
      ],
      ...['N:variable.other', '):punctuation.bracket', ';:punctuation.separator', 'out:keyword.other'],
      ...['h1:variable.other', '}:punctuation.bracket'],
    ],
    'claim count(p.h2) ≪ 0.5 when w . x >> rate': [
      ...['claim:keyword.control', 'count:entity.name.function', '(:punctuation.bracket', 'p:variable.other'],
      ...['h2:variable.other.member', '):punctuation.bracket', '≪:keyword.operator.relation'],
      ...['0.5:constant.numeric', 'when:keyword.operator.word', 'w:variable.other'],
      ...[
        '.:keyword.operator.arithmetic',
        'x:variable.other',
        '>>:keyword.operator.relation',
        'rate:variable.other',
      ],
    ],
    '  norm(units, 2*j) = norm(input, j)': [
      ...['norm:keyword.other', '(:punctuation.bracket', 'units:keyword.other', ',:punctuation.separator'],
      ...['2:constant.numeric', '*:keyword.operator.arithmetic', 'j:variable.other', '):punctuation.bracket'],
      ...['=:keyword.operator.relation', 'norm:entity.name.function', '(:punctuation.bracket'],
      ...['input:variable.other', ',:punctuation.separator', 'j:variable.other', '):punctuation.bracket'],
    ],
    '  rate hidden, bias = bias^-1 for sgd': [
      ...['rate:keyword.other', 'hidden:keyword.other', ',:punctuation.separator', 'bias:keyword.other'],
      ...['=:keyword.operator.relation', 'bias:variable.other', '^:keyword.operator.arithmetic'],
      ...['-:keyword.operator.arithmetic', '1:constant.numeric', 'for:keyword.operator.word'],
      'sgd:variable.other',
    ],
    '  rate hiddens = hidden': [
      ...['rate:keyword.other', 'hiddens:variable.other', '=:keyword.operator.relation'],
      'hidden:variable.other',
    ],
    '  repeat L tied { h = tied }': [
      ...['repeat:keyword.other', 'L:variable.other', 'tied:keyword.other', '{:punctuation.bracket'],
      ...['h:variable.other', '=:keyword.operator.relation', 'tied:variable.other', '}:punctuation.bracket'],
    ],
    'let rate = scale * data.target': [
      ...['let:keyword.control', 'rate:entity.name', '=:keyword.operator.relation', 'scale:variable.other'],
      ...['*:keyword.operator.arithmetic', 'data:variable.other', 'target:variable.other.member'],
    ],
  };
  for (const [line, expected] of Object.entries(lines))
    it(line, () => assert.deepEqual(colours(grammar, line), expected));

  it('texts and comments hide what is in them', () => {
    const scopes = colours(grammar, 'source "scale // d"\n/* claim\nE ~ d */ let');
    assert.deepEqual(
      scopes.filter((s) => /keyword/.test(s)),
      ['source:keyword.other'],
    );
  });

  it('everything the language has is coloured', () => {
    const plain = colours(grammar, everything).filter((s) => s.endsWith(':'));
    assert.deepEqual(plain, []);
    for (const word of [
      'scale',
      'verify',
      'pattern',
      'limit',
      'module',
      'optimizer',
      'parametrization',
      'alignment',
    ])
      assert.ok(colours(grammar, everything).includes(`${word}:keyword.control`), word);
    for (const word of [
      'repeat',
      'out',
      'ridge',
      'seeds',
      'choose',
      'norm',
      'units',
      'positions',
      'define',
      'degrees',
      'rate',
      'on',
      'feature',
      'tied',
      'update',
      'epsilon',
      'multiplier',
      'init',
      'branch',
      'gain',
      'omega',
    ])
      assert.ok(colours(grammar, everything).includes(`${word}:keyword.other`), word);
  });
});
