import type { Constraint } from './constraint';
import type { Form, Point } from './form';
import { asMinMax, type MinMax } from './min-max';
import type { Piece } from './piece';
import { Rational } from './rational';
import type { Region } from './region';
import { merged, subtract } from './union';

/**
 * An order of magnitude in the logarithm: a continuous function of the exponents that is affine on each of finitely
 * many convex regions, closed in the domain that they cover. Sums of monomials become maxima, products sums.
 */
export class Order {
  readonly pieces: readonly Piece[];
  /** Null until it is asked for. */
  #minMax: MinMax | undefined | null = null;
  #key: string | undefined;

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  static monomial(form: Form, over: Region): Order {
    return new Order(over.isEmpty() ? [] : [{ region: over, value: form }]);
  }

  /** The largest of the monomials, which is the order of their sum. */
  static greatest(forms: readonly Form[], over: Region): Order {
    return extreme(forms, over, (mine, other) => mine.minus(other));
  }

  /** The smallest of the monomials. */
  static least(forms: readonly Form[], over: Region): Order {
    return extreme(forms, over, (mine, other) => other.minus(mine));
  }

  /** The order of the sum: the larger of the two, where both are defined. */
  sum(other: Order): Order {
    return this.larger(other, 1);
  }

  minimum(other: Order): Order {
    return this.larger(other, -1);
  }

  private larger(other: Order, sign: 1 | -1): Order {
    const pieces = overlay(this, other).flatMap(({ region, left, right }): Piece[] => {
      const gap = sign > 0 ? left.minus(right) : right.minus(left);
      if (region.implies({ form: gap, sense: '>=' })) return [{ region, value: left }];
      if (region.implies({ form: gap.negate(), sense: '>=' })) return [{ region, value: right }];
      return [
        { region: region.with({ form: gap, sense: '>=' }), value: left },
        { region: region.with({ form: gap.negate(), sense: '>=' }), value: right },
      ];
    });
    return new Order(pieces).simplified();
  }

  product(other: Order): Order {
    const pieces = overlay(this, other).map(({ region, left, right }) => ({
      region,
      value: left.plus(right),
    }));
    return new Order(pieces).simplified();
  }

  timesMonomial(form: Form): Order {
    return new Order(this.pieces.map(({ region, value }) => ({ region, value: value.plus(form) })));
  }

  quotient(other: Order): Order {
    return this.product(other.power(Rational.of(-1)));
  }

  power(exponent: Rational): Order {
    return new Order(this.pieces.map(({ region, value }) => ({ region, value: value.times(exponent) })));
  }

  restrict(region: Region): Order {
    return new Order(uncoveredPieces(this.pieces.map((p) => ({ ...p, region: p.region.intersect(region) }))));
  }

  /** The exponent at a point, or undefined outside the domain; the least one where pieces meet in a jump. */
  at(point: Point): Rational | undefined {
    let least: Rational | undefined;
    for (const { region, value } of this.pieces) {
      if (!region.contains(point)) continue;
      const here = value.evaluate(point);
      least = least?.min(here) ?? here;
    }
    return least;
  }

  /** A text that orders made in the same way share exactly when they are equal. */
  key(): string {
    return (this.#key ??= this.pieces
      .map(({ region, value }) => `${value.key()} on ${region.key()}`)
      .join('; '));
  }

  /** The same function by fewer pieces: none that the others cover, none whose union with its equals is convex. */
  simplified(): Order {
    const groups = new Map<string, Piece[]>();
    for (const piece of uncoveredPieces(this.pieces)) {
      const key = piece.region.modulo(piece.value).key();
      groups.set(key, [...(groups.get(key) ?? []), piece]);
    }
    return new Order(
      [...groups.values()].flatMap((group) =>
        merged(group.map((p) => p.region)).map((region) => ({
          region: region.reduced(),
          value: group[0]!.value,
        })),
      ),
    );
  }

  /** The fewest monomials whose sum has this order on the whole domain; undefined when no sum has. */
  asSum(): Form[] | undefined {
    return this.asExtreme((value, other) => value.minus(other));
  }

  /** The fewest monomials whose minimum is this order on the whole domain; undefined when there are none. */
  asMinimum(): Form[] | undefined {
    return this.asExtreme((value, other) => other.minus(value));
  }

  private asExtreme(lead: (value: Form, other: Form) => Form): Form[] | undefined {
    const values = this.values();
    const leads = this.pieces.every(({ region, value }) =>
      values.every((other) => region.implies({ form: lead(value, other), sense: '>=' })),
    );
    return leads ? values : undefined;
  }

  /** A minimum of maxima (or one nested further) with this value on the whole domain, for reading. */
  asMinMax(): MinMax | undefined {
    if (this.#minMax === null) this.#minMax = asMinMax(this.pieces, this.values());
    return this.#minMax;
  }

  /** The different monomials among the pieces, in their order. */
  values(): Form[] {
    const seen = new Map<string, Form>();
    for (const { region, value } of this.pieces) {
      const key = region.modulo(value).key();
      if (!seen.has(key)) seen.set(key, value);
    }
    return [...seen.values()];
  }
}

function extreme(forms: readonly Form[], over: Region, lead: (mine: Form, other: Form) => Form): Order {
  const distinct = [...new Map(forms.map((form) => [over.modulo(form).key(), form])).values()];
  if (distinct.length === 1) return Order.monomial(distinct[0]!, over);
  const pieces = distinct.map((value): Piece => {
    const leads = distinct.filter((other) => other !== value).map((other) => lead(value, other));
    return { region: over.with(...leads.map((form): Constraint => ({ form, sense: '>=' }))), value };
  });
  return new Order(
    pieces
      .filter(({ region }) => region.fullDimensionalIn(over))
      .map(({ region, value }) => ({ region: region.reduced(), value })),
  );
}

/** Where both orders are defined, cut so that each is one monomial on each region. */
export function overlay(left: Order, right: Order): { region: Region; left: Form; right: Form }[] {
  return uncoveredPieces(
    left.pieces.flatMap((p) =>
      right.pieces.map((q) => ({ region: p.region.intersect(q.region), left: p.value, right: q.value })),
    ),
  );
}

/** Drops empty pieces and those of lower dimension that the others cover. */
export function uncoveredPieces<P extends { readonly region: Region }>(pieces: readonly P[]): P[] {
  const parts = pieces.filter(({ region }) => !region.isEmpty());
  const least = Math.min(...parts.map(({ region }) => region.codimension()));
  const full = parts.filter(({ region }) => region.codimension() === least);
  if (full.length === parts.length) return parts;
  const regions = full.map(({ region }) => region);
  const kept: P[] = [];
  const thin = parts.filter(({ region }) => region.codimension() > least);
  for (const part of thin.sort((a, b) => a.region.codimension() - b.region.codimension())) {
    if (subtract(part.region, regions).length === 0) continue;
    kept.push(part);
    regions.push(part.region);
  }
  return [...full, ...kept];
}

/** Pieces that overlap, each left out where another one is less: closed pieces of a function that jumps at their borders. */
export function leastAtJumps<P extends Piece>(pieces: readonly P[]): P[] {
  return pieces.flatMap((piece) => {
    const less = pieces.flatMap((other): Region[] => {
      if (other === piece) return [];
      const gap = piece.value.minus(other.value);
      const lower = piece.region.intersect(other.region).with({ form: gap, sense: '>' });
      return lower.isEmpty() ? [] : [lower];
    });
    return subtract(piece.region, less).map((region) => ({ ...piece, region }));
  });
}
