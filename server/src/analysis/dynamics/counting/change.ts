import { Rational, type Order } from '../../../orders';
import type { Magnitude, Magnitudes } from './magnitudes';

/**
 * A change of a value, in parts: each of a size, and in as many directions as the narrowest value that it has passed since the
 * weights that made it. A change in few directions cannot fill the leading ones of a wide layer.
 */
export type Change = readonly { readonly size: Order; readonly directions: Order }[];

export const NONE: Change = [];

/** Sums and images of changes. */
export class Changes {
  constructor(private readonly m: Magnitudes) {}

  part(size: Magnitude, directions: Order): Change {
    return size ? [{ size, directions }] : NONE;
  }

  sum(...changes: readonly Change[]): Change {
    const parts = new Map<string, Change[number]>();
    for (const part of changes.flat()) {
      const key = part.directions.key();
      const size = this.m.sum(part.size, parts.get(key)?.size);
      parts.set(key, { ...part, size });
    }
    return [...parts.values()];
  }

  times(change: Change, factor: Magnitude): Change {
    return factor ? change.map((part) => ({ ...part, size: this.m.product(factor, part.size) })) : NONE;
  }

  size(change: Change): Magnitude {
    return this.m.sum(...change.map((part) => part.size));
  }

  /**
   * Through initial weights, entries of which are of size `entry`: a change meets as many of their leading directions as it has,
   * so that it is stretched by up to (directions/fan-out)^(omega - 1/2) beyond what independent terms are.
   */
  through(change: Change, entry: Order, fanIn: Order, fanOut: Order, omega: Rational): Change {
    const { m } = this;
    const half = Rational.of(1, 2);
    return change.map(({ size, directions }) => {
      const met = directions.minimum(fanIn);
      const stretch = m.sum(m.one, met.quotient(fanOut)).power(omega.minus(half));
      return {
        size: m.product(entry, fanIn.power(half), stretch, size),
        directions: met.minimum(fanOut),
      };
    });
  }
}
