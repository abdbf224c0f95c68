import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount } from './program';
import { plane } from '../../fixtures/plane';

/** Three layers, as in samples/three-layer.scale: the smaller width decides between d and d^5. */
const network = `scale d
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
`;

describe('powercount diagram', () => {
  before(bundle);

  const cwd = folderWith({
    'network.scale': network,
    'one.scale': 'scale d\nscale N = d^a, a >= 1\nlet E = N*d + d^3\n',
    'many.scale': 'scale d\nscale N = d^a\nscale M = d^b\nscale K\nlet E = N*M + K\nlet F = K\n',
    'two.scale': 'scale d\nscale N = d^a\nscale M = d^b, b <= 4\nlet E = N + M\n',
    'fixed.scale': 'scale d\nscale N = d^3\nlet E = N\n',
    'empty.scale': 'scale d\n',
    'plane.scale': plane,
    'broken.scale': 'scale d\nscale N = d^a\nlet E = N + d\nlet F = d *\n',
  });
  const json = (...words: string[]) => {
    const { status, out } = powercount(cwd, 'diagram', '--json', ...words);
    assert.equal(status, 0);
    return JSON.parse(out);
  };

  it('gives cells with exact corners, and thresholds in the scales', () => {
    const { scale, of, axes, fixed, cells, thresholds } = json(
      'network.scale',
      '--of',
      'samples(p)',
      '--axes',
      'a,b',
    );
    assert.deepEqual([scale, of, fixed], ['d', 'samples(p)', {}]);
    assert.deepEqual(axes[0], { name: 'a', meaning: 'a = log N1 / log d', low: '0', high: '6' });
    const lazy = cells.find(({ order }: { order: string }) => order === 'd^3');
    assert.deepEqual(lazy.pattern, ['lazy', 'lazy']);
    assert.deepEqual(
      lazy.polygons.map((corners: string[][]) => corners.map(String).sort()),
      [['5,5', '5,6', '6,5', '6,6']],
    );
    const equations = new Set(thresholds.map(({ equation }: { equation: string }) => equation));
    assert.deepEqual([...equations].sort(), ['N1 ~ d', 'N1 ~ d^5', 'N2 ~ N1', 'N2 ~ d', 'N2 ~ d^5']);
  });

  it('takes what there is one sensible choice of, and says so', () => {
    const { out, err } = powercount(cwd, 'diagram', 'network.scale');
    assert.equal(err, 'Taken: --of "samples(p)"\nTaken: --axes a,b\n');
    assert.match(
      out,
      /^samples\(p\) over a = log N1 \/ log d from 0 to 6 and b = log N2 \/ log d from 0 to 6\n/,
    );
    assert.match(out, / sqrt\(N2\*d\) +exponent b\/2 \+ 1\/2 +lazy, specialization +\(/);
    assert.match(out, /\nThresholds\n/);
    assert.match(out, / {2}N2 ~ N1 +\d \| \d +from \((1, 1|5, 5)\) to \((1, 1|5, 5)\)\n/);
  });

  it('shows the exponent over one axis', () => {
    const { axes, cells, thresholds } = json('one.scale');
    assert.equal(axes.length, 1);
    const intervals = Object.fromEntries(
      cells.map(({ order, intervals }: { order: string; intervals: string[][] }) => [
        order,
        intervals.map(String),
      ]),
    );
    assert.deepEqual(intervals, { 'd^3': ['1,2'], 'N*d': ['2,4'] });
    assert.deepEqual(
      thresholds.map(({ equation, at }: Record<string, string>) => [equation, at]),
      [['N ~ d^2', '2']],
    );
  });

  it('shows the regimes of a plane, and what holds on lines and at points only', () => {
    const { cells, thin } = json('plane.scale', '--of', 'stable( t )', '--axes', 'c,g');
    const regimes = cells.map(({ regime, polygons }: { regime: string; polygons: unknown[] }) => [
      regime,
      polygons.length > 0,
    ]);
    assert.deepEqual(regimes[0], ['stable, nothing moves', true]);
    assert.ok(regimes.some(([regime]: [string]) => regime === 'unstable, size(t.out) too large'));
    // The mean field, where n^c is n and the read-out's multiplier 1/n (arXiv:2011.14522, Figure 2).
    const learnt = thin.find(({ regime }: { regime: string }) => regime === 'stable, features learnt');
    assert.deepEqual(
      [learnt.from, learnt.to],
      [
        ['1', '-1'],
        ['1', '-1'],
      ],
    );
    const { out } = powercount(cwd, 'diagram', 'plane.scale', '--axes', 'c', '--at', 'g=-1/2');
    assert.match(
      out,
      /\nOn lines and at points only\n {2}stable, kernel {2}c \+ 2\*g \+ 1 = 0 {2}at c = 0\n/,
    );
  });

  it('fixes the other exponents, at what is given or at something simple', () => {
    const words = ['many.scale', '--of', 'E', '--axes', 'a,K'];
    assert.deepEqual(json(...words, '--at', 'b=3/2').fixed, { b: '3/2' });
    assert.deepEqual(Object.keys(json(...words).fixed), ['b']);
    assert.match(powercount(cwd, 'diagram', ...words).out, /\n {2}at b = 1, chosen here\n/);
    // Of a scale it is the size that is said, not the power that it is.
    const { out } = powercount(cwd, 'diagram', 'many.scale', '--of', 'E', '--axes', 'a,b', '--at', 'K=2');
    assert.match(out, /\n {2}at K = d\^2\n/);
  });

  it('shows the ranges asked for', () => {
    const { axes } = json('network.scale', '--axes', 'b,a', '--range', 'a=0..5/2, b=1..3');
    assert.deepEqual(
      axes.map(({ name, low, high }: Record<string, string>) => `${name} ${low} ${high}`),
      ['b 1 3', 'a 0 5/2'],
    );
  });

  it('writes a picture that stands alone, light or dark', () => {
    for (const [dark, background] of [
      [[], '#ffffff'],
      [['--dark'], '#1e1e1e'],
    ] as const) {
      const { status, out } = powercount(cwd, 'diagram', 'network.scale', '--svg', 'out.svg', ...dark);
      assert.deepEqual([status, out], [0, '']);
      const svg = readFileSync(join(cwd, 'out.svg'), 'utf8');
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.ok(svg.includes(background));
      for (const text of ['sqrt(N2*d)', 'lazy, specialization', 'N2 ~ d^5', 'a = log N1 / log d'])
        assert.ok(svg.includes(`>${text}<`), text);
      assert.doesNotMatch(svg, /<style|style=/);
    }
  });

  it('draws around a mistake, names it, and ends with 1', () => {
    const { status, out, err } = powercount(cwd, 'diagram', 'broken.scale', '--of', 'E');
    assert.equal(status, 1);
    assert.match(err, /^broken\.scale:4:\d+: error expected-expression: /);
    assert.match(out, /^E over a = /);
  });

  it('refuses what cannot be drawn, in one line', () => {
    const cases: [readonly string[], RegExp][] = [
      [['network.scale', '--of', 'x'], /nothing derives x; there are: samples\(p\), energy\(p\)/],
      [['many.scale'], /choose a quantity with --of: E, F/],
      [
        ['many.scale', '--of', 'E'],
        /3 exponents are free: choose two with --axes, of a, b, K; --at fixes the others/,
      ],
      [['many.scale', '--of', 'E', '--axes', 'a,b,K'], /--axes takes two free exponents or scales, or one/],
      [
        ['two.scale', '--axes', 'a,z'],
        /over a and z: there is no free exponent or scale z; the free ones are a, b/,
      ],
      [['two.scale', '--axes', 'a,N'], /a and N depend on each other/],
      [['two.scale', '--axes', 'a,b', '--at', 'b=2'], /the values given fix b/],
      [['two.scale', '--axes', 'a', '--at', 'b=9'], /the text does not allow these values/],
      [['two.scale', '--at', 'b'], /--at b: b is not of the form a=3\/2/],
      [['two.scale', '--range', 'a=3'], /--range a=3: a=3 is not of the form a=0\.\.6/],
      [['two.scale', '--range', 'a=6..0'], /a=6\.\.0 is not of the form/],
      [['two.scale', '--range', 'z=0..1'], /--range z=0\.\.1: z is not an axis of this diagram/],
      [['two.scale', '--svg', 'no/such/folder.svg'], /no\/such\/folder\.svg: it cannot be written: ENOENT/],
      [['fixed.scale'], /no exponent is free here, so there is nothing to draw/],
      [['empty.scale'], /the text derives nothing that could be drawn/],
      [['nowhere.scale'], /nowhere\.scale: there is no such file/],
    ];
    for (const [words, message] of cases) {
      const { status, out, err } = powercount(cwd, 'diagram', ...words);
      const lines = err.split('\n').filter((line) => !line.startsWith('Taken: '));
      assert.deepEqual([status, out, lines.length], [2, '', 2], words.join(' '));
      assert.match(lines[0]!, message);
      assert.match(lines[0]!, /^powercount: /);
    }
  });
});
