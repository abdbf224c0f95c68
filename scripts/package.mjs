// @ts-check
// `npm run package`: the extension as one file, out/powercount.vsix.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The design's budget: no native parts, so a small download. */
const maxBytes = 3_000_000;

/** Bundles, minified, and packs. Needs no network. @returns {Promise<string>} path of the package */
export async function packageExtension() {
  const { buildAll } = await import('./build.mjs');
  await buildAll({ minify: true });
  const vsix = join(root, 'out/powercount.vsix');
  mkdirSync(join(root, 'out'), { recursive: true });
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  // The bundles hold the dependencies; links in the README stay as they are, since no repository is declared.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await must(process.execPath, [vsce, 'package', ...flags, '--out', vsix], { cwd: root, quiet: true });
  const { size } = statSync(vsix);
  if (size > maxBytes) throw new Error(`${vsix} has ${size} bytes, more than ${maxBytes}`);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const vsix = await packageExtension();
  console.log(`${vsix}: ${statSync(vsix).size} bytes`);
}
