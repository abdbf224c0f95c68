import assert from 'node:assert/strict';
import { analysisOf, check } from './support';

/** A module of one input and a width, with lines of its own; carets are below theirs. */
const module = (...lines: string[]): string => `
module m(input, width) of feature j {
  units width
  norm(units, j) = norm(input, j)
${lines.join('\n')}
}
`;

/** Lines with a caret text: each mistake, said where it is. */
const MISTAKES: Record<string, readonly string[]> = {
  'a step that no trainer has': ['  build pool(input)', '        ^^^^ bad-rule'],
  'a slip in the name of a step': ['  build weigths(mean(input), width)', '        ^^^^^^^ bad-rule'],
  'a step of something': ['  build input.weights(width)', '        ^^^^^^^^^^^^^ bad-rule'],
  'an activation that the module does not name': [
    '  build erf(weights(mean(input), width))',
    '        ^^^ bad-rule',
  ],
  'an activation that is named and not applied': [
    '  activation tanh',
    '  build weights(mean(input), width)',
    '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'a size where a value is needed': ['  build weights(width, width)', '                ^^^^^ bad-rule'],
  'an unknown part of the input': [
    '  build weights(input.keys, width)',
    '                ^^^^^^^^^^ bad-rule',
  ],
  'arithmetic with values': ['  build 2 * mean(input)', '        ^^^^^^^^^^^^^^^ bad-rule'],
  'a parameter that is not there': [
    '  build weights(mean(input), height)',
    '                             ^^^^^^ bad-rule',
  ],
  'a value where a size is needed': [
    '  build weights(mean(input), mean(input))',
    '                             ^^^^^^^^^^^ bad-rule',
  ],
  'a size that is a sum': [
    '  build weights(mean(input), width + units(input))',
    '                             ^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'a fan-in where there is none': [
    '  build weights(mean(input), fan_in)',
    '                             ^^^^^^ bad-rule',
  ],
  'an exponent that is no number': [
    '  build weights(mean(input), width, fan_in^depth)',
    '                                           ^^^^^ bad-rule',
  ],
  'a deviation of something unknown': [
    '  build weights(mean(input), width, fan_out^-1)',
    '                                    ^^^^^^^ bad-rule',
  ],
  'a step with too little': ['  build weights(mean(input))', '        ^^^^^^^^^^^^^^^^^^^^ wrong-arguments'],
  'a step with too much': [
    '  build weights(mean(input, 2), width)',
    '                ^^^^^^^^^^^^^^ wrong-arguments',
  ],
  'windows of no size': [
    '  build weights(windows(input), width)',
    '                ^^^^^^^^^^^^^^ wrong-arguments',
  ],
  'attention without a size of heads': [
    '  build attend(input.query, input, input)',
    '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-arguments',
  ],
  'other units than the rule says': [
    '  build weights(mean(input), width^2)',
    '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'positions of which the rule says nothing': [
    '  build weights(input, width)',
    '        ^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'other positions than the rule says': [
    '  positions positions(input) / width',
    '  build weights(mean(input), width)',
    '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'keys of another width than queries': [
    '  build attend(weights(input.query, width), weights(input, width^2), weights(input, width), 1)',
    '                                            ^^^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'values that are not where keys are': [
    '  build attend(weights(input.query, width), weights(input, width), weights(mean(input), width), 1)',
    '                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-rule',
  ],
  'two of them': [
    '  build weights(mean(input), width)',
    '  build weights(windows(input, positions(input)), width)',
    '  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ declared-twice',
  ],
  'an equals sign': ['  build = weights(mean(input), width)', '        ^ unexpected'],
  'no value': ['  build', '  ^^^^^ expected-expression'],
};

describe('build lines of modules', () => {
  for (const [what, lines] of Object.entries(MISTAKES))
    it(`refuse ${what}`, () => void check(module(...lines)));

  it('a slip is mended by a fix', () => {
    const { diagnostics } = analysisOf(module('  build weigths(mean(input), width)'));
    assert.deepEqual(
      diagnostics.flatMap(({ fixes }) => (fixes ?? []).map(({ replacement }) => replacement)),
      ['weights'],
    );
  });

  it('are silent where they agree with the rule', () => {
    for (const lines of [
      ['build weights(mean(input), 2*width, sqrt(positions(input) / fan_in))'],
      ['build mean(weights(input, width))'],
      ['positions positions(input)', 'build weights(windows(input, 3), width)'],
      ['activation tanh', 'build tanh(weights((mean(input)), width))'],
      [
        'activation softmax',
        'build attend(weights(input.query, width), weights(input, width), weights(input, width), width)',
      ],
    ])
      check(module(...lines));
  });
});
