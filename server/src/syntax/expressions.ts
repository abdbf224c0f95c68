import { type Cursor, replace, show } from './cursor';
import { keyword } from './keywords';
import type { Token } from './tokens';
import type {
  Binary,
  BinaryOperator,
  Call,
  Choice,
  Comparison,
  ComparisonStep,
  Expression,
  Missing,
  Name,
  Range,
  Relation,
} from './tree';

/** From loose to tight. A unary minus binds like the inner product: `-w . x` is -(w . x), `-a * b` is (-a) * b. */
export const precedence: Readonly<Record<BinaryOperator, number>> = {
  '+': 1,
  '-': 1,
  '*': 2,
  '/': 2,
  inner: 3,
  '^': 4,
};

const operators = new Map<string, BinaryOperator>([
  ...(['+', '-', '*', '/', '^'] as const).map((o) => [o, o] as const),
  ['·', 'inner'],
]);

const relations = new Map<string, Relation>([
  ...(['~', '<<', '>>', '<~', '>~', '<=', '>=', '<', '>', '='] as const).map((r) => [r, r] as const),
  ['|', 'divides'],
]);

/** Deeper nesting and longer chains are refused, so that everything that walks a tree may recurse. */
export const deepest = 100;
const longest = 500;

export function expression(c: Cursor, minimum = 1): Expression {
  let left = operand(c);
  for (let length = 0; ; length++) {
    const { token } = c;
    const operator = token.kind === 'sign' ? operators.get(token.text) : undefined;
    if (length === longest) {
      c.giveUp('This expression is too long.');
      return left;
    }
    if (operator && precedence[operator] >= minimum) {
      c.advance();
      if (operator === '/') warnOfQuotient(c, left);
      // `^` groups to the right; after it and after the dot of an inner product stands a sign or a power, no product.
      const right =
        precedence[operator] > 2 ? operand(c, precedence['^']) : expression(c, precedence[operator] + 1);
      left = binary(left, operator, token, right);
    } else if (!operator && startsOperand(c) && minimum <= precedence['*']) {
      const next = c.peek(1);
      if (next.kind === 'sign' && relations.has(next.text)) {
        c.report(
          'missing-operator',
          token,
          `A comma is missing before ${show(token)}.`,
          replace('Insert a comma', { start: left.end, end: token.start }, ', '),
        );
        return left;
      }
      const at = { ...token, end: token.start };
      c.report(
        'missing-operator',
        token,
        `An operator is missing before ${show(token)}.`,
        replace('Insert *', { start: left.end, end: token.start }, ' * '),
      );
      left = binary(left, '*', at, expression(c, precedence['*'] + 1));
    } else return left;
  }
}

/** Whether an operand follows the one just read, on the same line, with nothing between them. */
function startsOperand(c: Cursor): boolean {
  const { token, previous } = c;
  if (token.startsLine) return false;
  if (token.kind === 'name') return !c.endsExpression();
  if (token.kind === 'sign') return token.text === '(' && previous?.kind !== 'name';
  return token.kind === 'number' || token.kind === 'bad';
}

function binary(left: Expression, operator: BinaryOperator, sign: Token, right: Expression): Binary {
  const operatorSpan = { start: sign.start, end: sign.end };
  return {
    kind: 'binary',
    operator,
    operatorSpan,
    left,
    right,
    start: left.start,
    end: Math.max(right.end, sign.end),
  };
}

/**
 * `d^1/2` is (d^1)/2 and `d^a/2` is (d^a)/2; hardly anyone means that, as a constant factor changes no order. The
 * cursor stands after the slash.
 */
function warnOfQuotient(c: Cursor, dividend: Expression): void {
  const divisor = c.token;
  const power = lastPower(dividend);
  const next = c.peek(1);
  if (
    !power ||
    divisor.kind !== 'number' ||
    divisor.startsLine ||
    (next.kind === 'sign' && next.text === '^')
  )
    return;
  const { base, exponent } = power;
  const source = (start: number, end: number) => c.text.slice(start, end);
  const line = (text: string) => text.replace(/\s+/g, ' ');
  const before = line(
    base.kind === 'group' ? `(…)${source(base.end, exponent.start)}` : source(base.start, exponent.start),
  );
  const above = exponent.kind === 'group' && divides(exponent.inner) ? exponent.inner : exponent;
  const meant = `(${source(above.start, above.end)}${source(exponent.end, divisor.end)})`;
  const span = { start: exponent.start, end: divisor.end };
  c.warn(
    'power-of-quotient',
    span,
    `This reads as \`(${before}${line(source(exponent.start, exponent.end))})/${divisor.text}\`; did you mean \`${before}${line(meant)}\`?`,
    replace(`Write ${before}${line(meant)}`, span, meant),
  );
}

