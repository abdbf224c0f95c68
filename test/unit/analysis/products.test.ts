import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { derivedData } from '../../../server/src/cli/derived-data';
import { Rational, toText, type Point } from '../../../server/src/orders';
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

/** An exponent, affine in two free ones. */
interface Affine {
  readonly constant: Rational;
  readonly g: Rational;
  readonly c: Rational;
}
type Monomial = readonly [n: Affine, L: Affine, K: Affine];
interface Values {
  readonly g: Rational;
  readonly c: Rational;
  readonly L: Rational;
  readonly K: Rational;
}

const written = ({ constant, g, c }: Affine): string => `(${constant} + (${g})*g + (${c})*c)`;
const monomialText = (monomial: Monomial): string =>
  ['n', 'L', 'K'].map((name, i) => `${name}^${written(monomial[i]!)}`).join('*');
const sumText = (sum: readonly Monomial[]): string => sum.map(monomialText).join(' + ');

const valueOf = ({ constant, g, c }: Affine, at: Values): Rational =>
  constant.plus(g.times(at.g)).plus(c.times(at.c));
const logOf = ([n, L, K]: Monomial, at: Values): Rational =>
  valueOf(n, at).plus(valueOf(L, at).times(at.L)).plus(valueOf(K, at).times(at.K));
const logOfSum = (sum: readonly Monomial[], at: Values): Rational =>
  sum.map((m) => logOf(m, at)).reduce((a, b) => (a.compare(b) < 0 ? b : a));

/** Conditions as text and as what they say. */
const CONDITIONS: readonly (readonly [string, (v: Values) => boolean])[] = [
  ['g >= 0', ({ g }) => g.sign() >= 0],
  ['g <= 1/2', ({ g }) => g.compare(q('1/2')) <= 0],
  ['g < 1', ({ g }) => g.compare(Rational.one) < 0],
  ['-1 <= c', ({ c }) => c.compare(q('-1')) >= 0],
  ['c <= g', ({ c, g }) => c.compare(g) <= 0],
  ['g + c = 1', ({ c, g }) => g.plus(c).equals(Rational.one)],
  ['c = 1/2', ({ c }) => c.equals(q('1/2'))],
  ['L <= n', ({ L }) => L.compare(Rational.one) <= 0],
  ['L >= K', ({ L, K }) => L.compare(K) >= 0],
  ['K = n^2', ({ K }) => K.equals(q('2'))],
  ['L >> n', ({ L }) => L.compare(Rational.one) > 0],
  ['L^g <= n', ({ L, g }) => L.times(g).compare(Rational.one) <= 0],
  ['K^c >= L^g', ({ K, L, c, g }) => K.times(c).compare(L.times(g)) >= 0],
];
const HOLDS: Readonly<Record<string, (sign: number) => boolean>> = {
  '<~': (s) => s <= 0,
  '>~': (s) => s >= 0,
  '~': (s) => s === 0,
  '<<': (s) => s < 0,
};

const small = fc.constantFrom(...['0', '0', '1', '-1', '1/2'].map(q));
const affine = fc.record({ constant: small, g: small, c: small });
const monomial = fc.tuple(affine, affine, affine);
const sum = fc.array(monomial, { minLength: 1, maxLength: 2 });
const grid = {
  exponents: ['-2', '-1', '-1/2', '0', '1/3', '1/2', '1', '3/2', '2'].map(q),
  scales: ['1/3', '1/2', '1', '3/2', '2', '3'].map(q),
};
const values = fc.record({
  g: fc.constantFrom(...grid.exponents),
  c: fc.constantFrom(...grid.exponents),
  L: fc.constantFrom(...grid.scales),
  K: fc.constantFrom(...grid.scales),
});
const problem = fc.record({
  conditions: fc.uniqueArray(fc.constantFrom(...CONDITIONS), { maxLength: 4 }),
  left: sum,
  right: sum,
  relation: fc.constantFrom(...Object.keys(HOLDS)),
});

const at = (point: Point, name: string): Rational => point.get(name) ?? Rational.one;
const valuesAt = (point: Point): Values => ({
  g: at(point, 'g'),
  c: at(point, 'c'),
  L: at(point, 'L'),
  K: at(point, 'K'),
});

