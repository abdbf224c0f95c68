import assert from 'node:assert/strict';
import { analysisOf, networkText } from './support';

/** The titles of the repairs that add conditions; after each of them the claim follows. */
function added(text: string): string[] {
  const { claims, diagnostics } = analysisOf(text);
  assert.ok(claims.every(({ status }) => status === 'refuted' || status === 'undecided'));
  const fixes = diagnostics
    .flatMap((d) => d.fixes ?? [])
    .filter(({ title }) => title.startsWith('Add the condition '));
  for (const { title, span, replacement } of fixes) {
    const after = analysisOf(text.slice(0, span.start) + replacement + text.slice(span.end));
    assert.deepEqual(
      after.claims.map(({ status }) => status),
      ['proven'],
      title,
    );
  }
  return fixes.map(({ title }) => title.replace('Add the condition ', ''));
}

const SCALES = 'scale d\nscale N = d^a, 0 <= a <= 6\n';

describe('repairs of claims that hold on several regions', () => {
  for (const [name, text, expected] of [
    ['of two', `${SCALES}claim d + N/d << max(d, N/d)*N/d^3`, ['N >> d^3']],
    ['on both sides', `${SCALES}claim max(N, d^4/N) >~ d^3`, ['N >= d^3', 'N <= d']],
    [
      'on both sides, after a condition',
      `${SCALES}claim max(N, d^4/N) >~ d^3 when N >= sqrt(d)`,
      ['N >= d^3', 'N <= d'],
    ],
    ['a line beside an area', `${SCALES}claim max(min(N/d, d/N), min(1, N/d^3)) ~ 1`, ['N >= d^3', 'N ~ d']],
    ['patterns', `${networkText(1, 3, 'erf')}\nclaim pattern(p) = lazy`, ['N1 >= d^5']],
  ] as const)
    it(name, () => {
      assert.deepEqual(added(text), expected);
    });

  it('at most three', () => {
    const texts = added(`${SCALES}scale M = d^b, 0 <= b <= 6\nclaim max(N, M, d^2/N, d^2/M) >~ d^2`);
    assert.equal(texts.length, 3);
  });
});
