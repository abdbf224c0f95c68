import assert from 'node:assert/strict';
import fc from 'fast-check';
import { format } from '../../../server/src/syntax/format';
import { parse } from '../../../server/src/syntax/parse';
import { meaning } from './fixture';

/** Names that are words of the language elsewhere. */
const name = fc.constantFrom(
  ...['a', 'u', 'rate', 'update', 'epsilon', 'input', 'hidden', 'alpha', 'omega', 'tied', 'optimizer'],
  ...['alignment', 'training', 'fan_in', 'depth', 'maximal', 'init', 'limit', 'source', 'branch'],
);
const { order } = fc.letrec<{ order: string }>((again) => ({
  order: fc.oneof(
    { maxDepth: 3 },
    name,
    fc.constantFrom('1', '2', '0.5'),
    fc
      .tuple(again('order'), fc.constantFrom('+', '-', '*', '/', ' + ', ' * '), again('order'))
      .map((parts) => parts.join('')),
    fc.tuple(again('order'), again('order')).map(([base, power]) => `(${base})^(-${power})`),
    fc.tuple(name, again('order')).map(([f, argument]) => `${f}(${argument}, 1)`),
  ),
}));

const block = (head: fc.Arbitrary<string>, item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(head, fc.array(item, { maxLength: 3 }), fc.constantFrom('; ', ' ;', '\n  ', '\n\n  // so\n  '))
    .map(([first, items, gap]) => `${first} {${gap}${[...items, 'source "x"'].join(gap)}${gap}}`);
const line = (...words: string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...words), order).map(([word, value]) => `${word} ${value}`);
const list = (one: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => all.join(','));
const property = fc.constantFrom('multiplier', 'init', 'rate');

const head = (word: string): fc.Arbitrary<string> =>
  fc
    .tuple(name, fc.option(list(name)))
    .map(([of, parameters]) => `${word} ${of}${parameters ? ` (${parameters})` : ''}`);
const scaling = fc
  .tuple(property, list(fc.constantFrom('input', 'hidden', 'output', 'bias')), order, fc.option(list(name)))
  .map(([what, weights, value, of]) => `${what} ${weights}=${value}${of ? ` for ${of}` : ''}`);
const setting = fc.oneof(
  line('optimizer', 'parametrization', 'alignment', 'rate', 'multiplier', 'init'),
  fc.tuple(property, name, order).map(([what, subject, value]) => `${what} ${subject} = ${value}`),
);
const statement = fc.oneof(
  block(head('optimizer'), line('update', 'epsilon')),
  block(head('parametrization'), scaling),
  block(
    name.map((of) => `alignment ${of}`),
    line('alpha', 'omega', 'u'),
  ),
  block(
    name.map((of) => `training ${of} of net`),
    setting,
  ).map((t) => t.replace('source "x"', '')),
  fc.tuple(order, fc.constantFrom('', ' tied'), order).map((parts) => {
    const [count, tied, value] = parts;
    return `network net(x) { repeat ${count}${tied} { h = ${value}; k = h }; out k }`;
  }),
);
const text = fc.array(statement, { minLength: 1, maxLength: 3 });

describe('random trainings and rules', () => {
  it('are read, printed, and read as the same again', () => {
    fc.assert(
      fc.property(text, (statements) => {
        const source = statements.join('\n');
        const document = parse(source);
        assert.deepEqual(
          document.diagnostics.filter((d) => d.severity === 'error'),
          [],
        );
        assert.equal(document.statements.length, statements.length);
        const printed = format(source);
        assert.deepEqual(meaning(parse(printed).statements, true), meaning(document.statements, true));
        assert.equal(format(printed), printed);
      }),
      { numRuns: 300 },
    );
  });

  it('leave what is below them alone while they are typed', () => {
    fc.assert(
      fc.property(statement, text, fc.nat(), (typed, others, at) => {
        const below = others.join('\n');
        const { statements } = parse(`${typed.slice(0, 1 + (at % (typed.length - 1)))}\n${below}`);
        const kept = statements.slice(statements.length - others.length);
        assert.deepEqual(meaning(kept, true), meaning(parse(below).statements, true));
      }),
      { numRuns: 300 },
    );
  });
});