/** Whether a slash behind the expression divides the whole of it. */
function divides(e: Expression): boolean {
  if (e.kind === 'binary') return precedence[e.operator] > precedence['+'];
  return e.kind !== 'minimize' && e.kind !== 'missing';
}

/** The power that the expression ends with, if it does: the base of its chain `a^b^c` and its last exponent. */
function lastPower(e: Expression): { base: Expression; exponent: Expression } | undefined {
  let base: Expression | undefined;
  let exponent = e;
  for (let rest = e; rest.kind === 'binary' || rest.kind === 'negate';) {
    if (rest.kind === 'negate') rest = rest.operand;
    else {
      if (rest.operator === '^') {
        base ??= rest.left;
        exponent = rest.right;
      }
      rest = rest.right;
    }
    if (rest.kind === 'missing') return undefined;
  }
  return base && { base, exponent };
}

/** An operand with its signs; what follows it binds at least as tightly as `minimum`. */
function operand(c: Cursor, minimum = precedence.inner): Expression {
  if (c.depth >= deepest) {
    c.giveUp('This expression is nested too deeply.');
    return { kind: 'missing', start: c.end, end: c.end };
  }
  c.depth++;
  try {
    if (c.at('-')) {
      const start = c.advance().start;
      const inner = expression(c, minimum);
      return { kind: 'negate', operand: inner, start, end: c.end };
    }
    const first = primary(c);
    return minimum > precedence.inner ? power(c, first) : first;
  } finally {
    c.depth--;
  }
}

/** In an exponent: `a^b^c` is a^(b^c). */
function power(c: Cursor, left: Expression): Expression {
  if (!c.at('^')) return left;
  const sign = c.advance();
  return binary(left, '^', sign, operand(c, precedence['^']));
}

function primary(c: Cursor): Expression {
  const { token } = c;
  const { start, end } = token;
  if (c.startsNew()) return missing(c);
  if (token.kind === 'number') {
    c.advance();
    return { kind: 'number', text: token.text, start, end };
  }
  if (token.kind === 'bad') {
    c.advance();
    return { kind: 'missing', start, end };
  }
  if (token.kind === 'name') {
    if (token.text === 'minimize') return minimize(c);
    if (keyword(token.text, 'expression')) return missing(c);
    return postfix(c, c.takeName());
  }
  if (token.kind === 'sign' && token.text === '(') {
    c.advance();
    const inner = nested(c, () => expression(c));
    c.close(token, ')');
    return { kind: 'group', inner, start, end: c.end };
  }
  if (token.kind === 'sign' && operators.has(token.text) && !token.startsLine) {
    // Two operators in a row are one mistake: go on as if the second were not there.
    c.expected('expected-expression', 'an expression');
    c.advance();
    return startsOperandAnew(c) ? primary(c) : missing(c);
  }
  return missing(c);
}

const startsOperandAnew = (c: Cursor) =>
  !c.token.startsLine && (c.token.kind === 'number' || c.token.kind === 'name' || c.at('('));

function missing(c: Cursor): Missing {
  c.expected('expected-expression', 'an expression');
  if (c.token.kind === 'text' && !c.token.startsLine) {
    const { start, end } = c.advance();
    return { kind: 'missing', start, end };
  }
  return { kind: 'missing', start: c.end, end: c.end };
}

function postfix(c: Cursor, name: Name): Expression {
  let result: Expression = name;
  for (;;) {
    const { token } = c;
    if (token.kind !== 'sign' || token.startsLine) return result;
    if (token.text === '.') {
      c.advance();
      const next = c.token;
      const property: Name =
        next.kind === 'name' && !next.spaced
          ? c.takeName()
          : { kind: 'name', text: '', start: token.end, end: token.end };
      if (property.text === '') c.expected('expected-name', 'a name');
      result = { kind: 'member', object: result, property, start: result.start, end: property.end };
    } else if (token.text === '(' && (result.kind === 'name' || result.kind === 'member'))
      result = call(c, result);
    else return result;
  }
}

function call(c: Cursor, callee: Call['callee']): Call {
  const open = c.advance();
  const args: Expression[] = [];
  if (!c.at(')')) nested(c, () => list(c, args));
  c.close(open, ')');
  return { kind: 'call', callee, args, start: callee.start, end: c.end };
}

