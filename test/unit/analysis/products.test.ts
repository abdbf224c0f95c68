import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { derivedData } from '../../../server/src/cli/derived-data';
import { Rational, toText } from '../../../server/src/orders';
import { toTex } from '../../../server/src/typeset/tex';
import { analysisOf, fact, pointOf } from './support';

/** The status and message of each claim. */
const decided = (text: string): string[] =>
  analysisOf(text).claims.map(({ status, message }) => `${status}: ${message}`);

const statuses = (text: string): string[] => analysisOf(text).claims.map(({ status }) => status);

const q = (text: string): Rational => Rational.parse(text);

describe('free exponents on independent scales', () => {
  it('are bound on every scale by what bounds them', () => {
    const text = `
      scale n; scale L
      exponent g, -1 <= g <= 1
      exponent c; assume c <= g
      claim L^g <~ L
      claim 1/L <~ L^g
      claim L^c <~ L
      claim L^g <~ sqrt(L) when g <= 1/3
      claim L^g ~ sqrt(L) when g = 1/2
      claim L^c >> 1 when g < 0
      claim L^(-c) >> 1 when g < 0
      claim L^g <~ 1 when c >= 0`;
    assert.deepEqual(statuses(text), [
      ...['proven', 'proven', 'proven', 'proven', 'proven', 'refuted', 'proven', 'refuted'],
    ]);
  });

  it('are so whatever comes first', () => {
    const parts = ['exponent g, g <= 0', 'scale L', 'claim L^g <~ 1', 'let r = L^g'];
    for (const first of [0, 1, 2, 3]) {
      const rest = parts.filter((_, i) => i !== first);
      assert.deepEqual(statuses(['scale n', parts[first], ...rest].join('\n')), ['proven']);
      assert.deepEqual(statuses(['scale n', parts[first], ...rest.toReversed()].join('\n')), ['proven']);
    }
    assert.deepEqual(statuses('scale n; scale L; exponent g; let r = L^g; claim r <~ 1; assume g <= 0'), [
      'proven',
    ]);
  });

  it('use what relates the scales, and what is known of an exponent on another scale', () => {
    const text = `
      scale n; scale L; scale K
      exponent g
      claim L^g <~ n^g when L <= n, g >= 0
      claim L^g >~ n^g when L <= n, g <= 0
      claim L^g ~ n^(2*g) when L = n^2
      claim L^g ~ K^(2*g) when L = K^2
      claim L^g <~ sqrt(L) when K^g <= sqrt(K)
      claim L^g >> L when n^g >> n
      claim L^g*n^g >> 1 when g > 0
      claim L^g * n^(-g) ~ 1 when L^g ~ 1`;
    assert.deepEqual(statuses(text), Array(8).fill('proven'));
  });

  it('have one value at a witness', () => {
    assert.deepEqual(
      decided(`
        scale n; scale L; scale K
        exponent g, -1 <= g <= 1
        claim L^g <~ 1
        claim L^g*n^(-g) ~ 1
        claim n^g*L^(-g) <~ 1 when L^g >= n, g <= 1/2
        claim L^g*K^(-g) << n when L = n^2`),
      [
        'refuted: Does not follow: at L ~ n, K ~ n, g = 1/2 the left side is sqrt(n) and the right side 1. It holds exactly where g <= 0.',
        'refuted: Does not follow: at L ~ n^2, K ~ n, g = 1/2 the left side is sqrt(n) and the right side 1. It holds exactly where L^g ~ n^g.',
        'proven: Proven: it follows wherever its conditions hold.',
        'refuted: Does not follow: at L ~ n^2, K ~ n, g = 1 the left side is n and the right side n. It holds exactly where n*K^g >> n^(2*g).',
      ],
    );
  });

  it('leave a claim undecided where no point is found that refutes it', () => {
    // g + L >= 2 where g*L = 1: true, by no linear argument; with equality at one point only.
    const frame = 'scale n; scale L; exponent g, g >= 0; assume L^g ~ n';
    const [least, more] = decided(`${frame}\nclaim n^g*L >~ n^2\nclaim n^g*L >> n^2`);
    assert.match(least!, /^undecided: Not decided: it does not follow, but no point is found where it fails/);
    assert.match(more!, /^refuted: Does not follow: at L ~ n, g = 1 /);
    assert.deepEqual(
      analysisOf(`${frame}\nclaim n^g*L >~ n^2`).diagnostics.map(({ code }) => code),
      ['claim-undecided'],
    );
  });

  it('print as they are written, and conditions on one of them as exponents', () => {
    const analysis = analysisOf(`
      scale n; scale L
      exponent g, -1 <= g <= 1; exponent c
      let r = L^g
      let s = n^c*L^(g + 1/2) + 1
      let u = max(L^(g/2), L^(-1/4))
      let v = max(L^g, sqrt(L)) * max(n^g, sqrt(n))`);
    const said = (name: string): string[] => {
      const { summary, pieces } = fact(analysis, name);
      return [
        summary ? toText(summary) : '',
        ...pieces.map(({ formula, when }) => `${toText(formula)} when ${when.map(toText).join(', ')}`),
      ];
    };
    assert.deepEqual(said('r'), ['L^g', 'L^g when ']);
    assert.deepEqual(said('s'), [
      'L^(g + 1/2)*n^c + 1',
      'L^(g + 1/2)*n^c when L^(g + 1/2)*n^c >= 1',
      '1 when L^(g + 1/2)*n^c <= 1',
    ]);
    assert.deepEqual(said('u'), [
      'L^(g/2) + 1/L^(1/4)',
      'L^(g/2) when g >= -1/2',
      '1/L^(1/4) when g <= -1/2',
    ]);
    assert.deepEqual(said('v'), ['L^g*n^g + sqrt(L*n)', 'L^g*n^g when g >= 1/2', 'sqrt(L*n) when g <= 1/2']);
    assert.equal(toTex(fact(analysis, 's').summary!), 'L^{g + 1/2}\\,n^{c} + 1');
    assert.equal(toTex(fact(analysis, 'u').pieces[0]!.when[0]!), 'g \\ge -1/2');
  });

  it('say no condition of an exponent about a scale that may be small', () => {
    const analysis = analysisOf('scale n; scale N = n^a; exponent g; let r = N^g + 1');
    assert.deepEqual(
      fact(analysis, 'r').pieces.map(({ when }) => when.map(toText).join()),
      ['N^g >= 1', 'N^g <= 1'],
    );
    assert.deepEqual(statuses('scale n; scale N = n^a; exponent g, g >= 0; claim N^g >~ 1'), ['refuted']);
    assert.deepEqual(statuses('scale n; scale N = n^a, a >= 0; exponent g, g >= 0; claim N^g >~ 1'), [
      'proven',
    ]);
  });

  it('make scales, minima and orders of one', () => {
    const text = `
      scale n; scale L; scale kappa = 1
      scale T = L^g, 0 <= g <= 2
      let E = minimize over M in [1, n] of M*L^g + n/M
      claim T <~ L^2
      claim sqrt(T) ~ L when g = 2
      claim kappa^g ~ 1
      claim E ~ sqrt(n*T) when T <= n`;
    assert.deepEqual(analysisOf(text).diagnostics, []);
    assert.deepEqual(statuses(text), Array(4).fill('proven'));
  });

  it('have their product with a scale where both have values', () => {
    const analysis = analysisOf('scale n; scale L; exponent g; exponent c; let r = n^c * L^g');
    const at = (text: string): string => String(fact(analysis, 'r').at(pointOf(analysis, text))?.exponent);
    assert.equal(at('g=1/2, L=3, c=-1'), '1/2');
    assert.equal(at('g=-2/3, L=1/2, c=0'), '-1/3');
    assert.equal(analysis.pointAt(new Map([['g', q('1/2')]])), 'c is not fixed by the values given');
    const narrow = analysisOf('scale n; scale L; exponent g; assume L^g <= n; let r = L^g');
    const values = (g: string, l: string) => new Map([['g', q(g)], ['L', q(l)]]); // prettier-ignore
    assert.equal(narrow.pointAt(values('2', '1')), 'the text does not allow these values');
    assert.notEqual(typeof narrow.pointAt(values('2', '1/2')), 'string');
  });

  it('mean the same after an edit as in a new text', () => {
    const cache = new AnalysisCache();
    const frame = 'scale n; scale L\nexponent g, 0 <= g <= 1\nlet F = n^g + sqrt(n)\nclaim F <~ n\n';
    const told = (text: string, from?: AnalysisCache): unknown => {
      const analysis = analysisOf(text, {}, from);
      const { facts, claims, diagnostics } = analysis;
      return [derivedData({ analysis, facts, claims, trainings: [] }), diagnostics];
    };
    for (const text of [frame, `${frame}let E = F*L^g\nclaim E <~ n*L`, `${frame}claim L^g <~ L`, frame])
      assert.deepEqual(told(text, cache), told(text));
  });

  it('cannot stand on each other', () => {
    for (const [value, place] of [
      ['(n^g)^h', 'h'],
      ['N^a', 'a'],
      ['(N + n)^g', 'g'],
      ['minimize over M in [1, n] of M^g + n/M', 'g'],
    ]) {
      const text = `scale n\nscale N = n^a\nexponent g\nexponent h\nlet E = ${value}`;
      const [told, ...others] = analysisOf(text).diagnostics;
      assert.deepEqual([told?.code, others], ['not-an-exponent', []]);
      assert.equal(text.slice(told?.start, told?.end), place);
    }
  });
});
