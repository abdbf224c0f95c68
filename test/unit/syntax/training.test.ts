import assert from 'node:assert/strict';
import { format } from '../../../server/src/syntax/format';
import { parse } from '../../../server/src/syntax/parse';
import type { RepeatItem, Statement } from '../../../server/src/syntax/tree';
import { bracketed, check, everything, meaning } from './fixture';

/** The statements of a kind in a text without mistakes. */
function all<K extends Statement['kind']>(text: string, kind: K): Extract<Statement, { kind: K }>[] {
  return check(text).statements.filter((s): s is Extract<Statement, { kind: K }> => s.kind === kind);
}

const texts = (names: readonly { text: string }[]) => names.map((n) => n.text);

describe('trainings and their rules', () => {
  it('settings keep their subjects, calls and words', () => {
    const [, training] = all(everything, 'training');
    assert.deepEqual(
      training!.settings.map((s) => [s.key.text, s.subject?.text, s.values.map(bracketed)]),
      [
        ['optimizer', undefined, ['shampoo((1 / 2), 1)']],
        ['parametrization', undefined, ['residual(c)']],
        ['alignment', undefined, ['full']],
        ['multiplier', 'u', ['(N1 ^ (-1))']],
        ['init', undefined, ['(N1 ^ ((-1) / 2))']],
        ['rate', undefined, ['maximal']],
      ],
    );
  });

  it('an optimizer keeps its parameters, its rules and its notes', () => {
    const [shampoo, sgd] = all(everything, 'optimizer');
    assert.deepEqual(texts(shampoo!.parameters), ['e', 'blocks']);
    assert.deepEqual(
      shampoo!.items.map((i) => (i.kind === 'bad' ? '?' : [i.kind, bracketed(i.value)])),
      [
        ['update', '((gradient ^ (1 - (2 * e))) * (((fan_in * fan_out) / blocks) ^ (-e)))'],
        ['epsilon', '((((gradient ^ 2) * fan_in) * fan_out) / blocks)'],
      ],
    );
    assert.equal(shampoo!.notes.source?.value, 'arXiv');
    assert.deepEqual([sgd!.parameters, sgd!.items.length, sgd!.notes], [[], 1, {}]);
  });

  it('a parametrization keeps what is scaled, for which weights and optimizers', () => {
    const [residual] = all(everything, 'parametrization');
    assert.deepEqual(texts(residual!.parameters), ['alpha']);
    assert.deepEqual(
      residual!.items.map((i) =>
        i.kind === 'bad' ? '?' : [i.property.text, texts(i.weights), bracketed(i.value), texts(i.optimizers)],
      ),
      [
        ['multiplier', ['branch', 'logits'], '(depth ^ (-alpha))', []],
        ['init', ['input', 'hidden'], '(fan_in ^ ((-1) / 2))', []],
        ['rate', ['hidden'], '((fan_in ^ (-1)) * (depth ^ (alpha - 1)))', ['adam', 'shampoo']],
        ['rate', ['bias', 'gain'], '1', []],
      ],
    );
    assert.deepEqual([residual!.notes.source?.value, residual!.notes.because?.value], ['arXiv', 'it is so']);
  });

  it('an alignment keeps its exponents', () => {
    const [full] = all(everything, 'alignment');
    assert.deepEqual(
      full!.settings.map((s) => [s.key.text, ...s.values.map(bracketed)]),
      [
        ['alpha', '1'],
        ['omega', '(1 / 2)'],
        ['u', '1'],
      ],
    );
  });

  it('blocks are tied by a word between their count and their brace, which stays a name elsewhere', () => {
    const repeats = (text: string) =>
      all(text, 'network').flatMap((n) => n.body.filter((i): i is RepeatItem => i.kind === 'repeat'));
    const counts: Record<string, [string, string | undefined]> = {
      L: ['L', undefined],
      'L tied': ['L', 'tied'],
      'sqrt(L) * 2 tied': ['(sqrt(L) * 2)', 'tied'],
      tied: ['tied', undefined],
      'tied tied': ['tied', 'tied'],
      'f(tied) + 1': ['(f(tied) + 1)', undefined],
    };
    for (const [head, expected] of Object.entries(counts)) {
      const text = `network g(x) {\n  repeat ${head} { h = dense(x, tied) }\n  out h\n}\n`;
      const [repeat] = repeats(text);
      assert.deepEqual([bracketed(repeat!.count), repeat!.tied?.text], expected);
      assert.equal(format(text.replace('repeat', 'repeat  ').replace(' {', '{')), text);
    }
    const [looped] = repeats(everything).filter((r) => r.tied);
    assert.equal(looped!.body.length, 1);
  });

  it('a block whose brace is half typed is not tied by the item below', () => {
    const { statements } = parse('network f(x) {\n  repeat L\n  tied = dense(x, n)\n}');
    const [item] = statements[0]!.kind === 'network' ? statements[0].body : [];
    assert.ok(item?.kind === 'repeat' && item.tied === undefined);
    assert.deepEqual(
      item.body.map((i) => i.kind),
      ['layer'],
    );
  });

  it('a fact about a training is a claim by itself, and so is a set of conditions for it', () => {
    const claims = all(
      'claim stable(t)\nclaim lazy(t.u) when c <= 0\nclaim parametrization(t) = mup\nclaim update(t.u) ~ 1',
      'claim',
    );
    assert.deepEqual(
      claims.map((c) => [bracketed(c.claim.first), c.claim.rest.length, c.conditions.length]),
      [
        ['stable(t)', 0, 0],
        ['lazy(t.u)', 0, 1],
        ['parametrization(t)', 1, 0],
        ['update(t.u)', 1, 0],
      ],
    );
  });

  it('their words are names outside their place', () => {
    check(
      'scale rate; scale update = rate^2; scale input; scale hidden; scale depth\nlet init = rate * update',
    );
    check('let output = alpha + omega\n  + multiplier * u\nassume update >> rate, epsilon <= input');
    check(
      'network optimizer(input) {\n  update = dense(input, hidden)\n  rate = dense(update, alpha)\n  tied = rate + update\n  out dense(tied, bias)\n}',
    );
    check(
      'training rate of init {\n  rate rate = rate^-1\n  rate init = maximal\n  optimizer alignment(rate)\n}',
    );
    check('optimizer update(rate, epsilon) { update rate * update; epsilon epsilon }');
    check('parametrization rate(input) { rate input = input^-rate for rate, input }');
    check('alignment u { u u; alpha 1 }\nlet source = alignment * parametrization(training)');
  });

  it('a rule below a training that is never closed is a statement', () => {
    for (const head of [
      'optimizer shampoo(e, blocks) {',
      'optimizer sgd {',
      'parametrization residual(alpha){',
      'alignment full {',
    ]) {
      const { statements } = parse(`training t of f {\n  optimizer sgd\n${head} }`);
      assert.deepEqual(
        statements.map((s) => s.kind),
        ['training', head.split(' ')[0]],
      );
    }
    const { statements } = parse('training t of f {\noptimizer shampoo(1, 2)\nalignment full\n}');
    assert.deepEqual(
      statements.map((s) => (s.kind === 'training' ? s.settings.length : s.kind)),
      [2],
    );
  });

  it('a slip in a kind of weight is read as the kind', () => {
    const [wrong] = parse('parametrization p { rate hiden, Bias = 1 fro sgd }').statements;
    const [right] = parse('parametrization p { rate hidden, bias = 1 for sgd }').statements;
    assert.deepEqual(meaning(wrong), meaning(right));
  });

  it('lists of weights and optimizers go on over lines, and are printed as one line is', () => {
    const text =
      'parametrization p {\n  rate input,\n    hidden,\n    bias = fan_in *\n    depth\n    for sgd,\n    adam\n  init gain = 1\n}\n';
    const [p] = all(text, 'parametrization');
    assert.equal(p!.items.length, 2);
    assert.equal(format(text), text);
    assert.equal(
      format('optimizer  root ( e,b ){update gradient^( 1-2*e )}\nalignment a{alpha   1/2;u 1}'),
      'optimizer root(e, b) { update gradient^(1-2*e) }\nalignment a { alpha 1/2; u 1 }\n',
    );
  });
});
