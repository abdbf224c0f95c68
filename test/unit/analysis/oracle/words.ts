import { dot, Fraction } from './fraction';
import { leastVertex, provenValue, type Vertex } from './linear';
import type { Exponent, Monomial, Problem, Rule, Width } from './problem';

/** A row that must not be negative: coefficients of the logarithms (dimension, widths …, d, t, parameters …). */
type Row = readonly Fraction[];

/** What a word of patterns and degrees adds with its last letter. */
interface Node {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  /** The logarithm of the last layer's count. */
  readonly count: Row | undefined;
  readonly floats: readonly (readonly number[])[];
  /** t and the parameters so far. */
  readonly unknowns: number;
  readonly complete: boolean;
  readonly next: readonly Node[];
}

export interface Answer {
  readonly energy: Fraction;
  /** The lists of patterns, joined by commas, that reach it. */
  readonly winners: ReadonlySet<string>;
}

/** Every number that is closer to the least one ties with it: exponents of these problems are small fractions. */
const CLOSE = 1e-10;

/**
 * The least energy by brute force: every pattern in every layer and every chain of degrees is a word, and each word one
 * linear program in the logarithms of t and the parameters: t >= each cost, t >= the norm of the target, t and all norms
 * at least one. Beginnings of words that cost more than a whole word are left.
 */
export class Words {
  private readonly words: readonly Node[];
  /** How many entries come before t. */
  private readonly known: number;
  readonly count: number;

  constructor(private readonly problem: Problem) {
    this.known = problem.layers.length + 2;
    const norm = unit(0);
    this.words = this.after([], 1, norm, 1);
    this.count = wordsOf(problem);
  }

  /** Logarithms of the dimension, the widths and d where the free scales have these exponents. */
  place(free: readonly Fraction[]): Fraction[] {
    const at = ({ fixed, free: powers }: Width): Fraction => fixed.plus(dot(powers, free));
    return [at(this.problem.dimension), ...this.problem.layers.map(({ width }) => at(width)), Fraction.one];
  }

  /**
   * Undefined where no word can be met.
   * @param only patterns that the layers must have
   * @param counted the count that a layer must have, as an exponent
   */
  energy(
    place: readonly Fraction[],
    only?: readonly string[],
    counted?: { readonly layer: number; readonly exponent: Fraction },
  ): Answer | undefined {
    if (place.some((q) => q.sign() < 0)) return undefined; // no scale is below one
    const values = place.map((q) => q.toNumber());
    const split = <T>(row: readonly T[], constant: T): T[] => [constant, ...row.slice(this.known)];
    const float = (row: readonly number[]): number[] => {
      let constant = 0;
      for (let i = 0; i < this.known && i < row.length; i++) constant += values[i]! * row[i]!;
      return split(row, constant);
    };
    const counting = ({ names, count }: Node): Row[] | undefined => {
      if (counted?.layer !== names.length - 1) return [];
      const gap = count && minus(count, times(unit(this.known - 1), counted.exponent));
      return gap && [gap, minus([], gap)];
    };
    let best: { vertex: Vertex; rows: readonly Row[] } | undefined;
    const found: { value: number; name: string }[] = [];
    const visit = (nodes: readonly Node[], rows: readonly number[][], exact: readonly Row[]): void => {
      for (const node of nodes) {
        const last = node.names.length - 1;
        const given = counting(node);
        if (!given || (only && node.names[last] !== only[last])) continue;
        const floats = [...node.floats, ...given.map((row) => row.map((q) => q.toNumber()))];
        const here = [...rows, ...floats.map(float)];
        const all = [...exact, ...node.rows, ...given];
        if (node.complete || this.count > 30) {
          const vertex = leastVertex(here, node.unknowns);
          if (!vertex || (best && vertex.value > best.vertex.value + CLOSE)) continue;
          if (node.complete) {
            if (!best || vertex.value < best.vertex.value - CLOSE) best = { vertex, rows: all };
            found.push({ value: vertex.value, name: node.names.join() });
          }
        }
        visit(node.next, here, all);
      }
    };
    visit(this.words, [], []);
    if (!best) return undefined;
    const { vertex, rows } = best;
    const exact = rows.map((row) => split(row, dot(row.slice(0, this.known), place)));
    return {
      energy: provenValue(exact, vertex),
      winners: new Set(found.filter((word) => word.value < vertex.value + CLOSE).map((word) => word.name)),
    };
  }

