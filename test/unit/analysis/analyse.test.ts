import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import type { Analysis } from '../../../server/src/analysis/facts';
import { toText } from '../../../server/src/orders';
import { analysisOf, check, fact, networkText, pointOf } from './support';

const SAMPLES = join(process.cwd(), 'samples');
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8');
const summary = (analysis: Analysis, name: string): string => toText(fact(analysis, name).summary!);

describe('analysis of texts', () => {
  it('a minimum balances its terms', () => {
    const analysis = analysisOf(sample('balance.scale'));
    assert.deepEqual(analysis.diagnostics, []);
    assert.ok(analysis.claims.every((c) => c.status === 'proven'));
    assert.equal(summary(analysis, 'E'), 'sqrt(N*d)');
    const said = JSON.stringify(fact(analysis, 'E').derivation, (_, v: unknown) =>
      typeof v === 'bigint' ? String(v) : v,
    );
    assert.match(said, /These terms balance/);
    assert.match(said, /At the minimum/);
  });

  it('the three-layer network prints as one formula', () => {
    const analysis = analysisOf(sample('three-layer.scale'));
    assert.equal(summary(analysis, 'samples(p)'), 'kappa*min(max(d, sqrt(d*min(N1, N2))), d^3)');
  });

  it('the three-layer sample refutes the two claims that it says are wrong, and no other', () => {
    const analysis = analysisOf(sample('three-layer.scale'));
    const refuted = analysis.claims.filter((c) => c.status !== 'proven').map((c) => c.text);
    assert.deepEqual(refuted, [
      'samples(p) ~ kappa * sqrt(N2 * d)',
      'pattern(p) = specialization, magnetization',
    ]);
  });

  it('the repair of a refuted claim makes it proven', () => {
    const text = `${networkText(2, 3, 'erf')}\nclaim energy(p) ~ sqrt(N2*d) when N2 >= d, N1 >= d`;
    const [diagnostic] = analysisOf(text).diagnostics;
    assert.ok(diagnostic!.fixes!.length >= 1);
    for (const fix of diagnostic!.fixes!) {
      const repaired = text.slice(0, fix.span.start) + fix.replacement + text.slice(fix.span.end);
      const [claim] = analysisOf(repaired).claims;
      assert.equal(claim?.status, 'proven', `${fix.title}\n${claim?.message}`);
    }
  });

  it('scales without a relation are independent, and the set where a claim holds says which relation it needs', () => {
    const analysis = analysisOf('scale n\nscale L\nclaim L^2 << n');
    assert.equal(analysis.claims[0]?.status, 'refuted');
    assert.match(analysis.claims[0].message, /n >> L\^2|L\^2 << n/);
    assert.equal(
      analysisOf('scale n\nscale L\nassume L << n^(1/2)\nclaim L^2 << n').claims[0]?.status,
      'proven',
    );
  });

  it("a pattern of one's own takes part in the envelope", () => {
    const gift = `
pattern gift on layer of feature j {
  norm(k) = 1 for j | k
  source "nowhere"
  because "a test"
}
`;
    const analysis = analysisOf(networkText(1, 3, 'erf') + gift);
    assert.equal(summary(analysis, 'energy(p)'), '1');
    assert.deepEqual(fact(analysis, 'energy(p)').pieces[0]?.pattern, ['gift']);
    const restricted = analysisOf(networkText(1, 3, 'erf', 'patterns lazy, specialization') + gift);
    assert.equal(
      summary(restricted, 'energy(p)'),
      summary(analysisOf(networkText(1, 3, 'erf')), 'energy(p)'),
    );
  });

  it('an import brings declarations, one diagnostic for all mistakes, and no claims', () => {
    const files = {
      'base.scale': 'scale d\nscale N = d^a, a >= 1\nlet E = N*d\nclaim E ~ 1\nlet wrong = missing',
    };
    const analysis = check(
      '\nimport "base.scale"\n       ^^^^^^^^^^^^ import-mistakes\nclaim E >> d\n',
      files,
    );
    assert.deepEqual(
      analysis.claims.map((c) => c.status),
      ['proven'],
    );
    assert.equal(analysis.symbols.find((s) => s.name === 'E')?.uri, 'base.scale');
  });

  it('texts that import each other are read once', () => {
    const files = { 'a.scale': 'import "b.scale"\nscale d', 'b.scale': 'import "a.scale"\nlet E = d' };
    assert.equal(analysisOf('import "a.scale"\nclaim E ~ d', files).claims[0]?.status, 'proven');
  });

  it('a verify block becomes a plan with the derived exponent on its line', () => {
    const text = `${networkText(1, 3, 'erf')}\nverify samples(p) { d in 8 .. 32; N1 = d^2; sizes 3; seeds 2; seconds 60 }`;
    assert.deepEqual(analysisOf(text).diagnostics, []);
    const plan = analysisOf(text).verifications[0]?.plan;
    assert.equal(plan?.prediction.exponent, '3/2');
    assert.deepEqual(
      plan?.sizes.map(({ value, note }) => [value, note]),
      [
        [8, 'N1 = 64'],
        [16, 'N1 = 256'],
        [32, 'N1 = 1024'],
      ],
    );
    const other = analysisOf(text.replace('seeds 2', 'seeds 2 /* more later */')).verifications[0]?.plan;
    assert.equal(other?.source.hash, plan?.source.hash);
    const changed = analysisOf(text.replace('He3', 'He5')).verifications[0]?.plan;
    assert.notEqual(changed?.source.hash, plan?.source.hash);
  });

  it('points are found from exponents or scales, and what is missing is named', () => {
    const analysis = analysisOf(networkText(2, 3, 'erf'));
    assert.equal(fact(analysis, 'energy(p)').order.at(pointOf(analysis, 'a1=2, N2=3'))?.toString(), '3/2');
    assert.match(String(analysis.pointAt(new Map())), /not fixed/);
  });
});

