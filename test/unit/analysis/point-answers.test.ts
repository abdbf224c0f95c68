import assert from 'node:assert/strict';
import type { PosteriorTheory } from '../../../server/src/analysis/posterior/energy/theory';
import { analysisOf, fact, networkText, pointOf } from './support';

const theoryOf = (text: string): PosteriorTheory => {
  const [posterior] = analysisOf(text).posteriors;
  assert.ok(posterior, text);
  return posterior.theory;
};

/** A text of `networkText` with every width a fixed power of d. */
const fixed = (text: string, widths: readonly string[]): string =>
  widths.reduce((t, w, i) => t.replace(`d^a${i + 1}, 0 <= a${i + 1} <= 6`, `d^(${w})`), text);

const named = (widths: readonly string[]): string => widths.map((w, i) => `a${i + 1}=${w}`).join(', ');

describe('texts that take too much work to derive', () => {
  const text = networkText(5, 3, 'erf', 'coherence off');
  const analysis = analysisOf(text);

  it('say so, and have an energy at every point all the same', () => {
    assert.deepEqual(
      analysis.diagnostics.map((d) => d.code),
      ['over-budget'],
    );
    // Where all widths are at least d, coherence holds by itself: min(d^3, max(d, sqrt(d*min(N1, ..., N5)))).
    for (const [widths, exponent] of [
      [['1', '2', '1', '3', '2'], '1'],
      [['2', '3', '4', '5', '6'], '3/2'],
      [['5', '6', '5', '6', '5'], '3'],
    ] as const) {
      const found = fact(analysis, 'energy(p)').at(pointOf(analysis, named(widths)));
      assert.equal(found?.exponent.toString(), exponent, named(widths));
    }
  });

  it('give at a point what a text says whose widths are that point', () => {
    for (const widths of [
      ['0', '2', '1/2', '3', '1'],
      ['1/2', '1/2', '1/2', '1/2', '1/2'],
      ['3', '1/3', '6', '0', '2'],
    ]) {
      const other = analysisOf(fixed(text, widths));
      assert.deepEqual(other.diagnostics, []);
      for (const name of ['energy(p)', 'samples(p)']) {
        const here = fact(analysis, name).at(pointOf(analysis, named(widths)));
        const there = fact(other, name).at(pointOf(other, ''));
        assert.ok(here && there);
        assert.equal(here.exponent.toString(), there.exponent.toString(), `${name} at ${named(widths)}`);
        const all = (at: typeof here): string[] =>
          [at.pattern!, ...at.ties!].map((names) => names.join()).sort();
        assert.deepEqual(all(here), all(there), `${name} at ${named(widths)}`);
      }
    }
  });
});

describe('requirements that decide at a point', () => {
  const decisive = (theory: PosteriorTheory, text: string, at: string): [name: string, energy: string][] =>
    theory
      .decisiveAt(pointOf(analysisOf(text), at))
      .map(({ name, energy }): [string, string] => [name, energy.toString()]);

  it('are coherence below N ~ d, where a fraction of a neuron would do otherwise', () => {
    const text = networkText(1, 3, 'erf');
    const theory = theoryOf(text);
    // Without it, (N*d^3)^(1/4): M = 1, and mu2 below one balances mu2*d with N/mu2^3.
    for (const [at, expected] of [
      ['a1=0', [['coherence', '3/4']]],
      ['a1=1/2', [['coherence', '7/8']]],
      ['a1=1', []],
      ['a1=3', []],
    ] as const)
      assert.deepEqual(decisive(theory, text, at), expected, at);
  });

  it('are nowhere those that are switched off', () => {
    const text = networkText(1, 3, 'erf', 'coherence off');
    assert.deepEqual(decisive(theoryOf(text), text, 'a1=0'), []);
  });

  it('are those without which, alone, less would do', () => {
    const text = (first: string, second: string): string => `${networkText(1, 3, 'erf', 'patterns own')}
pattern own on layer of feature j {
  choose M in [1, infinity)
  require first: M >= ${first}
  require second: M >= ${second}
  cost M
  norm(k) = 1 for j | k
}`;
    const r = 'norm(layer.input, j)'; // d, in the first layer
    for (const [first, second, expected] of [
      [r, `${r}^2`, [['second', '1']]],
      [`${r}^2`, r, [['first', '1']]],
      [r, '1', [['first', '0']]],
      [r, r, []], // without either one the other holds
    ] as const) {
      const written = text(first, second);
      assert.deepEqual(decisive(theoryOf(written), written, 'a1=2'), expected, `${first}, ${second}`);
    }
  });
});
