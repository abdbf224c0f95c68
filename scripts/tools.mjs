// @ts-check
// What the scripts share: running programs, finding them, and the project's own packages. Uses Node alone.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a program to its end with our terminal, and no standard input (no script may wait for an answer).
 * @param {string} program @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutSeconds?: number }} [options] quiet: keep the output, show it only on failure
 * @returns {Promise<{ status: number, output: string }>} status 127 where the program is missing, 124 after the timeout
 */
export function run(program, args, { cwd, env, quiet = false, timeoutSeconds = 1200 } = {}) {
  return new Promise((resolve) => {
    // Only batch files (npm.cmd, code.cmd) need a shell, and only Windows has them.
    const shell = process.platform === 'win32' && program.endsWith('.cmd');
    const child = spawn(shell ? `"${program}"` : program, args, {
      cwd,
      env: env ?? process.env,
      shell,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const end = () => child.kill();
    process.on('exit', end);
    let output = '';
    let late = false;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => (late = child.kill('SIGKILL')), timeoutSeconds * 1000);
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ status: late ? 124 : (code ?? (child.pid ? 1 : 127)), output });
    });
  });
}

/** Like run, but a failure throws with the program's own output. @type {typeof run} */
export async function must(program, args, options) {
  const result = await run(program, args, options);
  if (result.status === 0) return result;
  throw new Error(`${[program, ...args].join(' ')}: exit ${result.status}\n${result.output.slice(-4000)}`);
}

/** The npm that started us, else the one on PATH. @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export function npm(args, options) {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return must(process.execPath, [own, ...args], options);
  return must(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/** Full path of the first of these programs found on PATH. @param {string[]} names */
export function onPath(...names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(delimiter))
      for (const ending of endings) {
        const file = join(folder, name + ending);
        try {
          accessSync(file, constants.X_OK);
          return file;
        } catch {
          continue;
        }
      }
  return undefined;
}

/**
 * Installs the locked packages where one is missing or has another version than the lock file says.
 * Compares contents, not times: a checkout or a copy changes times at will.
 * @param {string} root
 */
export async function ensurePackages(root) {
  const packages = (/** @type {string} */ file) =>
    existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')).packages : {};
  const installed = packages('node_modules/.package-lock.json');
  const stale = Object.entries(packages('package-lock.json')).some(
    ([path, entry]) => path !== '' && !entry.optional && installed[path]?.version !== entry.version,
  );
  if (!stale) return;
  console.log('Installing the locked packages (npm ci) …');
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
}
