import type { Mistakes } from './mistakes';

const BLOCKS = `
scale n
scale L
exponent c
network f(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    h = h + L^-1 * tanh(u)
  }
  out dense(h, 1)
}
`;

const TRAINING = `${BLOCKS}
training t of f { optimizer adam; parametrization completep }
`;

/** A network for training with these lines between its first and its last layer. */
const network = (...lines: string[]): string => `
scale n
scale m
scale L
network f(x) {
  h = dense(x, n)
${lines.map((line) => `  ${line}`).join('\n')}
}
`;

const SGD = `
training t of f { optimizer sgd; parametrization mup }
`;

/** Mistakes in trainings, in what is asked of them, and in the rules of optimizers, parametrizations and alignments. */
export const DYNAMICS_MISTAKES: Mistakes = {
  'unknown-name': [
    `${BLOCKS}
training t of f { optimizer adm; parametrization mup }
                            ^^^ unknown-name
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; rate w = 1 }
                                                           ^ unknown-name
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; rate u = 2*w }
                                                                 ^ unknown-name
`,
    `${BLOCKS}
training t of f { optimizer shampoo(p, 1); parametrization mup; rate maximal }
                                    ^ unknown-name
`,
    `${TRAINING}
claim update(t.w) ~ 1
               ^ unknown-name
`,
    `${TRAINING}
claim stable(s)
             ^ unknown-name
`,
    `${TRAINING}
claim parametrization(t) = mupp
                           ^^^^ unknown-name
`,
    `
scale n
optimizer o { update fan_on }
                     ^^^^^^ unknown-name
`,
    `
scale n
parametrization p {
  rate hidden = gradient
                ^^^^^^^^ unknown-name
  rate input = 1 for adagrad
                     ^^^^^^^ unknown-name
}
`,
    `${network('repeat L { u = dense(h, n); h = h + u }', 'out dense(u, 1)')}${SGD}`.replace(
      '  out dense(u, 1)',
      `  out dense(u, 1)
            ^ unknown-name`,
    ),
    `${network('out dense(g, 1)')}${SGD}
`.replace(
      '  out dense(g, 1)',
      `  out dense(g, 1)
            ^ unknown-name`,
    ),
    // A rule with a mistake has one diagnostic, at its declaration; what rests on it waits and is silent (waiting.test.ts).
    `${BLOCKS}
parametrization p { rate input, hidden, output = fan }
                                                 ^^^ unknown-name
training t of f { optimizer sgd; parametrization p }
claim stable(t)
`,
    `${network('repeat L { h = h + dense(k, n) }', 'out dense(h, 1)')}${SGD}
claim stable(t)
`.replace(
      '  repeat L { h = h + dense(k, n) }\n',
      `  repeat L { h = h + dense(k, n) }
                           ^ unknown-name
`,
    ),
  ],
  'declared-twice': [
    `${BLOCKS}
training t of f { optimizer sgd; optimizer adam; parametrization mup }
                                 ^^^^^^^^^ declared-twice
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; rate u = 1; rate u = n }
                                                                       ^ declared-twice
`,
    `
scale n
optimizer o(e, e) {
               ^ declared-twice
  update gradient
  update gradient^e
  ^^^^^^^^^^^^^^^^^ declared-twice
}
`,
    `
scale n
parametrization p {
  rate input, hidden = 1 for sgd, adam
  rate hidden = fan_in for adam
       ^^^^^^ declared-twice
}
`,
    `
scale n
alignment a { alpha 1; omega 1; u 1; alpha 1/2 }
                                     ^^^^^ declared-twice
`,
  ],
  'wrong-kind': [
    `${BLOCKS}
training t of f { optimizer mup; parametrization mup }
                            ^^^ wrong-kind
`,
    `${TRAINING}
training s of t { optimizer sgd; parametrization mup }
              ^ wrong-kind
`,
    `
scale d
claim stable(d)
             ^ wrong-kind
`,
    `
scale n
optimizer o { update o }
                     ^ wrong-kind
`,
  ],
  'wrong-arguments': [
    `${BLOCKS}
training t of f { optimizer shampoo(1/2); parametrization mup; rate maximal }
                            ^^^^^^^^^^^^ wrong-arguments
`,
    `${BLOCKS}
training t of f { optimizer sgd(1/2); parametrization mup }
                            ^^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim update(t) ~ 1
      ^^^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim stable(t) ~ 1
      ^^^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim stable(t.u)
               ^ wrong-arguments
`,
    `${TRAINING}
claim lazy(t)
      ^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim stable(t, t)
      ^^^^^^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim parametrization(t) ~ mup
      ^^^^^^^^^^^^^^^^^^ wrong-arguments
`,
    `${TRAINING}
claim parametrization(t.u) = mup
                        ^ wrong-arguments
`,
    `${TRAINING}
claim parametrization(t) = residual
                           ^^^^^^^^ wrong-arguments
`,
    `${network('out dense(h)')}${SGD}
`.replace(
      '  out dense(h)',
      `  out dense(h)
      ^^^^^^^^ wrong-arguments`,
    ),
  ],
  'not-an-order': [
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; rate u = n - 1 }
                                                                 ^ not-an-order
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; rate u = max_rate(t.u) }
                                                                        ^ not-an-order
