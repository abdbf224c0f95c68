// Chromium's own rendering of KaTeX's HTML, and a comparison of two pictures that no single pixel's shade can upset.
import { chromium, type Browser, type Page } from 'playwright-core';
import katex from 'katex';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dataUri, type Picture } from '../../../server/src/typeset/picture';

export const CHROMIUM = process.env['POWERCOUNT_CHROMIUM'] ?? '/usr/bin/chromium';

interface Size {
  width: number;
  height: number;
}

/** With the size of the formula's boxes in the browser, CSS px. */
export interface Comparison extends Size {
  /** Pixels of firm ink in one picture with no ink of the other within REACH pixels, both ways. */
  stray: number;
  /** Pixels of firm ink in the browser's picture. */
  ink: number;
}

/** What rounding to pixels and soft edges may move. */
const REACH = 1;
const VIEW = { width: 800, height: 440 };
/** Where both pictures put the formula's origin. */
const ORIGIN = { x: 60, y: 220 };

/** Runs in the page. Firm ink is more than 60 % black, any ink more than 15 %. */
const PAGE = `
  const origin = ${JSON.stringify(ORIGIN)};
  async function show(html, px) {
    document.body.innerHTML = '<div style="position:absolute;left:0;top:0;white-space:nowrap">' + html + '</div>';
    const box = document.body.firstChild;
    box.querySelector('.katex').style.fontSize = px + 'px';
    box.firstChild.style.margin = 0;
    await document.fonts.ready;
    await Promise.all([...document.fonts].filter((font) => font.status === 'loading').map((font) => font.loaded));
    const struts = [...box.querySelectorAll('.katex-base > .katex-strut')];
    const bases = struts.map((strut) => strut.parentElement.getBoundingClientRect());
    const rects = struts.map((strut) => strut.getBoundingClientRect());
    const depth = -(parseFloat(struts[0].style.verticalAlign) || 0) * px;
    box.style.left = origin.x - rects[0].left + 'px';
    box.style.top = origin.y - (rects[0].bottom - depth) + 'px';
    const [top, bottom] = [Math.min(...rects.map((r) => r.top)), Math.max(...rects.map((r) => r.bottom))];
    return { width: bases.at(-1).right - bases[0].left, height: bottom - top };
  }
  async function showImage(src, left, ascent) {
    document.body.innerHTML = '<img style="position:absolute">';
    const image = document.body.firstChild;
    Object.assign(image.style, { left: origin.x - left + 'px', top: origin.y - ascent + 'px' });
    image.src = src;
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  }
  async function darkness(src) {
    const image = new Image();
    image.src = src;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return { width: image.width, dark: Float32Array.from({ length: data.length / 4 }, (_, i) => 1 - data[4 * i + 1] / 255) };
  }
  function stray(from, to, reach) {
    let count = 0;
    from.dark.forEach((value, i) => {
      if (value < 0.6) return;
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) if (to.dark[i + dy * to.width + dx] > 0.15) return;
      count++;
    });
    return count;
  }
  async function compare(a, b, reach) {
    const [one, two] = [await darkness(a), await darkness(b)];
    return { stray: stray(one, two, reach) + stray(two, one, reach), ink: one.dark.filter((v) => v > 0.6).length };
  }
`;

export class Reference {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
  ) {}

  static async open(): Promise<Reference> {
    const flags =
      '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
      '--disable-component-update --disable-sync --font-render-hinting=none';
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') });
    const page = await browser.newPage({ viewport: VIEW });
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const body = `<!doctype html><link rel="stylesheet" href="/katex.css"><script>${PAGE}</script><body>`;
      return pathname === '/'
        ? route.fulfill({ contentType: 'text/html', body })
        : route.fulfill({ path: join('node_modules/katex/dist', pathname) });
    });
    await page.goto('http://formula.test/');
    return new Reference(browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** Compares a picture, drawn in black at `px`, with the browser's rendering of KaTeX's HTML for `tex`. */
  async compare(tex: string, displayMode: boolean, px: number, picture: Picture): Promise<Comparison> {
    const html = katex.renderToString(tex, { displayMode, output: 'html' });
    const size = await this.call<Size>('show', html, px);
    const expected = await this.shot(picture);
    const shown = await this.call<Size>(
      'showImage',
      dataUri(picture.svg),
      left(picture, px),
      ascent(picture),
    );
    assert.deepEqual(
      shown,
      { width: picture.width, height: picture.height },
      'the size that the picture claims',
    );
    const actual = await this.shot(picture);
    return {
      ...size,
      ...(await this.call<{ stray: number; ink: number }>('compare', expected, actual, REACH)),
    };
  }

  private call<T>(name: string, ...values: unknown[]): Promise<T> {
    return this.page.evaluate<T>(`${name}(${values.map((value) => JSON.stringify(value)).join(',')})`);
  }

  /** The part of the page where the picture is or should be, and some room around it. */
  private async shot(picture: Picture): Promise<string> {
    const room = 20;
    const [x, y] = [ORIGIN.x - room, ORIGIN.y - ascent(picture) - room];
    const clip = { x, y, width: picture.width + 2 * room, height: picture.height + 2 * room };
    return `data:image/png;base64,${(await this.page.screenshot({ clip })).toString('base64')}`;
  }
}

const ascent = ({ height, baseline }: Picture): number => height - baseline;
/** Distance of the formula's origin from the picture's left edge. */
const left = ({ svg }: Picture, px: number): number =>
  Math.round((-Number(/viewBox='(-?\d+)/.exec(svg)?.[1]) / 1000) * px);
