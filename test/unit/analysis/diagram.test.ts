import assert from 'node:assert/strict';
import fc from 'fast-check';
import { freeAxes, type Diagram, type Question } from '../../../server/src/analysis/diagram';
import { drawable } from '../../../server/src/analysis/diagram/drawable';
import { pointAt, type Vertex } from '../../../server/src/analysis/diagram/polygon';
import type { Analysis } from '../../../server/src/analysis/facts';
import { Form, Rational, toText } from '../../../server/src/orders';
import { area, asked, at, drawn, holds, q, total } from './planes';
import { analysisOf, fact, networkText, pointOf } from './support';

const three = (): Analysis => analysisOf(networkText(2, 3, 'erf'));
const four = (): Analysis => analysisOf(networkText(3, 3, 'erf', 'patterns lazy, specialization'));

const equations = ({ thresholds }: Diagram): string[] =>
  [...new Set(thresholds.map(({ equation }) => toText(equation)))].sort();

describe('the diagram of a posterior', () => {
  it('has the five regions of three layers, with the thresholds in the scales', () => {
    const diagram = drawn(three(), 'samples(p)');
    const areas = new Map<string, Rational>();
    for (const { formula, rings } of diagram.cells) {
      const known = areas.get(toText(formula)) ?? Rational.zero;
      areas.set(
        toText(formula),
        rings.map(area).reduce((a, b) => a.plus(b), known),
      );
    }
    assert.equal(diagram.cells.length, 5);
    // By hand: the smaller width decides between d and d^5. Twice the areas, in the square 0..6.
    assert.deepEqual([...areas].map(([order, size]) => `${order}: ${size.toString()}`).sort(), [
      'd: 22',
      'd^3: 2',
      'sqrt(N1*d): 24',
      'sqrt(N2*d): 24',
    ]);
    const patterns = (order: string): string[] =>
      diagram.cells.filter((cell) => toText(cell.formula) === order).map((cell) => cell.pattern.join(', '));
    assert.deepEqual(patterns('d^3'), ['lazy, lazy']);
    assert.deepEqual(patterns('sqrt(N1*d)'), ['specialization, lazy']);
    assert.deepEqual(patterns('sqrt(N2*d)'), ['lazy, specialization']);
    assert.deepEqual(patterns('d').sort(), ['lazy, specialization', 'specialization, lazy']);
    assert.deepEqual(equations(diagram), ['N1 ~ d', 'N1 ~ d^5', 'N2 ~ N1', 'N2 ~ d', 'N2 ~ d^5']);
  });

  it('agrees with the fact at random points, pattern and all', () => {
    const analysis = three();
    const { cells } = drawn(analysis, 'samples(p)');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 }), (i, j) => {
        const p = { x: Rational.of(i, 100), y: Rational.of(j, 100) };
        const here = fact(analysis, 'samples(p)').at(
          pointOf(analysis, `a1=${p.x.toString()},a2=${p.y.toString()}`),
        )!;
        const names = [here.pattern!, ...here.ties!].map(String);
        const found = cells.filter((cell) => cell.polygons.some((polygon) => holds(polygon, p)));
        assert.ok(found.length > 0);
        for (const { value, pattern } of found) {
          assert.equal(value!.evaluate(pointAt(p)).toString(), here.exponent.toString());
          assert.ok(names.includes(pattern.join()));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('prints thresholds of a slice by what they depend on, not by the value that is fixed', () => {
    const diagram = drawn(four(), 'samples(p)', { axes: ['a1', 'a2'], at: new Map([['a3', q('3')]]) });
    assert.deepEqual(equations(diagram), ['N1 ~ N3', 'N1 ~ d', 'N2 ~ N1', 'N2 ~ N3', 'N2 ~ d']);
    assert.deepEqual(diagram.fixed, [{ name: 'a3', value: q('3'), given: true }]);
  });

  it('covers a plane that lies inside of a threshold once', () => {
    const { cells } = drawn(four(), 'samples(p)', { axes: ['a1', 'a2'], at: new Map([['a3', q('1')]]) });
    assert.equal(total(cells.flatMap((cell) => cell.polygons.map(area))), '72');
    assert.ok(cells.every(({ value }) => value!.equals(Form.constant(Rational.one))));
  });

  it('names who ties in all of a cell, when asked', () => {
    const question = { axes: ['a1', 'a2'], at: new Map([['a3', q('1/2')]]) };
    const cellAt = (p: Vertex, ties: boolean) => {
      const { cells } = drawn(four(), 'samples(p)', { ...question, ties });
      return cells.find(({ polygons }) => polygons.some((polygon) => holds(polygon, p)))!;
    };
    // By hand: a layer of width N <= d that specialises makes P* ~ d, whether another one below d does so, too, or not.
    const { pattern, ties } = cellAt(at('3', '1/2'), true);
    assert.deepEqual([pattern, ...ties].map(String).sort(), [
      'lazy,lazy,specialization',
      'lazy,specialization,lazy',
      'lazy,specialization,specialization',
    ]);
    // Where only the last layer is that narrow no other pattern ties in the inside, though some do on the boundary.
    assert.deepEqual(cellAt(at('3', '3'), true).ties, []);
    assert.deepEqual(cellAt(at('3', '1/2'), false).ties, []);
  });

  it('fixes what nobody gave where nothing changes', () => {
    const { fixed } = drawn(four(), 'samples(p)', { axes: ['a1', 'a2'] });
    // At a3 = 1 patterns tie.
    assert.deepEqual(fixed, [{ name: 'a3', value: q('2'), given: false }]);
    const analysis = four();
    const point = pointOf(analysis, 'a1=1/2,a2=4,a3=5/3');
    const near = drawn(analysis, 'samples(p)', { axes: ['a1', 'a2'], point });
    assert.deepEqual(near.fixed, [{ name: 'a3', value: q('5/3'), given: false }]);
    assert.deepEqual(near.point, at('1/2', '4'));
  });

  it('leaves out the point under view where it is not on the plane', () => {
    const analysis = four();
    const point = pointOf(analysis, 'a1=1/2,a2=4,a3=5/3');
    const diagram = drawn(analysis, 'samples(p)', {
      axes: ['a1', 'a2'],
      at: new Map([['a3', q('3')]]),
      point,
    });
    assert.equal(diagram.point, undefined);
  });

  it('says where a quantity is not derived', () => {
    const analysis = three();
    const diagram = drawn(analysis, 'count(p.h2)');
    assert.equal(diagram.derived, false);
    assert.match(
      drawable(diagram, analysis).note!,
      /^Where nothing is shown, count\(p\.h2\) is not derived\.$/,
    );
  });
});

describe('the window of a diagram', () => {
  const open = analysisOf('scale d\nscale N = d^a\nscale M\nassume N >= 1\nlet E = N*d + M^2 + d^5');

  it('goes past all corners where the text has no bounds', () => {
    const { x, y } = drawn(open, 'E');
    const show = [x, y].map(({ name, low, high }) => `${name} ${low.toString()} ${high.toString()}`);
    // The three terms meet at N ~ d^4, M ~ d^(5/2).
    assert.deepEqual(show, ['a 0 5', 'M 0 4']);
  });

  it('is what the user asks for', () => {
    const ranges = new Map([
      ['a', { low: q('3'), high: q('9/2') }],
      ['M', { low: q('-1'), high: q('3') }],
    ]);
    const { cells, allowed, derived } = drawn(open, 'E', { ranges });
    // A scale is above one: the part below is white, the rest is covered.
    assert.deepEqual([allowed, derived], [false, true]);
    assert.equal(total(cells.flatMap((cell) => cell.polygons.map(area))), '9');
  });

  it('takes scales as axes, in any sequence', () => {
    const { x, y } = drawn(open, 'E', { axes: ['M', 'N'] });
    assert.deepEqual([x.name, y.name], ['M', 'N']);
  });
});

describe('a diagram with one axis', () => {
  it('shows the exponent over it', () => {
    const analysis = analysisOf(networkText(1, 3, 'erf'));
    const diagram = drawn(analysis, 'samples(p)');
    const picture = drawable(diagram, analysis);
    const corners = picture.graph!.map((line) => line.map(({ x, y }) => `${x.exact}:${y.exact}`));
    // P* ~ max(d, sqrt(d N)) up to d^3, by hand.
    assert.deepEqual(corners, [['0:1', '1:1', '5:3', '6:3']]);
    assert.equal(picture.y.meaning, 'log samples(p) / log d');
    assert.deepEqual(equations(diagram), ['N1 ~ d', 'N1 ~ d^5']);
  });
});

describe('what has no diagram is a sentence', () => {
  const cases: [string, Partial<Question>, RegExp][] = [
    ['z', { axes: ['a', 'z'] }, /^there is no free exponent or scale z; the free ones are a, b$/],
    ['a constant axis', { axes: ['a', 'kappa'] }, /^kappa has one order only; the free ones are a, b$/],
    ['one twice', { axes: ['a', 'a'] }, /^the axes must differ, and a is named twice$/],
    ['two names of one', { axes: ['a', 'N'] }, /^a and N depend on each other: they cannot both be axes$/],
    [
      'a fixed axis',
      { axes: ['a', 'b'], at: new Map([['a', q('2')]]) },
      /^the values given fix a: it cannot be an axis$/,
    ],
    ['a value of nothing', { at: new Map([['z', q('2')]]) }, /^there is no free exponent or scale z$/],
    [
      'a value too far',
      { axes: ['a'], at: new Map([['b', q('7')]]) },
      /^the text does not allow these values$/,
    ],
    [
      'an empty window',
      { ranges: new Map([['a', { low: q('7'), high: q('8') }]]) },
      /^the text allows nothing of what would be shown, or a line only$/,
    ],
  ];
  const analysis = analysisOf(
    'scale d\nscale N = d^a, 0 <= a <= 4\nscale M = d^b, 0 <= b <= 4\nscale kappa = 1\nlet E = N + kappa*M',
  );
  for (const [what, question, message] of cases)
    it(what, () => assert.match(String(asked(analysis, 'E', { axes: ['a', 'b'], ...question })), message));

  it('a line in the plane', () => {
    const thin = analysisOf('scale d\nscale N = d^a\nscale M = d^b\nassume N ~ M, N <= d^3\nlet E = N*M');
    assert.deepEqual(freeAxes(thin, new Map()), ['a']);
    assert.match(String(asked(thin, 'E', { axes: ['a', 'b'] })), /^a and b depend on each other/);
  });
});
