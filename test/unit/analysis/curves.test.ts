import assert from 'node:assert/strict';
import { toText } from '../../../server/src/orders';
import type { Derivation } from '../../../server/src/analysis/facts';
import { analysisOf, check, fact, library, pointOf } from './support';

const HARD = `
scale P
scale N
data x : spectrum(k^-2)
target y = source(x, k^-2)
`;

/** Title and formula of every step, deepest last. */
const told = ({ title, formula, steps }: Derivation): string[] => [
  formula ? `${title}: ${toText(formula)}` : title,
  ...steps.flatMap(told),
];

const regions = (text: string, name = 'error(e)'): string[] =>
  fact(analysisOf(text), name).pieces.map(
    ({ formula, pattern, when }) => `${toText(formula)} ${pattern?.join()} ${when.map(toText).join()}`,
  );

describe('a curve', () => {
  it('is limited by the resource that is scarcest, which the modes tell', () => {
    const text = `${HARD}curve e of y { samples P; width N }`;
    assert.deepEqual(regions(text, 'modes(e)'), ['P limited by samples N >= P', 'N limited by width N <= P']);
    assert.deepEqual(regions(text), ['1/P limited by samples N >= P', '1/N limited by width N <= P']);
  });

  it('says by which rule, from which source', () => {
    const [, cell] = fact(
      analysisOf(`${HARD.replace('x, k^-2', 'x, k^-5')}curve e of y { samples P; width N }`),
      'error(e)',
    ).pieces;
    assert.deepEqual(told(cell!.derivation), [
      'Error of width: modes^(1 - spectrum) / width: error(e) ~ 1/(N*P)',
      'Modes seen, by samples: modes(e) ~ P',
    ]);
    assert.match(cell!.derivation.source!, /2405\.15074/);
    assert.match(cell!.derivation.because!, /overlaps/);
  });

  it('is what the rules say: a rule of the text changes it', () => {
    const analysis = check(`${HARD}
resource width { modes width^2 }
         ^^^^^ overrides
curve e of y { width N }
claim error(e) ~ N^-2`);
    assert.equal(analysis.claims[0]!.status, 'proven');
  });

  it('takes a resource of the text', () => {
    const analysis = check(`${HARD}
resource bits { modes bits; error 1/bits^2; source "this test"; because "it is invented" }
curve e of y { samples P; bits N }
claim error(e) ~ 1/P + 1/N
claim modes(e) ~ min(P, N)`);
    assert.deepEqual(
      analysis.claims.map((c) => c.status),
      ['proven', 'proven'],
    );
  });

  it('leaves the names of resources to the text', () => {
    const analysis = check(`
scale samples
scale width
let time = samples*width
data x : spectrum(k^-2)
target y = source(x, k^-2)
curve e of y { samples samples; width width; time time }
claim error(e) ~ 1/samples when samples <= width`);
    assert.equal(analysis.claims[0]!.status, 'proven');
  });

  it('can have both decays free where no rule divides by them', () => {
    const analysis = check(`
scale P
exponent a, a > 1
exponent b, b > 1
data x : spectrum(k^-b)
target y = source(x, k^-a)
curve e of y { samples P }
claim error(e) ~ P^-(a - 1) when a <= 2*b + 1
claim error(e) ~ P^(-2*b) when a >= 2*b + 1`);
    assert.deepEqual(
      analysis.claims.map((c) => c.status),
      ['proven', 'proven'],
    );
  });

  it('is defined where one mode at least is seen', () => {
    const text = `${HARD}scale R = P^r\ncurve e of y { samples P; ridge R }`;
    const analysis = analysisOf(text);
    assert.equal(fact(analysis, 'error(e)').at(pointOf(analysis, 'r=1/2, N=1'))!.exponent.toString(), '-1/4');
    assert.equal(fact(analysis, 'error(e)').at(pointOf(analysis, 'r=2, N=1')), undefined);
  });

  it('names ties', () => {
    const analysis = analysisOf(`${HARD}curve e of y { samples P; width N }`);
    const here = fact(analysis, 'error(e)').at(pointOf(analysis, 'N=1'))!;
    assert.deepEqual([here.pattern, here.ties], [['limited by samples'], [['limited by width']]]);
  });

  // Phases of compute-optimal training in one pass (arXiv:2405.15074): N weights in T = C/N steps of one sample.
  // Its alpha is b/2, its beta (a - b)/2; Ia: N ~ C^(1/(2 alpha + 1)); II: N ~ C^(beta/(alpha + beta)); III: N ~ sqrt(C).
  const phases: [phase: string, b: string, a: string, best: string, error: string][] = [
    ['Ia', '2', '5/2', '1/3', '1/2'],
    ['II', '2', '7/2', '3/7', '5/7'],
    ['II', '3', '5', '2/5', '4/5'],
    ['III', '2', '5', '1/2', '3/4'],
    ['III', '3/2', '5', '1/2', '2/3'],
  ];
  for (const [phase, b, a, best, error] of phases)
    it(`has phase ${phase} of one-pass training, k^-${b}, k^-${a}`, () => {
      const text = `
scale C
scale N = C^n, 0 <= n <= 1
scale B = 1
data x : spectrum(k^-(${b}))
target y = source(x, k^-(${a}))
curve e of y { width N; time C/N; batch B }`;
      const analysis = analysisOf(`${text}
claim error(e) ~ C^(-${error}) when N ~ C^(${best})
claim error(e) >> C^(-${error}) when N << C^(${best})
claim error(e) >> C^(-${error}) when N >> C^(${best})`);
      assert.deepEqual(
        analysis.claims.map((c) => c.status),
        ['proven', 'proven', 'proven'],
      );
    });
});

