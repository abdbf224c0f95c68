import type { RULES } from '../../../server/src/analysis/diagnostic';

/** Texts for one way each to go wrong, by the rule that speaks. Carets mark the place; `files` are what imports find. */
export type Mistakes = Partial<
  Record<keyof typeof RULES, (string | { text: string; files: Record<string, string> })[]>
>;

export const NETWORK = `
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

/** Mistakes in names, orders, exponents, conditions and choices. */
export const ORDER_MISTAKES: Mistakes = {
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
scale M = N^a
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
};