describe('results remembered across edits', () => {
  /** Everything a reader could see, as text. */
  const shown = (analysis: Analysis): unknown => ({
    diagnostics: analysis.diagnostics,
    facts: analysis.facts.map((f) => [
      f.name,
      f.span,
      f.summary && toText(f.summary),
      f.pieces.map((p) => [toText(p.formula), p.when.map(toText), p.pattern]),
    ]),
    claims: analysis.claims.map((c) => [c.text, c.status, c.message, c.statement.start]),
    plans: analysis.verifications.map((v) => [v.text, v.plan]),
  });

  it('do not mix up what differs in a setting only', () => {
    const base = networkText(1, 3, 'erf').replace('scale d\n', 'scale d\nscale kappa = 1\n');
    const settings = [
      '',
      'ridge kappa',
      'ridge 1/d',
      'coherence off',
      'patterns lazy',
      'patterns lazy, gfl',
      '',
    ];
    const texts = settings.map((s) => base.replace('{  }', `{ ${s} }`));
    const cache = new AnalysisCache();
    for (const text of [
      ...texts,
      ...[...texts].reverse(),
      base.replaceAll('erf', 'generic'),
      base.replace('He3', 'He5'),
    ])
      assert.deepEqual(shown(analysisOf(text, {}, cache)), shown(analysisOf(text)), text);
  });

  it('equal a fresh analysis after every edit', function () {
    this.timeout(60_000);
    const texts = readdirSync(SAMPLES)
      .filter((f) => f.endsWith('.scale') && f !== 'broken.scale')
      .map(sample);
    const pieces = [
      '\n',
      ' ',
      'd',
      'N',
      '^2',
      'claim E ~ d\n',
      'let E = d*d\n',
      '// x\n',
      '(',
      'kappa',
      'scale q = d\n',
      '3',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.constantFrom(...pieces)),
          { minLength: 1, maxLength: 4 },
        ),
        (text, edits) => {
          const cache = new AnalysisCache();
          analysisOf(text, {}, cache);
          let now = text;
          for (const [place, removed, inserted] of edits) {
            const at = Math.floor(place * now.length);
            now = now.slice(0, at) + inserted + now.slice(at + removed);
            assert.deepEqual(shown(analysisOf(now, {}, cache)), shown(analysisOf(now)), now);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
