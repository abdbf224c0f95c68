import assert from 'node:assert/strict';
import type { Analysis, ClaimResult } from '../../../server/src/analysis/facts';
import { inEveryLimit } from '../../../server/src/analysis/every-limit';
import { Chart, Form, productOf, Rational, Region } from '../../../server/src/orders';
import { analysisOf, check, pointOf } from './support';

const MLP = `
scale n
exponent c, -2 <= c <= 2
exponent g, -3/2 <= g <= 1/2
network f(x) {
  h = dense(x, n)
  u = dense(relu(h), n)
  out dense(relu(u), 1)
}
training t of f { optimizer sgd; parametrization mup; init u = n^g; rate u = n^c }
`;

const RESNET = `
scale n
scale L
exponent c
network f(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    v = dense(tanh(u), n)
    h = h + L^(-1/2) * v
  }
  out dense(h, 1)
}
training t of f { optimizer sgd; parametrization depth_mup; rate u = L^c }
`;

const FREE = `
scale n
scale L
exponent g
network f(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    h = h + dense(tanh(u), n)
  }
  out dense(h, 1)
}
training t of f { optimizer adamw; parametrization residual(g) }
`;

const only = (analysis: Analysis): ClaimResult => {
  const [claim, another] = analysis.claims;
  assert.ok(claim && !another);
  return claim;
};

describe('a property as a condition', () => {
  // By hand: update(t.u) ~ L^(c - 1/2) (two-layer-blocks.scale), and t is stable where c <= 0.
  it('restricts a claim to where it holds', () => {
    const { claims } = check(`${RESNET}
claim update(t.u) <~ L^(-1/2) when stable(t)
claim update(t.u) >> L^(-1/2) when unstable(t)
claim update(t.u) ~ L^(-1/2) when c >= 0, stable(t)
claim feature_learning(t) when stable(t)
claim update(t.u) ~ L^(-1/2) when parametrization(t) = depth_mup
claim update(t.u) ~ L^(-1/2) when stable(t)
      ^^^^^^^^^^^^^^^^^^^^^^ claim-refuted
`);
    assert.deepEqual(
      claims.map(({ status }) => status),
      [...Array<string>(5).fill('proven'), 'refuted'],
    );
    assert.match(claims[5]!.message, /It holds exactly where c = 0\.$/);
  });

  it('says at the condition where it is not known', () => {
    const claim = only(
      check(`${FREE}
claim change(t) >~ 1 when feature_learning(t)
                          ^^^^^^^^^^^^^^^^^^^ claim-undecided
`),
    );
    assert.equal(claim.status, 'undecided');
    assert.match(
      claim.message,
      /^It is not derived whether this holds at .*g = .*: there it does not hold that h keeps/,
    );
    for (const [conditions, status] of [
      ['g >= 1/2, feature_learning(t)', 'proven'],
      ['feature_learning(t), stable(t)', 'proven'], // which holds only where sizes are powers
    ])
      assert.equal(
        only(check(`${FREE}\nclaim change(t) >~ 1 when ${conditions}\n`)).status,
        status,
        conditions,
      );
  });

  it('may hold on several convex sets, which are told one by one', () => {
    const refuted = only(
      check(`${MLP}
claim size(t.u) >> 1 when unstable(t), c <= 0
      ^^^^^^^^^^^^^^ claim-refuted
`),
    );
    assert.match(refuted.message, /Where .*g > -1\/2.* it follows\./);
    assert.match(refuted.message, /Where .*g < -1\/2.*: Does not follow: at /);
    assert.equal(
      only(check(`${MLP}\nclaim size(t.u) ~ n^(g + 1/2) when unstable(t), c <= 0\n`)).status,
      'proven',
    );
  });

  it('offers a condition where only one of these sets needs it', () => {
    const text = `${MLP}\nclaim size(t.u) >~ 1/sqrt(n) when unstable(t), c <= 0\n`;
    const [refuted] = analysisOf(text).diagnostics;
    const fix = refuted?.fixes?.find(({ title }) => title.startsWith('Add'));
    assert.ok(fix, refuted?.message);
    const { start, end } = fix.span;
    assert.equal(only(check(text.slice(0, start) + fix.replacement + text.slice(end))).status, 'proven');
  });

  it('leaves out what holds for all scales where conditions relate scales', () => {
    const chart = new Chart('n', new Set(['p', 'q']), new Set(['L']));
    const power = (k: number): Form =>
      Form.variable('p', Rational.of(k)).plus(Form.variable(productOf('q', 'L')));
    const holds = new Region([{ form: power(1), sense: '>=' }]); // n^p * L^q >= 1
    const always = inEveryLimit(holds, new Region([]), chart);
    assert.deepEqual(always?.constraints.map(({ form, sense }) => `${form.key()} ${sense} 0`).length, 2);
    // Where n^(2*p) * L^q >= 1 already, negative p and positive q may do.
    assert.equal(inEveryLimit(holds, new Region([{ form: power(2), sense: '>=' }]), chart), undefined);
  });

  it('says nothing where none holds', () => {
    check(`${RESNET}
claim n << 1 when kernel(t), feature_learning(t)
                  ^^^^^^^^^ claim-empty
`);
  });

  it('has its own mistakes, and what is no property is no condition', () => {
    check(`${RESNET}
let E = n
claim E ~ n when stable(s)
                        ^ unknown-name
claim E ~ n when stable(t) ~ 1
                 ^^^^^^^^^ wrong-arguments
claim E ~ n when size(t.u)
                 ^^^^^^^^^ not-a-condition
claim E ~ n when lazy(t)
                 ^^^^^^^ wrong-arguments
assume stable(t)
               ^ expected-relation
`);
  });
});

