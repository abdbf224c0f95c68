import {
  addDependencies,
  compileDependencies,
  create,
  divideDependencies,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  powDependencies,
  sqrtDependencies,
  subtractDependencies,
  unaryMinusDependencies,
  type FactoryFunctionMap,
} from 'mathjs/number';
import type { Call, Expression } from '../syntax/tree';

const FUNCTIONS = ['sqrt', 'min', 'max'];
const OPERATIONS = {
  compileDependencies,
  addDependencies,
  subtractDependencies,
  multiplyDependencies,
  divideDependencies,
  powDependencies,
  unaryMinusDependencies,
  sqrtDependencies,
  minDependencies,
  maxDependencies,
};
let math: ReturnType<typeof create> | undefined;

/**
 * The value of an expression at finite sizes, in floating point: for the sizes of runs only, never for a result.
 * Undefined where a name has no value or the expression is more than arithmetic.
 * @param called what calls mean that are no arithmetic, `positions(input)`
 */
export function numberOf(
  expression: Expression,
  values: ReadonlyMap<string, number>,
  called: (call: Call) => number | undefined = () => undefined,
): number | undefined {
  const formula = arithmetic(expression, values, called);
  if (formula === undefined) return undefined;
  math ??= create(OPERATIONS as FactoryFunctionMap, {});
  const value: unknown = math.compile(formula).evaluate();
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The expression with its values put in and every bracket written, so that nothing is left for mathjs to read its own way. */
function arithmetic(
  e: Expression,
  values: ReadonlyMap<string, number>,
  called: (call: Call) => number | undefined,
): string | undefined {
  const all = (...parts: readonly Expression[]): string[] | undefined => {
    const written = parts.map((part) => arithmetic(part, values, called));
    return written.every((w) => w !== undefined) ? written : undefined;
  };
  switch (e.kind) {
    case 'number':
      return e.text;
    case 'name':
      return values.has(e.text) ? `(${String(values.get(e.text))})` : undefined;
    case 'group':
      return arithmetic(e.inner, values, called);
    case 'negate':
      return all(e.operand)?.map((operand) => `(-${operand})`)[0];
    case 'binary': {
      const sides = e.operator === 'inner' ? undefined : all(e.left, e.right);
      return sides && `(${sides.join(` ${e.operator} `)})`;
    }
    case 'call': {
      const known = called(e);
      if (known !== undefined) return `(${String(known)})`;
      const name = e.callee.kind === 'name' && FUNCTIONS.includes(e.callee.text) ? e.callee.text : undefined;
      const args = name && e.args.length > 0 ? all(...e.args) : undefined;
      return args && `${name}(${args.join(', ')})`;
    }
    default:
      return undefined;
  }
}
