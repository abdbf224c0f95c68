// @ts-check
// Starts and stops a VS Code workbench server (see install.mjs) on 127.0.0.1, with all its data in one temporary folder.
// No `import.meta` here: the browser tests bundle this module.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../tools.mjs';

/**
 * @typedef {{ node: string, server: string }} Programs
 *
 * @typedef {object} Options
 * @property {string} [extensions] folder of installed extensions; none by default
 * @property {Record<string, unknown>} [settings] user settings, over the quiet ones below
 * @property {boolean} [token] ask for a connection token; without it every local user can open the workbench
 * @property {boolean} [smoke] in-host test mode: honours an extension under development and its tests in the
 *   address, and hides notifications
 * @property {boolean} [trust] treat every folder as trusted, without the dialog
 * @property {number} [port] 0 for any free one
 * @property {NodeJS.ProcessEnv} [env] added to ours for the extensions
 *
 * @typedef {object} Workbench
 * @property {number} port
 * @property {(folder: string, payload?: [string, string][]) => string} address of a folder opened in it
 * @property {(path: string) => string} remote a local path as the workbench names it
 * @property {string} data the folder of all its data
 * @property {Promise<unknown>} ended resolves when the server has ended by itself or by `stop`
 * @property {() => Promise<void>} stop ends every process of it and removes its data
 */

/** No welcome, no network chatter, no side bar in the pictures. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'always', // ask at once; else the window is restricted with a banner
};
const startWithinMs = 60_000;

/** Our environment without what would make the server believe that it runs inside another VS Code. */
function environment(/** @type {NodeJS.ProcessEnv} */ extra) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/** @param {Programs} programs @param {Options} [options] @returns {Promise<Workbench>} */
export async function startWorkbench(programs, options = {}) {
  const data = mkdtempSync(join(tmpdir(), 'powercount-workbench-'));
  const settings = JSON.stringify({ ...quiet, ...options.settings });
  for (const kind of ['User', 'Machine']) {
    mkdirSync(join(data, 'data', kind), { recursive: true });
    writeFileSync(join(data, 'data', kind, 'settings.json'), settings);
  }
  const token = options.token ? randomBytes(16).toString('hex') : undefined;
  const tokenFile = join(data, 'token'); // not an argument: other users can read those
  if (token) writeFileSync(tokenFile, token, { mode: 0o600 });
  const args = [
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--server-data-dir', data, '--extensions-dir', options.extensions ?? join(data, 'extensions')],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(token ? ['--connection-token-file', tokenFile] : ['--without-connection-token']),
    ...(options.smoke ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust ? ['--disable-workspace-trust'] : []),
  ];
  // Detached: a process group of its own, so that its extension hosts and their children end with it.
  const child = spawn(programs.node, [programs.server, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(options.env ?? {}),
    detached: true,
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const signal = (/** @type {NodeJS.Signals} */ name) => {
    try {
      process.kill(-(child.pid ?? NaN), name);
    } catch {
      return; // already gone
    }
  };
  const clean = () => {
    signal('SIGKILL');
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', clean);
  const stop = async () => {
    signal('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    clean();
    process.off('exit', clean);
  };

  let log = '';
  const port = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) =>
      reject(new Error(`The VS Code server ${why}\n${log.slice(-4000)}`));
    setTimeout(() => fail('did not start in time'), startWithinMs).unref();
    const read = (/** @type {Buffer} */ chunk) => {
      log = (log + chunk).slice(-100_000);
      const listening = /Extension host agent listening on (\d+)/.exec(log);
      if (listening) resolve(Number(listening[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', (error) => fail(`did not start: ${error.message}`));
    child.on('exit', (code) => fail(`ended early: exit ${code}`));
  }).catch(async (error) => {
    await stop();
    throw error;
  });

  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    port,
    data,
    remote,
    ended,
    stop,
    address: (folder, payload = []) => {
      const query = new URLSearchParams({ folder });
      if (token) query.set('tkn', token);
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://127.0.0.1:${port}/?${query}`;
    },
  };
}

/**
 * Installs a packaged extension into a folder for `startWorkbench`.
 * @param {Programs} programs @param {string} vsix @param {string} extensions
 */
export async function installExtension(programs, vsix, extensions) {
  const data = mkdtempSync(join(tmpdir(), 'powercount-install-'));
  const args = ['--install-extension', vsix, '--extensions-dir', extensions, '--server-data-dir', data];
  try {
    await must(programs.node, [programs.server, ...args], { env: environment({}), quiet: true });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Interrupting the script ends what it started: without this, Ctrl-C skips the `exit` handlers. */
export function exitOnSignals() {
  for (const [name, number] of /** @type {const} */ ([
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]))
    process.once(name, () => process.exit(128 + number));
}
