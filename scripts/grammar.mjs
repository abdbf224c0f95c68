// Writes what follows from the tables of server/src/syntax: the colouring grammar, and the tables of docs/language.md.
import { buildSync } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = buildSync({
  absWorkingDir: root,
  stdin: {
    contents: `export * from './textmate'; export * from './reference';`,
    resolveDir: join(root, 'server/src/syntax'),
    loader: 'ts',
  },
  bundle: true,
  format: 'cjs',
  write: false,
}).outputFiles[0].text;
const exported = { exports: {} };
new Function('module', 'exports', 'require', bundle)(
  exported,
  exported.exports,
  createRequire(import.meta.url),
);
const { textMateGrammar, keywordTable, mistakeTable } = exported.exports;

async function write(path, text) {
  const file = join(root, path);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

await write('syntaxes/scale.tmLanguage.json', JSON.stringify(textMateGrammar()));

const between = (text, name, content) =>
  text.replace(
    new RegExp(`(<!-- ${name} -->)[^]*?(<!-- end of ${name} -->)`),
    (_, begin, end) => `${begin}\n\n${content}\n\n${end}`,
  );
let reference = readFileSync(join(root, 'docs/language.md'), 'utf8');
reference = between(reference, 'keywords', keywordTable());
reference = between(reference, 'mistakes', mistakeTable());
await write('docs/language.md', reference);
