import type { Fraction } from './fraction';
import type { Exponent, Monomial, Problem, Rule } from './problem';

/** log10 of d. */
const DIGITS = 60;
/** By which power of d a condition may fail: an equation alone would leave no room. */
const SLACK = 1e-3;
/** Steps of numeric differentiation. */
const NEAR = 1e-7;
/** Exponents of parameters are looked for up to these sizes: from afar near ones are missed, and what is found is there. */
const REACHES = [60, 300];

/**
 * A second oracle, which knows nothing of linear programs: with d = 10^60 it walks through the network with numbers (as
 * logarithms), adds up costs and the final norm, and minimises that sum over the parameters by the ellipsoid method.
 * Right up to the logarithm of the number of terms and the slack.
 */
export function energyAtHugeScale(problem: Problem, place: readonly Fraction[]): number {
  const [dimension = 0, ...widths] = place.map((q) => q.toNumber());
  const { layers, rules, degree, coherence } = problem;
  let best = Infinity;
  const visit = (steps: readonly Step[], j: number): void => {
    const layer = layers[steps.length];
    if (!layer) {
      if (j === degree) best = Math.min(best, ...REACHES.map((reach) => minimum(steps, dimension, reach)));
      return;
    }
    for (let k = j; k <= degree; k += j)
      if (degree % k === 0 && layer.activation.carries(k / j))
        for (const rule of rules) {
          const step = stepOf(rule, j, k, widths[steps.length]!, coherence);
          if (step) visit([...steps, step], k);
        }
  };
  visit([], 1);
  return best;
}

/** A product of powers, as numbers: the exponents of width, norm and parameters. */
type Powers = readonly [number, number, ...number[]];

/** A pattern in a layer between two degrees. */
interface Step {
  readonly width: number;
  readonly parameters: number;
  /** Quotients that are at least one, and those that equal one. */
  readonly atLeastOne: readonly Powers[];
  readonly equalToOne: readonly Powers[];
  readonly costs: readonly Powers[];
  readonly norm: Powers;
}

function stepOf(rule: Rule, j: number, k: number, width: number, coherence: boolean): Step | undefined {
  const handed = rule.norms.find(({ condition: c }) =>
    c === '2 | k' ? k % 2 === 0 : c === 'k | j' ? k === j : true,
  );
  if (!handed) return undefined;
  const at = (e: Exponent | undefined): number =>
    e ? e.fixed.toNumber() + (e.stepped.toNumber() * k) / j : 0;
  const powers = (m: Monomial): Powers => [
    at(m.width),
    at(m.norm),
    ...rule.parameters.map((_, i) => at(m.parameters?.[i])),
  ];
  const quotient = (a: Powers, b: Powers): Powers => a.map((v, i) => v - b[i]!) as unknown as Powers;
  const self = (i: number): Powers => [0, 0, ...rule.parameters.map((_, c) => Number(i === c))];
  const required = rule.requirements
    .filter(({ name }) => coherence || name !== 'coherence')
    .map(({ left, relation, right }) => ({ relation, left: powers(left), right: powers(right) }));
  return {
    width,
    parameters: rule.parameters.length,
    atLeastOne: [
      ...rule.parameters.flatMap(({ low }, i) => (low ? [quotient(self(i), powers(low))] : [])),
      ...rule.parameters.flatMap(({ high }, i) => (high ? [quotient(powers(high), self(i))] : [])),
      ...required.flatMap(({ relation, left, right }) =>
        relation === '=' ? [] : [relation === '>=' ? quotient(left, right) : quotient(right, left)],
      ),
    ],
    equalToOne: required.flatMap(({ relation, left, right }) =>
      relation === '=' ? [quotient(left, right)] : [],
    ),
    costs: rule.costs.flat().map(powers),
    norm: powers(handed.value),
  };
}

/** The exponent of the sum of all terms, and by how much the worst condition fails. */
function walk(
  steps: readonly Step[],
  dimension: number,
  x: readonly number[],
): { sum: number; worst: number } {
  let norm = dimension;
  let worst = -norm;
  let first = 0;
  const terms = [0];
  for (const { width, parameters, atLeastOne, equalToOne, costs, norm: handed } of steps) {
    const log = (powers: Powers): number => {
      let sum = powers[0] * width + powers[1] * norm;
      for (let i = 0; i < parameters; i++) sum += powers[i + 2]! * x[first + i]!;
      return sum;
    };
    for (const powers of atLeastOne) worst = Math.max(worst, -log(powers));
    for (const powers of equalToOne) worst = Math.max(worst, Math.abs(log(powers)));
    for (const cost of costs) terms.push(log(cost));
    norm = log(handed);
    worst = Math.max(worst, -norm);
    first += parameters;
  }
  terms.push(norm);
  const top = Math.max(...terms);
  const rest = terms.reduce((sum, term) => sum + 10 ** (DIGITS * (term - top)), 0);
  return { sum: top + Math.log10(rest) / DIGITS, worst };
}

/** The ellipsoid method: each step keeps the half in which the sum, or else the worst condition, gets better. */
function minimum(steps: readonly Step[], dimension: number, reach: number): number {
  const parameters = steps.reduce((sum, step) => sum + step.parameters, 0);
  const n = Math.max(2, parameters); // the method needs two unknowns
  const axis = Array.from({ length: n }, (_, i) => i);
  let center = axis.map((i) => Math.sqrt(i + 2) / 7); // not where terms may tie, and have no slope
  let shape = axis.map((r) => axis.map((c) => (r === c ? reach ** 2 : 0)));
  let best = Infinity;
  for (let step = 0; step < 50 * n * (n + 1); step++) {
    const here = walk(steps, dimension, center);
    const wanted = here.worst > SLACK ? 'worst' : 'sum';
    if (wanted === 'sum') best = Math.min(best, here.sum);
    const slope = axis.map((i) => {
      const moved = (by: number): number[] => center.map((v, c) => (c === i ? v + by : v));
      const [up, down] = [walk(steps, dimension, moved(NEAR)), walk(steps, dimension, moved(-NEAR))];
      return (up[wanted] - down[wanted]) / (2 * NEAR);
    });
    const image = shape.map((row) => row.reduce((sum, v, c) => sum + v * slope[c]!, 0));
    // No point of the ellipsoid is better than the center by more than this.
    const gain = Math.sqrt(
      Math.max(
        0,
        image.reduce((sum, v, i) => sum + v * slope[i]!, 0),
      ),
    );
    if (wanted === 'worst' ? here.worst - gain > SLACK : gain < SLACK) break;
    center = center.map((v, i) => v - image[i]! / gain / (n + 1));
    shape = shape.map((row, r) =>
      row.map((v, c) => (n ** 2 / (n ** 2 - 1)) * (v - ((2 / (n + 1)) * image[r]! * image[c]!) / gain ** 2)),
    );
  }
  return best;
}
