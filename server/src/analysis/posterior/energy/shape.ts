import { Rational } from '../../../orders';
import type { Passage } from '../network/passages';
import type { Pattern } from './pattern';
import type { Transfer, Transfers } from './transfer';

let nextId = 0;

/** What a kind of layer can do on the passages that a target leaves open: worked out once for all layers of the kind. */
export class Shape {
  private readonly known = new Map<'>=' | '=', readonly Transfer[]>();

  /** No other shape ever has it. */
  readonly id = nextId++;

  constructor(
    private readonly rules: Transfers,
    private readonly passages: readonly Passage[],
    private readonly patterns: readonly Pattern[],
    /** All of it is the library's. */
    readonly isLasting: boolean,
  ) {}

  /** @param sense `>=` where the norm behind may also be taken larger than it is */
  transfers(sense: '>=' | '='): readonly Transfer[] {
    let known = this.known.get(sense);
    if (!known) {
      known = this.passages.flatMap((passage) =>
        this.patterns.flatMap((pattern) => this.rules.of(passage, pattern, sense) ?? []),
      );
      this.known.set(sense, known);
    }
    return known;
  }
}

/** That norms of degree j and k = ratio · j are compared as r and r^ratio, or both as r. */
export interface Comparison {
  readonly j: number;
  readonly k: number;
  readonly ratio: Rational;
}

/**
 * What one layer and all behind it can do. `transfers` are those worth trying, and a feature of degree j and norm r does at
 * least as well as one of degree k and norm r^ratio wherever `comparisons` say so: a simulation, from the last layer back.
 */
export class Outlook {
  constructor(
    readonly key: string,
    readonly transfers: readonly Transfer[],
    private readonly comparisons: readonly Comparison[],
    /** No rule gains from a larger norm: then a norm may be taken larger than it is without changing the least energy. */
    private readonly monotone: boolean,
    /** All of it is the library's. */
    readonly isLasting: boolean,
  ) {}

  /** Behind the last layer only the target's degree counts. */
  static end(degree: number, monotone: boolean): Outlook {
    const same = { j: degree, k: degree, ratio: Rational.one };
    return new Outlook(`end ${degree} ${monotone}`, [], [same], monotone, true);
  }

  static before(shape: Shape, next: Outlook): Outlook {
    const all = shape.transfers(next.monotone ? '>=' : '=');
    let transfers = [...all];
    // From the last: of two equals the first one stays.
    for (const t of [...all].reverse())
      if (transfers.some((other) => other !== t && other.j === t.j && next.follows(other, t, Rational.one)))
        transfers = transfers.filter((other) => other !== t);
    const degrees = [...new Set(transfers.map((t) => t.j))];
    const from = (j: number): Transfer[] => transfers.filter((t) => t.j === j);
    const comparisons = degrees.flatMap((k) =>
      degrees.flatMap((j) =>
        ratios(j, k)
          .filter((ratio) => j === k || from(k).every((t) => from(j).some((o) => next.follows(o, t, ratio))))
          .map((ratio) => ({ j, k, ratio })),
      ),
    );
    const monotone = transfers.every((t) => t.gainsNothingFromLargerNorm);
    const isLasting = shape.isLasting && next.isLasting;
    return new Outlook(`${shape.id} ${next.key}`, transfers, comparisons, monotone, isLasting);
  }

  /** The ratios with which degree j does as well as degree k. */
  ratios(j: number, k: number): Rational[] {
    return this.comparisons.filter((c) => c.j === j && c.k === k).map((c) => c.ratio);
  }

  /** Whether `best` reaches, at norm r before, all that `other` reaches at norm r^before. */
  private follows(best: Transfer, other: Transfer, before: Rational): boolean {
    return this.ratios(best.k, other.k).some((behind) => best.reaches(other, before, behind));
  }
}

const ratios = (j: number, k: number): Rational[] =>
  k > j && k % j === 0 ? [Rational.one, Rational.of(k, j)] : [Rational.one];
