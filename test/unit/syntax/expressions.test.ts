import assert from 'node:assert/strict';
import { parse } from '../../../server/src/syntax/parse';
import { bracketed } from './fixture';

function read(text: string): string {
  const document = parse(`let E = ${text}`);
  assert.deepEqual(document.diagnostics, [], text);
  assert.equal(document.statements.length, 1);
  const [statement] = document.statements;
  assert.ok(statement?.kind === 'let');
  return bracketed(statement.value);
}

describe('expressions', () => {
  const readings: readonly (readonly [text: string, reading: string])[] = [
    ['a + b - c', '((a + b) - c)'],
    ['a - b - c', '((a - b) - c)'],
    ['a + b * c', '(a + (b * c))'],
    ['a / b * c', '((a / b) * c)'],
    ['a / b / c', '((a / b) / c)'],
    ['a * b^c', '(a * (b ^ c))'],
    ['a^b^c', '(a ^ (b ^ c))'],
    ['-a^b', '(-(a ^ b))'],
    ['n^-1', '(n ^ (-1))'],
    ['n^-a^b', '(n ^ (-(a ^ b)))'],
    ['n^-1*m', '((n ^ (-1)) * m)'],
    ['n^--1', '(n ^ (-(-1)))'],
    ['-a * b', '((-a) * b)'],
    ['-a + b', '((-a) + b)'],
    ['a - -b', '(a - (-b))'],
    ['a * -b', '(a * (-b))'],
    ['w . x', '(w . x)'],
    ['w · x ⋅ z', '((w . x) . z)'],
    ['2 * w . x', '(2 * (w . x))'],
    ['w . x / sqrt(d)', '((w . x) / sqrt(d))'],
    ['w . x^2', '(w . (x ^ 2))'],
    ['-w . x', '(-(w . x))'],
    ['w . -x . z', '((w . (-x)) . z)'],
    ['w.x * y', '(w.x * y)'],
    ['p.h2.input', 'p.h2.input'],
    ['f(p.h2, a + b)', 'f(p.h2, (a + b))'],
    ['p.f(x).y', 'p.f(x).y'],
    ['f()', 'f()'],
    ['(a + b) * c', '((a + b) * c)'],
    ['L^(-1/2) * h', '((L ^ ((-1) / 2)) * h)'],
    ['0.25 * d', '(0.25 * d)'],
    ['κ * Δx', '(κ * Δx)'],
    ["w' . w''", "(w' . w'')"],
    ['a − b', '(a - b)'],
    ['minimize over M in [1, N] of M*d + N/M', '(minimize over M in [1, N] of ((M * d) + (N / M)))'],
    [
      'minimize over M in [1, N), m in (0, 1] of M*m + 1',
      '(minimize over M in [1, N), m in (0, 1] of ((M * m) + 1))',
    ],
    ['1 + minimize over M in [1, N] of M + d', '(1 + (minimize over M in [1, N] of (M + d)))'],
    ['(minimize over M in [1, N] of M) + d', '((minimize over M in [1, N] of M) + d)'],
    // Names that are keywords elsewhere.
    ['rate * count + norm(source) / feature', '((rate * count) + (norm(source) / feature))'],
    ['scale * target^layer - on', '((scale * (target ^ layer)) - on)'],
    // Lines.
    ['a +\n  b', '(a + b)'],
    ['a\n  + b', '(a + b)'],
    ['a\n  - b', '(a - b)'],
    ['f(\n  a,\n  b\n)', 'f(a, b)'],
    ['(a\n  b)'.replace('\n', ' *\n'), '(a * b)'],
    ['a *\n  scale / 2', '((a * scale) / 2)'],
    ['minimize over M in [1, N]\n  of M', '(minimize over M in [1, N] of M)'],
    ['a /* b */ * /* c\n */ d', '(a * d)'],
    ['a * // b\n  c', '(a * c)'],
  ];
  for (const [text, reading] of readings)
    it(text.replaceAll('\n', '⏎'), () => assert.equal(read(text), reading));

  it('every Unicode sign of a relation is read as its ASCII spelling', () => {
    const relations = (text: string) => {
      const [statement] = parse(text).statements;
      assert.ok(statement?.kind === 'assume');
      return statement.conditions.flatMap((c) => c.rest.map((step) => step.relation));
    };
    const all = ['~', '<<', '>>', '<~', '>~', '<=', '>=', 'divides', '<', '>', '='];
    assert.deepEqual(
      relations('assume a ∼ b, a ≪ b, a ≫ b, a ≲ b, a ≳ b, a ≤ b, a ≥ b, j ∣ k, a < b, a > b, a = b'),
      all,
    );
    assert.deepEqual(relations('assume a~b, a<<b, a>>b, a<~b, a>~b, a<=b, a>=b, j|k, a<b, a>b, a=b'), all);
    assert.deepEqual(relations('assume 0 <= a<b <=c'), ['<=', '<', '<=']);
  });

  it('deep nesting and long chains end in one diagnostic, not in an exhausted stack', () => {
    for (const text of [
      '('.repeat(1e5),
      '-'.repeat(1e5),
      'f('.repeat(1e5),
      'a^'.repeat(1e5),
      'a+'.repeat(1e5),
      '{'.repeat(1e5),
    ]) {
      const { diagnostics } = parse(`let E = ${text}\nscale d`);
      assert.ok(
        diagnostics.length >= 1 && diagnostics.length <= 2,
        `${diagnostics.length} for ${text.slice(0, 9)}`,
      );
    }
    const nested = `network f(x) {\n${'repeat L {\n'.repeat(1e4)}`;
    assert.ok(parse(nested).diagnostics.length > 0);
  });
});
