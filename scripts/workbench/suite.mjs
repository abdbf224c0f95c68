// @ts-check
// Runs the in-host mocha suite (the one that @vscode/test-electron runs too) inside a real workbench.
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { startWorkbench } from './server.mjs';

const withinMs = 300_000;

/**
 * @typedef {object} Suite
 * @property {string} extension folder of the extension under development
 * @property {string} module what exports `run()`
 * @property {string} folder what to open
 * @property {string} logFile where to leave what the workbench says
 * @property {NodeJS.ProcessEnv} env added to ours
 */

/**
 * Throws where the suite does not end well.
 * @param {import('./server.mjs').Programs} programs @param {string} browser path of a Chromium @param {Suite} suite
 */
export async function runSuite(programs, browser, { extension, module, folder, logFile, env }) {
  const workbench = await startWorkbench(programs, { smoke: true, trust: true, env });
  const chromium = await launchBrowser(browser);
  /** @type {string[]} */
  const log = [];
  try {
    const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } });
    // The workbench calls these two when its address names a suite.
    await page.exposeFunction(
      'codeAutomationLog',
      (/** @type {string} */ _type, /** @type {unknown[]} */ args) => log.push(format(...args)),
    );
    const code = new Promise((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', resolve);
      page.on('crash', () => reject(new Error('the page crashed')));
      setTimeout(() => reject(new Error(`the suite did not end within ${withinMs} ms`)), withinMs).unref();
    });
    const { address, remote } = workbench;
    await page.goto(
      address(folder, [
        ['extensionDevelopmentPath', remote(extension)],
        ['extensionTestsPath', remote(module)],
        ['skipWelcome', 'true'],
      ]),
    );
    if ((await code) !== 0) throw new Error('the suite failed');
  } catch (error) {
    console.error(`The workbench's last words (all of them: ${logFile}):\n${log.slice(-5).join('\n')}`);
    throw error;
  } finally {
    await chromium.close();
    await workbench.stop();
    writeFileSync(logFile, log.join('\n'));
  }
}
