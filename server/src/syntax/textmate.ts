import { keywordsAt, type Place } from './keywords';

/**
 * The colouring grammar, written from the keyword table into syntaxes/scale.tmLanguage.json by scripts/grammar.mjs.
 * It works line by line and knows no blocks; semantic tokens refine it.
 */
export function textMateGrammar(): object {
  const name = "[\\p{L}_][\\p{L}\\d_]*'*";
  const begins = '(?<=^|[;{])(\\s*)';
  const governs = '(?!\\s*[=.,)*/^+])(?=\\s|$)';
  const kinds = `(?:${words('weights')})\\b`;
  // These declare no name.
  const nameless = '(?:assume|import|claim|verify|limit)\\b';
  return {
    name: 'Scale',
    scopeName: 'source.scale',
    patterns: [
      { name: 'comment.line.documentation.scale', match: '///.*$' },
      { name: 'comment.line.double-slash.scale', match: '//.*$' },
      { name: 'comment.block.scale', begin: '/\\*', end: '\\*/' },
      {
        name: 'string.quoted.double.scale',
        begin: '"',
        end: '"|$',
        patterns: [{ name: 'constant.character.escape.scale', match: '\\\\.' }],
      },
      {
        match: `${begins}(?!${nameless})(${words('statement')})(\\s+)(${name})`,
        captures: { 2: { name: 'keyword.control.scale' }, 4: { name: 'entity.name.scale' } },
      },
      {
        match: `${begins}(${words('statement')})${governs}`,
        captures: { 2: { name: 'keyword.control.scale' } },
      },
      {
        begin: `${begins}(multiplier|init|rate)(?=\\s+${kinds}(?:\\s*,\\s*${kinds})*\\s*=)`,
        beginCaptures: { 2: { name: 'keyword.other.scale' } },
        end: '(?==)',
        patterns: [
          { name: 'keyword.other.scale', match: kinds },
          { name: 'punctuation.separator.scale', match: ',' },
        ],
      },
      {
        match: `${begins}(${words('network', 'posterior', 'training', 'verify', 'activation', 'pattern', 'module', 'optimizer', 'parametrization', 'alignment', 'resource')})${governs}`,
        captures: { 2: { name: 'keyword.other.scale' } },
      },
      {
        match: `${begins}(norm)(?=\\([^=;]*\\)\\s*=)(?:(\\()(units|output)(?=\\s*,))?`,
        captures: {
          2: { name: 'keyword.other.scale' },
          3: { name: 'punctuation.bracket.scale' },
          4: { name: 'keyword.other.scale' },
        },
      },
      {
        name: 'keyword.other.scale',
        match: `(?<=[\\p{L}\\d_'] )(${words('header')})(?=\\s+(?:${name}|\\{))`,
      },
      {
        name: 'keyword.operator.word.scale',
        match: `(?<![\\p{L}\\d_.])(${words('expression')})(?![\\p{L}\\d_'])`,
      },
      { name: 'constant.numeric.scale', match: '(?<![\\p{L}\\d_])\\d+(?:\\.\\d+)?' },
      { name: 'variable.other.member.scale', match: `(?<=[\\p{L}\\d_')]\\.)${name}` },
      { name: 'entity.name.function.scale', match: `${name}(?=\\()` },
      { name: 'variable.other.scale', match: name },
      { name: 'keyword.operator.range.scale', match: '\\.\\.' },
      { name: 'keyword.operator.relation.scale', match: '<<|>>|<~|>~|<=|>=|[~<>=|≪≫≲≳≤≥∼∣]' },
      { name: 'keyword.operator.arithmetic.scale', match: '[-+*/^·⋅−]|(?<=\\s)\\.(?=\\s)' },
      { name: 'punctuation.separator.scale', match: '[,;:]' },
      { name: 'punctuation.bracket.scale', match: '[()\\[\\]{}]' },
    ],
  };
}

const words = (...places: Place[]) =>
  [...new Set(places.flatMap((p) => keywordsAt(p).map((k) => k.word)))].join('|');
