// Builds everything that runs into dist/ (and, with --tests, the test bundles into out/).
import { build } from 'esbuild';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** How every bundle is made: CommonJS for Node 20, library texts and kernels inside. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  logLevel: 'warning',
  external: ['vscode', 'mocha', 'playwright-core', '@vscode/test-electron', 'vscode-oniguruma', 'esbuild'],
  loader: { '.scale': 'text', '.wasm': 'binary', '.ttf': 'binary' },
};

/** Entry points that exist; a room that is not there is not built. */
const entries = {
  client: 'client/src/extension.ts',
  server: 'server/src/server.ts',
  cli: 'server/src/cli.ts',
  trainer: 'trainer/embedded/main.ts',
};

/** The derivation panel's page: one script and one style sheet for a browser, with KaTeX's fonts as files beside them. */
export const pageOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  target: 'chrome120',
  format: 'iife',
  sourcemap: 'linked',
  logLevel: 'warning',
  entryPoints: { main: 'client/panel/main.ts' },
  outdir: 'dist/panel',
  assetNames: 'fonts/[name]',
  // KaTeX names each font in three formats, best first; the editor's browser takes the first.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
};

/** Every test file is a bundle, but the in-host suite is one. */
const testEntry = /^test\/(?!editor\/).*\.(test|bench)\.ts$|^test\/editor\/index\.ts$/;

export const walk = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? walk(join(folder, e.name)) : [join(folder, e.name)],
      )
    : [];

export async function buildAll({ tests = false, minify = false } = {}) {
  const kernels = join(root, 'trainer/embedded/kernels/build.mjs');
  if (existsSync(kernels)) await (await import(kernels)).buildKernels();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await build({
    ...bundleOptions,
    minify,
    outdir: 'dist',
    entryPoints: Object.entries(entries)
      .filter(([, file]) => existsSync(join(root, file)))
      .map(([out, file]) => ({ in: file, out })),
  });
  await build({ ...pageOptions, minify });
  // As files too, so that go-to-definition opens the rules.
  cpSync(join(root, 'server/src/library'), join(root, 'dist/library'), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  });
  // The package of the torch trainer, which any Python with PyTorch runs.
  cpSync(join(root, 'trainer/torch/powercount_torch'), join(root, 'dist/torch/powercount_torch'), {
    recursive: true,
    filter: (file) => !file.includes('__pycache__'),
  });
  if (tests) {
    rmSync(join(root, 'out'), { recursive: true, force: true });
    await build({
      ...bundleOptions,
      outdir: 'out',
      outbase: '.',
      entryPoints: walk(join(root, 'test')).filter((f) =>
        testEntry.test(relative(root, f).replaceAll('\\', '/')),
      ),
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll({ tests: process.argv.includes('--tests'), minify: process.argv.includes('--minify') });
}
