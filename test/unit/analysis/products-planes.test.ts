import assert from 'node:assert/strict';
import { freeAxes, type Diagram } from '../../../server/src/analysis/diagram';
import { drawable } from '../../../server/src/analysis/diagram/drawable';
import type { Analysis } from '../../../server/src/analysis/facts';
import { axesOf, firstPoint, pointNear } from '../../../server/src/features/point-of-view';
import { gridOf } from '../../../server/src/features/panel-diagram';
import { Rational, type Point } from '../../../server/src/orders';
import { asked, drawn, q } from './planes';
import { analysisOf, fact } from './support';

const BODY = `
exponent g, -1 <= g <= 1
exponent c, -2 <= c <= 2
let E = n^c*L^g + 1 + L^(1/2)
let F = n^c + L
let H = max(L^g, 1/L) * max(n^g, sqrt(n))`;
const free = (): Analysis => analysisOf(`scale n\nscale L${BODY}`);

const cells = (diagram: Diagram, analysis: Analysis): string[] =>
  drawable(diagram, analysis)
    .regions.map(({ exponent, rings }) =>
      [exponent, ...rings.flatMap((ring) => ring.map((v) => `${v.x.exact},${v.y.exact}`)).sort()].join(' '),
    )
    .sort();

/** At a point of the text each product is one. */
function isPoint(point: Point): boolean {
  return [...point].every(([name, value]) => {
    const [scale, exponent] = name.split('^').map((factor) => point.get(factor));
    return !name.includes('^') || (scale && exponent && value.equals(scale.times(exponent)));
  });
}

describe('diagrams over exponents of independent scales', () => {
  it('are those of the text with a number for the scale', () => {
    const analysis = free();
    for (const L of ['1/3', '1', '2', '7/2'])
      for (const name of ['E', 'F', 'H']) {
        const fixed = analysisOf(`scale n\nscale L = n^(${L})${BODY}`);
        const axes = ['c', 'g'];
        const found = drawn(analysis, name, { axes, at: new Map([['L', q(L)]]) });
        assert.deepEqual(cells(found, analysis), cells(drawn(fixed, name, { axes }), fixed), `${name} ${L}`);
      }
  });

  it('are those of the text with a number for the exponent', () => {
    const analysis = free();
    for (const g of ['-1', '-2/3', '0', '1/2', '1'])
      for (const name of ['E', 'H']) {
        const fixed = analysisOf(
          `scale n\nscale L${BODY}`.replace(/exponent g.*/, '').replace(/\bg\b/g, `(${g})`),
        );
        const [axes, ranges] = [['c', 'L'], new Map([['L', { low: q('0'), high: q('4') }]])];
        const found = drawn(analysis, name, { axes, ranges, at: new Map([['g', q(g)]]) });
        const wanted = drawn(fixed, name, { axes, ranges });
        assert.deepEqual(cells(found, analysis), cells(wanted, fixed), `${name} ${g}`);
      }
  });

  it('say thresholds as the text would', () => {
    const analysis = free();
    const told = (name: string): string[] => {
      const diagram = drawn(analysis, name, { axes: ['c', 'g'], at: new Map([['L', q('2')]]) });
      return drawable(diagram, analysis).thresholds.map(({ equation }) => equation);
    };
    assert.deepEqual(told('E'), ['L^g*n^c ~ sqrt(L)']);
    assert.deepEqual(told('H'), ['g = 1/2']);
  });

  it('are refused with both along the axes, where boundaries or orders would be curved', () => {
    const analysis = free();
    assert.deepEqual(freeAxes(analysis, new Map()), ['g', 'c', 'L']);
    assert.equal(
      asked(analysis, 'E', { axes: ['g', 'L'] }),
      'g stands on L: with both along the axes boundaries would be curves, so give one of them a value',
    );
    assert.equal(drawn(analysis, 'F', { axes: ['g', 'L'] }).cells.length, 2);
  });

  it('do not begin with such axes', () => {
    const names = (analysis: Analysis, wish?: readonly string[]): string[] =>
      gridOf(analysis, axesOf(analysis), [wish]).axes.map(({ name }) => name);
    assert.deepEqual(names(free()), ['g', 'c']);
    assert.deepEqual(names(free(), ['L', 'g']), ['g', 'c']);
    assert.deepEqual(names(free(), ['c', 'g']), ['c', 'g']);
    const one = analysisOf('scale n; scale L; exponent g; let E = L^g + n');
    assert.deepEqual(names(one), ['g']);
    const two = analysisOf('scale n; scale L; scale K; exponent g; let E = L^g + K');
    assert.deepEqual(names(two), ['L', 'K']);
  });
});

describe('points of texts with products', () => {
  const texts = [
    `scale n\nscale L${BODY}`,
    'scale n; scale L; scale K; exponent g; assume L^g <= n, K^g >= n; let E = L^g + K^(-g)',
    'scale n; scale L; exponent g, exponent c; let E = max(L^g, n^g) + L^(1/2)',
    'scale n; scale L; exponent g; assume L^g = n; let E = L + n^g',
  ];

  it('are points, and near to what is wanted', () => {
    for (const text of texts) {
      const analysis = analysisOf(text);
      const { region } = analysis;
      const axes = axesOf(analysis);
      const first = firstPoint(analysis, axes, fact(analysis, 'E'));
      assert.ok(isPoint(first) && region.closure().contains(first), text);
      for (const [g, L] of [
        ['2', '1'],
        ['1/2', '3'],
        ['-1', '1/2'],
        ['0', '1/4'],
      ]) {
        const point = pointNear(analysis, axes, new Map([['g', q(g!)], ['L', q(L!)]]), ['g']); // prettier-ignore
        assert.ok(isPoint(point) && region.closure().contains(point), text);
        assert.ok(fact(analysis, 'E').at(point)?.exponent instanceof Rational, text);
      }
    }
    const narrow = analysisOf(texts[3]!);
    const point = pointNear(narrow, axesOf(narrow), new Map([['g', q('2')], ['L', q('3')]]), ['g']); // prettier-ignore
    assert.deepEqual(['g', 'L'].map((name) => point.get(name)?.toString()), ['2', '1/2']); // prettier-ignore
  });
});
