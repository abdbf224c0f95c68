import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { parseHTML } from 'linkedom';
import { draw } from '../../../plot/phase-diagram';
import { lineWidth } from '../../../plot/text';
import { CHROMIUM } from '../typeset/chromium';
import { threeLayers } from './data';
import { skip } from '../../skip';

/** As strict as a page can be that shows pictures at all. */
const POLICY = "default-src 'none'";

/** In the page: what is drawn of each label, and what the policy refused. */
const SEEN = `({
  refused: window.refused,
  fills: [...document.querySelectorAll('[data-region]')].map((path) => getComputedStyle(path).fill),
  labels: [...document.querySelectorAll('.labels text')].map((text) => {
    const parts = [...text.querySelectorAll('tspan')];
    return {
      lines: (parts.length > 0 ? parts : [text]).map((part) => part.textContent),
      size: parseFloat(getComputedStyle(text).fontSize),
      width: text.getBBox().width,
    };
  }),
})`;

interface Seen {
  readonly refused: readonly string[];
  readonly fills: readonly string[];
  readonly labels: readonly {
    readonly lines: readonly string[];
    readonly size: number;
    readonly width: number;
  }[];
}

describe('the picture in Chromium, under a policy that allows no styles', function () {
  let browser: Browser | undefined;
  let seen: Seen;
  before(async function () {
    if (!existsSync(CHROMIUM)) skip(this, `there is no ${CHROMIUM} to draw with`);
    const flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
    browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') });
    const page = await browser.newPage();
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    const picture = draw(threeLayers, {
      document,
      width: 760,
      height: 600,
      dark: false,
      foreground: '#222222',
    });
    await page.addInitScript(
      "window.refused = []; addEventListener('securitypolicyviolation', (e) => window.refused.push(e.violatedDirective));",
    );
    await page.route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': POLICY },
        body: `<!doctype html><body>${picture.outerHTML}</body>`,
      }),
    );
    await page.goto('http://picture.test/');
    seen = await page.evaluate<Seen>(SEEN);
  });
  after(() => browser?.close());

  it('is refused nothing', () => assert.deepEqual(seen.refused, []));

  it('is coloured', () => {
    assert.equal(new Set(seen.fills).size, 5);
    assert.ok(seen.fills.every((fill) => /^rgb\(/.test(fill)));
  });

  it('has labels about as wide as was thought when they were placed', () => {
    assert.ok(seen.labels.length >= 10);
    for (const { lines, size, width } of seen.labels) {
      const thought = Math.max(...lines.map((line) => lineWidth(line, size)));
      // Each label has 3 px of room on either side.
      assert.ok(width <= thought + 6, `${lines.join(' / ')}: ${width}, not ${thought}`);
      assert.ok(width >= thought * 0.7, `${lines.join(' / ')}: ${width}, not ${thought}`);
    }
  });
});
