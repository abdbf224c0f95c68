import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { chromium, type Browser, type Page } from 'playwright-core';
import { curvesPicture } from '../../../plot/curves';
import { fitPicture } from '../../../plot/fit';
import { CHROMIUM } from '../typeset/chromium';
import { skip } from '../../skip';
import { curves, fit } from './runs';

/** In the page: where things are, in CSS px of the page, and what the policy refused. */
const SEEN = `(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const origin = (element) => {
    const m = element.getScreenCTM();
    const [x, y] = element.tagName === 'circle' ? [element.cx.baseVal.value, element.cy.baseVal.value] : [0, 0];
    return { x: m.a * x + m.c * y + m.e, y: m.b * x + m.d * y + m.f };
  };
  const marks = (group, root) =>
    all('.' + group + ' > *', root).map((element) => ({
      ...origin(element),
      fill: element.getAttribute('fill') ?? element.parentElement.getAttribute('fill'),
      stroke: element.getAttribute('stroke') ?? element.parentElement.getAttribute('stroke'),
      turned: /rotate\\(180/.test(element.getAttribute('transform') ?? ''),
      title: element.querySelector('title')?.textContent,
      box: box(element),
      tag: element.tagName,
      inner: element.getBBox().height,
    }));
  const path = (group) => {
    const element = document.querySelector('.' + group + ' path');
    const m = element.getScreenCTM();
    const place = (p) => ({ x: m.a * p.x + m.e, y: m.d * p.y + m.f });
    return {
      box: box(element),
      start: place(element.getPointAtLength(0)),
      end: place(element.getPointAtLength(element.getTotalLength())),
      dashes: element.getAttribute('stroke-dasharray') ?? element.parentElement.getAttribute('stroke-dasharray'),
      has: (x, y) => element.isPointInFill(new DOMPoint((x - m.e) / m.a, (y - m.f) / m.d)),
    };
  };
  window.pathOf = path;
  const ticks = (axis, root) =>
    all('[aria-label="' + axis + '-axis tick label"] text', root).map((text, i) => {
      const tick = all('[aria-label="' + axis + '-axis tick"] path', root)[i];
      return { value: Number(text.textContent), ...origin(tick) };
    });
  const panel = (root) => ({
    x: ticks('x', root), y: ticks('y', root),
    points: marks('points', root), bracketed: marks('bracketed', root),
    intervals: marks('intervals', root), ends: marks('ends', root),
    up: marks('up-points', root), down: marks('down-points', root),
  });
  const picture = document.querySelector('svg');
  return {
    refused: window.refused,
    whole: box(picture),
    fit: document.querySelector('.fit') ? panel(picture) : undefined,
    panels: ['before', 'after'].flatMap((name) => all('svg.panel-' + name)).map(panel),
    paths: Object.fromEntries(['fit', 'predicted'].filter((g) => document.querySelector('.' + g)).map((g) => [g, path(g)])),
    texts: all('svg text').map((t) => ({ text: t.textContent, box: box(t), size: parseFloat(getComputedStyle(t).fontSize) })),
  };
})()`;

interface Place {
  readonly x: number;
  readonly y: number;
}
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
interface Mark extends Place {
  readonly fill: string;
  readonly stroke: string;
  readonly turned: boolean;
  readonly title?: string;
  readonly box: Box;
  readonly tag: string;
  readonly inner: number;
}
type Tick = Place & { readonly value: number };
type Panel = Readonly<
  Record<'x' | 'y', Tick[]> & Record<'points' | 'bracketed' | 'intervals' | 'ends' | 'up' | 'down', Mark[]>
>;
interface Path {
  readonly box: Box;
  readonly start: Place;
  readonly end: Place;
  readonly dashes: string | null;
}
interface Seen {
  readonly refused: readonly string[];
  readonly whole: Box;
  readonly fit: Panel;
  readonly panels: readonly Panel[];
  readonly paths: Readonly<Record<'fit' | 'predicted', Path>>;
  readonly texts: readonly { readonly text: string; readonly box: Box; readonly size: number }[];
}

