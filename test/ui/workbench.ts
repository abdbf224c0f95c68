// What the browser tests need of a VS Code window, by its keyboard and its accessible names. The workbench, the browser
// and the folder of the installed package come from `npm test`.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/workbench/browser.mjs';
import { startWorkbench, type Programs, type Workbench } from '../../scripts/workbench/server.mjs';

interface Given {
  programs: Programs;
  browser: string;
  extensions: string;
  samples: string;
}
const screenshots = 'out/screenshots';

/** One server and one browser; each window has a profile of its own, so nothing is trusted or remembered. */
export class Bench {
  private readonly folders: string[] = [];

  private constructor(
    private readonly given: Given,
    private readonly server: Workbench,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<Bench> {
    const { POWERCOUNT_UI } = process.env;
    if (!POWERCOUNT_UI) throw new Error('run these tests with `npm test -- ui`');
    const given = JSON.parse(POWERCOUNT_UI) as Given;
    const settings = {
      // The editor closes brackets and indents only where its colouring has caught up, so what it adds depends on the machine.
      'editor.autoClosingBrackets': 'never',
      'editor.autoIndent': 'none',
      'editor.acceptSuggestionOnEnter': 'off', // else a typed line break may take a suggestion instead
      'files.autoSave': 'afterDelay',
      'files.autoSaveDelay': 100,
    };
    const server = await startWorkbench(given.programs, {
      extensions: given.extensions,
      settings,
      token: true,
    });
    mkdirSync(screenshots, { recursive: true });
    return new Bench(given, server, await launchBrowser(given.browser));
  }

  /** A window on a fresh copy of the samples. @param trust the answer to VS Code's question whether to trust it */
  async open(trust: boolean): Promise<Window> {
    const folder = mkdtempSync(join(tmpdir(), 'powercount-ui-'));
    this.folders.push(folder);
    cpSync(this.given.samples, folder, { recursive: true });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(this.server.address(folder));
    const answer = trust ? /^Yes, I trust/ : /^No, I don't trust/;
    await page.getByRole('button', { name: answer }).click();
    return new Window(page, folder);
  }

  /** What trainers have left in the extension's storage. */
  runs(): string[] {
    const files = readdirSync(this.server.data, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => /powercount\.powercount\/runs\//.test(file));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

export class Window {
  constructor(
    readonly page: Page,
    readonly folder: string,
  ) {}

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.pick('F1', title);
  }

  /** Opens a file of the folder, by a name that no other file contains; makes an empty one where there is none. */
  async file(name: string): Promise<void> {
    appendFileSync(join(this.folder, name), '');
    await this.pick('ControlOrMeta+P', name);
    await this.page.getByRole('tab', { name, selected: true }).waitFor();
    // At its start: the middle of long lines may lie below a scroll bar.
    await this.page
      .locator('.monaco-editor .view-lines')
      .first()
      .click({ position: { x: 5, y: 5 } });
  }

  private async pick(key: string, text: string): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input[type=text]');
    // Not any row: Enter takes the focused one, which is another until the list has been filtered.
    const row = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
    // A list that was opened before the editor has seen a new file does not get it later: it is opened again.
    for (let tries = 1; ; tries++) {
      await page.keyboard.press(key);
      await input.waitFor();
      await page.keyboard.type(text);
      const found = await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (found) break;
      if (tries === 4) throw new Error(`nothing in the list is called ${text}`);
      await page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
    }
    await page.keyboard.press('Enter');
  }

  /** Types lines, key by key. */
  async type(lines: readonly string[]): Promise<void> {
    const { keyboard } = this.page;
    for (const [i, line] of lines.entries()) {
      if (i > 0) await keyboard.press('Enter');
      await keyboard.type(line);
    }
  }

  /** Waits until a file of the folder holds this text; the editor saves by itself. */
  async saved(name: string, text: string): Promise<void> {
    await this.until(() => readFileSync(join(this.folder, name), 'utf8'), text);
  }

  /** Reads again until there is what is expected, for as long as a slow machine may need. */
  async until(read: () => string | Promise<string>, expected: string): Promise<void> {
    for (const start = Date.now(); Date.now() - start < 30_000; await this.page.waitForTimeout(50))
      if ((await read()) === expected) return;
    assert.equal(await read(), expected);
  }

  /** Puts the caret on a word of the line that has `text`, or at its start. */
  async caret(text: string, word?: string): Promise<void> {
    if (word === undefined) await this.line(text).click({ position: { x: 5, y: 5 } });
    else await this.word(text, word).click();
  }

  /** The mark of a test beside its line. */
  margin(state: 'run' | 'passed' | 'failed' | 'error' | 'skipped'): Locator {
    return this.page.locator(`.testing-run-glyph.codicon-testing-${state}-icon`).first();
  }

  /** The editor writes blanks as no-break spaces. */
  private line(text: string): Locator {
    const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \u00a0]');
    return this.page.locator('.monaco-editor .view-line', { hasText: new RegExp(pattern) }).first();
  }

  private word(text: string, word: string): Locator {
    return this.line(text).locator('span span', { hasText: word }).first();
  }

  /** Rests the mouse on a word of the line that has `text`, and answers with the hover. */
  async hover(text: string, word: string): Promise<Locator> {
    const { page } = this;
    const hover = page.locator('.monaco-hover:visible').first();
    for (let trial = 0; ; trial += 1) {
      await page.mouse.move(640, 780); // an open hover would catch the mouse
      await page.keyboard.press('Escape');
      await this.word(text, word).hover();
      try {
        await hover.waitFor({ timeout: 3000 });
        return hover;
      } catch (error) {
        if (trial === 3) throw error; // before that: a code lens that came late has moved the line away
      }
    }
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
