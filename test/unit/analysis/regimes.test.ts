import assert from 'node:assert/strict';
import { diagramOf, type Diagram } from '../../../server/src/analysis/diagram';
import { drawable } from '../../../server/src/analysis/diagram/drawable';
import { regimePicture } from '../../../server/src/analysis/diagram/regimes';
import { turn, type Vertex } from '../../../server/src/analysis/diagram/polygon';
import type { Analysis, ClaimResult } from '../../../server/src/analysis/facts';
import { Rational, toText, type Notation } from '../../../server/src/orders';
import { at, holds, q, say } from './planes';
import { analysisOf } from './support';
import { plane } from '../../fixtures/plane';

const blocks = `scale n
scale L
exponent alpha, 0 <= alpha <= 1
exponent c
network f(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    h = h + L^(-alpha) * dense(tanh(u), n)
  }
  out dense(h, 1)
}
training t of f { optimizer sgd; parametrization depth_mup; rate u = L^c }
`;

function drawn(analysis: Analysis, axes: readonly string[], fixed: Record<string, string> = {}): Diagram {
  const [result] = analysis.trainings;
  assert.ok(result, analysis.diagnostics.map((d) => d.message).join());
  const values = new Map(Object.entries(fixed).map(([name, value]) => [name, q(value)]));
  const made = diagramOf(analysis, { fact: regimePicture(result), axes, at: values });
  assert.ok(typeof made !== 'string', String(made));
  return made;
}

const regime = ({ formula, pattern }: { formula: Notation; pattern: readonly string[] }): string =>
  [toText(formula), ...pattern].join(', ');

/** The regimes that the picture shows at a point: what is thin before what lies around it. */
function shownAt({ cells, thin }: Diagram, p: Vertex): string[] {
  const on = thin.filter(({ from, to }) => isBetween(from, p, to)).sort((a, b) => size(a) - size(b));
  if (on[0]) return [regime(on[0])];
  return cells.filter(({ polygons }) => polygons.some((polygon) => holds(polygon, p))).map(regime);
}

const size = ({ from, to }: { from: Vertex; to: Vertex }): number =>
  Number(!from.x.equals(to.x) || !from.y.equals(to.y));

function isBetween(a: Vertex, p: Vertex, b: Vertex): boolean {
  const within = (x: Rational, y: Rational, z: Rational): boolean =>
    y.compare(x.min(z)) >= 0 && y.compare(x.max(z)) <= 0;
  return turn(a, b, p).isZero() && within(a.x, p.x, b.x) && within(a.y, p.y, b.y);
}

/** What claims say of the text with numbers for its exponents, where nothing is left to divide into regions. */
function claimedAt(text: string, values: Record<string, string>): string {
  let written = text;
  for (const [name, value] of Object.entries(values))
    written = written
      .replace(new RegExp(`^exponent ${name}.*\n`, 'm'), '')
      .replace(new RegExp(`\\^\\(-${name}\\)`), `^(-1*${value})`)
      .replace(new RegExp(`\\^${name}\\b`), `^(${value})`);
  const claims = ['stable(t)', 'nontrivial(t)', 'feature_learning(t)'];
  const analysis = analysisOf(`${written}${claims.map((claim) => `claim ${claim}\n`).join('')}`);
  const proven = (text: string): boolean => {
    const claim = analysis.claims.find((c) => c.text === text) as ClaimResult;
    assert.ok(claim.status === 'proven' || claim.status === 'refuted', claim.message);
    return claim.status === 'proven';
  };
  if (!proven('stable(t)')) return 'unstable';
  const [moves, learns] = [proven('nontrivial(t)'), proven('feature_learning(t)')];
  if (learns) return `stable, features learnt${moves ? '' : ', output unmoved'}`;
  return `stable, ${moves ? 'kernel' : 'nothing moves'}`;
}

/** Multiples of 1/2: some lie on thresholds, and where they cross. */
const grid = (low: number, high: number): Rational[] =>
  Array.from({ length: 2 * (high - low) + 1 }, (_, i) => Rational.of(2 * low + i, 2));

const ONLY_REGIME = /^unstable.*/;

describe('the regimes of a training', () => {
  it('are those of the claims at every point of a grid, on thresholds too', () => {
    const picture = drawn(analysisOf(plane), ['c', 'g']);
    for (const x of grid(-1, 2))
      for (const y of grid(-2, 1)) {
        const p = { x, y };
        const expected = claimedAt(plane, { c: x.toString(), g: y.toString() });
        const shown = shownAt(picture, p).map((name) => name.replace(ONLY_REGIME, 'unstable'));
        assert.ok(shown.includes(expected), `${say(p)}: ${expected}, not ${shown.join(' or ')}`);
      }
  });

  it('have kernels on a line and features at a point only, where the theory has them', () => {
    const { thin, cells } = drawn(analysisOf(plane), ['c', 'g']);
    const found = thin.map((t) => `${regime(t)}: ${[t.from, t.to].map(say).join(' ')}`);
    // By hand: the tangent kernel at (0, -1/2), the mean field at (1, -1), and what lies between (TP4, Figure 2).
    assert.ok(found.includes('stable, kernel: 0,-1/2 1,-1'), found.join(' | '));
    assert.ok(found.includes('stable, features learnt: 1,-1 1,-1'), found.join(' | '));
    assert.deepEqual(
      cells.map(regime).filter((name) => name.startsWith('stable')),
      ['stable, nothing moves'],
    );
  });

  it('say which requirement fails first', () => {
    const picture = drawn(analysisOf(plane), ['c', 'g']);
    assert.deepEqual(shownAt(picture, at('-1', '1/2')), ['unstable, size(t.out) too large']);
    assert.deepEqual(shownAt(picture, at('3/4', '-4/5')), ['unstable, change(t) too large']);
    assert.deepEqual(shownAt(picture, at('2', '1')), ['unstable, change(t.h) too large']);
  });

  it('of blocks over exponents of the depth agree with the claims at a depth that is a power of the width', () => {
    const picture = drawn(analysisOf(blocks), ['alpha', 'c'], { L: '1/2' });
    const text = blocks.replace('scale L\n', 'scale L = n^(1/2)\n');
    for (const x of ['0', '1/4', '1/2', '3/4', '1'].map(q))
      for (const y of ['-1', '-1/2', '0', '1/4', '1/2', '1'].map(q)) {
        const shown = shownAt(picture, { x, y }).map((name) => name.replace(ONLY_REGIME, 'unstable'));
        const expected = claimedAt(text, { alpha: x.toString(), c: y.toString() });
        assert.ok(shown.includes(expected), `${say({ x, y })}: ${expected}, not ${shown.join(' or ')}`);
      }
    assert.equal(drawable(picture, analysisOf(blocks)).fixed, 'L = sqrt(n)');
  });

  it('over one exponent are intervals, without an exponent of their own', () => {
    const text = plane.replace('exponent g\n', '').replace('; multiplier out = n^g', '');
    const analysis = analysisOf(text);
    const { regions, thin, y, graph } = drawable(drawn(analysis, ['c']), analysis);
    assert.deepEqual(
      regions.map(({ order, pattern, exponent }) => [order, ...pattern, exponent].join()),
      ['stable,nothing moves,', 'unstable,change(t.h) too large,', 'unstable,change(t) too large,'],
    );
    assert.deepEqual(
      thin.map(({ says, equation, from }) => `${says}: ${equation} at ${from.x.exact}`),
      ['stable, kernel: c = 0 at 0'],
    );
    assert.deepEqual([y.meaning, y.ticks, graph], ['', [], undefined]);
  });
});
