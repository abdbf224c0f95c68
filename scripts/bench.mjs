// @ts-check
// `npm run bench [-- part of a path …]`: bundles the benchmarks and the server as they ship, and runs them one by one.
// They print what they measure and judge nothing: times depend on the machine.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOptions, walk } from './build.mjs';
import { cacheFolder } from './workbench/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const benches = walk(join(root, 'test/bench')).filter(
  (/** @type {string} */ file) =>
    file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((part) => file.includes(part))),
);
/** Programs that are compared side by side share one core, where the system can hold them on it. */
const onOneCore = (/** @type {string} */ file) =>
  file.endsWith('parametric.bench.ts') && spawnSync('taskset', ['-c', '0', 'true']).status === 0
    ? ['taskset', '-c', '0']
    : [];
if (benches.length === 0) throw new Error(`no benchmark matches ${wanted.join(' ')}`);
const outdir = mkdtempSync(join(root, 'node_modules/.bench-'));
try {
  const options = /** @type {import('esbuild').BuildOptions} */ (bundleOptions);
  const server = join(root, 'server/src/server.ts');
  await build({ ...options, sourcemap: false, minify: true, outdir, entryPoints: { server } });
  await build({ ...options, outdir, outbase: root, entryPoints: benches });
  for (const file of benches) {
    const bundle = join(outdir, relative(root, file).replace(/\.ts$/, '.js'));
    const env = {
      ...process.env,
      POWERCOUNT_SERVER: join(outdir, 'server.js'),
      POWERCOUNT_CACHE: cacheFolder(),
    };
    const [program = '', ...args] = [...onOneCore(file), process.execPath, '--expose-gc', bundle];
    const { status } = spawnSync(program, args, {
      cwd: root,
      stdio: 'inherit',
      env,
    });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
