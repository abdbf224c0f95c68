import assert from 'node:assert/strict';
import { RULES } from '../../../server/src/analysis/diagnostic';
import { check, networkText } from './support';

const NETWORK = `
scale d
scale N = d^a, 0 <= a <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }
`;

/** One text for each way to go wrong, by the rule that speaks. Carets mark the place. */
const MISTAKES: Record<keyof typeof RULES, (string | { text: string; files: Record<string, string> })[]> = {
  'unknown-name': [
    `
scale d
let E = d + width
            ^^^^^ unknown-name
`,
    `
scale d
claim cost(d) ~ d
      ^^^^ unknown-name
`,
    `${NETWORK}
claim samples(q) ~ d
              ^ unknown-name
`,
    `
scale d
scale N = d
network f(x) {
  h = dense(x, N)
  out dense(erf(g), 1)
                ^ unknown-name
}
`,
  ],
  'declared-twice': [
    `
scale d
scale N
let E = minimize over N in [1, d] of N
                      ^ declared-twice
`,
    `
scale d
let E = minimize over M in [1, d], M in [1, d] of M
                                   ^ declared-twice
`,
    `
scale d
network f(x) {
  h = dense(x, d)
  h = dense(erf(h), d)
  ^ declared-twice
  out dense(erf(h), 1)
}
`,
    NETWORK.replace(
      '{ ridge 1 }',
      `{
  ridge 1
  ridge 2
  ^^^^^ declared-twice
}`,
    ),
    `
scale d
scale d
      ^ declared-twice
`,
  ],
  'no-scale': [
    `
scale d = 2
      ^ no-scale
`,
  ],
  'not-an-order': [
    `
scale d
let E = d^2 - d
            ^ not-an-order
`,
    `
scale d
let E = 0 * d
        ^ not-an-order
`,
    `
scale d
let E = E + d
    ^ not-an-order
`,
    `
scale d
let E = log(d)
        ^^^ not-an-order
`,
    `
scale d
let E = -d
        ^^ not-an-order
`,
    `${NETWORK}
let E = pattern(p)
        ^^^^^^^^^^ not-an-order
`,
    `
scale d
scale N = d + d^2
          ^^^^^^^ not-an-order
`,
  ],
  'not-an-exponent': [
    `
scale d
scale N = d^a
scale M = N^b
            ^ not-an-exponent
`,
    `
scale d
exponent a
exponent b
let E = d^(a*b)
            ^ not-an-exponent
`,
    `
scale d
let E = d^sqrt(2)
          ^^^^^^^ not-an-exponent
`,
  ],
  'not-a-condition': [
    `
scale d
scale N
assume N <= d + d^2
         ^^ not-a-condition
`,
  ],
  'wrong-kind': [
    `
scale d
scale N = d^a
let E = a * d
        ^ wrong-kind
`,
  ],
  'wrong-arguments': [
    `
scale d
let E = sqrt(d, d)
        ^^^^^^^^^^ wrong-arguments
`,
    `${NETWORK}
claim samples(p, lazy, lazy) ~ d
      ^^^^^^^^^^^^^^^^^^^^^^ wrong-arguments
`,
    `${NETWORK}
claim count(p.g) ~ d
              ^ wrong-arguments
`,
    `${NETWORK}
claim pattern(p) ~ lazy
                 ^ wrong-arguments
`,
  ],
  contradiction: [
    `
scale d
scale N = d^a, 0 <= a <= 1
assume N >> d^2
^^^^^^^^^^^^^^^ contradiction
claim N ~ d
`,
  ],
  'unbounded-minimum': [
    `
scale d
let E = minimize over M in (0, d] of M*d
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unbounded-minimum
`,
  ],
  'empty-choice': [
    `
scale d
scale N = d^a, 0 <= a <= 2
let E = minimize over M in [d, N] of M
                      ^^^^^^^^^^^ empty-choice
`,
  ],
  'not-expressible': [
    `
scale d
data x : gaussian(d)
target y = He2(w . x)
network f(x) {
  h = dense(x, d)
  out dense(erf(h), 1)
}
posterior p of f on y { }
                    ^ not-expressible
`,
  ],
  'unsupported-network': [
    `
scale d
network f(x) {
  h = conv(x, d)
      ^^^^ unsupported-network
}
`,
    `
scale d
network f(x) {
        ^ unsupported-network
  h = dense(x, d)
}
`,
    `
scale d
network f(x) {
  h1 = dense(x, d)
  h2 = dense(erf(h1), d)
  out dense(erf(h1), 1)
                ^^ unsupported-network
}
`,
    `
scale d
data x : uniform(d)
         ^^^^^^^^^^ unsupported-network
`,
  ],
  'unsupported-setting': [
    NETWORK.replace(
      'posterior p of f on y { ridge 1 }',
      `posterior p of f on y {
  coherence maybe
            ^^^^^ unsupported-setting
}`,
    ),
  ],
  'bad-rule': [
    `
pattern p on layer of feature j {
  choose M in [1, layer.width]
  choose M in [1, layer.width]
         ^ bad-rule
  norm(k) = M for j | k
}
`,
    `
pattern p on layer of feature j {
        ^ bad-rule
  cost layer.width
}
`,
    `
pattern p on layer of feature j {
  cost width
       ^^^^^ bad-rule
  norm(k) = layer.width for j | k
}
`,
    `
activation a {
           ^ bad-rule
}
`,
  ],
  'not-found': [
    `
import "elsewhere.scale"
       ^^^^^^^^^^^^^^^^^ not-found
scale d
`,
  ],
  'import-mistakes': [
    {
      text: `
import "a.scale"
       ^^^^^^^^^ import-mistakes
scale d
`,
      files: { 'a.scale': 'let E =' },
    },
  ],
  overrides: [
    {
      text: `
import "a.scale"
let E = d
    ^ overrides
scale d
`,
      files: { 'a.scale': 'let E = d^2' },
    },
    {
      text: `
import "a.scale"
       ^^^^^^^^^ overrides
scale d
`,
      files: { 'a.scale': 'activation erf { degrees even }' },
    },
  ],
  'claim-refuted': [
    `
scale d
scale N = d^a, 0 <= a <= 2
claim N + d ~ d
      ^^^^^^^^^ claim-refuted
`,
    `${NETWORK}
claim pattern(p) = lazy when N >> d, N << d^5
      ^^^^^^^^^^^^^^^^^ claim-refuted
`,
    `${NETWORK}
pattern narrow on layer of feature j {
  choose M in [layer.width, 1]
  cost M
  norm(k) = layer.width for j | k
}
claim pattern(p) = narrow when N >= d
      ^^^^^^^^^^^^^^^^^^^ claim-refuted
`,
  ],
  'claim-undecided': [
    `
scale d
let S = d^2
claim S ~ d when S <= d + nothing
                          ^^^^^^^ unknown-name
`,
    `${networkText(2, 3, 'erf')}
claim count(p.h2) ~ 1 when N1 <= d, N2 <= d
      ^^^^^^^^^^^^^^^ claim-undecided
`,
    NETWORK.replace('0 <= a', '-1 <= a') +
      `
claim samples(p) ~ d when N <= d
      ^^^^^^^^^^^^^^ claim-undecided
`,
    `
scale d
claim stable(d)
      ^^^^^^^^^ claim-undecided
`,
  ],
  'claim-empty': [
    `
scale d
scale N = d^a, a >= 1
claim N ~ d when N << d
                 ^^^^^^ claim-empty
`,
  ],
  'over-budget': [
    `${networkText(8, 3, 'erf')}
          ^ over-budget
`,
  ],
  'not-derived': [
    `
scale d
module m(x) { }
^^^^^^ not-derived
`,
    `${NETWORK}
training t of f { optimizer sgd }
         ^ not-derived
`,
  ],
  'ridge-not-constant': [
    `${NETWORK}
posterior q of f on y { ridge 1/d }
                              ^^^ ridge-not-constant
`,
  ],
  'bad-verify': [
    `${NETWORK.replace('gaussian(d)', 'gaussian(d^2)')}
verify samples(p) { d in 4 .. 8; N = d }
       ^^^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify samples(p) { d in 8 .. 32; N = d/100 }
       ^^^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify samples(p) { d in 8 .. 32 }
       ^^^^^^^^^^ bad-verify
`,
    `${NETWORK.replace('ridge 1', 'ridge kappa')}
scale kappa = 1
verify samples(p) { d in 8 .. 32; N = d }
       ^^^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify energy(p) { d in 8 .. 32; N = d }
       ^^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify samples(p) { N in 8 .. 32; d = N }
                    ^ bad-verify
`,
  ],
};

describe('diagnostics of the analysis', () => {
  for (const rule of Object.keys(RULES) as (keyof typeof RULES)[])
    (MISTAKES[rule] ?? []).forEach((text, i) =>
      it(`${rule} ${i + 1}: ${RULES[rule].about}`, () => {
        if (typeof text === 'string') check(text);
        else check(text.text, text.files);
      }),
    );

  it('every rule is tried', () => {
    assert.deepEqual(
      Object.keys(RULES).filter((rule) => !MISTAKES[rule as keyof typeof RULES]?.length),
      [],
    );
  });

  it('what is broken leaves everything around it', () => {
    const analysis = check(`
scale d
let A = d^2
let B = nothing + d
        ^^^^^^^ unknown-name
let C = A * d
claim C ~ d^3
`);
    assert.deepEqual(
      analysis.facts.map((f) => f.name),
      ['A', 'C'],
    );
    assert.equal(analysis.claims[0]?.status, 'proven');
  });
});