`,
    `${TRAINING}
let e = stable(t)
        ^^^^^^^^^ not-an-order
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization depth_mup }
claim epsilon(t.u) ~ 1
      ^^^^^^^^^^^^ not-an-order
`,
    `
scale n
optimizer o { update gradient - weight }
                              ^ not-an-order
`,
  ],
  'unsupported-setting': [
    `${BLOCKS}
training t of f { optimizer sgd }
         ^ unsupported-setting
`,
    `${BLOCKS}
training t of f { parametrization mup }
         ^ unsupported-setting
`,
    `${BLOCKS}
training t of f { }
         ^ unsupported-setting
`,
    `${BLOCKS}
training t of f { optimizer muon; parametrization ntk }
         ^ unsupported-setting
`,
    `${BLOCKS}
training t of f { optimizer sgd, adam; parametrization mup }
                  ^^^^^^^^^ unsupported-setting
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; alignment full(1) }
                                                                ^^^^^^^ unsupported-setting
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization mup; init u = maximal }
                                                      ^^^^ unsupported-setting
`,
  ],
  'unsupported-network': [
    `${network('g = dense(x, m)', 'out dense(h + g, 1)')}${SGD}
`.replace(
      '  out dense(h + g, 1)',
      `  out dense(h + g, 1)
            ^^^^^ unsupported-network`,
    ),
    `${network('g = dense(x, n)', 'out dense(h * g, 1)')}${SGD}
`.replace(
      '  out dense(h * g, 1)',
      `  out dense(h * g, 1)
              ^ unsupported-network`,
    ),
    `${network('g = dense(x, n)', 'out dense(h - g, 1)')}${SGD}
`.replace(
      '  out dense(h - g, 1)',
      `  out dense(h - g, 1)
              ^ unsupported-network`,
    ),
    // The place of a mistake is said once, however many trainings there are.
    `${network('g = dense(h, n)', 'out dense(h, 1)')}${SGD}
training s of f { optimizer adam; parametrization mup }
`.replace(
      '  g = dense(h, n)',
      `  g = dense(h, n)
      ^^^^^^^^^^^ unsupported-network`,
    ),
    ...[
      ['repeat L { repeat m { h = h + dense(h, n) } }', 'repeat m { h = h + dense(h, n) }'],
      ['repeat L { k = dense(h, n) }', 'repeat L { k = dense(h, n) }'],
      ['k = dense(x, n); repeat L { h = h + dense(k, n); k = k + dense(h, n) }', 'k = k'],
      ['repeat L { h = normalize(h + dense(h, n)) }', 'normalize(h + dense(h, n))'],
      ['k = embed(h, n)', 'embed(h, n)'],
      ['k = conv(h, n, m)', 'conv'],
      ['k = quadratic(h)', 'quadratic'],
      ['k = attend(h, dense(h, m), h, 1)', 'attend(h, dense(h, m), h, 1)'],
    ].map(([line, wrong]) => {
      const caret = wrong === 'k = k' ? 'k' : wrong!;
      return `${network(line!, 'out dense(h, 1)')}${SGD}`.replace(
        `  ${line}\n`,
        `  ${line}\n${' '.repeat(2 + line!.indexOf(wrong!))}${'^'.repeat(caret.length)} unsupported-network\n`,
      );
    }),
    `${network('out h')}${SGD}`.replace(
      '  out h\n',
      `  out h
  ^^^^^ unsupported-network
`,
    ),
    ...[
      ['repeat L tied { h = dense(h, n) }', 'sgd'],
      ['repeat L { h = dense(relu(h), n) }', 'adam'],
      ['repeat L { h = dense(tanh(h), n) }', 'sgd'],
    ].map(
      ([line, optimizer]) => `${network(line!, 'out dense(h, 1)')}
training t of f { optimizer ${optimizer}; parametrization mup }
              ^ unsupported-network
`,
    ),
  ],
  'bad-rule': [
    `
scale n
optimizer o { epsilon gradient }
          ^ bad-rule
`,
    `
scale n
optimizer o(gradient) { update gradient }
            ^^^^^^^^ bad-rule
`,
    `${BLOCKS}
optimizer o { update size(t.u) }
                     ^^^^^^^^^ bad-rule
training t of f { optimizer o; parametrization mup; rate maximal }
`,
    `${BLOCKS}
training t of f { optimizer shampoo(n, 1); parametrization mup; rate maximal }
                            ^^^^^^^^^^^^^ bad-rule
`,
    `${BLOCKS}
training t of f { optimizer sgd; parametrization residual(n) }
                                                 ^^^^^^^^^^^ bad-rule
`,
    `
scale n
alignment a { alpha 1; omega 2; u 1 }
                             ^ bad-rule
`,
    `
scale n
alignment a { alpha 1; omega n; u 1 }
                             ^ bad-rule
`,
    `
scale n
alignment a { alpha 1; u 1 }
          ^ bad-rule
`,
    {
      text: `
import "a.scale"
       ^^^^^^^^^ import-mistakes
scale n
network f(x) { out dense(x, 1) }
training t of f { optimizer o; parametrization mup }
                            ^ bad-rule
`,
      files: { 'a.scale': 'optimizer o { epsilon 1 }' },
    },
  ],
};
