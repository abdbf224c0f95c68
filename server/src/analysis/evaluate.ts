import { Form, Rational } from '../orders';
import type { Call, Expression, Member, Minimize, Name, Span } from '../syntax/tree';
import type { Algebra } from './algebra';
import type { Reporter } from './diagnostic';
import { timesForm } from './products';

/** The meaning of names for one evaluation. Every method answers undefined after it has reported why it cannot answer. */
export interface Names<V> {
  /** A name used as an order: a scale, a `let`, a chosen parameter. */
  order(name: Name): V | undefined;
  /** A name used as an exponent: a free exponent or, in rules, a degree. */
  exponent(name: Name): Form | undefined;
  /** `samples(p)`, `norm(layer.input, j)` … */
  call(call: Call): V | undefined;
  /** `layer.width` … */
  member(member: Member): V | undefined;
  minimum(expression: Minimize): V | undefined;
  /** The coordinate that is the product of two others; undefined, and nothing is reported, where there is none. */
  product?(a: string, b: string): Form | undefined;
}

/** Evaluates expressions as orders or as exponents; reports one diagnostic for what has no such meaning. */
export class Evaluator<V> {
  constructor(
    private readonly algebra: Algebra<V>,
    private readonly names: Names<V>,
    private readonly reporter: Reporter,
  ) {}

  order(expression: Expression): V | undefined {
    switch (expression.kind) {
      case 'missing':
        return undefined;
      case 'group':
        return this.order(expression.inner);
      case 'number':
        return Rational.parse(expression.text).sign() > 0
          ? this.algebra.monomial(Form.zero)
          : this.refuse(expression, 'zero has no order of magnitude');
      case 'negate':
        return this.refuse(expression, 'a negative quantity has no order of magnitude');
      case 'name':
        return this.names.order(expression);
      case 'member':
        return this.names.member(expression);
      case 'minimize':
        return this.names.minimum(expression);
      case 'call':
        return this.call(expression);
      case 'binary':
        return this.binary(expression);
    }
  }

  /** An exponent: affine in the free exponents, with rational coefficients. */
  exponent(expression: Expression): Form | undefined {
    switch (expression.kind) {
      case 'missing':
        return undefined;
      case 'group':
        return this.exponent(expression.inner);
      case 'number':
        return Form.constant(Rational.parse(expression.text));
      case 'name':
        return this.names.exponent(expression);
      case 'negate':
        return this.exponent(expression.operand)?.negate();
      case 'binary': {
        const left = this.exponent(expression.left);
        const right = this.exponent(expression.right);
        if (!left || !right) return undefined;
        if (expression.operator === '+') return left.plus(right);
        if (expression.operator === '-') return left.minus(right);
        if (expression.operator === '*' && right.isConstant()) return left.times(right.constant);
        if (expression.operator === '*' && left.isConstant()) return right.times(left.constant);
        if (expression.operator === '/' && right.isConstant() && !right.constant.isZero())
          return left.times(Rational.one.over(right.constant));
        return this.reporter.report(
          'not-an-exponent',
          expression.operatorSpan,
          'An exponent must be a sum of rational multiples of free exponents, so that regions have straight sides.',
        );
      }
      default:
        return this.reporter.report(
          'not-an-exponent',
          expression,
          'This cannot be an exponent: exponents are made of numbers and free exponents.',
        );
    }
  }

  private binary(expression: Extract<Expression, { kind: 'binary' }>): V | undefined {
    const { operator, operatorSpan } = expression;
    if (operator === '^') return this.power(expression);
    if (operator === '-')
      return this.refuse(operatorSpan, 'a difference has no order of magnitude: its terms may cancel');
    if (operator === 'inner')
      return this.refuse(operatorSpan, 'an inner product of vectors has no order by itself');
    const left = this.order(expression.left);
    const right = this.order(expression.right);
    if (left === undefined || right === undefined) return undefined;
    if (operator === '+') return this.algebra.sum(left, right);
    if (operator === '*') return this.algebra.product(left, right);
    return this.accept(this.algebra.quotient(left, right), operatorSpan);
  }

  private power(expression: Extract<Expression, { kind: 'binary' }>): V | undefined {
    const base = this.order(expression.left);
    const exponent = this.exponent(expression.right);
    if (base === undefined || exponent === undefined) return undefined;
    if (exponent.isConstant())
      return this.accept(this.algebra.power(base, exponent.constant), expression.operatorSpan);
    const monomial = this.algebra.asMonomial(base);
    if (!monomial)
      return this.reporter.report(
        'not-an-exponent',
        expression.right,
        'A free exponent can stand on one monomial only, not on a sum or a minimum.',
      );
    const power = timesForm(monomial, exponent, (a, b) => this.names.product?.(a, b));
    if (power) return this.algebra.monomial(power);
    return this.reporter.report(
      'not-an-exponent',
      expression.right,
      'The product of two unknown exponents would appear here: an exponent declared by itself can stand on fixed powers of scales, one that a scale is declared by (`scale N = d^a`) on those of the first scale only.',
    );
  }

  private call(call: Call): V | undefined {
    const name = call.callee.kind === 'name' ? call.callee.text : '';
    if (['log', 'ln', 'exp'].includes(name))
      return this.refuse(
        call.callee,
        'orders are powers of scales: logarithms and exponentials are not followed',
      );
    if (name !== 'sqrt' && name !== 'min' && name !== 'max') return this.names.call(call);
    const [first, ...others] = call.args;
    if (!first || (name === 'sqrt') !== (others.length === 0))
      return this.reporter.report(
        'wrong-arguments',
        call,
        name === 'sqrt' ? 'sqrt takes one order.' : `${name} takes two or more orders.`,
      );
    let value = this.order(first);
    if (name === 'sqrt')
      return value === undefined ? value : this.accept(this.algebra.power(value, Rational.of(1, 2)), call);
    for (const other of others) {
      const next = this.order(other);
      if (value === undefined || next === undefined) return undefined;
      value =
        name === 'max' ? this.algebra.sum(value, next) : this.accept(this.algebra.minimum(value, next), call);
    }
    return value;
  }

  private accept(value: V | string, span: Span): V | undefined {
    return typeof value === 'string' ? this.refuse(span, value) : value;
  }

  private refuse(span: Span, why: string): undefined {
    return this.reporter.report('not-an-order', span, `${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
  }
}
