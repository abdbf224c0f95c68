/** Every syntax diagnostic, with what it means and the least text that shows it; docs/language.md lists this table. */
export interface Mistake {
  readonly severity: 'error' | 'warning';
  readonly doc: string;
  readonly example: string;
}

const error = (doc: string, example: string): Mistake => ({ severity: 'error', doc, example });
const warning = (doc: string, example: string): Mistake => ({ severity: 'warning', doc, example });

export const mistakes = {
  'unknown-character': error('A character that has no meaning outside comments and texts.', 'let E = $'),
  'unterminated-text': error('A text without its closing quote.', 'import "a.scale'),
  'unterminated-comment': error('A comment `/*` without its `*/`.', '/* balance'),
  'bad-number': error('A number in another notation.', 'let E = 1.2.3'),
  'wrong-sign': error('A sign of another language; it is read as the sign that is meant.', 'let E == d'),
  'lopsided-dot': error('A dot with a blank on one side only.', 'target y = He3(w .x)'),
  'missing-operator': error('Two operands side by side.', 'let E = 2 d'),
  'expected-expression': error('An expression is missing.', 'let E = M *'),
  'expected-name': error('A name is missing.', 'let = d'),
  'expected-relation': error('A condition or a claim without a relation.', 'assume N'),
  'expected-sign': error('A sign such as `=`, `:`, `..` or `{` is missing.', 'data x = gaussian(d)'),
  'expected-word': error('A word such as `of` or `over` is missing.', 'let E = minimize over M in [1, N] M'),
  'expected-text': error('A text between double quotes is missing.', 'import other'),
  'expected-range': error('A range is missing.', 'let E = minimize over M in 3 of M'),
  unclosed: error('A bracket or a brace that is never closed.', 'let E = sqrt(N*d'),
  unmatched: error('A closing bracket that closes nothing, or the wrong kind.', 'let E = N)'),
  unexpected: error('Something stands where a statement or an item has ended.', 'scale d scale N'),
  'unknown-statement': error('A line that begins with no keyword.', 'E = d'),
  'unknown-item': error(
    'A line of a block that begins with no word of that block.',
    'posterior p of f on y { temperature 1 }',
  ),
  misspelt: error('A keyword with a slip; it is read as the keyword.', 'clam E ~ d'),
  'too-deep': error('An expression of more than 100 levels or 500 operators.', `let E = ${'('.repeat(101)}`),
  'power-of-quotient': warning('`d^1/2` is (d^1)/2, and so for `d^a/2`; hardly ever meant.', 'let E = d^1/2'),
  'member-in-target': warning('`w.x` is a part of w; the inner product has blanks.', 'target y = He3(w.x)'),
  'mixed-chain': warning('A chain of relations that changes its direction.', 'assume a <= b >= c'),
} satisfies Record<string, Mistake>;

export type MistakeCode = keyof typeof mistakes;
