import type { Form, Notation, Point, Rational, Region } from '../../orders';
import type { Evaluation } from '../facts';

/** What a diagram is of: an order with its pieces, or regimes, which have no exponent. */
export interface Pictured {
  readonly name: string;
  readonly pieces: readonly PicturedPiece[];
  at?(point: Point): Evaluation | undefined;
  readonly order?: { at(point: Point): Rational | undefined };
}

export interface PicturedPiece {
  readonly region: Region;
  readonly formula: Notation;
  /** Its exponent; without one its sets may be thin, and are shown. */
  readonly value?: Form;
  readonly pattern?: readonly string[];
}
