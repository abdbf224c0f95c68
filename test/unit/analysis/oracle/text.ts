import type { Fraction } from './fraction';
import { LIBRARY_RULES, type Exponent, type Monomial, type Problem, type Rule, type Width } from './problem';

/** Names of the free scales: `a1` is an exponent between bounds, `s1` a scale of its own. */
export const freeName = (problem: Problem, i: number): string =>
  `${problem.ends[i] === undefined ? 's' : 'a'}${i + 1}`;

/** The problem as a `.scale` text: posterior `p`, and the energies that are asked for as `E0`, `E1` … */
export function textOf(problem: Problem): string {
  const { layers, rules, ends, assumptions, asked } = problem;
  const own = layers.flatMap(({ activation }) => (activation.degrees ? [activation] : []));
  const settings = [
    ...(problem.restricted ? [`patterns ${rules.map((r) => r.name).join(', ')}`] : []),
    ...(problem.coherence ? [] : ['coherence off']),
  ];
  return [
    'scale d',
    ...ends.map((end, i) => {
      const name = freeName(problem, i);
      return end === undefined ? `scale ${name}` : `exponent ${name}, 0 <= ${name} <= ${end}`;
    }),
    ...layers.map(({ width }, i) => `scale N${i + 1} = ${product(problem, width)}`),
    ...assumptions.map((a) => `assume ${product(problem, a)} >= 1`),
    ...new Set(own.map((a) => `activation ${a.name} { degrees ${a.degrees} }`)),
    ...rules.filter((r) => !LIBRARY_RULES.includes(r)).map(declaration),
    `data x : gaussian(${product(problem, problem.dimension)})`,
    `target y = He${problem.degree}(w . x)`,
    'network f(x) {',
    ...layers.map((_, i) => `  h${i + 1} = dense(${input(problem, i)}, N${i + 1})`),
    `  out dense(${input(problem, layers.length)}, 1)`,
    '}',
    `posterior p of f on y { ${settings.join('; ')} }`,
    ...asked.map((names, i) => `let E${i} = energy(p, ${names.join(', ')})`),
  ].join('\n');
}

function input({ layers }: Problem, i: number): string {
  const before = layers[i - 1];
  if (!before) return 'x';
  return before.activation.name ? `${before.activation.name}(h${i})` : `h${i}`;
}

function product(problem: Problem, { fixed, free }: Width): string {
  const exponents = free.flatMap((q, i) =>
    q.sign() !== 0 && problem.ends[i] !== undefined ? [`(${q.toString()})*${freeName(problem, i)}`] : [],
  );
  const scales = free.flatMap((q, i) =>
    q.sign() !== 0 && problem.ends[i] === undefined ? [`${freeName(problem, i)}^(${q.toString()})`] : [],
  );
  return [`d^(${[fixed.toString(), ...exponents].join(' + ')})`, ...scales].join(' * ');
}

function declaration(rule: Rule): string {
  const write = (m: Monomial): string => monomial(m, rule);
  return [
    `pattern ${rule.name} on layer of feature j {`,
    ...rule.parameters.map(
      ({ name, low, high }) =>
        `  choose ${name} in ${low ? `[${write(low)}` : '(0'}, ${high ? `${write(high)}]` : 'infinity)'}`,
    ),
    ...rule.requirements.map(
      ({ name, left, relation, right }) =>
        `  require ${name ? `${name}: ` : ''}${write(left)} ${relation} ${write(right)}`,
    ),
    ...rule.costs.map((terms) => `  cost ${terms.map(write).join(' + ')}`),
    ...rule.norms.map(
      ({ condition, value }) => `  norm(k) = ${write(value)}${condition ? ` for ${condition}` : ''}`,
    ),
    ...(rule.count ? [`  define count = ${write(rule.count)}`] : []),
    '}',
  ].join('\n');
}

function monomial({ width, norm, parameters = [] }: Monomial, rule: Rule): string {
  const factors: [string, Exponent | undefined][] = [
    ['layer.width', width],
    ['norm(layer.input, j)', norm],
    ...parameters.map((e, i): [string, Exponent | undefined] => [rule.parameters[i]!.name, e]),
  ];
  const powers = factors.flatMap(([name, e]) => (e ? [`${name}^(${exponent(e)})`] : []));
  return powers.length > 0 ? powers.join(' * ') : '1';
}

function exponent({ fixed, stepped }: Exponent): string {
  if (stepped.sign() === 0) return fixed.toString();
  return `${nonzero(fixed)}(${stepped.toString()})*k/j`;
}

const nonzero = (q: Fraction): string => (q.sign() === 0 ? '' : `${q.toString()} + `);
