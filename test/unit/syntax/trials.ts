import { trialsIn } from './fixture';

/** Each is one mistake, as someone at a keyboard makes it; it stands between two statements that must survive. */
export const trials = trialsIn(`
clam E ~ d
^^^^ misspelt
---
sclae N = d
^^^^^ misspelt
---
E = d^2
^ unknown-statement
---
samples(p) ~ d
^^^^^^^ unknown-statement
---
hello
^^^^^ unknown-statement
---
)
^ unmatched
---
scale
^^^^^ expected-name
---
let = d
    ^ expected-name
---
let E =
      ^ expected-expression
---
let E d
      ^ expected-sign
---
let E == d
      ^^ wrong-sign
---
let E ~ d
      ^ expected-sign
---
let E = d *
          ^ expected-expression
---
let E = d * + N
            ^ expected-expression
---
let E = * N
        ^ expected-expression
---
let E = 2 d
          ^ missing-operator
---
let E = 2d + N
         ^ missing-operator
---
let E = N (d + 1)(d + 2)
                 ^ missing-operator
---
let E = d**2
         ^^ wrong-sign
---
let E = d^1/2
          ^^^ power-of-quotient
---
let E = N * d^-1/2
              ^^^^ power-of-quotient
---
scale K = d^a/2
            ^^^ power-of-quotient
---
let E = N * d^(a)/2
              ^^^^^ power-of-quotient
---
let E = N + d^-a / 2 * N
              ^^^^^^ power-of-quotient
---
let E = d^sqrt(a)/2 + d^p.h/N
          ^^^^^^^^^ power-of-quotient
---
let E = N^2/d + d^a/N + N^a/(2) + d^(a/2) + (d^a)/2 + N^1/2^k + d^a*N/2 + d^sqrt(a)/sqrt(2)
---
let E = 1.2.3 * d
        ^^^^^ bad-number
---
let E = 1e3
        ^^^ bad-number
---
let E = .5 * d
        ^^ bad-number
---
let E = d $
          ^ unknown-character
---
let E = $
        ^ unknown-character
---
let E = N $ d
          ^ unknown-character
---
let E = d⁻¹² * N
         ^^^ unknown-character
---
let E = √N + d
        ^ unknown-character
---
let E = √(N + d)
        ^ unknown-character
---
let E = sqrt(N*d
            ^ unclosed
---
let E = (N + (d + 1) * 3
        ^ unclosed
---
let E = N*d)
           ^ unmatched
---
let E = sqrt(N*d]
                ^ unmatched
---
let E = max(N, , d)
             ^ expected-expression
---
let E = max(N; d)
             ^ unexpected
---
let E = minimize M in [1, N] of M
                 ^ expected-word
---
let E = minimize over M in [1, N] M*d
                                  ^ expected-word
---
let E = minimize over M of M*d
                      ^ expected-word
---
let E = minimize over M in N of M*d
                           ^ expected-range
---
let E = minimize over M in [1, N of M*d
                           ^ unclosed
---
let E = minimize over M in [1 .. N] of M*d
                              ^^ expected-sign
---
let E = count(p.)
               ^ expected-name
---
assume N
       ^ expected-relation
---
assume N >> d,
             ^ expected-expression
---
assume N => d
         ^^ wrong-sign
---
assume d <= N >= M
              ^^ mixed-chain
---
scale N1 >= d
         ^^ expected-sign
---
scale N = d^a, 0 <=
                 ^^ expected-expression
---
scale d, n
         ^ expected-relation
---
scale d scale n
        ^^^^^ unexpected
---
scale N = d^a 0 <= a <= 6
              ^ missing-operator
---
network f(x) { h1 = dense(x, N) out dense(h1, 1) }
                                ^^^ unexpected
---
network f(x) { h1 = dense(x, N) h2 = dense(h1, 1); out h2 }
                                ^^ unexpected
---
data x = gaussian(d)
       ^ expected-sign
---
target y = He3(w.x)
                ^ member-in-target
---
target y = He3(w .x)
                 ^ lopsided-dot
---
import three-layer
       ^^^^^ expected-text
---
import "three-layer.scale
       ^^^^^^^^^^^^^^^^^^ unterminated-text
---
import 'three-layer.scale'
       ^^^^^^^^^^^^^^^^^^^ wrong-sign
---
/* half a comment
^^ unterminated-comment
---
network f(x) {
             ^ unclosed
  h1 = dense(x, N1)
  out dense(erf(h1), 1)
---
network f(x) {
  h1 = dense(x, N1
            ^ unclosed
  out dense(erf(h1), 1)
}
---
network f(x) {
  h1 = dense(x, N1) +
                    ^ expected-expression
  h2 = dense(h1, 1)
  out h2
}
---
network f(x)
           ^ expected-sign
  out dense(x, 1)
}
---
network f {
        ^ expected-sign
  out dense(x, 1)
}
---
network f(x) {
  out = dense(x, 1)
      ^ unexpected
}
---
network f(x) {
  h1 dense(x, N)
  ^^ unknown-item
  out dense(h1, 1)
}
---
network f(x) {
  repeat L {
           ^ unclosed
    h = dense(x, n)
  out dense(h, 1)
}
---
posterior p of f { ridge kappa }
               ^ expected-word
---
posterior p of f on { ridge kappa }
                 ^^ expected-name
---
posterior p fo f on y { ridge kappa }
            ^^ misspelt
---
posterior p of f on y { rigde kappa }
                        ^^^^^ misspelt
---
posterior p of f on y { temperature 1 }
                        ^^^^^^^^^^^ unknown-item
---
posterior p of f on y { ridge }
                        ^^^^^ expected-expression
---
claim E ~ d whne N >= d
            ^^^^ misspelt
---
claim E ~ d if N >= d
            ^^ misspelt
---
claim E ~ d, N >= d
           ^ unexpected
---
claim E ~ d when
            ^^^^ expected-expression
---
claim ~ d
      ^ expected-expression
---
claim E
      ^ expected-relation
---
verify samples(p) { d in 8 to 64; seeds 16 }
                           ^^ expected-sign
---
verify samples(p) { d in 8 ... 64; seeds 16 }
                           ^^^ wrong-sign
---
verify samples(p) { d in [8, 64]; seeds 16 }
                         ^ expected-sign
---
verify samples(p) { d in 8 .. 64; sedes 16 }
                                  ^^^^^ misspelt
---
verify samples(p) { d in 8 .. ; seeds 16 }
                           ^^ expected-expression
---
pattern spike on layer of j { cost M }
                          ^ expected-word
---
pattern spike on layer of feature j { norm(k) = M fro j | k }
                                                  ^^^ misspelt
---
pattern spike on layer of feature j { count = M }
                                      ^^^^^ unknown-item
---
module m of feature j { units 1 }
       ^ expected-sign
---
module m() of feature j { units 1 }
        ^ expected-name
---
module m(input, ) of feature j { units 1 }
              ^ expected-name
---
module m(input width) of feature j { units 1 }
               ^^^^^ unexpected
---
module m(input of feature j { units 1 }
        ^ unclosed
---
module m(input) feature j { units 1 }
                ^^^^^^^ expected-word
---
module m(input) { units 1 }
              ^ expected-word
---
module m(input) of feature j { unit 1 }
                               ^^^^ misspelt
---
module m(input) of feature j { cost 1 }
                               ^^^^ unknown-item
---
module m(input) of feature j { units; positions 1 }
                               ^^^^^ expected-expression
---
module m(input) of feature j { norm(k) = 1; units 1 }
                                    ^ expected-word
---
module m(input) of feature j { norm(unit, k) = 1 }
                                    ^^^^ misspelt
---
module m(input) of feature j { norm(units) = 1 }
                                    ^^^^^ expected-sign
---
module m(input) of feature j { norm(units, k = 1 }
                                   ^ unclosed
---
module m(input) of feature j { norm = 1 }
                                    ^ expected-sign
---
module m(input) of feature j { activation 2 }
                                          ^ expected-name
---
module m(input) of feature j {
                             ^ unclosed
  units 1
  norm(units, j) = 1
---
activation erf { degrees odd; source arXiv }
                                     ^^^^^ expected-text
`);
