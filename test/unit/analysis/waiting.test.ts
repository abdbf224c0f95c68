import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../../server/src/analysis/facts';
import { NETWORK } from './mistakes';
import { analysisOf, check } from './support';

const TRAINING = `
scale n
network f(x) {
  h = dense(x, n)
  out dense(tanh(h), 1)
}
`;

const waits = (analysis: Analysis): string[] =>
  analysis.claims.map(({ text, status, waitsFor = '' }) => `${text}: ${status} ${waitsFor}`.trim());

describe('claims about something with a mistake', () => {
  it('wait for a training, and say nothing in the text', () => {
    const analysis = check(`${TRAINING}
training t of f { optimizer adm; parametrization mup }
                            ^^^ unknown-name
let A = change(t)
let B = A*n
claim stable(t)
claim update(t.h) ~ 1
claim B ~ n when A <= 1
claim parametrization(t) = mup
claim n >> 1
verify update(t.h) { n in 64 .. 256 }
`);
    assert.deepEqual(waits(analysis), [
      'stable(t): waiting t',
      'update(t.h) ~ 1: waiting t',
      'B ~ n: waiting t',
      'parametrization(t) = mup: waiting t',
      'n >> 1: proven',
    ]);
    assert.equal(analysis.claims[0]?.message, 'Waits for `t`: Nothing declares `adm`. Did you mean `adam`?');
    assert.equal(analysis.verifications[0]?.plan, undefined);
  });

  it('wait for what the training stands on', () => {
    const analysis = check(`
scale n
network f(x) {
  h = dens(x, n)
      ^^^^ unknown-name
  out dense(tanh(h), 1)
}
training t of f { optimizer sgd; parametrization mup }
claim stable(t)
`);
    assert.deepEqual(waits(analysis), ['stable(t): waiting f']);
  });

  it('wait for a posterior, a curve, a name for an order', () => {
    const analysis =
      check(`${NETWORK.replace('{ ridge 1 }', '{ ridge R }\n                              ^ unknown-name')}
data z : spectrum(k^-2)
target s = source(z, k^-4)
curve e of s { sample d; width N }
               ^^^^^^ unknown-name
let F = d - 1
          ^ not-an-order
claim samples(p) ~ d
claim pattern(p) = lazy
claim threshold(samples(p), N) ~ d
claim error(e) ~ 1/d
claim F ~ 1
`);
    assert.deepEqual(
      analysis.claims.map(({ status, waitsFor }) => [status, waitsFor]),
      ['p', 'p', 'p', 'e', 'F'].map((name) => ['waiting', name]),
    );
  });

  it('wait for what may have been read otherwise than it is meant, whatever becomes of them', () => {
    const scale = check(`
scale d
scale N = d^b, b >=
                 ^^ expected-expression
scale M = d^a, a >= 1
claim N ~ d
claim M >~ d
claim M ~ d
      ^^^^^ claim-refuted
`);
    assert.deepEqual(waits(scale), ['N ~ d: waiting N', 'M >~ d: proven', 'M ~ d: refuted']);
    const posterior = check(`${NETWORK.replace('posterior p of f on y { ridge 1 }', '')}
posterior p of f on y { patterns lazy, special }
                                       ^^^^^^^ unknown-name
claim pattern(p) = lazy
`);
    assert.deepEqual(waits(posterior), ['pattern(p) = lazy: waiting p']);
  });

  it('wait for assumptions that no scales satisfy', () => {
    const analysis = check(`
scale d
scale N
assume N >> d, N << d
^^^^^^^^^^^^^^^^^^^^^ contradiction
claim N >> 1
`);
    assert.deepEqual(waits(analysis), ['N >> 1: waiting the assumptions']);
  });

  it('wait for an assumption that was read without one of its characters, and not for one that is only lacking', () => {
    const claimsUnder = (assumption: string): string[] =>
      waits(analysisOf(`scale d\nscale N\n${assumption}\nclaim N <~ d\nclaim d >> 1`));
    assert.deepEqual(claimsUnder('assume N² <= d'), [
      'N <~ d: waiting an assumption',
      'd >> 1: waiting an assumption',
    ]);
    assert.deepEqual(claimsUnder('assume N^2 <='), ['N <~ d: refuted', 'd >> 1: proven']);
    assert.deepEqual(claimsUnder('assume N =< d'), ['N <~ d: proven', 'd >> 1: proven']);
  });

  it('speak of a mistake of their own, and then of no other', () => {
    const analysis = check(`${TRAINING}
training t of f { optimizer adm; parametrization mup }
                            ^^^ unknown-name
claim update(t.h) ~ m
                    ^ unknown-name
`);
    assert.deepEqual(analysis.claims, []);
  });

  it('are decided again when it is mended', () => {
    const text = `${TRAINING}training t of f { optimizer OPT; parametrization mup }\nclaim stable(t)\n`;
    assert.deepEqual(waits(analysisOf(text.replace('OPT', 'adm'))), ['stable(t): waiting t']);
    assert.deepEqual(waits(analysisOf(text.replace('OPT', 'adam'))), ['stable(t): proven']);
  });
});

describe('a sample with one word taken out', () => {
  const folder = join(process.cwd(), 'samples');
  const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
    a.start < b.end && b.start < a.end;

  for (const file of ['two-layer', 'three-layer', 'two-layer-blocks', 'diminishing-returns', 'mup'])
    it(`${file}: every claim has a result or a diagnostic of its own, and one that waits has none`, () => {
      const whole = readFileSync(join(folder, `${file}.scale`), 'utf8');
      const words = [...whole.replace(/\/\/.*/g, (c) => ' '.repeat(c.length)).matchAll(/\w+/g)];
      let waiting = 0;
      for (const word of words.filter((_, i) => i % Math.ceil(words.length / 12) === 0)) {
        const text = whole.slice(0, word.index) + whole.slice(word.index + word[0].length);
        const { document, diagnostics, claims } = analysisOf(text);
        const found = [...document.diagnostics, ...diagnostics];
        for (const statement of document.statements.filter((s) => s.kind === 'claim')) {
          const claim = claims.find((c) => c.statement === statement);
          const own = found.filter((d) => overlaps(d, statement));
          if (claim?.status === 'waiting') {
            waiting += 1;
            assert.deepEqual(own, [], `${file} without ${word[0]} at ${word.index}: ${claim.text}`);
            assert.ok(found.length > 0);
          } else assert.ok(claim ?? own.length > 0, `${file} without ${word[0]} at ${word.index}`);
        }
      }
      assert.ok(waiting > 0, 'no word taken out made a claim wait');
    });
});
