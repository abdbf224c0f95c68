import assert from 'node:assert/strict';
import { open, set } from '../features/panel-fixture';
import { analysisOf, fact, networkText, pointOf } from './support';

/** Random features of a cube alone: they act where the requirements let them. */
const text = (...requirements: string[]): string => `${networkText(1, 3, 'erf', 'ridge 1; patterns own')}
pattern own on layer of feature j {
${requirements.map((line) => `  require ${line}\n`).join('')}  norm(k) = norm(layer.input, j)^(k/j) for j | k
}
`;
const RANK = 'rank: layer.width >= norm(layer.input, j)^3';

describe('where nothing is derived', () => {
  for (const [name, requirements, at, expected] of [
    ['a requirement forbids all', [RANK], 'a1=2', ['rank', '3']],
    ['nothing forbids', [RANK], 'a1=3', undefined],
    ['one of two forbids', [RANK, 'other: layer.width >= 1'], 'a1=1', ['rank', '3']],
    ['either forbids', [RANK, 'square: layer.width >= norm(layer.input, j)^2'], 'a1=1', []],
    ['what has no name forbids', ['layer.width >= norm(layer.input, j)^3'], 'a1=1', []],
  ] as const)
    it(`the reason is named: ${name}`, () => {
      const analysis = analysisOf(text(...requirements));
      const point = pointOf(analysis, at);
      const [decisive] = analysis.posteriors[0]!.theory.decisiveAt(point);
      const why = fact(analysis, 'samples(p)').nothingBecause?.(point);
      if (!expected) {
        assert.equal(why, undefined);
        return;
      }
      const [requirement, exponent] = expected;
      assert.deepEqual(decisive && [decisive.name, decisive.energy.toString()], requirement && [...expected]);
      assert.equal(
        why,
        `no pattern is allowed${requirement ? `; without the requirement \`${requirement}\`, \`samples(p)\` would be d^${exponent}` : ''}`,
      );
    });

  it('a claim that includes it says why', () => {
    const written = `${text(RANK)}let E = d * energy(p)\nclaim samples(p) ~ d^3\nclaim E ~ d^4 when a1 = 2\nclaim samples(p) ~ d^3 when a1 >= 3`;
    const { claims } = analysisOf(written);
    assert.deepEqual(
      claims.map(({ status }) => status),
      ['undecided', 'undecided', 'proven'],
    );
    assert.match(
      claims[0]!.message,
      /^Nothing is derived at N1 ~ d, which the claim includes: no pattern is allowed; without the requirement `rank`, `samples\(p\)` would be d\^3\. It holds exactly where N1 >= d\^3\.$/,
    );
    assert.match(claims[1]!.message, /`rank`, `energy\(p\)` would be d\^3\./);
  });

  it('a size below one is named', () => {
    const written = text(RANK).replace('0 <= a1', '-1 <= a1');
    const analysis = analysisOf(written);
    const { nothingBecause } = fact(analysis, 'energy(p)');
    assert.equal(nothingBecause?.(pointOf(analysis, 'a1=-1/2')), 'a size of `h1` is below one');
  });

  it('the panel says why', async () => {
    const { view } = await open(text(RANK).replace('posterior p', 'posterior $0p'));
    const pointView = JSON.stringify(view(set({ a1: '2' })));
    assert.match(
      pointView,
      /Nothing is derived at this point: no pattern is allowed; without the requirement `rank`, `samples\(p\)` would be d\^3\./,
    );
    assert.match(pointView, /Nothing is derived at this point: no pattern is allowed;/);
  });
});
