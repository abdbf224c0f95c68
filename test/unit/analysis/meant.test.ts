import assert from 'node:assert/strict';
import type { Fix } from '../../../server/src/analysis/diagnostic';
import { analysisOf, check } from './support';

interface Said {
  readonly code: string;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly fix?: Fix;
}

/** The text after the one repair of its one diagnostic. */
function repaired(text: string): string {
  const { diagnostics, document } = analysisOf(text);
  const all: Said[] = [...document.diagnostics, ...diagnostics];
  assert.equal(all.length, 1, JSON.stringify(all));
  const fix = all[0]?.fix ?? all[0]?.fixes?.[0];
  assert.ok(fix, text);
  return text.slice(0, fix.span.start) + fix.replacement + text.slice(fix.span.end);
}

describe('what is meant', () => {
  for (const [written, right, rest] of [
    ['data x : gausian(d)', 'data x : gaussian(d)', 'scale d'],
    ['data x : sequense(d, d)', 'data x : sequence(d, d)', 'scale d'],
    ['data x : spectrm(k^-2)', 'data x : spectrum(k^-2)', 'scale d'],
    ['claim sample(p) ~ d', 'claim samples(p) ~ d', 'scale d'],
    ['claim treshold(d, d) ~ d', 'claim threshold(d, d) ~ d', 'scale d'],
    ['let E = sqr(d)', 'let E = sqrt(d)', 'scale d'],
    ['claim updates(t.u) ~ d', 'claim update(t.u) ~ d', 'scale d'],
    ['claim stabel(t)', 'claim stable(t)', 'scale d'],
    ['claim d² ~ d^2', 'claim d^2 ~ d^2', 'scale d'],
    ['claim d⁻¹² ~ 1/d^12', 'claim d^-12 ~ 1/d^12', 'scale d'],
    ['claim √d ~ sqrt(d)', 'claim sqrt(d) ~ sqrt(d)', 'scale d'],
    ['claim √(d) ~ sqrt(d)', 'claim sqrt(d) ~ sqrt(d)', 'scale d'],
  ] as const)
    it(`by ${written}`, () => {
      assert.equal(repaired(`${rest}\n${written}\n`), `${rest}\n${right}\n`);
    });

  it('is not guessed of what is like nothing', () => {
    check(`
scale d
claim entropy(d) ~ d
      ^^^^^^^ unknown-name
data x : uniform(d)
         ^^^^^^^^^^ unsupported-network
claim balanced(d)
      ^^^^^^^^^^^ claim-undecided
`);
    const { message } = analysisOf('scale d\nclaim entropy(d) ~ d').diagnostics[0]!;
    assert.match(message, /^There is no quantity `entropy`; ask for /);
  });
});

describe('a claim of which something cannot be read', () => {
  it('has no verdict: what is left may be another claim', () => {
    const analysis = check(`
scale d
claim d² ~ d^2
       ^ unknown-character
claim d² ~ d
       ^ unknown-character
claim √d ~ sqrt(d)
      ^ unknown-character
claim samples(p) ~ d^3 samples
                       ^^^^^^^ missing-operator
claim d ~ d when $ d >= 1
                 ^ unknown-character
claim d ~ d
`);
    assert.deepEqual(
      analysis.claims.map(({ text, status }) => [text, status]),
      [['d ~ d', 'proven']],
    );
  });

  it('has one where it is plain what is meant', () => {
    const analysis = check(`
scale d
claim d == d
        ^^ wrong-sign
clam d ~ d^2
^^^^ misspelt
     ^^^^^^^ claim-refuted
`);
    assert.deepEqual(
      analysis.claims.map(({ status }) => status),
      ['proven', 'refuted'],
    );
  });
});
