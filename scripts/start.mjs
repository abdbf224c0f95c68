// @ts-check
// `npm start`: see usage() below. Needs Node and git alone; installs and builds what is missing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensurePackages, must, onPath, run } from './tools.mjs';
import { exitOnSignals, installExtension, startWorkbench } from './workbench/server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const samples = join(root, 'samples');

const usage = `npm start                open the samples in VS Code with the extension loaded: in your own where the
                         command \`code\` opens one, else in a VS Code served on 127.0.0.1 (any browser)
npm start -- --cli       derive and verify the main sample in this terminal
npm start -- --no-open   do not open your own VS Code, serve one
npm start -- --port N    serve on this port (implies --no-open)
npm start -- --help      this text`;

const build = () => must(process.execPath, [join(root, 'scripts/build.mjs')]);

/** What the command line is for: exponents, and one claim put to the test. */
async function commandLine() {
  await build();
  const sample = join(relative(process.cwd(), samples), 'two-layer.scale');
  const commands = [
    ['derive', sample, '--why', '--of', 'samples(p)'],
    ['check', sample],
    ['verify', sample],
  ];
  for (const command of commands) {
    console.log(
      `\n$ powercount ${command.map((word) => (word.includes('(') ? `"${word}"` : word)).join(' ')}`,
    );
    const { status } = await run(process.execPath, [join(root, 'dist/cli.js'), ...command]);
    if (status !== 0) return status;
  }
  return 0;
}

/** Opens the user's VS Code; false where there is none to open (no `code`, no display, or a remote terminal). */
async function openOwn() {
  const code = onPath('code', 'code-insiders', 'codium');
  const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (!code || noDisplay || process.env.VSCODE_IPC_HOOK_CLI) return false;
  await build();
  const { status } = await run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, samples]);
  if (status === 0) console.log('The samples are open in VS Code, with the extension loaded.');
  return status === 0;
}

/** Serves a real VS Code with the packaged extension installed, until it is interrupted. @param {number} port */
async function serve(port) {
  const { installWorkbench } = await import('./workbench/install.mjs');
  const { packageExtension } = await import('./package.mjs');
  const programs = await installWorkbench();
  const extensions = mkdtempSync(join(tmpdir(), 'powercount-extensions-'));
  process.on('exit', () => rmSync(extensions, { recursive: true, force: true }));
  await installExtension(programs, await packageExtension(), extensions);
  const workbench = await startWorkbench(programs, { extensions, token: true, port });
  console.log(`\nVS Code with Powercount, on this machine only:\n\n  ${workbench.address(samples)}\n`);
  console.log('Ctrl-C ends it.');
  await workbench.ended;
  throw new Error('the VS Code server ended');
}

async function main() {
  const { values } = parseArgs({
    options: {
      cli: { type: 'boolean' },
      'no-open': { type: 'boolean' },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(usage);
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port}: not a port`);
  exitOnSignals();
  await ensurePackages(root);
  if (values.cli) process.exitCode = await commandLine();
  else if (values['no-open'] || values.port !== undefined || !(await openOwn())) await serve(port);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
