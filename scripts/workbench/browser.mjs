// @ts-check
// The browser that drives the workbench in tests: the system's Chromium. No `import.meta` here (see server.mjs).
import { chromium } from 'playwright-core';
import { must, onPath } from '../tools.mjs';

/** Path of the system's Chromium, if it has one. */
export const findBrowser = () =>
  process.env.POWERCOUNT_CHROMIUM ||
  onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** Path of a Chromium; installs Debian's where we may. @returns {Promise<string>} */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log('Installing Chromium (apt-get install chromium) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await must('apt-get', ['update', '-qq'], { env });
    await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      quiet: true,
    });
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(
    'The editor tests need Chromium: install it (Debian: sudo apt-get install chromium) or set POWERCOUNT_CHROMIUM.',
  );
}

/** @param {string} executablePath */
export const launchBrowser = (executablePath) =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', // as root, in a container, Chromium refuses its sandbox; it only ever opens our own server
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
