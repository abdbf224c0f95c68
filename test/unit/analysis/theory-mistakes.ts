import { NETWORK, type Mistakes } from './mistakes';
import { networkText } from './support';

/** Mistakes in networks, rules, imports, claims and verifications. */
export const THEORY_MISTAKES: Mistakes = {
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
  h = dense(x, d)
  g = attention(h, d)
  out dense(erf(g), 1)
            ^^^ unsupported-network
}
`,
    `
scale d
scale S
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = conv(x, d, S)
  out dense(erf(h), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
    `
scale d
scale S
data x : gaussian(d)
target y = He3(w . patch(x, S))
network f(x) {
  h = dense(x, d)
  out dense(erf(h), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
    `
scale d
scale L
data x : sequence(L, d)
target y = (q . x.query) * (k . x)
network f(x) {
  h = conv(x, d, 1)
  out dense(erf(h), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
    `
scale d
scale S
network f(x) {
  h = conv(x, d, S)
  out conv(erf(h), 1, S)
      ^^^^ unsupported-network
}
`,
    `
scale d
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, d)
  a = attention(h, d)
  out dense(a, 1)
}
posterior p of f on y { }
                    ^ unsupported-network
`,
    `
scale d
scale L
data x : sequence(L, d)
target y = (q . x.query) * (k . x) * He3(v . x)
target z = He4(q . x.query) * He4(k . x) * (v . x)
network f(x) {
  a = attention(x, 1)
  out dense(a, 1)
}
network g(x) {
  a = attention(x, 1)
  b = dense(a, d)
  out dense(erf(b), 1)
}
posterior p of f on y { }
                    ^ unsupported-network
posterior q of g on z { }
                    ^ unsupported-network
`,
    `
scale d
data x : gaussian(d)
target y = (w . x) * He2(w . x)
           ^^^^^^^^^^^^^^^^^^^^ unsupported-network
target z = (q . x.query) * (k . x)
           ^^^^^^^^^^^^^^^^^^^^^^^ unsupported-network
target u = d * He2(w . x)
           ^ unsupported-network
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
    `
module m(input, width) of feature j {
       ^ bad-rule
  norm(units, j) = norm(input, j)
}
`,
    `
module m(input, width) of feature j {
  units height
        ^^^^^^ bad-rule
  norm(units, j) = norm(input, j)
}
`,
    `
module m(input, width) of feature j {
  units width
  norm(units, j/2) = norm(input, j)
              ^^^ bad-rule
}
`,
    `
module m(input, width) of feature j {
  units width
  norm(units, j) = norm(input, j) + width
                   ^^^^^^^^^^^^^^^^^^^^^^ bad-rule
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
    `${NETWORK}
claim threshold(samples(p), N) ~ d^2
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ claim-refuted
claim threshold(samples(p), N) ~ d
`,
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
    `${networkText(5, 3, 'erf', 'coherence off')}
          ^ over-budget
`,
  ],
  'not-derived': [
    `
scale d
scale N
limit d before N
^^^^^ not-derived
`,
  ],
  'ridge-not-constant': [
    `${NETWORK}
posterior q of f on y { ridge 1/d }
                              ^^^ ridge-not-constant
`,
  ],
  'bad-verify': [
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
activation erf { degrees odd }
           ^^^ overrides
verify samples(p) { d in 8 .. 32; N = d }
       ^^^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify energy(p) { d in 8 .. 32; N = d }
       ^^^^^^^^^ bad-verify
`,
    `${NETWORK}
scale kappa = 1
verify samples(p) { kappa in 8 .. 32; d = 8; N = d }
                    ^^^^^ bad-verify
`,
    `${NETWORK}
verify error(p) { d in 8 .. 32; N = d }
       ^^^^^^^^ bad-verify
`,
    `${NETWORK}
verify samples(p) { d in 8 .. 32; N = d; samples 20*d }
                                                 ^^^^ bad-verify
`,
    `${NETWORK}
verify samples(p) { d in 8 .. 32; N = d; margin 0 }
                                                ^ bad-verify
`,
    `${NETWORK}
verify samples(p) { d in 8 .. 32; N = d; precision half }
                                                   ^^^^ bad-verify
`,
  ],
};