describe('mistakes in curves', () => {
  const mistakes: Record<string, string> = {
    'a resource that nothing declares': `${HARD}
curve e of y { sampels P }
               ^^^^^^^ unknown-name`,
    'a resource twice': `${HARD}
curve e of y { samples P; samples N }
                          ^^^^^^^ declared-twice`,
    'resources that do not go together': `${HARD}
curve e of y { samples P; ridge 1; time N }
                                   ^^^^ unsupported-setting`,
    'a resource that acts through another one': `${HARD}
curve e of y { width N; ridge 1 }
                        ^^^^^ unsupported-setting`,
    'nothing that limits': `${HARD}
curve e of y { noise 1 }
               ^^^^^ unsupported-setting`,
    'nothing at all': `${HARD}
curve e of y {}
      ^ unsupported-setting`,
    'exponents that are no sums': `
scale P
exponent b, b > 1
data x : spectrum(k^-b)
target y = source(x, k^-2)
curve e of y { samples P; time P }
                          ^^^^ unsupported-setting`,
    'a sum': `${HARD}
curve e of y { samples P + N }
                       ^^^^^ not-an-order`,
    'a target without modes': `
scale d
data x : gaussian(d)
target y = He3(w . x)
curve e of y { samples d }
           ^ unsupported-network`,
    'data without modes': `
scale d
data x : gaussian(d)
target y = source(x, k^-2)
                  ^ wrong-arguments`,
    'a source without its power': `${HARD}
target z = source(x)
           ^^^^^^^^^ wrong-arguments`,
    'a spectrum that is no power': `
scale d
data x : spectrum(d)
                  ^ wrong-arguments`,
    'two spectra': `
scale d
data x : spectrum(k^-2, k^-3)
         ^^^^^^^^^^^^^^^^^^^^ wrong-arguments`,
    'a number of modes that means something else': `${HARD}
data z : spectrum(P^-2)
                  ^ declared-twice`,
    'a kernel without a trace': `
scale d
exponent b, b > 0
data x : spectrum(k^-b)
                  ^^^^ not-derived`,
    'a target without a norm': `${HARD}
target z = source(x, k^-1)
                     ^^^^ not-derived`,
    'a quantity of no curve': `${HARD}
let E = error(y)
              ^ wrong-kind`,
    'a quantity of two curves': `${HARD}
curve e of y { samples P }
let E = error(e, e)
        ^^^^^^^^^^^ wrong-arguments`,
    'a target of curves in a posterior': `
scale N
data x : spectrum(k^-2)
target y = source(x, k^-2)
           ^^^^^^^^^^^^^^^ unsupported-network
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y {}`,
    'two resources of one name': `
scale d
resource r { modes r }
resource r { modes r^2 }
         ^ declared-twice`,
    'a rule about nothing': `
scale d
resource r { source "nowhere" }
         ^ bad-rule`,
    'two rules for modes': `
scale d
resource r { modes r; modes r^2 }
                      ^^^^^^^^^ bad-rule`,
    'a rule that is a sum': `
scale d
resource r { modes r + r^2 }
                   ^^^^^^^ bad-rule`,
    'a rule about other names': `
scale d
resource r { modes d; error r^d }
                   ^ unknown-name
                              ^ unknown-name`,
    'a curve by a rule with mistakes': `${HARD}
resource r { modes q }
                   ^ unknown-name
curve e of y { r P }
               ^ bad-rule`,
    'an exclusion of nothing': `
scale d
resource r { modes r; excludes s }
                               ^ unknown-name`,
  };
  for (const [what, text] of Object.entries(mistakes))
    it(what, () => {
      check(text);
    });

  it('are none in the library', () => {
    for (const { document } of library) {
      const { diagnostics } = analysisOf(document.text);
      assert.deepEqual(
        diagnostics.filter((d) => d.code !== 'overrides'),
        [],
      );
    }
  });
});
