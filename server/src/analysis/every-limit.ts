import { factorsOf, Form, quotient, Region, type Chart, type Constraint } from '../orders';

/**
 * The conditions on exponents alone under which those of a region hold whatever the relation of the scales that the text leaves
 * independent: a product `n^p * L^q >= 1` holds for all n and L that grow exactly when p and q are not negative. Undefined where
 * the region's conditions are on exponents already, or scales are related (also by powers of them, as `n^c <= L^g` does), or a
 * condition is strict.
 */
export function inEveryLimit(region: Region, context: Region, chart: Chart): Region | undefined {
  const conditions = region.within(context);
  const isScale = (v: string): boolean => factorsOf(v) === undefined && !chart.isExponent(v);
  const scales = new Set(
    conditions.flatMap(({ form }) => form.variables().map((v) => factorsOf(v)?.scale ?? v)),
  );
  const independent = [...scales].filter((v) => isScale(v));
  const isRelated = (c: Constraint): boolean =>
    c.form.variables().some((v) => independent.includes(v)) &&
    !(c.sense === '>' && c.form.variables().length === 1 && c.form.constant.isZero());
  const isMixed = ({ form }: Constraint): boolean => parts(form, independent).length > 1;
  if (context.constraints.some((c) => isRelated(c) || isMixed(c))) return undefined;
  const split = conditions.map((c) => ({ c, parts: parts(c.form, independent) }));
  if (split.every(({ parts: all }) => all.length < 2)) return undefined;
  if (conditions.some((c) => c.sense === '>')) return undefined;
  return new Region(
    split.flatMap(({ c, parts: all }) => all.map((form) => ({ form, sense: c.sense }))),
  ).reduced();
}

/** The exponent of the first scale and of every independent one, where they are not zero. */
function parts(form: Form, scales: readonly string[]): Form[] {
  const ofScale = (scale: string): Form => {
    const names = form.variables().filter((v) => v === scale || factorsOf(v)?.scale === scale);
    return quotient(names.reduce((sum, v) => sum.plus(Form.variable(v, form.coefficient(v))), Form.zero));
  };
  const exponents = form
    .variables()
    .filter((v) => !scales.includes(v) && factorsOf(v) === undefined)
    .reduce((sum, v) => sum.plus(Form.variable(v, form.coefficient(v))), Form.constant(form.constant));
  return [exponents, ...scales.map(ofScale)].filter((f) => !(f.isConstant() && f.constant.isZero()));
}