/** Inside brackets no word of the statement around them can follow. */
function nested<T>(c: Cursor, read: () => T): T {
  const { follow } = c;
  c.follow = undefined;
  const result = read();
  c.follow = follow;
  return result;
}

function list(c: Cursor, into: Expression[]): void {
  do into.push(expression(c));
  while (c.accept(','));
}

/** `A, B, C`: at least one. */
export function expressions(c: Cursor): Expression[] {
  const result: Expression[] = [];
  list(c, result);
  return result;
}

function minimize(c: Cursor): Expression {
  const { start } = c.advance();
  c.requireWord('over');
  const choices: Choice[] = [];
  do choices.push(choice(c));
  while (c.accept(','));
  c.requireWord('of');
  const body = expression(c);
  return { kind: 'minimize', choices, body, start, end: c.end };
}

/** `M in [1, N]` */
export function choice(c: Cursor): Choice {
  const name = c.name('a name to choose');
  c.requireWord('in');
  const value = range(c);
  return { kind: 'choice', name, range: value, start: name.start, end: Math.max(name.end, c.end) };
}

/** `[1, N]`, `(0, 1]`: a round bracket leaves the end out. */
export function range(c: Cursor): Range {
  const open = c.token;
  if ((!c.at('[') && !c.at('(')) || open.startsLine) {
    c.expected('expected-range', 'a range such as `[1, N]`');
    // `M in N` has its end at least: step over it.
    if (!c.startsNew() && (open.kind === 'number' || !c.endsExpression())) expression(c);
    const nothing = { kind: 'missing', start: c.end, end: c.end } as const;
    return {
      kind: 'range',
      low: nothing,
      high: nothing,
      lowOpen: false,
      highOpen: false,
      start: c.end,
      end: c.end,
    };
  }
  c.advance();
  const { low, high } = nested(c, () => {
    const first = expression(c);
    c.require(',', [':', '..', ';']);
    return { low: first, high: expression(c) };
  });
  const highOpen = c.at(')');
  c.close(open, highOpen ? ')' : ']');
  return { kind: 'range', low, high, lowOpen: open.text === '(', highOpen, start: open.start, end: c.end };
}

/**
 * `A <= B << C`. Without a relation it is a mistake, unless `bare` allows a fact such as `stable(t)`;
 * `lists` allows several sides after `=`.
 */
export function comparison(c: Cursor, allow: { bare?: boolean; lists?: boolean } = {}): Comparison {
  const first = expression(c);
  const rest: ComparisonStep[] = [];
  for (;;) {
    const { token } = c;
    const relation = token.kind === 'sign' ? relations.get(token.text) : undefined;
    if (!relation) break;
    c.advance();
    const sides = allow.lists && relation === '=' ? expressions(c) : [expression(c)];
    rest.push({ relation, relationSpan: { start: token.start, end: token.end }, sides });
  }
  if (rest.length === 0 && !(allow.bare && first.kind === 'call'))
    c.expected('expected-relation', 'a relation such as `~` or `<=`');
  warnOfTurn(c, rest);
  return { kind: 'comparison', first, rest, start: first.start, end: Math.max(first.end, c.end) };
}

/** `a <= b >= c` says nothing of a and c; a chain is meant to. */
function warnOfTurn(c: Cursor, rest: readonly ComparisonStep[]): void {
  const turn = (step: ComparisonStep) => (/^</.test(step.relation) ? 1 : /^>/.test(step.relation) ? -1 : 0);
  const first = rest.find((step) => turn(step) !== 0);
  const turned = first && rest.find((step) => turn(step) === -turn(first));
  if (turned)
    c.warn(
      'mixed-chain',
      turned.relationSpan,
      'This chain changes its direction; write two conditions, with a comma.',
    );
}

/** `A >> B, C <= D` */
export function comparisons(c: Cursor, allow: { bare?: boolean } = {}): Comparison[] {
  const result = [];
  do result.push(comparison(c, allow));
  while (c.accept(','));
  return result;
}

/** `when`, `for` or `tied`, also misspelt; false where it does not stand. */
export function acceptFollow(c: Cursor, word: 'when' | 'for' | 'tied'): boolean {
  const { token } = c;
  if (c.atWord(word)) c.advance();
  else if (!token.startsLine && c.meansFollow(token)) {
    c.misspelt(token, word);
    c.advance();
  } else return false;
  return true;
}
