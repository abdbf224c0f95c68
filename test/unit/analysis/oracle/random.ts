import { Fraction } from './fraction';
import {
  ACTIVATIONS,
  LIBRARY_RULES,
  type Exponent,
  type Monomial,
  type Problem,
  type Rule,
  type Width,
} from './problem';
import { Words, wordsOf } from './words';

/** A stream of random numbers that its seed fixes (mulberry32). */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** From `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  of<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!;
  }

  /** Some of the items, at least one. */
  some<T>(items: readonly T[], most: number): T[] {
    const wanted = this.whole(1, Math.min(most, items.length));
    const rest = [...items];
    return Array.from({ length: wanted }, () => rest.splice(this.whole(0, rest.length - 1), 1)[0]!);
  }

  /** From 0 to `end`, with denominators up to six. */
  exponent(end: number): Fraction {
    const d = this.whole(1, 6);
    return Fraction.of(this.whole(0, end * d), d);
  }
}

const EXPONENTS = ['-2', '-1', '-1', '-1/2', '-1/3', '1/3', '1/2', '2/3', '1', '1', '1', '1', '3/2', '2'];

function exponent(random: Random): Exponent {
  const value = Fraction.parse(random.of(EXPONENTS));
  if (random.chance(0.7)) return { fixed: value, stepped: Fraction.zero };
  return { fixed: random.chance(0.3) ? Fraction.of(random.of([-1, 1])) : Fraction.zero, stepped: value };
}

/** Each of width, norm and parameters with these chances. */
function monomial(
  random: Random,
  [w, n, p]: readonly [number, number, number],
  parameters: number,
): Monomial {
  const own = Array.from({ length: parameters }, () => (random.chance(p) ? exponent(random) : undefined));
  return {
    ...(random.chance(w) ? { width: exponent(random) } : {}),
    ...(random.chance(n) ? { norm: exponent(random) } : {}),
    ...(own.some((e) => e) ? { parameters: own } : {}),
  };
}

/** A pattern that nobody has thought of: nothing in it need be monotone. */
export function randomRule(random: Random, name: string): Rule {
  const parameters = ['M', 'u'].slice(0, random.of([0, 1, 1, 1, 2, 2])).map((own, i) => ({
    name: own,
    ...(random.chance(0.7) ? { low: random.chance(0.6) ? {} : monomial(random, [0.5, 0.4, 0.3], i) } : {}),
    ...(random.chance(0.8) ? { high: random.chance(0.2) ? {} : monomial(random, [0.7, 0.4, 0.3], i) } : {}),
  }));
  const n = parameters.length;
  const requirements = Array.from({ length: random.of([0, 0, 1, 1, 2]) }, () => ({
    ...(random.chance(0.7) ? { name: random.of(['coherence', 'coherence', 'other']) } : {}),
    left: monomial(random, [0.4, 0.3, 0.9], n),
    relation: random.chance(0.1) ? ('=' as const) : random.of(['>=', '<='] as const),
    right: monomial(random, [0.4, 0.3, 0.2], n),
  }));
  const costs = Array.from({ length: random.of([0, 1, 1, 1, 2, 2]) }, () =>
    Array.from({ length: random.of([1, 1, 1, 2]) }, () => monomial(random, [0.3, 0.6, 0.8], n)),
  );
  const norm = (): Monomial => monomial(random, [0.6, 0.7, 0.8], n);
  const norms: Rule['norms'] = random.chance(0.25)
    ? [
        { condition: random.of(['k | j', '2 | k'] as const), value: norm() },
        ...(random.chance(0.7) ? [{ condition: 'j | k' as const, value: norm() }] : []),
      ]
    : [{ ...(random.chance(0.7) ? { condition: 'j | k' as const } : {}), value: norm() }];
  const count = random.chance(0.5) ? { count: monomial(random, [0.2, 0.2, 1], n) } : {};
  return { name, parameters, requirements, costs, norms, ...count };
}

export interface Shape {
  readonly layers: number;
  /** Free scales; none where every width is a fixed power of d. */
  readonly free: number;
  /** The fewest and the most words that a problem may have. */
  readonly words: readonly [number, number];
}

/** A problem of this shape that its activations can express, and the oracle for it. */
export function randomProblem(random: Random, shape: Shape): { problem: Problem; words: Words } {
  for (;;) {
    const problem = draw(random, shape);
    const words = wordsOf(problem);
    if (words >= shape.words[0] && words <= shape.words[1]) return { problem, words: new Words(problem) };
  }
}

function draw(random: Random, { layers, free }: Shape): Problem {
  const ends = Array.from({ length: free }, () => (random.chance(0.15) ? undefined : random.whole(1, 6)));
  const width = (): Width => ({
    fixed: free === 0 || random.chance(0.3) ? random.exponent(6) : Fraction.zero,
    free: ends.map(() =>
      random.chance(free === 1 ? 0.8 : 0.6)
        ? Fraction.parse(random.of(['1', '1', '1', '1/2', '3/2', '-1/2']))
        : Fraction.zero,
    ),
  });
  const shared = random.chance(0.15) ? width() : undefined;
  const own = Array.from({ length: random.of([0, 0, 1, 1, 1, 2]) }, (_, i) =>
    randomRule(random, `own${i + 1}p`),
  );
  const restricted = own.length === 0 ? random.chance(0.8) : random.chance(0.9);
  const rules = restricted
    ? [...new Set(random.some([...LIBRARY_RULES, ...own, ...own], layers > 2 ? 3 : 5))]
    : [...LIBRARY_RULES, ...own];
  const generic = random.chance(0.3);
  return {
    dimension: random.chance(0.8)
      ? { fixed: Fraction.one, free: [] }
      : random.of([{ fixed: random.exponent(3), free: [] }, width()]),
    degree: random.whole(1, 6),
    layers: Array.from({ length: layers }, () => ({
      width: shared ?? width(),
      activation: generic ? ACTIVATIONS.find((a) => a.name === 'generic')! : random.of(ACTIVATIONS),
    })),
    rules,
    restricted,
    coherence: random.chance(0.75),
    ends,
    assumptions:
      free > 0 && random.chance(0.25)
        ? [
            {
              fixed: Fraction.of(random.whole(-2, 3)),
              free: ends.map(() => Fraction.parse(random.of(['1', '-1', '1/2', '0']))),
            },
          ]
        : [],
    asked: random.chance(0.5) ? [Array.from({ length: layers }, () => random.of(rules).name)] : [],
  };
}
