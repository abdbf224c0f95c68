import assert from 'node:assert/strict';
import { parseHTML } from 'linkedom';
import fc from 'fast-check';
import type { PhaseDiagram } from '../../../plot/data';
import { axisValues, draw, type DrawOptions } from '../../../plot/phase-diagram';
import { at, exact, ring, threeLayers } from './data';

const page = () => parseHTML('<!doctype html><html><body></body></html>').document;

const drawn = (diagram: PhaseDiagram, options: Partial<DrawOptions> = {}): SVGElement =>
  draw(diagram, {
    document: page(),
    width: 760,
    height: 600,
    dark: false,
    foreground: '#222222',
    ...options,
  });

const texts = (picture: SVGElement, group: string): string[] =>
  [...picture.querySelectorAll(`.${group} text`)].map((text) => {
    const lines = [...text.querySelectorAll('tspan')].map((line) => line.textContent ?? '');
    return lines.length > 0 ? lines.join(' / ') : (text.textContent ?? '');
  });

const titles = (picture: SVGElement, selector: string): string[] =>
  [...picture.querySelectorAll(`${selector} > title`)].map((title) => title.textContent ?? '');

describe('the picture of a phase diagram', () => {
  const picture = drawn(threeLayers, { background: '#ffffff' });

  it('names every region inside of it and every threshold beside it', () => {
    assert.deepEqual(texts(picture, 'labels').sort(), [
      ...['N1 ~ d', 'N1 ~ d^5', 'N2 ~ N1', 'N2 ~ d', 'N2 ~ d^5'],
      ...['d / lazy, specialization', 'd / specialization, / lazy', 'd^3 / lazy, lazy'],
      ...['sqrt(N1*d) / specialization, lazy', 'sqrt(N2*d) / lazy, specialization'],
    ]);
    assert.deepEqual(texts(picture, 'legend'), []);
    assert.deepEqual(texts(picture, 'title'), ['samples(p) at c = 1/2']);
  });

  it('has axes with meanings and exact ticks', () => {
    const all = [...picture.querySelectorAll('text')].map((text) => text.textContent);
    for (const wanted of ['a = log N1 / log d', 'b = log N2 / log d', '3/2', '4'])
      assert.ok(all.includes(wanted), wanted);
  });

  it('has a path for each region and threshold, with index and title', () => {
    const indices = (name: string): (string | null)[] =>
      [...picture.querySelectorAll(`[data-${name}]`)].map((element) => element.getAttribute(`data-${name}`));
    assert.deepEqual(indices('region'), ['0', '1', '2', '3', '4']);
    assert.deepEqual(indices('threshold'), ['0', '1', '2', '3', '4', '5']);
    assert.deepEqual(indices('point'), ['0']);
    assert.deepEqual(titles(picture, '[data-region]')[1]?.split('\n'), [
      'samples(p) ~ d, exponent d',
      'specialization, lazy',
      'lazy, magnetization reaches the same',
    ]);
    assert.deepEqual(titles(picture, '[data-threshold]')[3], 'N2 ~ N1');
    assert.deepEqual(titles(picture, '[data-point]'), ['a = 2, b = 7/2']);
  });

  it('fills regions of one kind alike, and neighbours differently', () => {
    const fillOf = (i: number) => picture.querySelector(`[data-region="${i}"]`)?.getAttribute('fill');
    for (const { between } of threeLayers.thresholds) assert.notEqual(fillOf(between[0]), fillOf(between[1]));
    const same = { ...threeLayers, regions: threeLayers.regions.map((r) => ({ ...r, kind: 0 })) };
    const fills = [...drawn({ ...same, thresholds: [] }).querySelectorAll('[data-region]')].map((p) =>
      p.getAttribute('fill'),
    );
    assert.equal(new Set(fills).size, 1);
  });

  it('shows what holds on lines and at points only, instead of their equations', () => {
    const thin = [
      { says: 'stable, kernel', equation: 'N2 ~ N1', from: at('1,1'), to: at('5,5') },
      { says: 'stable, features learnt', from: at('5,5'), to: at('5,5') },
    ];
    const shown = drawn({ ...threeLayers, thin });
    assert.deepEqual(titles(shown, '.thin > *'), ['stable, kernel\nwhere N2 ~ N1']);
    assert.deepEqual(titles(shown, '.thin-points > *'), ['stable, features learnt']);
    const [labels, legend] = [texts(shown, 'labels'), texts(shown, 'legend')];
    assert.ok(labels.includes('N2 ~ N1: stable, kernel') && !labels.includes('N2 ~ N1'), labels.join(' | '));
    assert.deepEqual(legend, ['(1) stable, features learnt']);
    assert.equal(shown.querySelector('style, [style]'), null);
  });

  it('says a regime without an exponent', () => {
    const [first, ...others] = threeLayers.regions;
    const { kind, rings } = first!;
    const regime = { order: 'stable', pattern: ['kernel'], ties: [], kind, rings };
    const shown = drawn({ ...threeLayers, regions: [regime, ...others] });
    assert.equal(titles(shown, '[data-region]')[0], 'stable\nkernel');
  });

  it('needs no style sheet and no style attribute, so that a strict content policy takes it', () => {
    assert.equal(picture.querySelector('style, [style], script, foreignObject'), null);
    assert.doesNotMatch(picture.outerHTML, /style|url\(|href/);
  });

  it('leaves holes open', () => {
    const hole = '0,0 6,0 6,6 0,6|2,2 2,4 4,4 4,2'.split('|').map(ring);
    const regions = [{ ...threeLayers.regions[0]!, rings: hole }];
    const d =
      drawn({ ...threeLayers, regions, thresholds: [] })
        .querySelector('[data-region]')
        ?.getAttribute('d') ?? '';
    assert.equal(d.match(/M/g)?.length, 2);
    assert.equal(d.match(/Z/g)?.length, 2);
  });

  it('writes below what has no room, grows by it, and says so by a number', () => {
    const order = 'kappa^(17/3)*N1^(5/7)*N2^(3/11)*d^(123/45)';
    const regions = threeLayers.regions.map((r, i) => (i === 0 ? { ...r, order } : r));
    const long = drawn({ ...threeLayers, regions, note: 'A note.' });
    assert.deepEqual(texts(long, 'legend'), [`(1) ${order}, lazy, lazy`, 'A note.']);
    assert.ok(texts(long, 'labels').includes('(1)'));
    assert.ok(Number(long.getAttribute('height')) > 600);
  });

  it('draws the exponent over a single axis', () => {
    const graph = [ring('0,1 1,1 5,3 6,3')];
    const paths = drawn({ ...threeLayers, graph }).querySelectorAll('.graph path');
    assert.equal(paths.length, 1);
  });

  it('knows the values under the pointer, as simple fractions', () => {
    // The page shows the picture at half its size, somewhere.
    const box = { left: 100, top: 50, width: 380, height: 300 };
    picture.getBoundingClientRect = () => box as DOMRect;
    const [left = 0, top = 0, right = 0, bottom = 0] = picture
      .getAttribute('data-frame')!
      .split(' ')
      .map(Number);
    const client = (x: number, y: number) =>
      axisValues(
        picture,
        box.left + (left + (x / 6) * (right - left)) / 2,
        box.top + (bottom - (y / 6) * (bottom - top)) / 2,
      );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 24 }), (i, j) => {
        const found = client(i / 4, j / 4);
        assert.deepEqual([found?.x.value, found?.y.value], [i / 4, j / 4]);
      }),
    );
    assert.deepEqual(client(5.01, 0.99), { x: exact('5'), y: exact('1') });
    assert.deepEqual(client(1.495, 3.251)?.x.exact, '3/2');
    assert.equal(client(-0.1, 3), undefined);
    assert.equal(client(3, 6.1), undefined);
  });
});
