import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Rational, type Point } from '../../../server/src/orders';
import { analysisOf } from './support';

/** The status of each claim. */
const statuses = (text: string): string[] => analysisOf(text).claims.map(({ status }) => status);

const q = (text: string): Rational => Rational.parse(text);

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
        assert.ok(claim);
        if (claim.status === 'waiting') {
          // For assumptions that do not contradict each other.
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

  it('follow where their logarithm is a sum of products of what is not negative', () => {
    const f = (constant: string, g: string, c: string): Affine => ({
      constant: q(constant),
      g: q(g),
      c: q(c),
    });
    const onExponents = [f('0', '1', '0'), f('1/2', '-1', '0'), f('1', '0', '1'), f('0', '1', '-1')];
    const onScales = [['0', '1', '0'], ['0', '0', '1'], ['2', '-1', '0'], ['0', '1', '-1']].map((s) => s.map(q)); // prettier-ignore
    const share = fc.record({
      exponent: fc.constantFrom(...onExponents),
      scale: fc.constantFrom(...onScales),
      weight: fc.constantFrom(...['1', '2', '1/2'].map(q)),
    });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 3 }), fc.boolean(), (shares, turned) => {
        const zero = f('0', '0', '0');
        const total = [0, 1, 2].map((i) =>
          shares.reduce((sum, { exponent, scale, weight }): Affine => {
            const times = scale[i]!.times(weight).times(q(turned ? '-1' : '1'));
            return {
              constant: sum.constant.plus(exponent.constant.times(times)),
              g: sum.g.plus(exponent.g.times(times)),
              c: sum.c.plus(exponent.c.times(times)),
            };
          }, zero),
        );
        const claim = `${monomialText(total as unknown as Monomial)} ${turned ? '<~' : '>~'} 1`;
        const text = `scale n\nscale L, L <= n^2\nscale K, K <= L
exponent g, 0 <= g <= 1/2\nexponent c, -1 <= c <= g\nclaim ${claim}`;
        assert.deepEqual(statuses(text), ['proven'], text);
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
        assert.deepEqual(statuses(free), possible ? statuses(fixed) : ['waiting'], free);
      }),
      { numRuns: 60 },
    );
  });
});
