// @ts-check
// `npm test [-- stage …]`: installs what is missing, runs the stages in order, and ends with one line of counts.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, run } from './tools.mjs';
import { hasWorkbench } from './workbench/install.mjs';
import { exitOnSignals } from './workbench/server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);
const started = Date.now();
const scratch = mkdtempSync(join(tmpdir(), 'powercount-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
exitOnSignals();

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
const counts = join(scratch, 'counts.json');
const report = join(scratch, 'report.txt');
const env = { ...process.env, POWERCOUNT_COUNTS: counts };
const inEditor = { ...env, POWERCOUNT_REPORT: report };

/** A check that is one case: the program's exit status. @param {string} script @param {string[]} args */
const check = (script, args) => async () =>
  (await run(process.execPath, [bin(script), ...args], { cwd: root })).status === 0;

/** @param {string} folder @param {NodeJS.ProcessEnv} [more] */
const mocha = (folder, more) => {
  const args = [bin('mocha/bin/mocha.js'), '--recursive', '--timeout', '60000', '--forbid-only'];
  args.push('--reporter', join(root, 'scripts/reporter.mjs'), join(root, 'out/test', folder));
  return run(process.execPath, args, { cwd: root, env: { ...env, ...more } });
};

/** The samples, copied: what a test writes never lands in the project. */
const workspace = () => {
  const folder = mkdtempSync(join(scratch, 'workspace-'));
  cpSync(join(root, 'samples'), folder, { recursive: true });
  return folder;
};

const tools = async () => {
  const { installWorkbench } = await import('./workbench/install.mjs');
  const { ensureBrowser } = await import('./workbench/browser.mjs');
  return { programs: await installWorkbench(), browser: await ensureBrowser() };
};

const suite = join(root, 'out/test/editor/index.js');

/**
 * @typedef {object} Stage
 * @property {string} title
 * @property {'build'} [needs] the stage that runs before it, also when it is asked for by itself
 * @property {() => boolean} [only] whether to run when no stage is asked for; else always
 * @property {() => string | undefined} [skip] why it cannot run here
 * @property {() => Promise<boolean>} [check] one test case
 * @property {() => Promise<unknown>} [suite] many: it leaves its counts in the file
 */

/** In order. @type {Record<string, Stage>} */
const stages = {
  format: {
    title: 'format check',
    check: check('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  },
  lint: { title: 'lint', check: check('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) },
  types: { title: 'type check', check: check('typescript/bin/tsc', ['--noEmit']) },
  build: {
    title: 'build',
    check: async () => {
      const { buildAll } = await import('./build.mjs');
      await buildAll({ tests: true });
      return true;
    },
  },
  unit: {
    title: 'unit tests',
    needs: 'build',
    suite: async () => {
      const { ensureBrowser } = await import('./workbench/browser.mjs'); // formulas are compared with its pictures
      await mocha('unit', { POWERCOUNT_CHROMIUM: await ensureBrowser() });
    },
  },
  editor: {
    title: 'in-host suite in a VS Code workbench',
    needs: 'build',
    only: () => hasWorkbench,
    suite: async () => {
      const { programs, browser } = await tools();
      const { runSuite } = await import('./workbench/suite.mjs');
      const logFile = join(root, 'out/workbench.log');
      await runSuite(programs, browser, {
        extension: root,
        module: suite,
        folder: workspace(),
        logFile,
        env: inEditor,
      });
    },
  },
  desktop: {
    title: 'in-host suite in a desktop VS Code',
    needs: 'build',
    // It downloads VS Code, so it is asked for where the workbench can run the same suite.
    only: () => process.env.POWERCOUNT_ELECTRON === '1' || !hasWorkbench,
    suite: async () => {
      const { runTests } = await import('@vscode/test-electron');
      const launchArgs = [
        workspace(),
        '--disable-workspace-trust',
        '--user-data-dir',
        join(scratch, 'desktop'),
      ];
      await runTests({
        extensionDevelopmentPath: root,
        extensionTestsPath: suite,
        extensionTestsEnv: inEditor,
        launchArgs,
      });
    },
  },
  ui: {
    title: 'browser tests on the packaged, installed extension',
    needs: 'build',
    skip: () => (hasWorkbench ? undefined : 'the workbench is packaged for Linux on x64 only'),
    suite: async () => {
      const { programs, browser } = await tools();
      const { packageExtension } = await import('./package.mjs');
      const { installExtension } = await import('./workbench/server.mjs');
      const extensions = join(scratch, 'extensions');
      mkdirSync(extensions);
      await installExtension(programs, await packageExtension(), extensions);
      await mocha('ui', {
        POWERCOUNT_UI: JSON.stringify({ programs, browser, extensions, samples: workspace() }),
      });
    },
  },
};

/** @param {string} name @returns {Promise<Counts>} */
async function runStage(name) {
  const { title, check, suite, skip } = /** @type {Stage} */ (stages[name]);
  console.log(`\n── ${title}`);
  const because = skip?.();
  if (because) {
    console.log(`skipped: ${because}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const since = Date.now();
  for (const file of [counts, report]) rmSync(file, { force: true });
  let result = { passed: 0, failed: 1, skipped: 0 };
  try {
    if (check && (await check())) result = { passed: 1, failed: 0, skipped: 0 };
    await suite?.();
    if (suite && existsSync(counts)) result = JSON.parse(readFileSync(counts, 'utf8'));
    else if (suite) console.error(`${title}: it ended without a result`);
    if (result.passed + result.failed === 0) {
      console.error(`${title}: no test ran`);
      result.failed = 1;
    }
  } catch (error) {
    console.error(error);
    if (existsSync(counts)) result = JSON.parse(readFileSync(counts, 'utf8'));
    result.failed = Math.max(result.failed, 1);
  }
  if (existsSync(report)) console.log(readFileSync(report, 'utf8'));
  console.log(`${result.failed ? '✖' : '✔'} ${title} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  return result;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`unknown stage ${unknown.join(' ')}; there are: ${Object.keys(stages).join(' ')}`);
  process.exit(2);
}
await ensurePackages(root);
const wanted = Object.keys(stages).filter((name) => {
  if (asked.length === 0) return stages[name]?.only?.() ?? true;
  return asked.includes(name) || asked.some((other) => stages[other]?.needs === name);
});
/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of wanted) {
  const result = await runStage(name);
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += result[key];
}
console.log(`\n${wanted.join(', ')}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
