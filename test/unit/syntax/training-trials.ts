import { trialsIn } from './fixture';

/** Mistakes in trainings and in the rules that they use, and in what else came with them. */
export const trainingTrials = trialsIn(`
training t { optimizer sgd }
         ^ expected-word
---
training t of f on y { optimizer sgd }
                ^^ expected-sign
---
training t of f { optimiser sgd }
                  ^^^^^^^^^ misspelt
---
training t of f { optimizer = sgd; rate maximal }
                            ^ unexpected
---
training t of f { lr u = n }
                  ^^ unknown-item
---
training t of f { rate u n^-1 }
                         ^ expected-sign
---
training t of f { init u ~ n^-1 }
                         ^ expected-sign
---
training t of f { multiplier u: 1 }
                              ^ expected-sign
---
training t of f { rate u = ; optimizer sgd }
                         ^ expected-expression
---
training t of f { rate }
                  ^^^^ expected-expression
---
training t of f { optimizer shampoo(1/2, 1 }
                                   ^ unclosed
---
optimiser o { update 1 }
^^^^^^^^^ misspelt
---
optimizer o() { update 1 }
           ^ expected-name
---
optimizer o(e f) { update 1 }
              ^ unexpected
---
optimizer o(e { update 1 }
           ^ unclosed
---
optimizer o update 1 }
            ^^^^^^ expected-sign
---
optimizer o { update 1; espilon 2 }
                        ^^^^^^^ misspelt
---
optimizer o { update = gradient }
                     ^ unexpected
---
optimizer o { rate gradient }
              ^^^^ unknown-item
---
optimizer o { update gradient epsilon 1 }
                              ^^^^^^^ unexpected
---
parameterization p { init bias = 1 }
^^^^^^^^^^^^^^^^ misspelt
---
parametrization p { multiplers bias = 1 }
                    ^^^^^^^^^^ misspelt
---
parametrization p { scale bias = 1 }
                    ^^^^^ unknown-item
---
parametrization p { rate hiden = 1 }
                         ^^^^^ misspelt
---
parametrization p { rate embedding, bias = 1 }
                         ^^^^^^^^^ expected-word
---
parametrization p { rate branch = 1; multiplier logits = 1 }
                         ^^^^^^ expected-word
---
parametrization p { rate = 1 }
                         ^ expected-word
---
parametrization p { rate hidden bias = 1 }
                                ^^^^ expected-sign
---
parametrization p { rate hidden, = 1 }
                                 ^ expected-word
---
parametrization p { rate hidden fan_in^-1 }
                                ^^^^^^ expected-sign
---
parametrization p { rate hidden: 1 }
                               ^ expected-sign
---
parametrization p { init bias ~ 1 }
                              ^ expected-sign
---
parametrization p { rate hidden = }
                                ^ expected-expression
---
parametrization p { rate hidden = 1 fro adam }
                                    ^^^ misspelt
---
parametrization p { rate hidden = 1 for adam adamw }
                                             ^^^^^ expected-sign
---
parametrization p { rate hidden = 1 for }
                                    ^^^ expected-name
---
parametrization p { rate hidden = (fan_in^-1)) }
                                             ^ unmatched
---
parametrization p(a) {
                     ^ unclosed
  rate hidden = a
---
aligment a { alpha 1 }
^^^^^^^^ misspelt
---
alignment a(x) { alpha 1 }
           ^ expected-sign
---
alignment a { alhpa 1 }
              ^^^^^ misspelt
---
alignment a { omega }
              ^^^^^ expected-expression
---
alignment a { beta 1 }
              ^^^^ unknown-item
---
network f(x) { repeat L teid { h = x }; out h }
                        ^^^^ misspelt
---
network f(x) {
  repeat L tied
           ^^^^ expected-sign
    h = x
  }
  out h
}
---
limit n befor L
        ^^^^^ misspelt
---
limit n before
        ^^^^^^ expected-name
`);
