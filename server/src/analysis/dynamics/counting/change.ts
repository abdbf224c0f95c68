import { Rational, type Order } from '../../../orders';
import type { Magnitude, Magnitudes } from './magnitudes';

/**
 * A change of a value: its size, and the size of its part along the derivative of the loss by the value. Updates go along that
 * derivative; what random weights make of them does so in part.
 */
export interface Change {
  readonly total: Magnitude;
  readonly along: Magnitude;
}

export const NONE: Change = { total: undefined, along: undefined };

/** Sums and images of changes. */
export class Changes {
  constructor(private readonly m: Magnitudes) {}

  /** A change along the derivative. */
  along(size: Magnitude): Change {
    return { total: size, along: size };
  }

  sum(...changes: readonly Change[]): Change {
    return {
      total: this.m.sum(...changes.map((c) => c.total)),
      along: this.m.sum(...changes.map((c) => c.along)),
    };
  }

  times({ total, along }: Change, factor: Order): Change {
    return { total: this.m.product(factor, total), along: this.m.product(factor, along) };
  }

  /** What a consumer of the value sees, which gives only a share of the derivative back. */
  seen({ total, along }: Change, share: Order): Change {
    return { total, along: this.m.product(share, along) };
  }

  /**
   * Through initial weights with entries of size `entry`. Their leading singular directions are those along which derivatives
   * come back; from many values to few they stretch them by (fan-in/fan-out)^(omega - 1/2) beyond independent terms, and from few
   * to many the image fills a part of the values only.
   */
  through({ total, along }: Change, entry: Order, fanIn: Order, fanOut: Order, omega: Rational): Change {
    const { m } = this;
    const half = Rational.of(1, 2);
    const ratio = fanIn.quotient(fanOut);
    const stretched = m.product(m.sum(m.one, ratio).power(omega.minus(half)), along);
    const filled = m.minimum(ratio, m.one).power(half);
    const size = m.product(entry, fanIn.power(half));
    return { total: m.product(size, m.sum(total, stretched)), along: m.product(size, filled, stretched) };
  }
}
