import type { Constraint, Form } from '../orders';
import type { Expression, Range } from '../syntax/tree';
import type { Reporter } from './diagnostic';

/** `M in [1, N]` as constraints; a lower end 0 and an upper end `infinity` are no bounds. Undefined when an end cannot be read. */
export function boundsOf(
  range: Range,
  self: Form,
  evaluate: (e: Expression) => readonly Form[] | undefined,
  reporter: Reporter,
): Constraint[] | undefined {
  const zero = range.low.kind === 'number' && Number(range.low.text) === 0;
  const infinite = range.high.kind === 'name' && range.high.text === 'infinity';
  const low = zero ? [] : evaluate(range.low);
  const high = infinite ? [] : evaluate(range.high);
  if (!low || !high) return undefined;
  if (high.length > 1)
    return reporter.report('not-a-condition', range.high, 'The upper end of a range must be one monomial.');
  return [
    ...low.map((form): Constraint => ({ form: self.minus(form), sense: '>=' })),
    ...high.map((form): Constraint => ({ form: form.minus(self), sense: '>=' })),
  ];
}