describe('claims about products of exponents and scales', () => {
  it('are right where they are decided: at every point with numbers for all', () => {
    fc.assert(
      fc.property(problem, fc.array(values, { minLength: 60, maxLength: 60 }), (p, points) => {
        const conditions = p.conditions.map(([text]) => text).join(', ');
        const text = `scale n\nscale L\nscale K\nexponent g\nexponent c\n${conditions && `assume ${conditions}`}
claim ${sumText(p.left)} ${p.relation} ${sumText(p.right)}`;
        const [claim] = analysisOf(text).claims;
        if (!claim) {
          // Assumptions that contradict each other.
          for (const point of points)
            assert.ok(
              p.conditions.some(([, holds]) => !holds(point)),
              text,
            );
          return;
        }
        const holdsAt = (point: Values): boolean =>
          HOLDS[p.relation]!(logOfSum(p.left, point).compare(logOfSum(p.right, point)));
        const { decision } = claim;
        if (decision?.status === 'refuted') {
          const witness = valuesAt(decision.witness);
          for (const [condition, holds] of p.conditions) assert.ok(holds(witness), `${condition} in ${text}`);
          assert.ok(!holdsAt(witness), text);
          assert.ok(decision.left.equals(logOfSum(p.left, witness)), text);
        }
        for (const point of points) {
          if (p.conditions.some(([, holds]) => !holds(point))) continue;
          if (claim.status === 'proven') assert.ok(holdsAt(point), text);
          else if (decision?.status === 'refuted') {
            const full = new Map<string, Rational>(Object.entries(point));
            for (const exponent of ['g', 'c'] as const)
              for (const scale of ['L', 'K'] as const)
                full.set(`${scale}^${exponent}`, point[exponent].times(point[scale]));
            const inside = decision.holds.some((part) => part.contains(full));
            assert.equal(
              inside,
              holdsAt(point),
              `${JSON.stringify(Object.entries(point).map(String))}: ${text}`,
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are those of the same text with numbers for the scales', () => {
    const numbers = fc.constantFrom(...grid.scales);
    fc.assert(
      fc.property(problem, numbers, numbers, (p, L, K) => {
        const conditions = p.conditions.map(([text]) => text);
        const frame = (scales: string, more: readonly string[]): string => {
          const all = [...conditions, ...more].join(', ');
          return `scale n\n${scales}\nexponent g\nexponent c\n${all && `assume ${all}`}
claim ${sumText(p.left)} ${p.relation} ${sumText(p.right)}`;
        };
        const free = frame('scale L\nscale K', [`L = n^(${L})`, `K = n^(${K})`]);
        const fixed = frame(`scale L = n^(${L})\nscale K = n^(${K})`, []);
        assert.deepEqual(statuses(free), statuses(fixed), free);
      }),
      { numRuns: 60 },
    );
  });

  it('are those of the same text with numbers for the exponents', () => {
    const numbers = fc.constantFrom(...grid.exponents);
    fc.assert(
      fc.property(problem, numbers, numbers, (p, g, c) => {
        const claim = `claim ${sumText(p.left)} ${p.relation} ${sumText(p.right)}`;
        const conditions = p.conditions.map(([text]) => text);
        const free = `scale n\nscale L\nscale K\nexponent g\nexponent c
assume ${[...conditions, `g = ${g}`, `c = ${c}`].join(', ')}\n${claim}`;
        // In a condition on exponents alone 0*g keeps it one.
        const put = (text: string): string => text.replace(/\bg\b/g, `(${g})`).replace(/\bc\b/g, `(${c})`);
        const scalesOnly = p.conditions.filter(([text]) => /[nLK]/.test(text)).map(([text]) => put(text));
        const given = { g, c, L: Rational.one, K: Rational.one };
        const possible = p.conditions.every(([text, holds]) => /[nLK]/.test(text) || holds(given));
        const fixed = `scale n\nscale L\nscale K\n${scalesOnly.length > 0 ? `assume ${scalesOnly.join(', ')}` : ''}\n${put(claim)}`;
        assert.deepEqual(statuses(free), possible ? statuses(fixed) : [], free);
      }),
      { numRuns: 60 },
    );
  });
});
