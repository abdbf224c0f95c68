import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { Bench, type Window } from './workbench';
import { plane } from '../fixtures/plane';

const text = `scale d
scale N1 = d^a, 0 <= a <= 6
scale N2 = d^b, 0 <= b <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
posterior p of f on y { ridge 1 }
claim samples(p) ~ d
`;

/** A linear target needs P* ~ d. A few seconds of work, which a busy machine has 100 for. */
const measured = `scale d
scale N = d^a, 0 <= a <= 2
data x : gaussian(d)
target y = He1(w . x)
network f(x) {
  h = dense(x, N)
  out dense(h, 1)
}
posterior p of f on y { ridge 1 }
verify samples(p) { d in 4 .. 16; N = d; seeds 2; sizes 3; seconds 100 }
`;

/** A pattern that costs nothing, until its cost is edited. */
const rule = `pattern free on layer of feature j {
  norm(k) = 1 for j | k
  cost 1
}
`;
const user = `import "free-rule.scale"
scale d
scale N = d^a, 1 <= a <= 2
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }
`;

/** Half of the plane of arXiv:2011.14522, Figure 2: a rate and the multiplier of the read-out. */
const regimes = `${plane}claim stable(t)
`;

describe('the derivation panel', () => {
  let bench: Bench;
  let window: Window;
  /** What the browser said that the content policy forbids. */
  const forbidden: string[] = [];

  before(async () => {
    bench = await Bench.start();
    window = await bench.open(true);
    window.page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) forbidden.push(message.text());
    });
    writeFileSync(join(window.folder, 'panel.scale'), text);
    writeFileSync(join(window.folder, 'regimes.scale'), regimes);
    writeFileSync(join(window.folder, 'free-rule.scale'), rule);
    writeFileSync(join(window.folder, 'free-user.scale'), user);
    writeFileSync(join(window.folder, 'measured.scale'), measured);
    await window.file('panel.scale');
  });
  after(() => bench?.stop());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window.screenshot(`failed - panel - ${this.currentTest.title}`);
  });

  /** VS Code puts a page into a frame within a frame. */
  const page = (): FrameLocator =>
    window.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const field = (axis: string) => page().getByLabel(`${axis} =`);
  const exponents = async () => `${await field('a').inputValue()} ${await field('b').inputValue()}`;
  /** Waits until the exponents of the point under view are these. */
  const seen = (a: string, b: string): Promise<void> => window.until(exponents, `${a} ${b}`);
  const winner = () => page().locator('table.candidates tbody th').first();

  it('opens from the title of the text, with formulas and a diagram', async () => {
    await window.caret('posterior p', 'posterior');
    await window.page.getByRole('button', { name: /Open Derivation Panel/ }).click();
    await page().locator('.diagram svg path').first().waitFor();
    await page().locator('.summary .katex-html').waitFor();
    await winner().waitFor();
    await window.screenshot('panel');
  });

  it('draws formulas in their own fonts', async () => {
    const loaded = await page()
      .locator('body')
      .evaluate(async () => {
        const { fonts } = (globalThis as unknown as { document: { fonts: FontFaceSet } }).document;
        await fonts.ready;
        return [...fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family);
      });
    assert.ok(
      loaded.some((family) => /KaTeX_Math/.test(family)),
      loaded.join(),
    );
  });

  it('moves the point by an exponent that is typed', async () => {
    await field('a').fill('2');
    await field('a').press('Enter');
    await field('b').fill('4');
    await field('b').press('Enter');
    await seen('2', '4');
    await page().getByText('specialization, lazy', { exact: true }).first().waitFor();
    assert.match(await winner().innerText(), /specialization,\s+lazy/);
  });

  it('moves the point by a click into the diagram', async () => {
    const before = await exponents();
    await page()
      .locator('.diagram svg')
      .click({ position: { x: 240, y: 60 } });
    await window.until(async () => ((await exponents()) === before ? 'stayed' : 'moved'), 'moved');
  });

  it('moves the point by arrow keys, none of which is lost', async () => {
    await field('a').fill('2');
    await field('a').press('Enter');
    await field('b').fill('4');
    await field('b').press('Enter');
    await seen('2', '4');
    await page().locator('.diagram').focus();
    for (let i = 0; i < 8; i++) await window.page.keyboard.press('ArrowRight');
    await window.page.keyboard.press('ArrowDown');
    await seen('4', '15/4'); // steps of 1/4
  });

  it('follows the cursor to a claim, and says where it fails', async () => {
    await window.caret('claim samples', 'claim');
    await page().locator('.verdict.refuted').waitFor();
    assert.match(await page().locator('[data-section=claim]').innerText(), /holds exactly where/);
    await window.screenshot('panel-claim');
  });

  it('keeps what it showed while the text is broken, and says so', async () => {
    await window.caret('posterior p', 'posterior');
    await page().locator('.verdict').waitFor({ state: 'detached' });
    await window.caret('target y', 'target');
    await window.page.keyboard.press('End');
    for (let i = 0; i < 3; i++) await window.page.keyboard.press('Backspace');
    await page().getByText('this is of the text before').waitFor();
    assert.equal(await page().locator('table.candidates').count(), 1);
    await window.screenshot('panel-broken');
    await window.page.keyboard.type(' x)');
    await page().getByText('this is of the text before').waitFor({ state: 'detached' });
  });

  it('stays beside a text of rules, and shows what an edit of a rule makes of it', async () => {
    const best = async () => (await winner().innerText()).split(/[\s,]/)[0] ?? '';
    await window.file('free-user.scale');
    await window.caret('posterior p', 'posterior');
    await window.until(best, 'free');
    await window.file('free-rule.scale');
    await window.caret('cost 1');
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(' * layer.width'); // more than sqrt(N*d)
    await window.until(best, 'specialization');
    await window.screenshot('panel-rule');
    await window.file('panel.scale');
    await field('b').waitFor();
  });

  it('comes back as it was when the window is loaded anew', async () => {
    // A point of one's own: answers to what was typed before may still be on their way.
    await field('a').fill('5/2');
    await field('a').press('Enter');
    await field('b').fill('7/2');
    await field('b').press('Enter');
    await seen('5/2', '7/2');
    // By the editor's own command, which first writes down what a reload shall find.
    const again = window.page.waitForEvent('load', { timeout: 60_000 });
    await window.command('Developer: Reload Window');
    await again;
    await page().locator('.diagram svg path').first().waitFor({ timeout: 60_000 });
    await seen('5/2', '7/2');
  }).timeout(90_000);

  describe('on a training', () => {
    const point = async () => `${await field('c').inputValue()} ${await field('g').inputValue()}`;
    const regime = () => page().locator('[data-section=point] strong');

    it('shows its weights, and where it is stable and learns features', async () => {
      await window.caret('posterior p', 'posterior'); // beside the panel, not in its place
      await window.file('regimes.scale');
      await window.caret('training t', 'training');
      await page().locator('.diagram svg .labels', { hasText: 'nothing moves' }).waitFor();
      assert.equal(await page().locator('table.weights tbody tr').count(), 3);
      await page().getByRole('cell', { name: 'feature_learning(t)' }).waitFor();
      await page().locator('.diagram svg').scrollIntoViewIfNeeded();
      await window.screenshot('panel-training');
    });

    it('says what holds at a point that is typed, on lines and at points too', async () => {
      for (const [c, g, name] of [
        ['0', '-1/2', 'stable: kernel'],
        ['1', '-1', 'stable: features learnt'],
        ['1', '0', 'unstable: change(t.h) too large'],
      ] as const) {
        await field('c').fill(c);
        await field('c').press('Enter');
        await field('g').fill(g);
        await field('g').press('Enter');
        await window.until(point, `${c} ${g}`);
        await window.until(() => regime().innerText(), name);
      }
    });

    it('is drawn in light and dark', async () => {
      const fill = () => page().locator('.diagram svg [data-region]').first().getAttribute('fill');
      const light = await fill();
      await window.command('Preferences: Toggle between Light/Dark Themes');
      await window.until(async () => ((await fill()) === light ? 'light' : 'dark'), 'dark');
      await page().locator('.diagram svg').scrollIntoViewIfNeeded();
      await window.screenshot('panel-training-dark');
      await window.command('Preferences: Toggle between Light/Dark Themes');
    });

    it('follows to a claim about it', async () => {
      await window.caret('claim stable', 'claim');
      await page().locator('.verdict.refuted').waitFor();
      await page().locator('table.weights').waitFor();
    });
  });

  describe('on a verify block', () => {
    const standing = () => page().locator('.standing');
    const says = async (wanted: RegExp): Promise<string> =>
      wanted.test((await standing().innerText()).replaceAll('\n', ' ')) ? 'said' : 'not said';

    it('shows what will be run, and that it never was', async () => {
      await window.file('measured.scale');
      await window.caret('verify samples', 'verify');
      await page().getByText('never run').waitFor();
      await page().getByText('Samples the posterior').waitFor();
      await window.screenshot('panel-run-before');
    });

    it('runs it by a click, to a verdict with its points, the fit beside the prediction, and the curves', async () => {
      await page().getByRole('button', { name: 'Verify' }).click();
      await page().getByRole('button', { name: 'Cancel' }).waitFor();
      await page().getByRole('button', { name: 'Verify again' }).waitFor({ timeout: 130_000 });
      await window.until(() => says(/consistent|inconclusive|refuted/), 'said');
      assert.equal(await page().locator('table.points tbody tr').count(), 3);
      assert.equal(await page().locator('.fit .intervals > *').count(), 3);
      assert.equal((await page().locator('.fit path[stroke-dasharray], .fit .predicted').count()) > 0, true);
      assert.equal(await page().locator('.curves svg.panel-after').count(), 1);
      assert.match(await page().locator('.beside').innerText(), /predicted[\s\S]*measured[\s\S]*95 %/);
      await window.screenshot('panel-run');
      await page().locator('.drawn.curves').scrollIntoViewIfNeeded();
      await window.screenshot('panel-run-curves');
    }).timeout(150_000);

    it('is drawn in the dark', async () => {
      const stroke = () => page().locator('.drawn.fit .predicted').first().getAttribute('stroke');
      const light = await stroke();
      await window.command('Preferences: Toggle between Light/Dark Themes');
      await window.until(async () => ((await stroke()) === light ? 'light' : 'dark'), 'dark');
      await window.screenshot('panel-run-dark');
      await window.command('Preferences: Toggle between Light/Dark Themes');
    });

    it('is outdated once the text says something else', async () => {
      await window.caret('verify samples', '16');
      await window.page.keyboard.press('End');
      for (let i = 0; i < ' }'.length; i++) await window.page.keyboard.press('Backspace');
      await window.page.keyboard.type('; margin 1/8 }');
      await window.until(() => says(/outdated/), 'said');
      assert.equal(await page().locator('table.points tbody tr').count(), 3);
    });
  });

  it('asks for nothing that its content policy forbids', () => assert.deepEqual(forbidden, []));
});
