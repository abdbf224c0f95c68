import type { Expression } from '../syntax/tree';

/** The value of an expression at finite sizes, in floating point: for the sizes of runs only, never for a result. */
export function numberOf(expression: Expression, values: ReadonlyMap<string, number>): number | undefined {
  switch (expression.kind) {
    case 'number':
      return Number(expression.text);
    case 'name':
      return values.get(expression.text);
    case 'group':
      return numberOf(expression.inner, values);
    case 'negate': {
      const operand = numberOf(expression.operand, values);
      return operand === undefined ? undefined : -operand;
    }
    case 'call': {
      const [first, ...others] = expression.args.map((e) => numberOf(e, values));
      const name = expression.callee.kind === 'name' ? expression.callee.text : '';
      if (first === undefined || others.includes(undefined)) return undefined;
      const functions: Record<string, (...x: number[]) => number> = {
        sqrt: Math.sqrt,
        min: Math.min,
        max: Math.max,
      };
      const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
      return apply?.(first, ...(others as number[]));
    }
    case 'binary': {
      const [left, right] = [numberOf(expression.left, values), numberOf(expression.right, values)];
      if (left === undefined || right === undefined) return undefined;
      switch (expression.operator) {
        case '+':
          return left + right;
        case '-':
          return left - right;
        case '*':
          return left * right;
        case '/':
          return left / right;
        case '^':
          return left ** right;
        case 'inner':
          return undefined;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
