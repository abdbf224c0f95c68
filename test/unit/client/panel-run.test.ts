import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Runs } from '../../../server/src/features/runs';
import type { RunState } from '../../../server/src/features/contract';
import type { PanelView } from '../../../server/src/features/panel-contract';
import type { Verdict } from '../../../trainer/schema';
import { verdict } from '../../fixtures/verdict';
import { open, sample } from '../features/panel-fixture';
import { PanelBrowser } from './panel-browser';

const block = 'verify samples(p) { d in 8 .. 32; N1 = 2*d; N2 = d; kappa = 1 }';

describe("a run on the derivation panel's page, in Chromium", () => {
  let browser: PanelBrowser | undefined;
  let page: Page;
  let never: PanelView;
  /** What the panel answers once a run stands so. */
  let answer: (state: RunState['state']) => PanelView;

  before(async function () {
    browser = await PanelBrowser.open(this);
    ({ page } = browser);
    const runs = new Runs();
    const { view, snapshot } = await open(`${sample}${block.replace('verify', 'verify$0')}\n`, runs);
    const hash = snapshot.analysis.verifications[0]?.plan?.source.hash;
    assert.ok(hash);
    never = view();
    answer = (state) => {
      runs.set({ uri: snapshot.uri, hash, subject: 'samples(p)', state });
      return view();
    };
  });
  after(() => browser?.close());

  const tell = (state: PanelView) => browser!.tell(state);
  const running = (message: string, so?: Verdict): PanelView =>
    answer({ kind: 'running', message, ...(so ? { verdict: so } : {}) });
  const text = (key: string): Promise<string> => page.locator(`[data-part="run 0 ${key}"]`).innerText();

  it('says what will be run, and that it never was', async () => {
    await tell(never);
    assert.match(await text('state'), /verify samples\(p\)[\s\S]*never run/);
    assert.match(await text('plan'), /predicted[\s\S]*alignment/);
    assert.equal(await page.locator('.drawn').count(), 0);
  });

  it('says that the user wishes it to run, and to end', async () => {
    await browser!.said();
    await page.getByRole('button', { name: 'Verify' }).click();
    const offset = never.runs[0]?.action?.kind === 'verify' ? never.runs[0].action.offset : NaN;
    assert.deepEqual(await browser!.said(), [{ kind: 'verify', offset }]);
    const { action } = running('starting').runs[0]!;
    await tell(running('starting'));
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await browser!.said(), [action]);
    assert.equal(action?.kind, 'cancel');
  });

  it('follows a run under way, and makes nothing anew that has not changed', async () => {
    await tell(running('10%', verdict));
    await page.evaluate(`
      window.kept = [...document.querySelectorAll('[data-part] > *, .drawn svg, .diagram svg, .formula')];
      window.changed = [];
      new MutationObserver((all) => all.forEach(({ target }) =>
        window.changed.push((target.closest?.('[data-part]') ?? target).dataset?.part ?? target.nodeName)))
        .observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
    `);
    await page.getByRole('button', { name: 'Cancel' }).focus();
    for (const percent of [11, 12, 13]) await tell(running(`${percent}%`, verdict));
    assert.match(await text('state'), /13%/);
    assert.deepEqual(await page.evaluate('[...new Set(window.changed)]'), ['run 0 state']);
    // The state alone is new: its heading and its two lines.
    assert.equal(await page.evaluate('window.kept.filter((element) => !element.isConnected).length'), 1);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Cancel');
  });

  it('draws new points as they come', async () => {
    const drawn = () => page.locator('.fit .points > *, .fit .bracketed > *').count();
    await tell(running('20%', { ...verdict, points: verdict.points.slice(0, 1) }));
    assert.equal(await drawn(), 1);
    await tell(running('60%', verdict));
    assert.equal(await drawn(), 2);
    assert.equal(await page.locator('.drawn.curves svg.panel-after').count(), 1);
  });

  it('keeps in view what is read while a run grows above it', async () => {
    await page.setViewportSize({ width: 500, height: 400 });
    await tell(never);
    const place = (): Promise<number> =>
      page.locator('[data-section=why]').evaluate((e) => e.getBoundingClientRect().top);
    await page.evaluate(`document.querySelector('[data-section=why]').scrollIntoView()`);
    const [before, height] = [await place(), await page.evaluate<number>('document.body.scrollHeight')];
    await tell(running('20%', verdict));
    assert.ok((await page.evaluate<number>('document.body.scrollHeight')) > height + 300);
    assert.ok(Math.abs((await place()) - before) < 2, `${await place()}, not ${before}`);
  });

  it('shows the verdict: predicted beside measured, pictures, points, and what would decide', async () => {
    const state = { ...verdict, status: 'inconclusive', wouldDecide: 'About 40 seeds.' } as const;
    await tell(answer({ kind: 'verdict', verdict: state }));
    assert.match(await text('state'), /Verify again[\s\S]*\? inconclusive/);
    const formulas = page.locator('.beside .katex-mathml annotation');
    assert.match((await formulas.nth(0).textContent()) ?? '', /sim/);
    assert.match((await formulas.nth(1).textContent()) ?? '', /1\.52.*\[1\.41,.*1\.63\]/);
    const found = await text('found');
    for (const wanted of [
      verdict.reason,
      'What would decide: About 40 seeds.',
      'chains from both sides',
      '24 runs',
    ])
      assert.ok(found.includes(wanted), wanted);
    assert.equal(await page.locator('table.points tbody tr').count(), 2);
    assert.match(await page.locator('figcaption').innerText(), /1\.25.*17\.5/);
  });

  it('draws pictures as wide as there is room, anew for another width and theme', async () => {
    const seen = () =>
      page.locator('.drawn.fit > svg').evaluate((svg) => ({
        width: Number(svg.getAttribute('width')),
        stroke:
          svg.querySelector('.predicted path, path.predicted, .predicted')?.getAttribute('stroke') ?? '',
      }));
    const light = await seen();
    await page.setViewportSize({ width: 380, height: 600 });
    await page.waitForFunction(
      `document.querySelector('.drawn.fit > svg').getAttribute('width') !== '${light.width}'`,
    );
    const narrow = await seen();
    assert.ok(narrow.width < 380 && narrow.width < light.width);
    await page.evaluate(`document.body.className = 'vscode-dark'`);
    await page.waitForFunction(
      `document.querySelector('.drawn.fit > svg').querySelector('.predicted').getAttribute('stroke') !== '${light.stroke}'`,
    );
    assert.notEqual((await seen()).stroke, light.stroke);
  });
});
