import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { PageMessage, PanelAnswer } from '../../../server/src/features/panel-contract';
import { CHROMIUM } from '../typeset/chromium';
import { skip } from '../../skip';

/** What VS Code gives a page; what the page says is kept. */
const HOST = `
  window.said = [];
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.said.push(message),
    getState: () => undefined,
    setState: () => undefined,
  });
`;

/** The page of the derivation panel in Chromium, with its style sheet. */
export class PanelBrowser {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open(context: Mocha.Context): Promise<PanelBrowser> {
    if (!existsSync(CHROMIUM)) skip(context, `there is no ${CHROMIUM} to show it in`);
    const { pageOptions } = (await import(pathToFileURL(resolve('scripts/build.mjs')).href)) as {
      pageOptions: BuildOptions;
    };
    const { outputFiles = [] } = await build({ ...pageOptions, write: false, sourcemap: false });
    const file = (name: string): string =>
      outputFiles.find(({ path }) => path.endsWith(join('panel', name)))?.text ?? '';
    const flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') });
    const page = await browser.newPage();
    await page.setContent('<!doctype html><main></main>');
    await page.addStyleTag({ content: file('main.css') });
    await page.evaluate(HOST);
    await page.evaluate(file('main.js'));
    return new PanelBrowser(browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  post(message: unknown): Promise<unknown> {
    return this.page.evaluate((data) => {
      const { dispatchEvent, MessageEvent } = globalThis as unknown as {
        dispatchEvent(event: unknown): void;
        MessageEvent: new (type: string, given: object) => unknown;
      };
      dispatchEvent(new MessageEvent('message', { data }));
    }, message);
  }

  tell(answer: PanelAnswer): Promise<unknown> {
    return this.post({ kind: 'answer', answer });
  }

  /** What the page has said since it was asked last. */
  said(): Promise<PageMessage[]> {
    return this.page.evaluate<PageMessage[]>('window.said.splice(0)');
  }
}
