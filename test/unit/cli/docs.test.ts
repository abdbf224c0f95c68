import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount, root } from './program';

const path = join(root, 'docs/cli.md');
const docs = readFileSync(path, 'utf8');

/** What a `console` block shows after its command. */
function shown(cwd: string, command: string): string {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { out, err } = powercount(cwd, ...words.slice(1));
  return (err + out).trimEnd();
}

// `UPDATE_DOCS=1` writes the blocks anew: then read the difference.
describe('docs/cli.md', () => {
  let cwd = '';
  before(async () => {
    await bundle();
    const texts = [...docs.matchAll(/`([\w-]+\.scale)`:\n\n```scale\n([^]*?)```/g)];
    assert.ok(texts.length > 1);
    cwd = folderWith(Object.fromEntries(texts.map(([, name, text]) => [name, text])));
  });

  // A block that shows fences has a longer one.
  const block = /(`{3,})console\n\$ (powercount .*)\n([^]*?)\1\n/g;
  const blocks = [...docs.matchAll(block)].map(([, , command = '', output]) => ({ command, output }));

  it('shows every command', () => {
    for (const name of ['check', 'derive', 'diagram', 'verify', 'format'])
      assert.ok(
        blocks.some(({ command }) => command === `powercount ${name} --help`),
        name,
      );
  });

  if (process.env.UPDATE_DOCS)
    it('is written anew', () => {
      const anew = docs.replace(block, (_, fence: string, command: string) =>
        [`${fence}console`, `$ ${command}`, shown(cwd, command), fence, ''].join('\n'),
      );
      writeFileSync(path, anew);
    });
  else
    for (const { command, output } of blocks)
      it(`shows what \`${command}\` prints`, () => assert.equal(output?.trimEnd(), shown(cwd, command)));
});
