import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { PanelView } from '../../../server/src/features/panel-contract';
import { falseClaim, open, sample, set } from '../features/panel-fixture';
import { PanelBrowser } from './panel-browser';

describe('the page of the derivation panel, in Chromium', () => {
  let browser: PanelBrowser | undefined;
  let page: Page;
  let first: PanelView;
  let second: PanelView;

  before(async function () {
    browser = await PanelBrowser.open(this);
    ({ page } = browser);
    const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
    first = view(set({ a: '2', b: '4' }));
    second = view({ state: first.state, ...set({ a: '3' }) });
  });
  after(() => browser?.close());

  const post = (message: unknown) => browser?.post(message);
  const tell = (answer: PanelView) => browser?.tell(answer);
  const said = () => browser?.said();
  const field = (axis: string) => page.getByLabel(`${axis} =`);
  const values = async (): Promise<string[]> => [
    await field('a').inputValue(),
    await field('b').inputValue(),
  ];

  it('says that it is ready, and shows an answer', async () => {
    assert.deepEqual(await said(), [{ kind: 'ready' }]);
    await tell(first);
    assert.deepEqual(await values(), ['2', '4']);
    assert.equal(await page.locator('.diagram svg').count(), 1);
  });

  it('says which exponent was typed, once it is', async () => {
    await field('a').fill('3');
    assert.deepEqual(await said(), []);
    await field('a').press('Enter');
    assert.deepEqual(await said(), [{ kind: 'move', move: { kind: 'set', values: { a: '3' } } }]);
    await tell(second);
    assert.deepEqual(await values(), ['3', '4']);
  });

  it('takes nothing away that is half typed, and shows what came meanwhile when the field is left', async () => {
    await tell(first);
    await field('b').fill('9/');
    await tell(second);
    assert.deepEqual(await values(), ['2', '9/']);
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    assert.deepEqual(await said(), [{ kind: 'move', move: { kind: 'set', values: { b: '9/2' } } }]);
    await field('b').blur();
    assert.deepEqual(await values(), ['3', '4']);
  });

  it('keeps the focus, what was opened and what was closed over an answer', async () => {
    const opened = (): Promise<boolean[]> =>
      page.locator('details').evaluateAll((all) => all.map((d) => (d as unknown as { open: boolean }).open));
    await page.locator('summary').first().click();
    const before = await opened();
    await page.locator('.diagram').focus();
    await tell(second);
    assert.deepEqual(await opened(), before);
    await page.keyboard.press('ArrowUp');
    assert.deepEqual(await said(), [{ kind: 'move', move: { kind: 'by', by: [0, 1] } }]);
  });

  it('keeps a field selected over an answer, so that what is typed takes the place of what stood there', async () => {
    await tell(first);
    const field = page.locator('input[data-key]').first();
    await field.selectText();
    await tell(second);
    await page.keyboard.type('4');
    assert.equal(await field.inputValue(), '4');
    await page.keyboard.press('Enter');
    await said();
  });

  it('stays where it was scrolled to, and begins at its top where it is about something else', async () => {
    const scrolled = (): Promise<number> => page.evaluate<number>('window.scrollY');
    await page.setViewportSize({ width: 400, height: 300 });
    await tell(first);
    await page.evaluate('window.scrollTo(0, 200)');
    await tell(second);
    assert.equal(await scrolled(), 200);
    await tell({ ...second, state: { ...second.state, subject: 'energy(p)' } });
    assert.equal(await scrolled(), 0);
  });

  it('drops what is no message of its host', async () => {
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    for (const message of [
      'answer',
      null,
      { kind: 'answer' },
      { kind: 'answer', answer: { kind: 'else' } },
      first,
    ])
      await post(message);
    assert.deepEqual(errors, []);
    assert.deepEqual(await values(), ['3', '4']);
  });

  it('tells of a claim of patterns what they cost, and of the list how long it is', async () => {
    const { view } = await open(
      sample.replace(falseClaim, '$0claim pattern(p) = lazy, specialization when N2 << N1'),
    );
    await tell(view());
    // The formulas are there twice, for the eye and for screen readers.
    const claim = await page.locator('[data-section=claim]').evaluate((section) => {
      for (const formula of section.querySelectorAll('.formula'))
        formula.textContent = formula.getAttribute('title');
      return section.textContent;
    });
    assert.match(
      claim,
      /Fails at N1 = \S+, N2 = \S+: the energy with lazy, specialization is d\^\S+, with lazy, lazy it is d\^3\./,
    );
    assert.match(await page.locator('[data-section=patterns] > .note').first().innerText(), /^16 patterns/);
  });

  it('breaks lines behind a condition and its comma, never between them', async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    for (const width of [400, 700, 1280]) {
      await page.setViewportSize({ ...size, width });
      const lines = await page
        .locator('.condition')
        .evaluateAll((conditions) => conditions.map((condition) => condition.getClientRects().length));
      assert.ok(lines.length > 10 && lines.every((count) => count === 1), `${width}: ${lines.join()}`);
    }
    await page.setViewportSize(size);
  });
});