/** Every answer is compared with those at points of a grid that has all points where something changes. */
describe('claims under properties, point by point', () => {
  const fourths = (from: number, to: number): string[] =>
    Array.from({ length: 4 * (to - from) + 1 }, (_, i) => `${4 * from + i}/4`);
  const points = fourths(-2, 2).flatMap((c) => fourths(-1.5, 0.5).map((g) => ({ c, g })));
  const properties = [
    'stable(t)',
    'unstable(t)',
    'nontrivial(t)',
    'kernel(t)',
    'feature_learning(t)',
    'lazy(t.u)',
  ];
  const claims = [
    ...properties,
    'update(t.u) ~ 1',
    'change(t) >~ 1',
    'size(t.u) <~ update(t.u)',
    'change(t.u) << n',
  ];
  const relation = { text: 'c >= g', holds: (at: { c: string; g: string }) => number(at.c) >= number(at.g) };
  const number = (q: string): number => Number(q.split('/')[0]) / 4;
  const parts = (text: string): string => claimsOf(text).join('\n');
  const claimsOf = (conditions: string): string[] =>
    claims.map((claim) => `claim ${claim} when ${conditions}`);
  let known: Map<string, boolean[]>;

  before('what holds at each point', function () {
    this.timeout(120_000);
    const text = MLP + points.map(({ c, g }) => parts(`c = ${c}, g = ${g}`)).join('\n');
    const statuses = analysisOf(text).claims.map(({ status }) => status);
    assert.ok(statuses.every((status) => status === 'proven' || status === 'refuted'));
    known = new Map(
      claims.map((claim, i) => [claim, points.map((_, k) => statuses[k * claims.length + i] === 'proven')]),
    );
  });

  for (const first of properties)
    for (const second of [undefined, 'nontrivial(t)', relation.text])
      if (first !== second)
        it(`when ${[first, second ?? []].flat().join(', ')}`, () => {
          const conditions = [first, second ?? []].flat();
          const met = points.map((point, k) =>
            conditions.every((c) => (c === relation.text ? relation.holds(point) : known.get(c)![k])),
          );
          const analysis = analysisOf(`${MLP}${parts(conditions.join(', '))}\n`);
          for (const [i, claim] of claims.entries()) {
            const { status, decision, message } = analysis.claims[i]!;
            const said = `${claim} when ${conditions.join(', ')}: ${message}`;
            const holds = known.get(claim)!;
            const right = points.every((_, k) => !met[k] || holds[k]);
            assert.equal(status, met.every((m) => !m) ? 'empty' : right ? 'proven' : 'refuted', said);
            if (decision?.status !== 'refuted') continue;
            for (const [k, { c, g }] of points.entries()) {
              const at = pointOf(analysis, `c=${c}, g=${g}`);
              if (met[k])
                assert.equal(
                  decision.holds.some((h) => h.contains(at)),
                  holds[k],
                  `${said} at ${c}, ${g}`,
                );
            }
            const at = decision.witness;
            const [c, g] = ['c', 'g'].map((name) => at.get(name)!.toString());
            const there = analysisOf(
              `${MLP}${[...conditions, claim].map((x) => (x === relation.text ? 'let E = n' : `claim ${x} when c = ${c}, g = ${g}`)).join('\n')}\n`,
            ).claims.map((x) => x.status);
            assert.equal(there.pop(), 'refuted', said);
            assert.ok(
              there.every((s) => s === 'proven'),
              said,
            );
          }
        });
});
