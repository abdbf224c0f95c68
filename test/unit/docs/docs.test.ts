import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RULES } from '../../../server/src/analysis/diagnostic';
import { format } from '../../../server/src/syntax/format';
import { parse } from '../../../server/src/syntax/parse';

const root = process.cwd();
const pages = [
  'README.md',
  'trainer/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((f) => f.endsWith('.md'))
    .map((f) => `docs/${f}`),
];

describe('documentation', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');

    it(`${page}: every example in the language can be read`, () => {
      for (const [, example] of text.matchAll(/```scale\n([^]*?)```/g))
        assert.deepEqual(parse(example!).diagnostics, [], example);
    });

    it(`${page}: every link to a file of the project leads there`, () => {
      for (const [, target] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g))
        if (!/^[a-z]+:/.test(target!)) assert.ok(existsSync(join(root, dirname(page), target!)), target);
    });
  }

  it('the samples and the library stand as the formatter prints them', () => {
    for (const folder of ['samples', 'server/src/library'])
      for (const file of readdirSync(join(root, folder)).filter((f) => f.endsWith('.scale'))) {
        const text = readFileSync(join(root, folder, file), 'utf8');
        assert.equal(format(text), text, file);
      }
  });

  it('docs/language.md explains every rule of the analysis', () => {
    const text = readFileSync(join(root, 'docs/language.md'), 'utf8');
    for (const [code, { severity, about }] of Object.entries(RULES)) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${code}\` `));
      assert.ok(row, `no row for ${code}`);
      assert.ok(row.includes(severity) && row.includes(about), row);
    }
  });
});