  private after(names: readonly string[], j: number, norm: Row, unknowns: number): Node[] {
    const { layers, degree, rules } = this.problem;
    const layer = layers[names.length];
    if (!layer) return [];
    const degrees = Array.from({ length: degree / j }, (_, i) => (i + 1) * j).filter(
      (k) => degree % k === 0 && layer.activation.carries(k / j),
    );
    return rules.flatMap((rule) =>
      degrees.flatMap((k): Node[] => {
        const written = rule.norms.find(({ condition }) => applies(condition, j, k));
        if (!written) return [];
        const log = (m: Monomial): Row => {
          const at = ({ fixed, stepped }: Exponent): Fraction => fixed.plus(stepped.times(Fraction.of(k, j)));
          const terms: Row[] = [];
          if (m.width) terms.push(times(unit(names.length + 1), at(m.width)));
          if (m.norm) terms.push(times(norm, at(m.norm)));
          for (const [i, e] of (m.parameters ?? []).entries())
            if (e) terms.push(times(unit(this.known + unknowns + i), at(e)));
          return terms.reduce(plus, []);
        };
        const next = log(written.value);
        const rows = [...this.conditions(rule, log, unknowns), next];
        const complete = names.length + 1 === layers.length;
        if (complete) {
          if (k !== degree) return [];
          rows.push(minus(unit(this.known), next));
        }
        const all = [...names, rule.name];
        const parameters = unknowns + rule.parameters.length;
        const following = complete ? [] : this.after(all, k, next, parameters);
        if (!complete && following.length === 0) return [];
        return [
          {
            names: all,
            rows,
            count: rule.count && log(rule.count),
            floats: rows.map((row) => row.map((q) => q.toNumber())),
            unknowns: parameters,
            complete,
            next: following,
          },
        ];
      }),
    );
  }

  /** Ranges, requirements and costs. */
  private conditions(rule: Rule, log: (m: Monomial) => Row, unknowns: number): Row[] {
    const ranges = rule.parameters.flatMap(({ low, high }, i) => {
      const self = unit(this.known + unknowns + i);
      return [...(low ? [minus(self, log(low))] : []), ...(high ? [minus(log(high), self)] : [])];
    });
    const required = rule.requirements
      .filter(({ name }) => this.problem.coherence || name !== 'coherence')
      .flatMap(({ left, relation, right }) => {
        const gap = minus(log(left), log(right));
        return [...(relation === '<=' ? [] : [gap]), ...(relation === '>=' ? [] : [minus([], gap)])];
      });
    const costs = rule.costs.flat().map((cost) => minus(unit(this.known), log(cost)));
    return [...ranges, ...required, ...costs];
  }
}

/** How many words there are. */
export function wordsOf({ layers, degree, rules }: Problem): number {
  let words = new Map([[1, 1]]);
  for (const { activation } of layers) {
    const longer = new Map<number, number>();
    for (const [j, count] of words)
      for (let k = j; k <= degree; k += j)
        if (degree % k === 0 && activation.carries(k / j)) {
          const able = rules.filter(({ norms }) => norms.some(({ condition }) => applies(condition, j, k)));
          longer.set(k, (longer.get(k) ?? 0) + count * able.length);
        }
    words = longer;
  }
  return words.get(degree) ?? 0;
}

function applies(condition: Rule['norms'][number]['condition'], j: number, k: number): boolean {
  if (condition === 'k | j') return j % k === 0;
  if (condition === '2 | k') return k % 2 === 0;
  return k % j === 0;
}

function unit(i: number): Row {
  const row: Fraction[] = [];
  while (row.length < i) row.push(Fraction.zero);
  return [...row, Fraction.one];
}

const times = (row: Row, q: Fraction): Row => row.map((v) => v.times(q));

function plus(a: Row, b: Row): Row {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  return long.map((v, i) => (i < short.length ? v.plus(short[i]!) : v));
}

const minus = (a: Row, b: Row): Row => plus(a, times(b, Fraction.of(-1)));