/** Where a value is by what the axis says of two others. */
function along(ticks: readonly Tick[], direction: 'x' | 'y', log = true): (value: number) => number {
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const of = (value: number): number => (log ? Math.log(value) : value);
  const perUnit = (last[direction] - first[direction]) / (of(last.value) - of(first.value));
  return (value) => first[direction] + perUnit * (of(value) - of(first.value));
}

const close = (a: number, b: number, what: string): void =>
  assert.ok(Math.abs(a - b) < 0.6, `${what}: ${a}, not ${b}`);

const WIDTHS = [300, 420, 600, 900];

describe('the pictures of a run in Chromium, under a policy that allows no styles', function () {
  let browser: Browser | undefined;
  let page: Page;
  let html = '';
  before(async function () {
    if (!existsSync(CHROMIUM)) skip(this, `there is no ${CHROMIUM} to draw with`);
    const flags = '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking';
    browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') });
    page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
    await page.addInitScript(
      "window.refused = []; addEventListener('securitypolicyviolation', (e) => window.refused.push(e.violatedDirective));",
    );
    await page.route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': "default-src 'none'" },
        body: `<!doctype html><body>${html}</body>`,
      }),
    );
  });
  after(() => browser?.close());

  async function show(picture: 'fit' | 'curves', width = 640): Promise<Seen> {
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    const options = { document, width, height: width * 0.6, dark: false, foreground: '#222222' };
    html = (picture === 'fit' ? fitPicture(fit, options) : curvesPicture(curves, options)).outerHTML;
    await page.goto('http://picture.test/');
    return page.evaluate<Seen>(SEEN);
  }

  describe('of the fit', () => {
    let seen: Seen;
    let x: (value: number) => number;
    let y: (value: number) => number;
    before(async () => {
      seen = await show('fit');
      [x, y] = [along(seen.fit.x, 'x'), along(seen.fit.y, 'y')];
    });

    it('is refused nothing', () => assert.deepEqual(seen.refused, []));

    it('has ticks at powers', () => {
      assert.deepEqual(
        seen.fit.x.map(({ value }) => value),
        [16, 32, 64],
      );
      assert.ok(seen.fit.y.length >= 3);
    });

    it('has each point where the axes say, with its interval', () => {
      const { points, bracketed, intervals } = seen.fit;
      const drawn = [...points, ...bracketed];
      assert.equal(drawn.length, fit.points.length);
      for (const [i, { size, value, low, high }] of fit.points.entries()) {
        close(drawn[i]!.x, x(size), `across ${size}`);
        close(drawn[i]!.y, y(value), `up ${value}`);
        const bar = intervals[i]!.box;
        close((bar.left + bar.right) / 2, x(size), `interval at ${size}`);
        // Drawn lines are 1.75 px wide.
        close(bar.top, y(high!), `high ${high}`);
        close(bar.bottom, y(low!), `low ${low}`);
      }
      assert.match(drawn[0]!.title ?? '', /^d = 9: 30, between 25 and 36\n4 seeds$/);
    });

    it('marks brackets by form: open, and with hooks that point at each other', () => {
      const { points, bracketed, ends } = seen.fit;
      assert.ok(points.every(({ fill }) => fill !== 'none'));
      assert.ok(bracketed.every(({ fill }) => fill === 'none'));
      assert.notEqual(points[0]!.tag, bracketed[0]!.tag);
      assert.equal(ends.length, 2 * fit.points.length);
      const hooked = ends.filter(({ inner }) => inner > 3);
      assert.equal(hooked.length, 2);
      const { low, high } = fit.points[3]!;
      const [down, up] = [...hooked].sort((a, b) => b.box.top - a.box.top);
      assert.ok(up!.box.bottom > y(high!) + 3 && down!.box.top < y(low!) - 3);
    });

    it('has the band over all sizes, as wide as it is', async () => {
      const line = seen.paths.fit;
      close(line.start.x, x(9), 'its start');
      close(line.start.y, y(26), 'its start');
      close(line.end.x, x(64), 'its end');
      close(line.end.y, y(352), 'its end');
      const inside = (value: number): Promise<boolean> =>
        page.evaluate<boolean>(`window.pathOf('band').has(${x(20)}, ${y(value)})`);
      for (const value of [72, 77, 83]) assert.ok(await inside(value), `${value}`);
      for (const value of [69.5, 86]) assert.ok(!(await inside(value)), `${value}`);
    });

    it('has the predicted power through the middle of the points, dashed', () => {
      const { start, end, dashes } = seen.paths.predicted;
      const middle = (of: (p: (typeof fit.points)[number]) => number): number =>
        fit.points.reduce((product, p) => product * of(p), 1) ** (1 / fit.points.length);
      const [size, value] = [middle((p) => p.size), middle((p) => p.value)];
      for (const [at, place] of [
        [9, start],
        [64, end],
      ] as const) {
        close(place.x, x(at), `across ${at}`);
        close(place.y, y(value * (at / size) ** 1.5), `up at ${at}`);
      }
      assert.match(dashes ?? '', /^\d+ \d+$/);
      assert.equal(seen.paths.fit.dashes, null);
    });

    it('says all in words', () => {
      const said = seen.texts.map(({ text }) => text).join('\n');
      for (const wanted of ['predicted d^(3/2)', 'measured, with its interval', 'did not meet'])
        assert.ok(said.includes(wanted), wanted);
      assert.ok(said.replace(/\s+/g, ' ').includes(fit.caption[0]!));
      for (const { seeds } of fit.points) assert.ok(seen.texts.some(({ text }) => text === `${seeds}`));
    });
  });

  describe('of the curves', () => {
    let seen: Seen;
    before(async () => {
      seen = await show('curves');
    });

    it('is refused nothing', () => assert.deepEqual(seen.refused, []));

    it('has each point where the axes say, of both legs, before and after', () => {
      assert.equal(seen.panels.length, 2);
      for (const [i, panel] of seen.panels.entries()) {
        const [x, y] = [along(panel.x, 'x'), along(panel.y, 'y', false)];
        for (const leg of ['up', 'down'] as const) {
          const wanted = curves.curves.flatMap(({ points }) =>
            points.flatMap((p) =>
              p[leg] === null ? [] : [{ at: i === 0 ? p.samples : p.scaled, value: p[leg] }],
            ),
          );
          assert.equal(panel[leg].length, wanted.length);
          for (const [k, { at, value }] of wanted.entries()) {
            close(panel[leg][k]!.x, x(at), `${leg} across ${at}`);
            close(panel[leg][k]!.y, y(value), `${leg} up ${value}`);
          }
        }
      }
    });

    it('tells the legs by form, and sizes by words', () => {
      for (const { up, down } of seen.panels) {
        assert.ok(up.every(({ fill, turned }) => fill !== 'none' && !turned));
        assert.ok(down.every(({ fill, turned }) => fill === 'none' && turned));
        assert.equal(new Set(up.map(({ stroke }) => stroke)).size, 3);
      }
      const said = seen.texts.map(({ text }) => text);
      for (const size of [8, 32, 128]) assert.ok(said.includes(`d = ${size}`));
      assert.ok(said.includes('as measured') && said.includes('after collapse'));
    });
  });

  for (const picture of ['fit', 'curves'] as const)
    for (const width of WIDTHS)
      it(`of the ${picture} can be read at ${width} px: no text leaves it or lies on another`, async () => {
        const { texts, whole } = await show(picture, width);
        assert.equal(whole.right - whole.left, width);
        for (const [i, { text, box, size }] of texts.entries()) {
          assert.ok(size >= 11, `${text}: ${size}`);
          assert.ok(
            box.left >= whole.left - 0.5 &&
              box.right <= whole.right + 0.5 &&
              box.top >= whole.top - 0.5 &&
              box.bottom <= whole.bottom + 1,
            `${text} leaves the picture`,
          );
          for (const other of texts.slice(i + 1)) {
            // Boxes have the height of a whole line; letters are lower.
            const apart =
              box.right <= other.box.left + 0.5 ||
              other.box.right <= box.left + 0.5 ||
              box.bottom <= other.box.top + 3 ||
              other.box.bottom <= box.top + 3;
            assert.ok(apart, `${text} on ${other.text}`);
          }
        }
      });
});
