import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from '../../../server/src/syntax/format';
import { keywords } from '../../../server/src/syntax/keywords';
import { mistakes } from '../../../server/src/syntax/mistakes';
import { parse } from '../../../server/src/syntax/parse';
import { keywordTable, mistakeTable } from '../../../server/src/syntax/reference';
import { textMateGrammar } from '../../../server/src/syntax/textmate';

const reference = readFileSync('docs/language.md', 'utf8');
const fences = [...reference.matchAll(/^```([a-z-]+)(?: (.*))?\n([^]*?)^```$/gm)].map((m) => ({
  language: m[1]!,
  info: m[2],
  text: m[3]!,
}));

describe('docs/language.md', () => {
  it('every example is read without a diagnostic, and stands as it would be printed', () => {
    const examples = fences.filter((f) => f.language === 'scale');
    assert.ok(examples.length >= 15);
    for (const { text } of examples) {
      assert.deepEqual(parse(text).diagnostics, [], text);
      if (!text.includes(';')) assert.equal(format(text), text);
    }
  });

  it('every example of a mistake gives the diagnostic that it names', () => {
    const examples = fences.filter((f) => f.language === 'scale-error');
    assert.ok(examples.length >= 5);
    for (const { text, info } of examples)
      assert.deepEqual(
        parse(text).diagnostics.map((d) => d.code),
        [info],
        text,
      );
  });

  it('every construct of the language is shown', () => {
    const shown = fences
      .filter((f) => f.language === 'scale')
      .flatMap((f) => parse(f.text).statements.map((s) => s.kind));
    assert.equal(new Set(shown).size, 21);
  });

  it('the tables are those of the code (node scripts/grammar.mjs)', () => {
    const plain = (table: string) =>
      table
        .trim()
        .split('\n')
        .map((line) => line.replace(/\s*(?<!\\)\|\s*/g, '|').replace(/-{3,}/g, '---'));
    const table = (name: string) =>
      plain(new RegExp(`<!-- ${name} -->([^]*)<!-- end of ${name} -->`).exec(reference)![1]!);
    assert.deepEqual(table('keywords'), plain(keywordTable()));
    assert.deepEqual(table('mistakes'), plain(mistakeTable()));
    assert.equal(table('keywords').length, keywords.length + 2);
    assert.equal(table('mistakes').length, Object.keys(mistakes).length + 2);
  });

  it('the grammar names every word that the parser takes', () => {
    const grammar = fences.find((f) => f.language === 'ebnf')!.text;
    const settings = ['posterior', 'training', 'verify', 'activation', 'alignment'];
    for (const { word, place } of keywords.filter((k) => !settings.includes(k.place)))
      assert.ok(grammar.includes(`"${word}"`), `${word} (${place})`);
  });

  it('the grammar defines every rule that it uses', () => {
    const grammar = fences.find((f) => f.language === 'ebnf')!.text.replace(/"(?:[^"\\]|\\.)*"|'"'/g, '');
    const rules = new Set([...grammar.matchAll(/^([a-z-]+)\s*=/gm)].map((m) => m[1]!));
    const prose = ['end', 'setting-word'];
    const lexical = grammar.indexOf('\nname ');
    for (const [used] of grammar.slice(0, lexical).matchAll(/[a-z][a-z-]*/g))
      assert.ok(rules.has(used) || prose.includes(used), used);
  });
});

describe('the keyword table', () => {
  it('has one entry for a word at a place, with a sentence and a shape that shows the word', () => {
    assert.equal(new Set(keywords.map((k) => `${k.word} ${k.place}`)).size, keywords.length);
    for (const k of keywords) {
      assert.match(k.doc, /^[A-Z].*\.$/, k.word);
      assert.ok(k.shape.includes(k.word), k.word);
    }
  });

  it('the shape of every statement and item is the language', () => {
    const around: Record<string, string> = {
      network: 'network f(x) { # }',
      posterior: 'posterior p of f on y { # }',
      training: 'training t of f { # }',
      verify: 'verify samples(p) { # }',
      activation: 'activation erf { # }',
      pattern: 'pattern a on layer of feature j { # }',
      module: 'module a(input) of feature j { # }',
      optimizer: 'optimizer a { # }',
      parametrization: 'parametrization a { # }',
      weights: 'parametrization a { # }',
      alignment: 'alignment a { # }',
      statement: '#',
    };
    for (const k of keywords.filter((k) => around[k.place])) {
      const text = around[k.place]!.replace('#', k.shape.replace('{ … }', '{}'));
      assert.deepEqual(parse(text).diagnostics, [], text);
    }
  });
});

describe('syntaxes/scale.tmLanguage.json', () => {
  it('is the grammar of the code (node scripts/grammar.mjs)', () => {
    const written: unknown = JSON.parse(readFileSync('syntaxes/scale.tmLanguage.json', 'utf8'));
    assert.deepEqual(written, JSON.parse(JSON.stringify(textMateGrammar())));
  });
});
