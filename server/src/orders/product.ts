import { Form } from './form';

/**
 * The logarithm of `L^g`, a scale to a free exponent, is g times log L: not affine in the two. It is a variable of its own, and its
 * name says of what; no name of a text has a `^` in it.
 */
export const productOf = (exponent: string, scale: string): string => `${scale}^${exponent}`;

/** What a variable is the product of; undefined for one that is no product. */
export function factorsOf(
  variable: string,
): { readonly exponent: string; readonly scale: string } | undefined {
  const at = variable.indexOf('^');
  return at < 0 ? undefined : { exponent: variable.slice(at + 1), scale: variable.slice(0, at) };
}

/** What is left of a form in one scale and its products, divided by the logarithm of the scale: an exponent. */
export function quotient(form: Form): Form {
  return form.variables().reduce((sum, variable) => {
    const factors = factorsOf(variable);
    const q = form.coefficient(variable);
    return sum.plus(factors ? Form.variable(factors.exponent, q) : Form.constant(q));
  }, Form.zero);
}
